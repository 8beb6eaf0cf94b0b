"""One citizen's case of a duty; knows when it is due and met, not why, nor how its status is judged (status.py)."""

from __future__ import annotations

import msgspec

from rules.civil import Day
from rules.lawbook import Rule
from rules.words import Status

Act = tuple[Day, str]
"""The day of an act and the id of the event that tells of it."""


class Obligation(msgspec.Struct):
    """`since`: the day its own period runs from; `due_on`: the last day in time; `acts`: those counted in `held`."""

    rule: Rule
    group: str
    counted_from: Day
    since: Day
    due_on: Day
    held: int
    status: Status
    fulfilled_on: Day | None
    acts: tuple[Act, ...]
    closed: bool = False
    sequence: int = 0

    @property
    def duty(self) -> str:
        return self.rule.duty

    @property
    def needed(self) -> int:
        return self.rule.needed


def number(obligations: list[Obligation]) -> list[Obligation]:
    """The obligations of a spell by (due_on, duty, sequence), numbered within each duty by (due_on, since, needed).

    Those that are alike keep the order of the groups in the spell, in which they are passed in. One that bears another
    number in an answer given before is copied.
    """
    reached: dict[str, int] = {}
    numbered: list[Obligation] = []
    in_order = [
        (each.due_on, each.rule.duty, each.since, each.rule.needed, place) for place, each in enumerate(obligations)
    ]
    in_order.sort()
    for _, duty, _, _, place in in_order:
        each = obligations[place]
        sequence = reached[duty] = reached.get(duty, 0) + 1
        if each.sequence == 0:
            each.sequence = sequence
        numbered.append(each if each.sequence == sequence else _bearing(each, sequence))
    return numbered


def _bearing(each: Obligation, sequence: int) -> Obligation:
    """The same obligation under another number."""
    return Obligation(
        rule=each.rule,
        group=each.group,
        counted_from=each.counted_from,
        since=each.since,
        due_on=each.due_on,
        held=each.held,
        status=each.status,
        fulfilled_on=each.fulfilled_on,
        acts=each.acts,
        closed=each.closed,
        sequence=sequence,
    )
