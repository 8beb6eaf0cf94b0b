"""How the date of the first offer comes about: the clock, then age, then a change of group, then the exemption month."""

from __future__ import annotations

from collections.abc import Iterator

from rules.case import Case
from rules.civil import LAST_DAY, Day, birthday
from rules.clock_stops import ClockKind
from rules.duties import DUTIES
from rules.history import Exemption
from rules.lawbook import Period
from rules.obligation import Obligation
from rules.reckoning.periods import begun, ran
from rules.reckoning.steps import Aged, AgeRule, AtBirthday, Exempted, Graced, Ran, Step


def first_offer(each: Obligation, case: Case) -> Iterator[Step]:
    """The age's period from day zero, and what moves its end."""
    clock = DUTIES[each.duty].clock
    yield begun(case)
    last = case.spell.anchor
    for step in _own(each, case, clock):
        last = step.to
        yield step
    if case.stint.changed and case.earliest > last:
        stint = case.stint
        event = next(stretch.event for stretch in case.spell.stretches if stretch.from_ == stint.from_)
        last = case.earliest
        yield Graced(stint.group, stint.from_, case.terms.change_grace_days, event, last)
    yield from after_exemption(case, clock, last)


def _own(each: Obligation, case: Case, clock: ClockKind) -> Iterator[Step]:
    """The date before a change of group or an exemption moves it."""
    anchor = case.spell.anchor
    by_age = each.rule.by_age
    usual = Ran("due", anchor, each.rule.within, 0)
    if by_age is None:
        yield from ran(case, clock, usual)
        return
    other = Ran("due", anchor, by_age.within, 0)
    born = case.dossier.history.birth_date
    if born is None:
        yield Aged("unknown", None, by_age.under, anchor, by_age.from_ - 1)
        yield from ran(case, clock, usual)
        return
    middle, edge = (case.date(clock, anchor, period) for period in (each.rule.within, by_age.within))
    grows_up, grows_old = birthday(born, by_age.under), birthday(born, by_age.from_)
    what: AgeRule = "old"
    on, age = grows_old, by_age.from_
    if anchor < grows_up:
        what, on, age = ("grows-up" if grows_up <= edge else "young"), grows_up, by_age.under
    elif anchor < grows_old:
        what = "grows-old" if grows_old <= middle else "middle"
    yield Aged(what, on, age, anchor)
    yield from ran(case, clock, usual if what in ("grows-up", "middle") else other)
    if what == "grows-old" and grows_old > edge:
        yield AtBirthday(grows_old)


def after_exemption(case: Case, clock: ClockKind, due_on: Day) -> Iterator[Step]:
    """A month after the exemption that holds the due date, and again while another one holds that."""
    while due_on < LAST_DAY and (holding := _holding(case, due_on)) is not None:
        last = case.on if holding.to is None else holding.to
        months = Period(months=case.terms.exemption_months)
        yield Exempted(last, months.months, holding.to is None, holding.event, months.from_day(last))
        for step in ran(case, clock, Ran("due", last, months, 0)):
            due_on = step.to
            if not isinstance(step, Ran):
                yield step


def _holding(case: Case, due_on: Day) -> Exemption | None:
    """The exemption from offers that holds the day and ends last; an open one is taken to end on the case's day."""
    holding = [
        each
        for each in case.dossier.history.exemptions
        if each.scope in ("offers", "all")
        and not each.by_judgement
        and each.from_ <= due_on <= (case.on if each.to is None else each.to)
    ]
    return max(holding, key=lambda each: case.on if each.to is None else each.to, default=None)
