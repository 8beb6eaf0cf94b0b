"""Facts that wait for a tick, put into a state without a judgement; knows their order, not what they mean.

Nearly every event comes before the tick that covers it. Nothing follows from it until then, so that the step, which would
find the same at many times the cost, need not be asked.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Final

from msgspec.structs import replace

from rules.facts import Fact
from rules.settle import by_time
from streams.citizen.state import CitizenState, unknown

_NOBODY: Final = unknown(0)


def with_waiting(state: CitizenState | None, facts: Sequence[Fact]) -> CitizenState | None:
    """The state with facts that no tick has covered yet, as the step would leave it; None where the step must see to it.

    That is so when a fact is behind the clock, and when an id has come before: whether that says anything new is the
    step's to tell.
    """
    before = _NOBODY if state is None else state
    if len(facts) == 1:
        return _with_one(before, facts[0])
    clock, ids = before.clock, {fact.id for fact in before.facts}
    for fact in facts:
        if fact.learnt_at <= clock or fact.id in ids:
            return None
        ids.add(fact.id)
    return replace(before, facts=tuple(sorted((*before.facts, *facts), key=by_time)))


def _with_one(before: CitizenState, fact: Fact) -> CitizenState | None:
    """The same for one fact, which mostly is the latest."""
    if fact.learnt_at <= before.clock:
        return None
    known, name = before.facts, fact.id
    for each in known:
        if each.id == name:
            return None
    if not known or known[-1].learnt_at < fact.learnt_at:
        return replace(before, facts=(*known, fact))
    place = bisect_right(known, by_time(fact), key=by_time)
    return replace(before, facts=(*known[:place], fact, *known[place:]))
