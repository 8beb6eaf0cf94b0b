"""Count n per P repeated: n acts in each period of P that follows the window's start (assess.md section 3)."""

from __future__ import annotations

from collections.abc import Sequence

from rules.case import Case
from rules.clock_stops import ClockKind
from rules.forms.count import acts_within
from rules.lawbook import Rule
from rules.obligation import Obligation
from rules.status import obligation


def repeated(rule: Rule, case: Case, kind: ClockKind, acts: str) -> Sequence[Obligation]:
    """One obligation a period, listed from the day the period begins.

    Period k runs after its start up to and including window start + k·P; the first includes the anchor if it starts there.
    """
    anchor = case.spell.anchor
    window = case.date(kind, anchor, rule.after)
    begins, k = window, 1
    made: list[Obligation] = []
    while begins <= case.on:
        own_due = case.date(kind, window, rule.every.times(k))
        due_on = max(own_due, case.earliest)
        ended_before_the_change = case.stint.changed and own_due < case.stint.from_
        if not ended_before_the_change and case.watch(rule, kind, due_on) and case.arises(due_on):
            first = begins if begins == anchor else begins + 1
            held = acts_within(case.dossier.interviews[acts], first, case.on, rule.needed)
            done = held[rule.needed - 1][0] if len(held) == rule.needed else None
            made.append(obligation(case, rule, kind, begins, due_on, held, done))
        if own_due == begins or (own_due > rule.until and not case.clock(kind).moves):
            return made  # the calendar or the rule ends
        begins, k = own_due, k + 1
    case.note_fixed(kind, begins)
    return made
