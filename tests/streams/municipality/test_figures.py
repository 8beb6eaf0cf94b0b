from __future__ import annotations

import json
import re
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings

from rules.civil import Instant, iso_instant
from rules.measured import NAMES
from streams.citizen.state import Standing, Today
from streams.month import ended_at, month_from, window
from streams.municipality.aggregate import Aggregate
from streams.municipality.figures import FigureLedger, UnreadableFigureError
from streams.municipality.partials import PartitionCounts
from tests.streams.municipality.life import DAY, FIRST_TICK, Life, lives
from tests.streams.municipality.population import Counts, Record, bits, citizen, straight_count

YES = Standing("101", "dagpenge", bits("active-year"), bits("active-year"))
NO = Standing("101", "dagpenge", bits("active-year"), 0)
JANUARY = month_from("2024-01")
MIDNIGHT = ended_at(JANUARY)
KEY = b"101|dagpenge|2024-01"


def zeros(**measures: dict[str, int]) -> dict[str, dict[str, int]]:
    return {name: {"counted": 0, "met": 0} for name in NAMES} | {
        name.replace("_", "-"): share for name, share in measures.items()
    }


class Reader:
    """An aggregate and its ledger; what they state goes to a topic that outlives them."""

    def __init__(self, topic: list[Record], partitions: int = 1) -> None:
        self.topic = topic
        self.aggregate = Aggregate(partitions)
        self.ledger = FigureLedger()
        for record in topic:
            self.ledger.recall(*record)

    def read(self, log: list[Record]) -> list[Record]:
        """What the log makes it state."""
        stated = []
        for record in log:
            self.aggregate.take(*record)
            while self.aggregate.step():
                stated += self.ledger.judge(self.aggregate)
        self.topic += stated
        return stated

    def figure(self, key: bytes = KEY) -> dict[str, object]:
        found: dict[str, object] = json.loads(dict(self.topic)[key])
        return found


def life_of(standing: Standing) -> Life:
    life = Life()
    life.step(0, life.now, None, standing, {})
    life.tick()
    return life


def test_a_figure_is_stated_when_every_partition_has_passed_the_midnight_after_the_month_end() -> None:
    owners = [PartitionCounts(p) for p in range(2)]
    for owner in owners:
        owner.rebuild([citizen(Today(YES), clock=FIRST_TICK)], f"owner of {owner.partition}", FIRST_TICK)
    reader = Reader([], partitions=2)
    assert reader.read([record for owner in owners for record in owner.at_tick(MIDNIGHT - 1)]) == []
    assert reader.read(owners[0].at_tick(MIDNIGHT)) == []
    [(key, value)] = reader.read(owners[1].at_tick(MIDNIGHT))
    assert key == KEY
    measures = zeros(active_year={"counted": 2, "met": 2})
    assert json.loads(value) == {
        "month_end": "2024-01-31",
        "municipality": "101",
        "target_group": "dagpenge",
        "measures": measures,
        "first_published": {"at": "2024-01-31T23:00:00Z", "measures": measures},
        "revisions": [],
    }
    assert value == json.dumps(json.loads(value), sort_keys=True, separators=(",", ":")).encode()


def test_what_was_known_at_midnight_is_stated_first_whenever_the_tick_comes() -> None:
    life = life_of(NO)
    life.now = MIDNIGHT + 10 * DAY
    life.step(0, life.now, NO, YES, {JANUARY: YES})
    life.tick()
    reader = Reader([])
    reader.read(life.log)
    first, now = zeros(active_year={"counted": 1, "met": 0}), zeros(active_year={"counted": 1, "met": 1})
    revision = {"at": iso_instant(life.now), "measures": now, "reason": "late-or-corrected-facts"}
    assert reader.figure()["first_published"] == {"at": iso_instant(MIDNIGHT), "measures": first}
    assert reader.figure()["revisions"] == [revision]
    assert reader.figure()["measures"] == now


def test_every_later_change_is_a_revision_and_what_was_said_before_stays() -> None:
    life, reader = life_of(NO), Reader([])
    life.now = MIDNIGHT
    life.tick()
    for standing in (YES, None, NO):
        life.now += DAY
        life.step(0, life.now, None, standing, {JANUARY: standing})
        life.tick()
    reader.read(life.log)
    revisions = reader.figure()["revisions"]
    assert isinstance(revisions, list)
    said = [tuple(revision["measures"]["active-year"].values()) for revision in revisions]
    assert said == [(1, 1), (0, 0), (1, 0)]
    assert [revision["at"] for revision in revisions] == [iso_instant(MIDNIGHT + n * DAY) for n in (1, 2, 3)]


def test_when_nobody_can_tell_what_was_known_then_what_is_known_now_is_stated_as_of_now() -> None:
    life, reader = life_of(YES), Reader([])
    life.take_over(knows_clock=False)
    life.now = MIDNIGHT + DAY
    life.tick()
    reader.read(life.log)
    first = {"at": iso_instant(MIDNIGHT + DAY), "measures": zeros(active_year={"counted": 1, "met": 1})}
    assert reader.figure()["first_published"] == first
    assert reader.figure()["revisions"] == []


def test_a_group_that_turns_out_to_have_had_citizens_was_first_stated_as_nothing() -> None:
    life, reader = life_of(Standing("101", "dagpenge", 0, 0)), Reader([])
    life.now = MIDNIGHT
    life.tick()
    assert reader.read(life.log) == []
    life.step(1, MIDNIGHT + DAY, None, YES, {JANUARY: YES})
    life.now = MIDNIGHT + DAY
    assert [key for key, _ in reader.read(life.counts.at_tick(life.now))] == [KEY]
    assert reader.figure()["first_published"] == {"at": iso_instant(MIDNIGHT), "measures": zeros()}


def test_what_an_owner_counted_who_was_replaced_is_put_right_also_by_a_reader_that_never_met_it_alone() -> None:
    topic: list[Record] = []
    life = life_of(YES)
    life.now = MIDNIGHT
    life.tick()
    Reader(topic).read(life.log)
    successor = PartitionCounts(0)
    successor.rebuild([], "successor", life.now)
    late = Reader(topic)
    for record in (*life.log, *successor.at_tick(life.now)):
        late.aggregate.take(*record)  # all in one batch: the sums never hold what the first owner counted
    assert late.read(successor.at_tick(MIDNIGHT + DAY))
    assert late.figure()["measures"] == zeros()
    assert Reader(topic).read([*life.log, *successor.at_tick(MIDNIGHT + DAY)]) == []


def test_a_month_that_left_the_window_is_never_revised() -> None:
    life, reader = life_of(YES), Reader([])
    life.now = MIDNIGHT
    life.tick()
    reader.read(life.log)
    life.now = ended_at(JANUARY + 25)
    life.step(0, life.now, YES, NO, {})
    stated = reader.read(life.counts.at_tick(life.now))
    assert KEY not in dict(stated)
    assert min(key for key, _ in stated) == b"101|dagpenge|2024-02"


def test_a_figure_that_cannot_be_read_is_refused_by_name() -> None:
    life, reader = life_of(YES), Reader([])
    life.now = MIDNIGHT
    life.tick()
    [(_, sound)] = reader.read(life.log)
    for key, value, why in (
        (KEY, b"{}", "missing required field"),
        (KEY, b"", "truncated"),
        (b"101|dagpenge", sound, "its key is not municipality|target group|YYYY-MM"),
        (b"101|dagpenge|2024-13", sound, "month must be in"),
        (KEY, sound.replace(b"T23:00:00Z", b"T23:00:00"), "needs an offset"),
    ):
        with pytest.raises(UnreadableFigureError, match=f"cannot be read: .*{re.escape(why)}.* Remedy: Write it right"):
            FigureLedger().recall(key, value)


@pytest.mark.parametrize(
    ("month", "at", "found"),
    [
        ("9999-12", "9999-12-31T23:00:00Z", ({b"101|dagpenge|9999-12"}, {b"101|dagpenge|9999-12"})),
        ("2024-03", "2024-01-31T23:00:00Z", ({b"101|dagpenge|2024-03"}, set())),
        ("2023-12", "2024-03-01T00:00:00Z", (set(), {b"101|dagpenge|2023-12"})),
        ("2023-12", "2023-12-31T23:00:00Z", (set(), set())),
    ],
)
def test_a_figure_that_nobody_can_have_stated_yet_is_named_and_holds_up_no_other(
    month: str, at: str, found: tuple[set[bytes], set[bytes]]
) -> None:
    life, topic = life_of(YES), list[Record]()
    life.now = MIDNIGHT
    life.tick()
    Reader(topic).read(life.log)
    key = f"101|dagpenge|{month}".encode()
    poison = json.loads(topic[0][1]) | {"month_end": f"{month}-31", "first_published": {"at": at, "measures": {}}}
    late = Reader([*topic, (key, json.dumps(poison).encode())])
    assert late.read(life.log) == []
    newest = late.aggregate.newest
    assert newest == MIDNIGHT
    ahead = late.ledger.disbelieve_after(newest)
    assert (set(ahead.months), set(ahead.statements)) == found
    life.now = ended_at(JANUARY + 1)
    stated = late.read(life.counts.at_tick(life.now))
    assert b"101|dagpenge|2024-02" in dict(stated)
    assert KEY not in dict(stated), "what was stated soundly stays as it is"


def months_in(topic: list[Record], as_of: Instant) -> Counts:
    """What the figures say of the window's months, in the straight count's terms."""
    counts: Counts = Counter()
    for key, value in dict(topic).items():
        municipality, group, month = key.decode().split("|")
        if month_from(month) in window(as_of):
            for name, share in json.loads(value)["measures"].items():
                for what, number in share.items():
                    counts[str(month_from(month)), municipality, group, name, what] += number
    return +counts


def past(counts: Counts) -> Counts:
    return Counter({key: number for key, number in counts.items() if key[0].isdecimal()})


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(lives())
def test_figures_are_those_of_a_straight_count_and_history_only_grows(life: Life) -> None:
    life.now += 1
    life.tick()
    topic: list[Record] = []
    Reader(topic).read(life.log)
    assert months_in(topic, life.now) == past(straight_count(life.living.values(), life.now))
    last: dict[bytes, dict[str, object]] = {}
    for key, value in topic:
        figure, before = json.loads(value), last.get(key)
        if before is not None:
            assert figure["first_published"] == before["first_published"]
            assert figure["revisions"][:-1] == before["revisions"]
        last[key] = figure
    assert Reader(topic).read(life.log) == []
