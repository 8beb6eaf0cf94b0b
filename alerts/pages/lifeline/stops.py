"""On which days the clock of an obligation stands still, for the hatching of its bar; asks the law's clocks, decides nothing."""

from __future__ import annotations

from alerts.pages.lifeline.bars import Stopped
from rules.case import Dossier
from rules.civil import Day
from rules.clock_stops import Span, stops
from rules.duties import DUTIES
from rules.obligation import Obligation
from rules.spell import Spell


def stopped_on(dossier: Dossier, spell: Spell, on: Day) -> Stopped:
    """For each obligation of a spell the stopped days as known on a day."""

    def stopped(each: Obligation) -> tuple[Span, ...]:
        return stops(DUTIES[each.duty].clock, dossier.history, spell, each.group, dossier.book.terms).clock(on).spans

    return stopped
