"""The first later day on which an answer changes if nothing more is learnt; finds it without stepping through days."""

from __future__ import annotations

from typing import Any, Final

from rules.assess import Assessment, assess
from rules.case import Dossier
from rules.civil import Day, add_months

LOOK_AHEAD_MONTHS: Final = 36


def next_change_on(dossier: Dossier, now: Assessment) -> Day | None:
    """The day, up to three years ahead, else None. A mere shift of due_on or since is no change (assess.md section 7)."""
    last = add_months(now.on, LOOK_AHEAD_MONTHS)
    today = substance(now)
    on = min(now.look_again_on, now.renumbered_on)
    while on <= last:
        later = assess(dossier, on)
        if substance(later) != today:
            return on
        on = min(later.look_again_on, later.renumbered_on)
    return None


def substance(answer: Assessment) -> Any:
    """An answer without the day, the seniority and the dates that may shift."""
    return (
        answer.municipality,
        answer.target_group,
        answer.benefit,
        answer.counted_from,
        answer.support_since,
        answer.passive,
        answer.measured,
        sorted(
            (
                each.duty,
                each.sequence,
                each.needed,
                each.held,
                each.status,
                each.fulfilled_on or 0,
                each.rule.binding,
                each.rule.reference,
                each.rule.confidence,
                each.closed,
                each.acts,
                each.counted_from,
            )
            for each in answer.obligations
        ),
    )
