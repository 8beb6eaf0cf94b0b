"""What each citizen adds to one municipal figure, as known then and as known now, and which event made the difference; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from rules.civil import Instant
from rules.facts import Fact
from rules.measured import BIT
from rules.settle import in_order
from streams.citizen.judge import Judge
from streams.month import Month, last_day
from streams.municipality.figures import Share


class Asked(msgspec.Struct, frozen=True):
    """Which figure: a measure of a municipality's target group at a month end."""

    municipality: str
    target_group: str
    measure: str
    month: Month


class Added(msgspec.Struct, frozen=True):
    """What a citizen adds: counted or not, met or not."""

    counted: bool = False
    met: bool = False


class Turned(msgspec.Struct, frozen=True):
    """A fact learnt later, and what the citizen adds since it is known."""

    fact: Fact
    after: Added


class Contribution(msgspec.Struct, frozen=True):
    """A citizen who adds something else now than then; `turns`: the facts that changed it, in order."""

    citizen: str
    then: Added
    now: Added
    turns: tuple[Turned, ...]


class Explained(msgspec.Struct, frozen=True):
    """The figure then and now, and every citizen whose part in it changed, sorted."""

    then: Share
    now: Share
    changed: tuple[Contribution, ...]


def explained(facts: Mapping[str, Sequence[Fact]], asked: Asked, known_at: Instant, judge: Judge) -> Explained:
    """Why a figure is another one now than it was by what was known at an instant."""
    then, now = [0, 0], [0, 0]
    changed = []
    for citizen in sorted(facts):
        made = _contribution(citizen, facts[citizen], asked, known_at, judge)
        for sums, added in ((then, made.then), (now, made.now)):
            sums[0] += added.counted
            sums[1] += added.met
        if made.turns:
            changed.append(made)
    return Explained(Share(*then), Share(*now), tuple(changed))


def _contribution(citizen: str, said: Sequence[Fact], asked: Asked, known_at: Instant, judge: Judge) -> Contribution:
    ordered = in_order(dict.fromkeys(said))
    known = [fact for fact in ordered if fact.learnt_at <= known_at]
    then = now = _added(known, asked, judge)
    turns = []
    for fact in ordered[len(known) :]:
        known.append(fact)
        after = _added(known, asked, judge)
        if after != now:
            turns.append(Turned(fact, after))
            now = after
    return Contribution(citizen, then, now, tuple(turns))


def _added(facts: Sequence[Fact], asked: Asked, judge: Judge) -> Added:
    standing = judge.standing(judge.dossier(facts), last_day(asked.month))
    if standing is None or (standing.municipality, standing.target_group) != (asked.municipality, asked.target_group):
        return Added()
    bit = BIT[asked.measure]
    return Added(bool(standing.counted & bit), bool(standing.met & bit))
