"""`rettidig figures` on a real broker: the page is a straight count's, after restarts, with a broker away, with workers."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from confluent_kafka import Producer

from alerts.inbox.ports import FiguresAway, MonthFigure, MunicipalNumbers
from deploy.stack import Stack
from deploy.stack.leash import Leash
from rules.civil import Instant, civil_day, iso, iso_instant
from streams.citizen.state import CitizenState, Standing, Today
from streams.month import ended_at, month_from
from streams.municipality.exposition import render
from streams.municipality.numbers_client import HttpFigures
from streams.municipality.partials import PartitionCounts
from streams.replay import Window, replay
from streams.topics import MUNICIPAL_FIGURES, MUNICIPAL_PARTIALS, Topics
from tests.broker.expected import figures_of, folded, judge
from tests.broker.figures_read import nonzero, served, statements
from tests.broker.installation import rettidig_at
from tests.broker.lives import by_citizen, chunks, lives
from tests.broker.scene import Scene
from tests.broker.worker_process import RoleProcess
from tests.conftest import TEST_PARTITIONS, created_topics
from tests.eventually import eventually
from tests.streams.municipality.population import bits, citizen
from tests.streams.municipality.sources import heard

pytestmark = pytest.mark.broker

MIDNIGHT = ended_at(month_from("2026-02"))
TICK = MIDNIGHT - 86_400_000_000
READY, NOT_READY = 200, 503
FOREIGN, TAKEN_BACK = POISON = "101|dagpenge|9999-12", "no figure"


class Installation:
    """Owners of all partitions on a running stack, and figures processes that read what they publish."""

    def __init__(self, stack: Stack, topics: Topics, directory: Path) -> None:
        self.stack, self.topics = stack, topics
        self._directory = directory
        self._leash = Leash()
        self._processes: list[RoleProcess] = []
        self._producer = Producer({"bootstrap.servers": stack.bootstrap, "acks": "all", "enable.idempotence": True})
        self.owners = [PartitionCounts(number) for number in range(TEST_PARTITIONS)]
        self.living: list[dict[str, CitizenState]] = [{} for _ in self.owners]
        for owner in self.owners:
            owner.rebuild([], f"first owner of {owner.partition}", TICK - 1)

    def figures(self) -> RoleProcess:
        settings = {
            "bootstrap_servers": self.stack.bootstrap,
            "topic_prefix": self.topics.prefix,
            "partitions": str(TEST_PARTITIONS),
            "figures_port": "0",
            "log_format": "json",
        }
        log = self._directory / f"figures-{len(self._processes)}.log"
        self._processes.append(RoleProcess("figures serve", settings, log, self._leash))
        return self._processes[-1]

    def be(
        self, number: int, who: str, standing: Standing | None, clock: Instant = TICK, registered: Instant | None = None
    ) -> None:
        """A citizen of a partition is stepped. `registered`: when the newest fact about her was."""
        old = self.living[number].get(who)
        new = citizen(Today(standing, (("first-offer", 1, 0),) if standing else ()), None, clock)
        if registered is not None:
            new = heard(new, registered)
        self.owners[number].replace(old, new, ())
        self.living[number][who] = new

    def take_over(self, number: int, epoch: str) -> None:
        self.owners[number].rebuild(self.living[number].values(), epoch, TICK)

    def tick(self, at: Instant, *numbers: int) -> None:
        """These partitions handle a tick; all without any named."""
        for number in numbers or range(TEST_PARTITIONS):
            for key, value in self.owners[number].at_tick(at):
                self._producer.produce(self.topics.name(MUNICIPAL_PARTIALS), value, key, number)
        assert self._producer.flush(30) == 0

    def poison_figures(self) -> None:
        """A figure of a time to come, and a record that is no figure and was taken back."""
        name, at = self.topics.name(MUNICIPAL_FIGURES), "9999-12-31T23:00:00Z"
        about = {"month_end": "9999-12-31", "municipality": "101", "target_group": "dagpenge", "measures": {}}
        figure = about | {"first_published": {"at": at, "measures": {}}, "revisions": []}
        for key, value in ((FOREIGN, json.dumps(figure).encode()), (TAKEN_BACK, b"{}"), (TAKEN_BACK, None)):
            self._producer.produce(name, value, key)
        assert self._producer.flush(30) == 0

    def expected_page(self, at: Instant) -> str:
        states = [state for living in self.living for state in living.values()]
        return render(figures_of(states, at)).decode()

    def close(self) -> None:
        for process in self._processes:
            if process.exit_status is None:
                process.kill()
        self._leash.close()


@pytest.fixture
def installation(stack: Stack, topics: Topics, tmp_path: Path) -> Iterator[Installation]:
    made = Installation(stack, topics, tmp_path)
    yield made
    made.close()


@pytest.fixture
def own_installation(own_stack: Stack, tmp_path: Path) -> Iterator[Installation]:
    made = Installation(own_stack, created_topics(own_stack), tmp_path)
    yield made
    made.close()


YES = Standing("101", "dagpenge", bits("active-year"), bits("active-year"))
NO = Standing("101", "dagpenge", bits("active-year"), 0)


def shows(process: RoleProcess, page: str) -> None:
    """Wait until the page is this one."""
    eventually(lambda: served(process), lambda found: found == page, within_s=30)


def test_the_page_is_whole_or_empty_and_the_same_after_a_kill(installation: Installation) -> None:
    for number in range(TEST_PARTITIONS):
        installation.be(number, "a", YES)
    first = installation.figures()
    installation.tick(TICK, *range(1, TEST_PARTITIONS))
    eventually(lambda: first.get("/ready"), lambda answer: "partitions 0 " in answer[1], within_s=30)
    assert first.get("/ready")[0] == NOT_READY
    assert first.get("/live")[0] == READY
    assert "rettidig_citizens{" not in first.get("/metrics")[1]

    installation.tick(TICK, 0)
    first.wait_ready()
    page = installation.expected_page(TICK)
    shows(first, page)
    assert 'rettidig_citizens{municipality="101",target_group="dagpenge"} 4' in page

    installation.be(2, "b", NO)
    installation.take_over(2, "second owner of 2")
    installation.tick(TICK + 1)
    shows(first, installation.expected_page(TICK + 1))
    first.kill()
    second = installation.figures()
    second.wait_ready()
    assert served(second) == installation.expected_page(TICK + 1)
    assert second.terminate() == 0


def asked(address: str) -> tuple[MunicipalNumbers | None, Sequence[MonthFigure]]:
    """What the pages get of municipality 101."""

    async def ask() -> tuple[MunicipalNumbers | None, Sequence[MonthFigure]]:
        client = HttpFigures(f"http://{address}")
        try:
            return await client.of("101"), await client.month_ends("101")
        finally:
            await client.close()

    return asyncio.run(ask())


def test_the_pages_read_what_the_role_has_summed_and_stated_also_after_a_kill(installation: Installation) -> None:
    for number in range(TEST_PARTITIONS):
        installation.be(number, "a", YES)
    first = installation.figures()
    installation.tick(TICK)
    installation.tick(MIDNIGHT)
    first.wait_ready()
    eventually(lambda: asked(first.address), lambda found: bool(found[1]), within_s=30)
    numbers, ends = asked(first.address)
    assert numbers is not None and numbers.as_of == MIDNIGHT
    assert numbers.citizens == {"dagpenge": TEST_PARTITIONS}
    assert [(each.measure, each.counted, each.met) for each in ends] == [
        ("active-year", TEST_PARTITIONS, TEST_PARTITIONS)
    ]
    first.kill()
    with pytest.raises(FiguresAway):
        asked(first.address)
    second = installation.figures()
    second.wait_ready()
    assert asked(second.address) == (numbers, ends)


def test_month_ends_are_stated_once_and_revised_through_restarts(installation: Installation) -> None:
    installation.be(0, "a", NO)
    installation.poison_figures()
    first = installation.figures()
    installation.tick(TICK)
    installation.tick(MIDNIGHT)

    def stated() -> list[dict[str, Any]]:
        return [each for each in statements(installation.stack, installation.topics) if each["key"] not in POISON]

    eventually(stated, within_s=30)
    first.kill()
    second = installation.figures()
    second.wait_ready()
    [ahead] = eventually(lambda: second.logged("figures.stated_ahead"), within_s=30)
    assert (ahead["figures"], ahead["all"]) == ([FOREIGN], 1)
    assert [figure["key"] for figure in stated()] == ["101|dagpenge|2026-02"]
    late = citizen(Today(YES), {month_from("2026-02"): YES}, MIDNIGHT + 1)
    installation.owners[0].replace(installation.living[0]["a"], late, ())
    installation.tick(MIDNIGHT + 1)
    installation.tick(MIDNIGHT + 2)
    eventually(stated, lambda figures: len(figures) == 2, within_s=30)
    assert second.terminate() == 0
    figure = stated()[-1]
    assert figure["first_published"]["at"] == iso_instant(MIDNIGHT)
    assert figure["first_published"]["measures"]["active-year"] == {"counted": 1, "met": 0}
    assert [(each["at"], each["measures"]["active-year"]) for each in figure["revisions"]] == [
        (iso_instant(MIDNIGHT + 1), {"counted": 1, "met": 1})
    ]


def test_while_kafka_is_away_the_last_figures_stand_and_readiness_says_no(own_installation: Installation) -> None:
    installation = own_installation
    installation.be(0, "a", YES)
    installation.tick(TICK)
    running = installation.figures()
    running.wait_ready()
    installation.stack.kafka.kill()
    eventually(lambda: running.get("/ready")[0], lambda status: status == NOT_READY, within_s=30)
    assert served(running) == installation.expected_page(TICK)
    early = installation.figures()
    eventually(lambda: early.get("/ready"), lambda answer: answer[0] == NOT_READY, within_s=30)
    assert early.get("/live")[0] == READY

    installation.stack.kafka.start()
    installation.be(1, "b", NO)
    installation.tick(TICK + 1)
    for process in (running, early):
        process.wait_ready()
        shows(process, installation.expected_page(TICK + 1))
        assert process.terminate() == 0
    assert [len(running.logged(event)) for event in ("broker.away", "broker.back")] == [1, 1]


def test_the_figures_are_printed_once_for_people_and_for_programs(
    installation: Installation, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rettidig = rettidig_at(installation.stack, installation.topics, monkeypatch)
    installation.be(0, "a", YES)
    installation.be(1, "b", Standing("751", "jobparat", 0, 0))
    installation.tick(TICK, 0)
    assert rettidig("figures", "show") == 3
    assert "partitions 1, 2, 3" in capsys.readouterr().err
    installation.tick(TICK)
    assert rettidig("figures", "show", "--municipality", "101", "--format", "json") == 0
    [line] = capsys.readouterr().out.splitlines()
    shown = json.loads(line)
    assert shown["measures"]["active-year"] == {"counted": 1, "met": 1}
    assert {name: shown[name] for name in ("as_of", "municipality", "target_group", "citizens", "obligations")} == {
        "as_of": iso_instant(TICK),
        "municipality": "101",
        "target_group": "dagpenge",
        "citizens": 1,
        "obligations": {"first-offer": {"open": 1, "overdue": 0}},
    }
    assert rettidig("figures", "show", "--municipality", "101") == 0
    table = capsys.readouterr().out
    assert "active-year" in table and "100%" in table and "751" not in table
    assert rettidig("figures", "show") == 0
    assert "751" in capsys.readouterr().out


def test_two_workers_figures_are_those_of_the_step_before_and_after_one_is_killed(scene: Scene) -> None:
    events = lives(30)
    first_tick, *later = [ended_at(month_from(text)) for text in ("2017-03", "2018-06", "2019-12")]
    workers = [scene.worker(), scene.worker()]
    figures = scene.role("figures serve", figures_port="0")
    for some, at in chunks(events, [first_tick, *later]):
        scene.publish(some)
        scene.tick(at)
        scene.wait_until_handled(at)
        expected = nonzero(render(figures_of(folded(events, at).values(), at)).decode())
        eventually(lambda: nonzero(served(figures)), expected.__eq__, within_s=30)
        if at == later[0]:
            workers[0].kill()
    assert figures.terminate() == 0
    canonical = replay(by_citizen(events), Window(civil_day(first_tick), civil_day(later[-1]) - 1), judge()).figures
    assert canonical
    assert first_stated(scene, since=iso(civil_day(first_tick))) == set(canonical)


def first_stated(scene: Scene, since: str) -> set[str]:
    """What was stated first of the month ends from a date on, as rows of `figures.csv`."""
    return {
        f"{figure['month_end']},{figure['municipality']},{figure['target_group']},{name},{share['counted']},{share['met']}"
        for figure in statements(scene.stack, scene.topics)
        if figure["month_end"] >= since
        for name, share in figure["first_published"]["measures"].items()
        if share["counted"]
    }
