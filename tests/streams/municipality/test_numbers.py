"""A municipality's figures on their way to the pages: from the sums through HTTP into the port, and what is said when they can't."""

from __future__ import annotations

import json
from typing import Any
from wsgiref.types import StartResponse

import httpx2
import pytest

from alerts.inbox.ports import FiguresAway, MeasureFigure, MonthFigure
from rules.civil import Instant, day, start_of_day
from streams.citizen.state import Standing, Today
from streams.month import ended_at, month_from
from streams.municipality.aggregate import Aggregate
from streams.municipality.figures import FigureLedger
from streams.municipality.numbers import live_bodies
from streams.municipality.numbers_client import HttpFigures
from streams.municipality.numbers_pages import PREFIX, NumbersPages
from streams.municipality.partials import PartitionCounts
from tests.streams.municipality.population import TICK, bits, citizen

MET = Standing("101", "dagpenge", bits("active-year", "duty-kept"), bits("active-year"))
UNMET = Standing("101", "jobparat", bits("active-year"), 0)
ELSEWHERE = Standing("751", "jobparat", bits("active-year"), 0)
FEBRUARY = month_from("2026-02")
MIDNIGHT = ended_at(FEBRUARY)


class Role:
    """The figures role without Kafka: an owner's citizens, the sums, and the pages made of them."""

    def __init__(self, *todays: Today, at: Instant = TICK) -> None:
        self.why_not = ""
        self.pages = NumbersPages(lambda: self.why_not)
        self.aggregate, self.ledger = Aggregate(1), FigureLedger()
        self.states = [citizen(today, clock=at - 1) for today in todays]
        self.owner = PartitionCounts(0)
        self.owner.rebuild(self.states, "a", at - 1)
        self.tick(at)

    def tick(self, at: Instant) -> None:
        for record in self.owner.at_tick(at):
            self.aggregate.take(*record)
        while self.aggregate.step():
            self.pages.state(self.ledger.judge(self.aggregate))
        self.pages.show(live_bodies(self.aggregate))

    def get(self, path: str) -> tuple[str, dict[str, str], bytes]:
        answers: list[tuple[str, dict[str, str]]] = []

        def start(status: str, headers: list[tuple[str, str]], _: object = None) -> Any:
            answers.append((status, dict(headers)))

        respond: StartResponse = start
        body = b"".join(self.pages({"PATH_INFO": path}, respond))
        return (*answers[0], body)

    def client(self) -> HttpFigures:
        def answer(request: httpx2.Request) -> httpx2.Response:
            status, headers, body = self.get(request.url.path)
            return httpx2.Response(int(status.split()[0]), headers=headers, content=body)

        return HttpFigures("http://figures.invalid", httpx2.MockTransport(answer))


def role() -> Role:
    return Role(
        Today(MET, (("first-offer", 2, 1),)),
        Today(MET, (("first-offer", 1, 0), ("interviews-in-period", 1, 1))),
        Today(UNMET),
        Today(ELSEWHERE),
    )


async def test_the_port_gets_the_sums_of_its_municipality_and_no_inner_measure() -> None:
    found = await role().client().of("101")
    assert found is not None
    assert (found.municipality, found.as_of) == ("101", TICK)
    assert found.citizens == {"dagpenge": 2, "jobparat": 1}
    assert found.obligations_open == {"dagpenge": 4, "jobparat": 0}
    assert found.obligations_overdue == {"dagpenge": 2, "jobparat": 0}
    assert found.measures == (
        MeasureFigure("dagpenge", "active-year", 2, 2),
        MeasureFigure("jobparat", "active-year", 1, 0),
    )


def test_the_json_says_its_instants_in_words_of_the_wire() -> None:
    status, headers, body = role().get(f"{PREFIX}101.json")
    assert (status, headers["Content-Type"]) == ("200 OK", "application/json")
    said = json.loads(body)
    assert said["as_of"] == "2026-03-09T23:00:00Z" and said["heard_at"] is None
    assert said["target_groups"]["jobparat"] == {
        "citizens": 1,
        "measures": {"active-year": [1, 0]},
        "open": 0,
        "overdue": 0,
    }
    assert b"duty-kept" not in body


async def test_a_municipality_that_fell_to_nothing_is_0_and_an_unheard_of_one_nothing() -> None:
    it = role()
    it.owner.replace(it.states[3], None)
    it.tick(TICK + 1_000_000)
    found = await it.client().of("751")
    assert found is not None and found.citizens == {"jobparat": 0} and found.measures == ()
    assert await it.client().of("999") is None


async def test_month_ends_come_as_stated_first_and_as_revised() -> None:
    it = Role(Today(MET), Today(UNMET), at=MIDNIGHT - 86_400_000_000)
    client = it.client()
    assert await client.month_ends("101") == ()
    it.tick(MIDNIGHT)
    end = day("2026-02-28")
    first = (
        MonthFigure(end, "dagpenge", "active-year", 1, 1, 1, 1),
        MonthFigure(end, "jobparat", "active-year", 1, 0, 1, 0),
    )
    assert await client.month_ends("101") == first
    late = citizen(
        Today(UNMET), {FEBRUARY: Standing("101", "jobparat", bits("active-year"), bits("active-year"))}, MIDNIGHT
    )
    it.owner.replace(it.states[1], late)
    it.tick(MIDNIGHT + 1_000_000)
    assert (await client.month_ends("101"))[1] == MonthFigure(end, "jobparat", "active-year", 1, 1, 1, 0)
    assert await client.month_ends("751") == ()


async def test_figures_that_are_not_whole_are_away_not_old() -> None:
    it = role()
    it.why_not = "Kafka does not answer; the last figures stand"
    status, _, body = it.get(f"{PREFIX}101.json")
    assert status.startswith("503") and b"Kafka does not answer" in body
    with pytest.raises(FiguresAway, match="503"):
        await it.client().of("101")
    with pytest.raises(FiguresAway):
        await it.client().month_ends("101")


@pytest.mark.parametrize("path", ["", "101", "101.txt", "101/", "101/x.json", "../metrics", "101.json/months.json"])
def test_other_paths_are_not_found(path: str) -> None:
    assert role().get(f"{PREFIX}{path}")[0].startswith("404")


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"[", b'{"municipality":"101","as_of":"yesterday","heard_at":null,"target_groups":{}}']
)
async def test_an_answer_that_is_none_is_away(body: bytes) -> None:
    client = HttpFigures("http://figures.invalid", httpx2.MockTransport(lambda _: httpx2.Response(200, content=body)))
    with pytest.raises(FiguresAway):
        await client.of("101")
    with pytest.raises(FiguresAway):
        await client.month_ends("101")


async def test_a_role_that_is_not_there_is_away() -> None:
    client = HttpFigures("http://127.0.0.1:1")
    with pytest.raises(FiguresAway, match="does not answer"):
        await client.of("101")
    await client.close()


def test_nothing_is_handed_out_before_every_partition_was_heard_of() -> None:
    assert live_bodies(Aggregate(2)) == {}
    assert start_of_day(day("2026-03-10")) == TICK
