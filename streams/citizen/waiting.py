"""Facts that wait for a tick, put into a state without a judgement; knows their order, not what they mean.

Nearly every event comes before the tick that covers it. Nothing follows from it until then, so that the step, which would
find the same at many times the cost, need not be asked.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from rules.facts import Fact
from rules.settle import by_time
from streams.citizen.state import CitizenState, unknown


def with_waiting(state: CitizenState | None, facts: Sequence[Fact]) -> CitizenState | None:
    """The state with facts that no tick has covered yet, as the step would leave it; None where the step must see to it.

    That is so when a fact is behind the clock, and when an id has come before: whether that says anything new is the
    step's to tell.
    """
    before = unknown(0) if state is None else state
    clock, ids = before.clock, {fact.id for fact in before.facts}
    for fact in facts:
        if fact.learnt_at <= clock or fact.id in ids:
            return None
        ids.add(fact.id)
    if len(facts) == 1 and (not before.facts or by_time(before.facts[-1]) < by_time(facts[0])):
        return replace(before, facts=(*before.facts, facts[0]))
    return replace(before, facts=tuple(sorted((*before.facts, *facts), key=by_time)))
