"""What was found of one citizen inside the workers, for people, at most 80 characters wide; knows words, asks nobody."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence

from streams.amount import amount
from streams.engine.settlement import NOBODY
from streams.inspection import Inspected, Judged, Partition, Seen

WIDTH = 80
_NAME = 12


def inspect_sheet(found: Inspected, partitions: int, notes: Sequence[str] = (), *, application: str = "") -> str:
    """The answer as text; `notes`: what else is to be said, such as how worker and changelog compare.

    `application`: the id by which the changelog was asked.
    """
    return "\n".join(_lines(found, partitions, notes, application))


def _lines(found: Inspected, partitions: int, notes: Sequence[str], application: str) -> Iterator[str]:
    asked = "a running worker" if found.source == "worker" else "the changelog"
    yield from _wrapped(f"{found.citizen} · partition {found.partition.number} of {partitions} · from {asked}", "")
    yield from _entry("application", [application] if application else [])
    yield from _entry("partition", _partition(found.partition, found.source))
    if found.partition.positions is not None:
        yield from _entry("reads next", [_places(found.partition.positions)])
    yield from _entry("state", _state(found))
    yield from _entry("due", [f"{found.due or 'by time alone never'} (looks again on {found.next_check or 'no day'})"])
    yield from _entry("pending", [_fact(each) for each in found.pending] or ["nothing that waits for a tick"])
    who = f"{found.target_group} in {found.municipality}" if found.target_group else "no running benefit"
    yield from _entry("counted as", [who])
    yield from _entry("alerts", [f"{len(found.open)} open, {found.ended} ended"])
    for alert in found.open:
        yield from _wrapped(alert.id, "  ")
        reminded = f" · reminded for {alert.reminded_for}" if alert.reminded_for else ""
        said = f"revision {alert.revision} · told {alert.told} · due {alert.due_on} · {alert.held} of {alert.needed}"
        yield from _wrapped(f"{said}{reminded}", " " * 6)
    yield from _told(found)
    if found.judged is not None:
        yield from _entry("judged now", _judged(found.judged, [alert.id for alert in found.open]))
    for note in notes:
        yield from _entry("note", [note])


def _told(found: Inspected) -> Iterator[str]:
    """What has not been told. A changelog hears of it later than it happens: it can't tell what was told from what was not."""
    if not found.untold:
        yield from _entry("untold", ["nothing: every message has reached Kafka"])
    elif found.source == "worker":
        yield from _entry("untold", found.untold)
    else:
        doubt = (
            f"not known to be told: {amount(len(found.untold), 'message')}. They stand at or after the offset up to which "
            "all is known to have been told, and may have been told since. A worker that takes over tells them "
            "again, with the same ids:"
        )
        yield from _entry("told?", [doubt, *found.untold])


def _partition(seen: Partition, source: str) -> Iterator[str]:
    yield _last_tick(seen, source)
    yield from _ownership(seen)
    if seen.laws:
        before = f", after {', '.join(reversed(seen.laws[:-1]))}" if len(seen.laws) > 1 else ""
        yield f"lawbook {seen.laws[-1]}{before}"
    if seen.judges_anew:
        yield "not everybody in it is judged by this lawbook yet"


def _last_tick(seen: Partition, source: str) -> str:
    """A changelog hears of a tick with the batch after it: it can be behind, and at first says nothing."""
    if source == "worker":
        return f"last tick handled: {seen.clock or 'none'}"
    if seen.clock is not None:
        return f"last tick known to be handled: {seen.clock}"
    return (
        "last tick handled: the changelog does not say yet, it hears of one with what is written after it. The worker that has the "
        "partition knows: ask without --from-changelog"
    )


def _ownership(seen: Partition) -> Iterator[str]:
    """Who wrote last, and how far that word says that messages have been told."""
    if seen.owner is None or seen.owner == NOBODY.owner:
        yield f"no owner has left word in the changelog, which ends at {seen.end}"
        return
    epoch, generation = seen.owner
    yield f"owner {epoch} since generation {generation} · changelog ends at {seen.end}"
    if seen.impossible is not None:
        yield (
            f"its last word can't be right: all before offset {seen.impossible} was told, which lies beyond it. The changelog was "
            "copied or restored; a worker that takes over tells again, with the same ids, what may not have been told"
        )
    elif seen.settled:
        yield f"its last word: what was written before offset {seen.settled} has been told"
    else:
        yield "its last word is its first: nothing had been told then, and how far it has come since stands nowhere yet"


def _state(found: Inspected) -> Iterator[str]:
    newest = f", the newest judged: {_fact(found.newest)}" if found.newest else ""
    yield f"judged up to {found.clock or 'nothing yet'} · {found.facts} facts{newest}"
    yield f"last applied: {_places(found.offsets)}"
    if found.offset is not None:
        yield f"record at offset {found.offset}, state version {found.version}, {found.bytes} bytes"


def _judged(made: Judged, open_in_state: Sequence[str]) -> Iterator[str]:
    yield f"on {made.on} by lawbook {made.lawbook}; looks again on {made.next_check or 'no day'}"
    missing, added = sorted(set(open_in_state) - set(made.open)), sorted(set(made.open) - set(open_in_state))
    if not missing and not added:
        yield "the same alerts are open"
    for name in added:
        yield f"would be open: {name}"
    for name in missing:
        yield f"would not be open: {name}"
    yield f"counted in {', '.join(made.counted) or 'nothing'}"
    if made.counted:
        yield f"met: {', '.join(made.met) or 'none'}"


def _fact(seen: Seen) -> str:
    return f"{seen.type} {seen.id}, registered {seen.registered}"


def _places(offsets: dict[str, int]) -> str:
    return " · ".join(f"{topic} {'none' if offset < 0 else offset}" for topic, offset in offsets.items())


def _entry(name: str, said: Iterable[str]) -> Iterator[str]:
    for text in said:
        yield from textwrap.wrap(
            text, WIDTH, initial_indent=name.ljust(_NAME), subsequent_indent=" " * _NAME, break_on_hyphens=False
        )
        name = ""


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False)
