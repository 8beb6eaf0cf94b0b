"""What the law says about one citizen on one day: obligations, measures, passivity; a pure function.

Contract: contracts/assess.md. The stream, the replay and the command line all use this one.
"""

from __future__ import annotations

import msgspec

from rules.case import Case, Dossier, Horizon, months_between
from rules.civil import Day, add_months
from rules.clock_stops import ClockKind
from rules.duties import DUTIES
from rules.forms import FORMS
from rules.measures import Measured, measure
from rules.measures.last_year import left_alone
from rules.obligation import Obligation, close, number
from rules.spell import Spell, spell_on
from rules.support import support_since
from rules.timeline import OPEN, Stretch
from rules.words import Benefit, TargetGroup


class Assessment(msgspec.Struct):
    """The answer for one day. Without a running benefit `target_group` to `support_since` are None.

    `measured`: bit sets over `rules.measures.NAMES`. `look_again_on`: nothing changes before this day if nothing more is
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
    measured: Measured
    look_again_on: Day
    renumbered_on: Day


def assess(dossier: Dossier, on: Day) -> Assessment:
    """Judge one citizen's facts on one day."""
    horizon = Horizon(on)
    for day in dossier.dates:
        if day > on:
            horizon.note(day)
            break
    found = spell_on(dossier.spells, on)
    if found is None:
        return _nothing(on, None, [], horizon)
    spell, stretch = found
    runs = stretch.to >= on
    obligations = _obligations(dossier, spell, on, horizon)
    if not runs:
        return _nothing(on, stretch.municipality, obligations, horizon)
    return _running(dossier, spell, stretch, on, obligations, horizon)


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
    dossier: Dossier, spell: Spell, stretch: Stretch, on: Day, obligations: list[Obligation], horizon: Horizon
) -> Assessment:
    terms = dossier.book.terms
    stint = next(each for each in reversed(spell.stints) if each.from_ <= on)
    case = Case(dossier, spell, stint, on, horizon)
    since = support_since(dossier.history, on, terms.support_gap_days)
    months = seniority(case)
    measured = measure(case, months, since, obligations)
    return Assessment(
        on=on,
        municipality=stretch.municipality,
        target_group=stretch.group,
        benefit=stretch.benefit,
        counted_from=spell.anchor,
        seniority_months=months,
        support_since=since,
        passive=_passive(dossier, stretch, on, measured.left_alone),
        obligations=obligations,
        measured=measured,
        look_again_on=horizon.first,
        renumbered_on=horizon.renumbered,
    )


def _nothing(on: Day, municipality: str | None, obligations: list[Obligation], horizon: Horizon) -> Assessment:
    """The answer without a running benefit."""
    return Assessment(
        on=on,
        municipality=municipality,
        target_group=None,
        benefit=None,
        counted_from=None,
        seniority_months=None,
        support_since=None,
        passive=False,
        obligations=obligations,
        measured=Measured(0, 0),
        look_again_on=horizon.first,
        renumbered_on=horizon.renumbered,
    )


def _obligations(dossier: Dossier, spell: Spell, on: Day, horizon: Horizon) -> list[Obligation]:
    """The obligations of a spell, those of groups left and of an ended spell closed, numbered and sorted."""
    made: list[Obligation] = []
    moves = False
    for index, stint in enumerate(spell.stints):
        if stint.from_ > on:
            break
        last = stint.to if index + 1 < len(spell.stints) or not spell.dagpenge else OPEN
        closed = last < on
        case = Case(dossier, spell, stint, min(on, last), Horizon(on) if closed else horizon)
        listed = _of_stint(case)
        if closed:
            for each in listed:
                close(each, last)
        made += listed
        moves = not closed and case.moves()
    number(made)
    _note_overtaking(made, on, horizon, moves=moves)
    return made


def _note_overtaking(made: list[Obligation], on: Day, horizon: Horizon, *, moves: bool) -> None:
    """Note when a date that moves with every day passes a date that stays, which numbers them anew.

    `moves`: an open-ended stop runs; then the date of what is fulfilled ahead of it moves too, not only of the suspended.
    """
    for moving in made:
        if moving.status == "suspended" or (moves and not moving.closed and moving.due_on > on):
            for fixed in made:
                if fixed is moving or fixed.status == "suspended":
                    continue
                if fixed.duty == moving.duty and fixed.due_on >= moving.due_on:
                    passes = on + fixed.due_on - moving.due_on
                    horizon.renumbered = min(horizon.renumbered, passes if passes > on else on + 1)


def _of_stint(case: Case) -> list[Obligation]:
    """Every obligation of one group's days; of a duty that arises once only the one due first."""
    made: list[Obligation] = []
    once: dict[str, Obligation] = {}
    anchor = case.spell.anchor
    base = max(anchor, case.on, case.stint.from_) + case.terms.change_grace_days
    for rule in case.dossier.book.rules[case.stint.cell]:
        if rule.until < anchor:
            continue
        if rule.direct is not None and rule.direct != case.spell.direct_to_jobcentre:
            continue
        duty = DUTIES[rule.duty]
        if rule.from_ > base + rule.reach and case.not_yet(rule, duty.clock, base):
            continue
        listed = FORMS[rule.form](rule, case, duty.clock, duty.acts)
        if not duty.once:
            made += listed
            continue
        for each in listed:
            if rule.duty not in once or each.due_on < once[rule.duty].due_on:
                once[rule.duty] = each
    made += once.values()
    return made


def seniority(case: Case) -> int:
    """Whole months: the greatest m for which anchor + m months, moved by stops, is on or before the day."""
    clock = case.clock(ClockKind.SENIORITY)
    anchor = case.spell.anchor
    low, high = 0, months_between(anchor, case.on)
    guess = high  # right unless a clock stood still
    while low < high:
        if clock.after(anchor, add_months(anchor, guess) - anchor) <= case.on:
            low = guess
        else:
            high = guess - 1
        guess = (low + high + 1) // 2
    return low
