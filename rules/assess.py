"""What the law says about one citizen on one day: obligations, measures, passivity; a pure function.

Contract: contracts/assess.md. The stream, the replay and the command line all use this one.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from rules.case import FAR, Case, Dossier, Horizon
from rules.civil import Day, months_between
from rules.listing import listed
from rules.measured import NOT_COUNTED, Measured
from rules.measures import of_duties, of_facts
from rules.measures.early import seniority_on
from rules.measures.last_year import left_alone
from rules.memory import Listed, Reading, Support
from rules.obligation import Obligation
from rules.spell import Spell, spell_on
from rules.support import support_since
from rules.timeline import Stretch
from rules.words import Benefit, TargetGroup


class Claims(msgspec.Struct):
    """What the law asks for on one day, without the measures. Without a running benefit `target_group` to `support_since` are None.

    `unmet`: the obligations that are neither closed nor fulfilled. `look_again_on`: nothing changes before this day if
    nothing more is learnt (FAR: never); it may come too early, never too late. `renumbered_on`: the same for `sequence`.
    """

    on: Day
    municipality: str | None
    target_group: TargetGroup | None
    benefit: Benefit | None
    counted_from: Day | None
    support_since: Day | None
    passive: bool
    obligations: list[Obligation]
    unmet: tuple[Obligation, ...]
    look_again_on: Day
    renumbered_on: Day


class Assessment(Claims):
    """The whole answer for one day. `measured`: bit sets over `rules.measures.NAMES`."""

    seniority_months: int | None
    measured: Measured


class Gauged(msgspec.Struct, frozen=True):
    """The measures of a day, where a benefit runs (else None), and the seniority. They change on no day before `look_again_on`.

    `obligations`: those that were listed for it; none without a running benefit.
    """

    on: Day
    municipality: str | None
    target_group: TargetGroup | None
    seniority_months: int | None
    measured: Measured
    look_again_on: Day
    obligations: Sequence[Obligation] = ()


def assess(dossier: Dossier, on: Day) -> Assessment:
    """Judge one citizen's facts on one day."""
    asked, gauged = claims(dossier, on), gauge(dossier, on)
    return Assessment(
        on=on,
        municipality=asked.municipality,
        target_group=asked.target_group,
        benefit=asked.benefit,
        counted_from=asked.counted_from,
        seniority_months=gauged.seniority_months,
        support_since=asked.support_since,
        passive=asked.passive,
        obligations=asked.obligations,
        unmet=asked.unmet,
        measured=gauged.measured,
        look_again_on=min(asked.look_again_on, gauged.look_again_on),
        renumbered_on=asked.renumbered_on,
    )


def claims(dossier: Dossier, on: Day) -> Claims:
    """What the law asks for on one day, and whether the citizen is passive."""
    horizon = Horizon(on)
    horizon.note(dossier.next_turn(on))
    current = spell_on(dossier.spells, on)
    if current is None:
        return _nothing(None, None, horizon)
    spell, stretch = current
    found = listed(dossier, spell, on, horizon)
    if stretch.to < on:
        return _nothing(stretch.municipality, found, horizon)
    support = _support(Case(dossier, spell, spell.stint_on(on), on, horizon))
    return Claims(
        on=on,
        municipality=stretch.municipality,
        target_group=stretch.group,
        benefit=stretch.benefit,
        counted_from=spell.anchor,
        support_since=support.since,
        passive=support.alone and _has_a_claim_to_effort(dossier, stretch, on),
        obligations=found.obligations,
        unmet=found.unmet,
        look_again_on=horizon.first,
        renumbered_on=horizon.renumbered,
    )


def gauge(dossier: Dossier, on: Day) -> Gauged:
    """The measures of one day."""
    current = spell_on(dossier.spells, on)
    if current is None or current[1].to < on:
        again = min([each.from_ for each in dossier.history.stretches if each.from_ > on], default=FAR)
        return Gauged(on, None, None, None, NOT_COUNTED, again)
    horizon = Horizon(on)
    horizon.note(dossier.next_turn(on))
    spell, stretch = current
    found = listed(dossier, spell, on, horizon)
    case = Case(dossier, spell, spell.stint_on(on), on, horizon)
    reading = _reading(case, found)
    measured = reading.measured.with_(_of_duties(case, found))
    months = reading.months if on < reading.months_until else seniority(case)
    return Gauged(on, stretch.municipality, stretch.group, months, measured, horizon.first, found.obligations)


def obligations_of(dossier: Dossier, spell: Spell, on: Day) -> list[Obligation]:
    """The obligations of any spell as of a day on or after its first, also of one that others have followed."""
    return listed(dossier, spell, on, Horizon(on)).obligations


def is_passive(dossier: Dossier, on: Day) -> bool:
    """Whether an assessment of the day says passive; works out nothing else."""
    found = spell_on(dossier.spells, on)
    if found is None or found[1].to < on:
        return False
    spell, stretch = found
    if not _has_a_claim_to_effort(dossier, stretch, on):
        return False
    since = support_since(dossier.history, on, dossier.book.terms.support_gap_days)
    return left_alone(Case(dossier, spell, spell.stint_on(on), on, Horizon(on)), since)


def _has_a_claim_to_effort(dossier: Dossier, stretch: Stretch, on: Day) -> bool:
    """Whether being left alone makes passive: in a group that has a claim to effort, and not exempt from offers that day."""
    if stretch.group in dossier.book.terms.never_passive:
        return False
    for exemption in dossier.history.exemptions:
        if exemption.scope != "interviews" and exemption.from_ <= on and (exemption.to is None or exemption.to >= on):
            return False
    return True


def _support(case: Case) -> Support:
    """Support and whether the citizen is left alone, worked out anew only where a day or an offer may tell."""
    on, dossier = case.on, case.dossier
    memory = dossier.memory.spell(case.spell.first)
    support = memory.support
    if support is None or not support.holds(on, dossier.history.offers):
        noted, case.horizon = case.horizon, Horizon(on)
        support = Support(on, dossier.history.offers)
        support.since = support_since(dossier.history, on, dossier.book.terms.support_gap_days)
        support.alone = left_alone(case, support.since)
        support.first = case.horizon.first
        support.until = min(support.first, dossier.turn_of(None, on))
        case.horizon = noted
        if memory.support is None or on >= memory.support.on:
            memory.support = support
    case.horizon.note(support.first)
    return support


def _reading(case: Case, found: Listed) -> Reading:
    """Seniority and the measures that ask no obligation, worked out anew only where a day or a fact may tell."""
    on, dossier = case.on, case.dossier
    memory = dossier.memory.spell(case.spell.first)
    reading = memory.reading
    if reading is None or not reading.holds(on, dossier.interviews, dossier.history.offers):
        noted, case.horizon = case.horizon, Horizon(on)
        reading = Reading(on, dossier.interviews, dossier.history.offers)
        reading.months = seniority(case)
        reading.months_until = on + 1 if found.moves else seniority_on(case, reading.months + 1)
        reading.measured = of_facts(case, reading.months, _support(case).since)
        reading.first = case.horizon.first
        reading.until = on + 1 if found.moves else min(reading.first, dossier.next_turn(on))
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


def _nothing(municipality: str | None, found: Listed | None, horizon: Horizon) -> Claims:
    """The answer without a running benefit."""
    return Claims(
        on=horizon.on,
        municipality=municipality,
        target_group=None,
        benefit=None,
        counted_from=None,
        support_since=None,
        passive=False,
        obligations=[] if found is None else found.obligations,
        unmet=() if found is None else found.unmet,
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
