"""Between A and B: n acts on or after anchor + A and no later than anchor + B (assess.md section 3)."""

from __future__ import annotations

from collections.abc import Sequence

from rules.case import Case
from rules.clock_stops import ClockKind
from rules.forms.count import one_off
from rules.lawbook import Rule
from rules.obligation import Obligation


def between(rule: Rule, case: Case, kind: ClockKind, acts: str) -> Sequence[Obligation]:
    """One obligation, listed from the anchor; `since` is anchor + A."""
    anchor = case.spell.anchor
    opens = case.date(kind, anchor, rule.after)
    due_on = max(case.date(kind, anchor, rule.within), case.earliest)
    return one_off(rule, case, kind, acts, (opens, due_on))
