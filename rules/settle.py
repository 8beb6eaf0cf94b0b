"""Which of a citizen's facts stand: duplicates, corrections, retractions and erasure settled by rule, never by arrival.

The order of settling is that of contracts/assess.md section 8: known-at, erasure, one id twice, supersedes and retractions.
Nothing is refused here; what is left out is named in `notes` with the id of the event.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

import msgspec

from rules.civil import Instant, iso
from rules.facts import DAY_FIELDS, ENVELOPE_FIELDS, WIRE_NAME, CitizenErased, Fact, FactRetracted


class Note(msgspec.Struct, frozen=True, order=True):
    """Something settled by rule: what was done and the event it was done to."""

    event: str
    what: str


class Settled(msgspec.Struct, frozen=True):
    """`facts`: those that stand, by (learnt_at, id). `erased`: all that was known was erased and nothing came since."""

    facts: tuple[Fact, ...]
    known: bool
    erased: bool
    notes: tuple[Note, ...]


def by_time(fact: Fact) -> tuple[Instant, str]:
    """The order in which a citizen's facts were learnt; the last of two that state one thing stands."""
    return fact.learnt_at, fact.id


def canonical(fact: Fact) -> tuple[bytes, bool, str, str]:
    """The order of the canonical JSON of two different events with one id and one `time`.

    Of the envelope only `supersedes` and `type` can still tell them apart; they follow `data` in the order of the keys,
    and an event without the former is the greater one, because its next key is `time`.
    """
    data = {
        name.rstrip("_"): iso(value) if name in DAY_FIELDS else value
        for name in fact.__struct_fields__
        if name not in ENVELOPE_FIELDS and (value := getattr(fact, name)) is not None
    }
    body = msgspec.json.encode(data, order="sorted")
    return body, fact.supersedes is None, fact.supersedes or "", WIRE_NAME[type(fact)]


def in_order(facts: Iterable[Fact]) -> list[Fact]:
    """Facts by time; those of one id and one `time` by what they say, so that which of them came first never matters."""
    ordered = sorted(facts, key=by_time)
    if any(by_time(fact) == by_time(following) for fact, following in pairwise(ordered)):
        ordered.sort(key=lambda fact: (*by_time(fact), canonical(fact)))
    return ordered


def is_erased(fact: Fact, erasure: CitizenErased) -> bool:
    """Whether an erasure covers a fact. Of erasures of one instant the first by id is kept, whichever came first."""
    if type(fact) is CitizenErased and fact.learnt_at == erasure.learnt_at:
        return fact.id >= erasure.id
    return fact.learnt_at <= erasure.learnt_at


def merge_ids(facts: Iterable[Fact]) -> tuple[dict[str, Fact], list[str]]:
    """One fact for each id, and the ids that stand for different events.

    Of two different events with one id the later `time` stands, at equal `time` the greater content.
    """
    kept: dict[str, Fact] = {}
    conflicts: list[str] = []
    for fact in facts:
        other = kept.setdefault(fact.id, fact)
        if other is fact or other == fact:
            continue
        conflicts.append(fact.id)
        if (fact.learnt_at, canonical(fact)) > (other.learnt_at, canonical(other)):
            kept[fact.id] = fact
    return kept, conflicts


def settle(facts: Sequence[Fact], known_at: Instant | None = None) -> Settled:
    """The facts that stand, of those learnt up to `known_at` (all: None), whatever their order and however often."""
    known = facts if known_at is None else [fact for fact in facts if fact.learnt_at <= known_at]
    erasures = [fact.learnt_at for fact in known if type(fact) is CitizenErased]
    if erasures:
        until = max(erasures)
        left: Sequence[Fact] = [fact for fact in known if fact.learnt_at > until]
    else:
        left = known
    kept, conflicts = merge_ids(left)
    notes = [Note(event, "another event has the same id; the later one stands") for event in conflicts]
    standing: Iterable[Fact] = kept.values()
    if any(fact.supersedes is not None or type(fact) is FactRetracted for fact in standing):
        undone = _undone(kept)
        notes += [Note(event, why) for event, why in undone.items()]
        standing = [fact for fact in standing if fact.id not in undone]
    ordered = sorted(standing, key=by_time)
    return Settled(
        facts=tuple(fact for fact in ordered if type(fact) is not FactRetracted),
        known=bool(known),
        erased=bool(erasures) and not left,
        notes=tuple(sorted(set(notes))),
    )


def _undone(facts: dict[str, Fact]) -> dict[str, str]:
    """Events that no longer count, with the reason.

    A superseded event stays replaced when its successor is itself superseded, so only retraction lifts a correction; a
    superseded or retracted retraction retracts nothing. Rings of events that undo one another have no natural answer:
    of those still undecided the latest stands.
    """
    replacing: dict[str, list[str]] = {}
    retracting: dict[str, list[str]] = {}
    for fact in facts.values():
        if fact.supersedes is not None and fact.supersedes in facts and fact.supersedes != fact.id:
            replacing.setdefault(fact.supersedes, []).append(fact.id)
        if type(fact) is FactRetracted and fact.retracts in facts and fact.retracts != fact.id:
            retracting.setdefault(fact.retracts, []).append(fact.id)
    retracted: dict[str, bool] = {}
    superseded: dict[str, bool] = {}
    open_ids = sorted(facts, key=lambda event: by_time(facts[event]))
    while open_ids:
        decided = False
        for event in open_ids:
            if event not in superseded:
                by = [retracted.get(other) for other in replacing.get(event, ())]
                if False in by or all(by):
                    superseded[event] = False in by
                    decided = True
            if event not in retracted:
                acts = [_idle(other, retracted, superseded) for other in retracting.get(event, ())]
                if False in acts or all(acts):
                    retracted[event] = False in acts
                    decided = True
        open_ids = [event for event in open_ids if event not in retracted or event not in superseded]
        if open_ids and not decided:
            retracted.setdefault(open_ids[-1], False)
            superseded.setdefault(open_ids[-1], False)
    return {
        event: "retracted" if retracted[event] else "replaced by a later correction"
        for event in facts
        if retracted[event] or superseded[event]
    }


def _idle(event: str, retracted: dict[str, bool], superseded: dict[str, bool]) -> bool | None:
    """Whether a retraction retracts nothing, being retracted or superseded itself; None while that is undecided."""
    if retracted.get(event) or superseded.get(event):
        return True
    return False if event in retracted and event in superseded else None
