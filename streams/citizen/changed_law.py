"""One citizen judged anew, because the law is another one and nothing else is new; pure.

What the former law said of a past month end as it was known then stays said; as known now it is judged anew, as are the open
alerts. So the state afterwards is the one that the new law alone would have come to.
"""

from __future__ import annotations

from rules.civil import Instant
from streams.citizen.judge import Judge
from streams.citizen.state import CitizenState, due_at
from streams.citizen.step import Stepped, Walk
from streams.engine.ports import UNKNOWN_CLOCK


def under_changed_law(state: CitizenState, citizen: str, since: Instant, judge: Judge) -> Stepped:
    """What becomes of a state when from an instant on citizens are judged by another law.

    What was due before `since`, because its judgement was cut off, is left to be told by the new law in its own order: for
    this citizen the change counts from just before it. A state that is the same under either law, or that no tick has
    reached, is returned as it is, the very same object.
    """
    if state.clock != UNKNOWN_CLOCK:
        due = due_at(state)
        walk = Walk(state, citizen, judge)
        walk.wait(max(state.clock, since if due is None else min(since, due - 1)))
        untouched = walk.state(state)
        walk.change_law()
        if walk.state(state) != untouched:
            return walk.made(state)
    return Stepped(state, (), (), (), 0, 0)
