"""The comparison in words, for a terminal of 80 columns; decides nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from deploy.comparing.report import KINDS, Difference, Part, Report
from deploy.paper import entry
from rules.civil import iso_instant
from streams.amount import amount, span
from streams.engine.ticks import STILL_US

_SHOWN: Final = 5
"""Differences of each kind that are named."""
_AN_EVENT_US: Final = 330
"""Measured, by the clock: docs/operations.md (Compare with the log)."""
_AT_LEAST_US: Final = 1_000_000
_LEFT: Final = "No worker runs: this is as it was left."
_IN_WORDS: Final = {
    "missing": "no state, though events count as done",
    "extra": "a state, and no event in the log",
    "events": "events count as done and are not in it",
    "unjudged": "the law could not take in what the events say",
    "due": "was due and was not judged, or would be judged too late",
}


def beginning(partitions: int, events: int) -> str:
    """What is said before the first partition is read: how much there is, and about how long that takes."""
    lasts = span(max(_AT_LEAST_US, events * _AN_EVENT_US))
    return (
        f"reading {amount(events, 'event')} in {amount(partitions, 'partition')}: about {lasts}, more beside other work"
    )


def sheet(report: Report) -> list[str]:
    """The lines."""
    return [
        *_head(report),
        *([_LEFT] if report.workers == 0 else []),
        *(["", *map(str, report.compared)] if any(part.is_compared for part in report.parts) else []),
        *_differences(report),
        *_gaps(report),
        *_next(report.differences),
    ]


def _head(report: Report) -> Iterator[str]:
    parts = [part for part in report.parts if part.is_compared]
    handled = [part.as_of for part in parts if part.as_of is not None]
    if not handled:
        yield f"Of {amount(len(report.parts), 'partition')} there is nothing that could be compared."
        return
    events, refused = sum(part.events for part in parts), sum(part.refused for part in parts)
    dead = amount(refused, "refused event (dead letter)", plural="refused events (dead letters)")
    left_out = f"; {dead} left out" if refused else ""
    whole = len(report.parts)
    where = amount(whole, "partition") if len(parts) == whole else f"{len(parts)} of {whole} partitions"
    yield from entry(
        "",
        f"What stands in {where} as of {iso_instant(min(handled))}, the last tick handled everywhere, held against the "
        f"replay of {amount(events, 'event')} by lawbook {report.lawbook}{left_out}.",
    )
    yield from _behind(parts)


def _behind(parts: Sequence[Part]) -> Iterator[str]:
    """What is not part of it, because the workers have not come so far."""
    waiting = sum(part.waiting for part in parts)
    known = [(part.newest, part.as_of) for part in parts if part.newest is not None and part.as_of is not None]
    behind = max((newest - as_of for newest, as_of in known), default=0)
    if behind > STILL_US:
        yield from entry("", f"The workers are {span(behind)} behind the clock: what came since is not compared.")
    elif waiting:
        since = "{} came since or {} not noted as done yet".format
        yield from entry("", f"{amount(waiting, since('event', 'was'), plural=since('events', 'were'))}.")


def _differences(report: Report) -> Iterator[str]:
    for kind in KINDS:
        found = [each for each in report.differences if each.kind == kind]
        for each in found[:_SHOWN]:
            yield from entry("        - ", f"{each.name}: {_how(each)}")
        if len(found) > _SHOWN:
            yield f"        - and {len(found) - _SHOWN:,} more"


def _how(difference: Difference) -> str:
    return ", ".join(_IN_WORDS.get(each, each) for each in difference.how.split(", "))


def _gaps(report: Report) -> Iterator[str]:
    undecided = sum(len(part.undecided) for part in report.parts)
    if undecided:
        yield ""
        yield from entry(
            "",
            f"Not compared, {amount(undecided, 'figure')}: events of theirs came beside the tick. Remedy: ask again; where "
            "events come without end, at a calmer hour.",
        )
    for gap, numbers in report.gaps.items():
        where = f"{'partition' if len(numbers) == 1 else 'partitions'} {', '.join(map(str, numbers))}"
        yield ""
        yield from entry("", f"Not compared, {where}: {gap.why}. Remedy: {gap.remedy}.")


def _next(differences: Sequence[Difference]) -> Iterator[str]:
    if not differences:
        return
    citizen = next((each.citizen for each in differences if each.citizen), "")
    look = f"look at one with `rettidig inspect {citizen}`" if citizen else "compare again in a minute"
    yield ""
    yield from entry(
        "",
        f"Next: {look}; docs/operations.md (Compare with the log) says what each difference can mean and what puts it right.",
    )
