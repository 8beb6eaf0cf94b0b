"""What is known of one citizen inside a worker, or in what workers have written, as one answer; decides no law.

The answer holds pseudonyms, dates and names of events, and nothing that somebody wrote in words.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

import msgspec
from msgspec.structs import replace

from alerts.identity import alert_id
from rules.case import FAR
from rules.civil import Day, Instant, civil_day, iso, iso_instant
from rules.facts import WIRE_NAME, Fact
from rules.measured import NAMES
from streams.changelog_view import view
from streams.citizen.judge import Judge, law_name
from streams.citizen.state import NEVER, CitizenState, due_at
from streams.engine.ports import UNKNOWN_CLOCK
from streams.engine.settlement import Settlement
from streams.settings import Settings


class Seen(msgspec.Struct, frozen=True):
    """A fact: its event's id, its type, when it was registered."""

    id: str
    type: str
    registered: str


class Alert(msgspec.Struct, frozen=True):
    """An open alert: its id, the revision told last and when, its dates; `reminded_for`: see alerts.life.Record."""

    id: str
    revision: int
    told: str
    due_on: str
    held: int
    needed: int
    reminded_for: str | None = None


class Partition(msgspec.Struct, frozen=True):
    """Where the citizen is kept. `owner`: epoch and generation of who wrote last; `end`: the changelog's next offset.

    `laws`: the lawbooks it was judged by, the one in force last; `judges_anew`: not everybody is judged by it yet.
    `positions`: what comes next of each source topic; a worker alone knows. `impossible`: up to where the last word says
    that all has been told, if that lies beyond it.
    """

    number: int
    clock: str | None
    owner: tuple[int, int] | None = None
    laws: tuple[str, ...] = ()
    judges_anew: bool = False
    settled: int | None = None
    end: int | None = None
    positions: dict[str, int] | None = None
    impossible: int | None = None


class Judged(msgspec.Struct, frozen=True):
    """What this release's or the worker's law says on a day, from the facts that are judged: what is open, what is counted."""

    on: str
    lawbook: str
    open: tuple[str, ...]
    counted: tuple[str, ...]
    met: tuple[str, ...]
    next_check: str | None


class Inspected(msgspec.Struct, frozen=True):
    """The answer. `source`: `worker` or `changelog`. `due`: the instant in the worker's index, or the one that follows.

    `version`, `offset`: of the changelog record. `untold`: ids of messages that may not have been told.
    """

    citizen: str
    source: str
    partition: Partition
    clock: str | None
    due: str | None
    next_check: str | None
    offsets: dict[str, int]
    facts: int
    newest: Seen | None
    pending: tuple[Seen, ...]
    open: tuple[Alert, ...]
    ended: int
    municipality: str | None
    target_group: str | None
    untold: tuple[str, ...]
    judged: Judged | None
    version: int | None = None
    offset: int | None = None
    bytes: int | None = None


class Kept(msgspec.Struct, frozen=True):
    """What was found of a citizen, and where. `at`: the last tick that the partition has handled."""

    state: CitizenState
    partition: Partition
    at: Instant = UNKNOWN_CLOCK
    outbox: tuple[bytes, ...] = ()
    due: Instant | None = None
    version: int | None = None
    offset: int | None = None
    bytes: int | None = None


def found_in_changelog(settings: Settings, citizen: str, number: int, judge: Judge) -> Inspected | None:
    """What the workers have written of a citizen, None where nothing. Raises BrokerAway and what `view` raises."""
    seen = view(settings, citizen, number)
    if seen.state is None:
        return None
    kept = Kept(
        state=seen.state,
        partition=replace(
            partition_seen(number, seen.settlement, seen.settlement.clock, seen.end), impossible=seen.impossible
        ),
        at=seen.settlement.clock,
        outbox=tuple(seen.outbox),
        version=seen.version,
        offset=seen.offset,
        bytes=len(seen.value),
    )
    return inspected(citizen, "changelog", kept, settings.topics.sources, judge)


def partition_seen(number: int, settlement: Settlement, clock: Instant, end: int) -> Partition:
    """A partition by its last marker."""
    return Partition(
        number=number,
        clock=_instant(clock),
        owner=settlement.owner,
        laws=tuple(law_name(law) for law in settlement.laws),
        judges_anew=settlement.judges_anew,
        settled=settlement.settled,
        end=end,
    )


def inspected(citizen: str, source: str, kept: Kept, topics: Sequence[str], judge: Judge) -> Inspected:
    """The answer about one citizen. `topics`: the source topics, in the order of a state's offsets."""
    state = kept.state
    known = state.facts[: bisect_right(state.facts, state.clock, key=lambda fact: fact.learnt_at)]
    pending = state.facts[len(known) :]
    standing = state.today.standing
    return Inspected(
        citizen=citizen,
        source=source,
        partition=kept.partition,
        clock=_instant(state.clock),
        due=_instant(kept.due if source == "worker" else due_at(state)),
        next_check=_day(state.next_check),
        offsets=dict(zip(topics, state.offsets, strict=True)),
        facts=len(state.facts),
        newest=_seen(known[-1]) if known else None,
        pending=tuple(_seen(fact) for fact in pending),
        open=tuple(
            Alert(
                id=alert_id(key, citizen),
                revision=record.revision,
                told=iso_instant(record.told_at),
                due_on=iso(record.told.due_on),
                held=record.told.held,
                needed=record.told.needed,
                reminded_for=_day(record.reminded_for),
            )
            for key, record in sorted(state.alerts.items())
            if record.told is not None
        ),
        ended=sum(record.told is None for record in state.alerts.values()),
        municipality=standing.municipality if standing else None,
        target_group=standing.target_group if standing else None,
        untold=tuple(msgspec.json.decode(message)["id"] for message in kept.outbox),
        judged=_judged(citizen, known, kept, judge),
        version=kept.version,
        offset=kept.offset,
        bytes=kept.bytes,
    )


def _judged(citizen: str, known: Sequence[Fact], kept: Kept, judge: Judge) -> Judged | None:
    """By the day up to which the partition has come; nothing before its first tick."""
    at = max(kept.state.clock, kept.at)
    if at == UNKNOWN_CLOCK:
        return None
    on = civil_day(at)
    ready = judge.dossier(known)
    made, counted = judge.judge(ready, on), judge.counted(ready, on)
    standing, look_again = counted.standing, min(made.next_check, counted.until)
    return Judged(
        on=iso(on),
        lawbook=judge.name,
        open=tuple(sorted(alert_id(key, citizen) for key in made.open)),
        counted=_measures(standing.counted if standing else 0),
        met=_measures(standing.met if standing else 0),
        next_check=_day(look_again if look_again < FAR else NEVER),
    )


def differences(worker: Inspected, changelog: Inspected) -> tuple[str, ...]:
    """In what a worker's answer and the changelog's differ, by the names of their fields; what only one knows is left out."""
    return tuple(
        name
        for name in ("clock", "next_check", "offsets", "facts", "newest", "pending", "open", "ended", "target_group")
        if getattr(worker, name) != getattr(changelog, name)
    )


def _seen(fact: Fact) -> Seen:
    return Seen(fact.id, WIRE_NAME[type(fact)], iso_instant(fact.learnt_at))


def _instant(at: Instant | None) -> str | None:
    return None if at is None or at == UNKNOWN_CLOCK else iso_instant(at)


def _day(on: Day) -> str | None:
    return None if on == NEVER else iso(on)


def _measures(bits: int) -> tuple[str, ...]:
    return tuple(name for bit, name in enumerate(NAMES) if bits >> bit & 1)
