"""The figures' page in Prometheus' text format; knows which series exist, not who fetches them.

A series exists from the first time that its group, and for obligations and alerts its duty or kind, was ever named by a
partition; from then on it is 0 when nothing is counted. While a partition was never heard of in full there are no
figures at all: what is unknown is absent, never 0.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final, get_args

from alerts.municipal.life import MunicipalTold
from alerts.municipal.verdict import MunicipalKind
from alerts.working_days import working_time_between
from rules.civil import Instant
from rules.measured import NAMES
from streams import metrics
from streams.municipality.aggregate import Aggregate
from streams.municipality.lanes import unpacked
from streams.municipality.records import Group
from streams.municipality.sources import sources_of
from streams.municipality.tally import Tally

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
SECONDS_A_DAY: Final = 86_400
_NOBODY: Final = Tally()


def render(aggregate: Aggregate, open_ones: Iterable[MunicipalTold] = ()) -> bytes:
    """The page for the sums as they stand. `open_ones`: the municipal alerts that are open."""
    lines: list[str] = []
    groups = sorted(aggregate.known) if aggregate.as_of is not None else []
    tallies = [(group, aggregate.sums.get(group, _NOBODY)) for group in groups]
    lines += _family(metrics.CITIZENS, ((_labels(group), tally.citizens) for group, tally in tallies))
    lines += _measures(tallies)
    lines += _obligations(tallies, aggregate)
    lines += _family(metrics.ALERTS_OPEN, _alerts(tallies, aggregate))
    municipalities = dict.fromkeys(group.municipality for group in groups)
    seconds = _seconds(aggregate.as_of or 0)
    lines += _family(metrics.FIGURES_AS_OF, ((f'municipality="{code}"', seconds) for code in municipalities))
    lines += _sources(aggregate)
    lines += _municipal(municipalities, open_ones)
    return ("\n".join(lines) + "\n").encode()


def _family(metric: metrics.Metric, series: Iterable[tuple[str, int | str]]) -> Iterator[str]:
    name = metric.name
    yield f"# HELP {name} {metric.meaning}"
    yield f"# TYPE {name} {metric.kind}"
    for labels, value in series:
        yield f"{name}{{{labels}}} {value}"


def _measures(tallies: list[tuple[Group, Tally]]) -> list[str]:
    counted: list[tuple[str, int]] = []
    met: list[tuple[str, int]] = []
    for group, tally in tallies:
        shares, labels = unpacked(tally.standing), _labels(group)
        for name in NAMES:
            of_group = f'measure="{name}",{labels}'
            share = shares.get(name, (0, 0))
            counted.append((of_group, share[0]))
            met.append((of_group, share[1]))
    return [*_family(metrics.MEASURE_COUNTED, counted), *_family(metrics.MEASURE_MET, met)]


def _obligations(tallies: list[tuple[Group, Tally]], aggregate: Aggregate) -> list[str]:
    duties = {target_group: sorted(seen) for target_group, seen in aggregate.duties.items()}
    is_open: list[tuple[str, int]] = []
    overdue: list[tuple[str, int]] = []
    for group, tally in tallies:
        labels = _labels(group)
        for duty in duties.get(group.target_group, ()):
            of_group = f'duty="{_escaped(duty)}",{labels}'
            is_open.append((of_group, tally.open[duty]))
            overdue.append((of_group, tally.overdue[duty]))
    return [*_family(metrics.OBLIGATIONS_OPEN, is_open), *_family(metrics.OBLIGATIONS_OVERDUE, overdue)]


def _alerts(tallies: list[tuple[Group, Tally]], aggregate: Aggregate) -> list[tuple[str, int]]:
    by_municipality: dict[str, Counter[str]] = {}
    for group, tally in tallies:
        by_municipality.setdefault(group.municipality, Counter()).update(tally.alerts)
    return [
        (f'kind="{_escaped(kind)}",municipality="{_escaped(municipality)}"', alerts[kind])
        for municipality, alerts in by_municipality.items()
        for kind in sorted(aggregate.kinds)
    ]


def _sources(aggregate: Aggregate) -> list[str]:
    """When each municipality was last heard of, its groups together; one of whom nothing was judged yet is absent."""
    as_of = aggregate.as_of
    known = sources_of(aggregate) if as_of is not None else []
    newest = [(f'municipality="{_escaped(each.municipality)}"', _seconds(each.heard_at)) for each in known]
    silence = [
        (
            f'municipality="{_escaped(each.municipality)}"',
            round(working_time_between(each.heard_at, as_of or 0) * SECONDS_A_DAY),
        )
        for each in known
    ]
    return [*_family(metrics.SOURCE_NEWEST, newest), *_family(metrics.SOURCE_SILENCE, silence)]


def _municipal(municipalities: Iterable[str], open_ones: Iterable[MunicipalTold]) -> Iterator[str]:
    """How many alerts about each municipality are open, 0 where none is."""
    counted = Counter((each.subject.municipality, each.subject.kind) for each in open_ones)
    kinds = get_args(MunicipalKind)
    return _family(
        metrics.MUNICIPAL_ALERTS_OPEN,
        (
            (f'kind="{kind}",municipality="{_escaped(code)}"', counted[code, kind])
            for code in municipalities
            for kind in kinds
        ),
    )


def _seconds(at: Instant) -> str:
    return f"{at / 1_000_000:.6f}".rstrip("0").rstrip(".")


def _labels(group: Group) -> str:
    return f'municipality="{_escaped(group.municipality)}",target_group="{_escaped(group.target_group)}"'


def _escaped(label: str) -> str:
    return label.replace("\\", "\\\\").replace("\n", "\\n").replace('"', '\\"')
