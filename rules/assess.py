"""What the law says about one citizen on one day: obligations, measures, passivity; a pure function.

Contract: contracts/assess.md. The stream, the replay and the command line all use this one.
"""

from __future__ import annotations

from bisect import bisect_right

import msgspec

from rules.case import FAR, Case, Dossier, Horizon, months_between
from rules.civil import Day
from rules.listing import listed
from rules.measures import NOT_COUNTED, Measured, of_duties, of_facts
from rules.measures.early import seniority_on
from rules.measures.last_year import left_alone
from rules.memory import Listed, Reading
from rules.obligation import Obligation
from rules.spell import Spell, spell_on
from rules.support import support_since
from rules.timeline import Stretch
from rules.words import Benefit, TargetGroup


class Assessment(msgspec.Struct):
    """The answer for one day. Without a running benefit `target_group` to `support_since` are None.

    `unmet`: the obligations that are neither closed nor fulfilled. `measured`: bit sets over `rules.measures.NAMES`. `look_again_on`: nothing changes before this day if nothing more is
    learnt (FAR: never); it may come too early, never too late. `renumbered_on`: the same for `sequence` alone.
    """

    on: Day
    municipality: str | None
    target_group: TargetGroup | None
    benefit: Benefit | None
    counted_from: Day | None
    seniority_months: int | None
    support_since: Day | None
    passive: bool
    obligations: list[Obligation]
    unmet: tuple[Obligation, ...]
    measured: Measured
    look_again_on: Day
    renumbered_on: Day


def assess(dossier: Dossier, on: Day) -> Assessment:
    """Judge one citizen's facts on one day."""
    horizon = Horizon(on)
    next_turn = _next_turn(dossier, on)
    horizon.note(next_turn)
    current = spell_on(dossier.spells, on)
    if current is None:
        return _nothing(None, None, horizon)
    spell, stretch = current
    found = listed(dossier, spell, on, next_turn, horizon)
    if stretch.to < on:
        return _nothing(stretch.municipality, found, horizon)
    return _running(dossier, spell, stretch, found, next_turn, horizon)


def obligations_of(dossier: Dossier, spell: Spell, on: Day) -> list[Obligation]:
    """The obligations of any spell as of a day on or after its first, also of one that others have followed."""
    return listed(dossier, spell, on, _next_turn(dossier, on), Horizon(on)).obligations


def _next_turn(dossier: Dossier, on: Day) -> Day:
    """The first later day on which a dated fact begins or ends."""
    ahead = bisect_right(dossier.dates, on)
    return dossier.dates[ahead] if ahead < len(dossier.dates) else FAR


def _after(on: Day, days: tuple[Day, ...]) -> Day:
    """The first of sorted days after a day."""
    at = bisect_right(days, on)
    return days[at] if at < len(days) else FAR


def is_passive(dossier: Dossier, on: Day) -> bool:
    """Whether an assessment of the day says passive; works out nothing else."""
    found = spell_on(dossier.spells, on)
    if found is None or found[1].to < on:
        return False
    spell, stretch = found
    stint = next(each for each in reversed(spell.stints) if each.from_ <= on)
    since = support_since(dossier.history, on, dossier.book.terms.support_gap_days)
    case = Case(dossier, spell, stint, on, Horizon(on))
    return _passive(dossier, stretch, on, alone=left_alone(case, since))


def _passive(dossier: Dossier, stretch: Stretch, on: Day, alone: bool) -> bool:
    """Passive: left alone, in a group that has a claim to effort, and not exempt from offers that day."""
    return (
        alone
        and stretch.group not in dossier.book.terms.never_passive
        and not any(
            exemption.scope != "interviews" and exemption.from_ <= on and (exemption.to is None or exemption.to >= on)
            for exemption in dossier.history.exemptions
        )
    )


def _running(
    dossier: Dossier, spell: Spell, stretch: Stretch, found: Listed, next_turn: Day, horizon: Horizon
) -> Assessment:
    on = horizon.on
    stint = next(each for each in reversed(spell.stints) if each.from_ <= on)
    case = Case(dossier, spell, stint, on, horizon)
    reading = _reading(case, found, next_turn)
    measured = reading.measured.with_(_of_duties(case, found))
    return Assessment(
        on=on,
        municipality=stretch.municipality,
        target_group=stretch.group,
        benefit=stretch.benefit,
        counted_from=spell.anchor,
        seniority_months=reading.months if on < reading.months_until else seniority(case),
        support_since=reading.since,
        passive=_passive(dossier, stretch, on, alone=measured.left_alone),
        obligations=found.obligations,
        unmet=found.unmet,
        measured=measured,
        look_again_on=horizon.first,
        renumbered_on=horizon.renumbered,
    )


def _reading(case: Case, found: Listed, next_turn: Day) -> Reading:
    """Seniority, support and the measures that ask no obligation, worked out anew only where a day or a fact may tell."""
    on, dossier = case.on, case.dossier
    memory = dossier.memory.spell(case.spell.first)
    reading = memory.reading
    if reading is None or not reading.holds(on, dossier.interviews, dossier.history.offers):
        noted, case.horizon = case.horizon, Horizon(on)
        reading = Reading(on, dossier.interviews, dossier.history.offers)
        reading.since = support_since(dossier.history, on, dossier.book.terms.support_gap_days)
        reading.months = seniority(case)
        reading.months_until = on + 1 if found.moves else seniority_on(case, reading.months + 1)
        reading.measured = of_facts(case, reading.months, reading.since)
        reading.first = case.horizon.first
        reading.until = on + 1 if found.moves else min(reading.first, next_turn)
        case.horizon = noted
        if memory.reading is None or on >= memory.reading.on:
            memory.reading = reading
    case.horizon.note(reading.first)
    return reading


def _of_duties(case: Case, found: Listed) -> Measured:
    """The measures that ask the obligations; the same until the list or the day that they noted is another."""
    on = case.on
    if found.measured is None or not found.measured_on <= on < found.measured_first:
        noted, case.horizon = case.horizon, Horizon(on)
        found.measured, found.measured_on = of_duties(case, found.obligations), on
        found.measured_first = case.horizon.first
        case.horizon = noted
    case.horizon.note(found.measured_first)
    return found.measured


def _nothing(municipality: str | None, found: Listed | None, horizon: Horizon) -> Assessment:
    """The answer without a running benefit."""
    return Assessment(
        on=horizon.on,
        municipality=municipality,
        target_group=None,
        benefit=None,
        counted_from=None,
        seniority_months=None,
        support_since=None,
        passive=False,
        obligations=[] if found is None else found.obligations,
        unmet=() if found is None else found.unmet,
        measured=NOT_COUNTED,
        look_again_on=horizon.first,
        renumbered_on=horizon.renumbered,
    )


def seniority(case: Case) -> int:
    """Whole months: the greatest m for which anchor + m months, moved by stops, is on or before the day."""
    low, high = 0, months_between(case.spell.anchor, case.on)
    guess = high  # right unless a clock stood still
    while low < high:
        if seniority_on(case, guess) <= case.on:
            low = guess
        else:
            high = guess - 1
        guess = (low + high + 1) // 2
    return low
