from __future__ import annotations

import gzip
from collections import Counter
from wsgiref.types import StartResponse

from hypothesis import given, settings
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families

from rules.measured import NAMES
from streams import metrics
from streams.citizen.state import CitizenState, Standing, Today
from streams.municipality.aggregate import Aggregate
from streams.municipality.exposition import CONTENT_TYPE, render
from streams.municipality.page import Page
from streams.municipality.partials import PartitionCounts
from tests.streams.municipality.population import TICK, Record, bits, citizen, citizens, compacted, straight_count
from tests.streams.municipality.sources import heard

Labels = dict[str, str]

MET = Standing("101", "dagpenge", bits("active-year", "focus-offer"), bits("focus-offer"))


def summed(log: list[Record], partitions: int = 1) -> Aggregate:
    aggregate = Aggregate(partitions)
    for record in log:
        aggregate.take(*record)
    while aggregate.step():
        pass
    return aggregate


def owner_of(*states: CitizenState, partition: int = 0, epoch: str = "a") -> PartitionCounts:
    counts = PartitionCounts(partition)
    counts.rebuild(states, epoch)
    return counts


def samples(page: bytes, name: str) -> list[tuple[Labels, float]]:
    families = text_string_to_metric_families(page.decode())
    return [(sample.labels, sample.value) for family in families for sample in family.samples if sample.name == name]


def value(page: bytes, name: str, **labels: str) -> float | None:
    return next((found for of, found in samples(page, name) if of == labels), None)


def test_the_page_holds_every_declared_figure_with_its_labels_and_meaning_and_no_other() -> None:
    today = Today(MET, (("first-offer", 2, 1),), (("overdue", 1),))
    page = render(summed(owner_of(heard(citizen(today), TICK)).at_tick(TICK)))
    families = {family.name: family for family in text_string_to_metric_families(page.decode())}
    assert list(families) == [metric.name for metric in metrics.FIGURES]
    for metric in metrics.FIGURES:
        family = families[metric.name]
        assert (family.type, family.documentation) == (metric.kind, metric.meaning)
        assert {tuple(sorted(sample.labels)) for sample in family.samples} == {tuple(sorted(metric.labels))}


def test_the_page_says_what_the_citizens_add_up_to() -> None:
    first = citizen(Today(MET, (("first-offer", 2, 1),), (("overdue", 1), ("passive", 1))))
    second = citizen(Today(MET, (("first-offer", 1, 0),), (("overdue", 2),)))
    page = render(
        summed([*owner_of(first).at_tick(TICK), *owner_of(second, partition=1).at_tick(TICK + 250_000)], partitions=2)
    )
    group = {"municipality": "101", "target_group": "dagpenge"}
    assert value(page, "rettidig_citizens", **group) == 2
    assert value(page, "rettidig_measure_counted", measure="active-year", **group) == 2
    assert value(page, "rettidig_measure_met", measure="active-year", **group) == 0
    assert value(page, "rettidig_measure_met", measure="focus-offer", **group) == 2
    assert value(page, "rettidig_obligations_open", duty="first-offer", **group) == 3
    assert value(page, "rettidig_obligations_overdue", duty="first-offer", **group) == 1
    assert value(page, "rettidig_alerts_open", kind="overdue", municipality="101") == 3
    assert value(page, "rettidig_figures_as_of_timestamp_seconds", municipality="101") == TICK / 1_000_000


def test_what_is_unknown_is_absent_and_never_0() -> None:
    one_of_two = render(summed(owner_of(citizen(Today(MET))).at_tick(TICK), partitions=2))
    for metric in metrics.FIGURES:
        assert f"# TYPE {metric.name} {metric.kind}\n" in one_of_two.decode()
        assert samples(one_of_two, metric.name) == []


def test_what_is_known_to_be_nothing_is_0() -> None:
    state = citizen(Today(MET, (("first-offer", 1, 1),), (("overdue", 1),)))
    counts = owner_of(state)
    log = counts.at_tick(TICK)
    counts.replace(state, None)
    page = render(summed(log + counts.at_tick(TICK + 1)))
    found = [
        each for metric in metrics.FIGURES if metric != metrics.FIGURES_AS_OF for each in samples(page, metric.name)
    ]
    assert len(found) == 1 + 2 * len(NAMES) + 2 + 1 + 2
    assert {number for _, number in found} == {0.0}


def test_the_page_is_the_same_for_a_reader_that_comes_after_a_new_owner_and_compaction() -> None:
    owing = citizen(Today(MET, (("first-offer", 1, 1),), (("overdue", 1),)))
    elsewhere = citizen(Today(Standing("751", "dagpenge", 0, 0), (("first-offer", 1, 0),), (("overdue", 1),)))
    counts = owner_of(owing, elsewhere)
    log = counts.at_tick(TICK)
    counts.replace(owing, None)
    log += counts.at_tick(TICK + 1) + owner_of(elsewhere, epoch="b").at_tick(TICK + 2)
    assert render(summed(compacted(log, 0))) == render(summed(log))


@settings(max_examples=50)
@given(st.lists(citizens(), min_size=1, max_size=8))
def test_the_page_equals_a_straight_count(states: list[CitizenState]) -> None:
    page = render(summed(owner_of(*states).at_tick(TICK)))
    expected = straight_count(states)
    citizens_counted = {
        ("citizens", of["municipality"], of["target_group"]): number
        for of, number in samples(page, "rettidig_citizens")
        if number
    }
    assert citizens_counted == {key: number for key, number in expected.items() if key[0] == "citizens"}
    alerts: Counter[tuple[str, str]] = Counter()
    for key, number in expected.items():
        if key[0] == "alerts":
            alerts[key[1], key[3]] += number
    served = samples(page, "rettidig_alerts_open")
    assert {(of["municipality"], of["kind"]): number for of, number in served if number} == alerts
    for what in ("counted", "met"):
        measured = {
            ("today", of["municipality"], of["target_group"], of["measure"], what): number
            for of, number in samples(page, f"rettidig_measure_{what}")
            if number
        }
        assert measured == {k: n for k, n in expected.items() if k[0] == "today" and k[-1] == what}
    for what in ("open", "overdue"):
        owed = {
            (what, of["municipality"], of["target_group"], of["duty"]): number
            for of, number in samples(page, f"rettidig_obligations_{what}")
            if number
        }
        assert owed == {key: number for key, number in expected.items() if key[0] == what}


def test_labels_are_escaped() -> None:
    odd = citizen(Today(Standing("101", 'a"b\\c', 0, 0)))
    assert samples(render(summed(owner_of(odd).at_tick(TICK))), "rettidig_citizens") == [
        ({"municipality": "101", "target_group": 'a"b\\c'}, 1.0)
    ]


def test_the_page_is_handed_out_as_it_was_shown_last_compressed_if_asked() -> None:
    page = Page(b"old\n")
    page.show(b"new\n")
    answers: list[tuple[str, dict[str, str]]] = []

    def start(status: str, headers: list[tuple[str, str]], _: object = None) -> object:
        answers.append((status, dict(headers)))
        return None

    respond: StartResponse = start  # type: ignore[assignment]  # the answer's `write` is a relic that nobody calls
    assert b"".join(page({}, respond)) == b"new\n"
    assert gzip.decompress(b"".join(page({"HTTP_ACCEPT_ENCODING": "gzip, br"}, respond))) == b"new\n"
    assert [status for status, _ in answers] == ["200 OK", "200 OK"]
    assert [headers.get("Content-Encoding") for _, headers in answers] == [None, "gzip"]
    assert {headers["Content-Type"] for _, headers in answers} == {CONTENT_TYPE}
