"""Count n by P: at least n acts from the anchor up to and including anchor + P (assess.md section 3)."""

from __future__ import annotations

from collections.abc import Sequence

from rules.case import Case
from rules.civil import Day
from rules.clock_stops import ClockKind
from rules.lawbook import Rule
from rules.obligation import Act, Obligation
from rules.status import obligation


def count(rule: Rule, case: Case, kind: ClockKind, acts: str) -> Sequence[Obligation]:
    """One obligation, listed from the anchor."""
    anchor = case.spell.anchor
    due_on = max(case.date(kind, anchor, rule.within), case.earliest)
    return one_off(rule, case, kind, acts, (anchor, due_on))


def one_off(rule: Rule, case: Case, kind: ClockKind, acts: str, window: tuple[Day, Day]) -> Sequence[Obligation]:
    """The obligation to hold n acts in a window of first and last day; listed from the anchor."""
    since, due_on = window
    if not case.watch(rule, kind, due_on) or not case.arises(due_on):
        return ()
    if case.on < case.spell.anchor:
        case.horizon.note(case.spell.anchor)
        return ()
    held = acts_within(case.dossier.interviews[acts], since, case.on, rule.needed)
    done = held[rule.needed - 1][0] if len(held) == rule.needed else None
    return (obligation(case, rule, kind, since, due_on, held, done),)


def acts_within(acts: tuple[Act, ...], first: Day, last: Day, most: int) -> tuple[Act, ...]:
    """The first `most` acts on days from `first` to `last`, both included."""
    found: list[Act] = []
    for act in acts:
        if act[0] > last or len(found) == most:
            break
        if act[0] >= first:
            found.append(act)
    return tuple(found)
