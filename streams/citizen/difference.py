"""From which day on newly learnt facts can change an answer: the earliest date of all that is not as it was."""

from __future__ import annotations

from collections.abc import Iterable

from rules.civil import Day
from rules.history import History
from rules.timeline import Stretch

_ALWAYS: Day = 1


def earliest_difference(old: History, new: History) -> Day | None:
    """The first day whose figures may differ between two histories; None: none.

    A fact dated later than a day changes no measure of that day: stops that are known ahead move only what is due ahead.
    """
    if old.birth_date != new.birth_date:
        return _ALWAYS
    days = list(_stretches(old.stretches, new.stretches))
    days += [each.from_ for each in set(old.absences) ^ set(new.absences)]
    days += [each.from_ for each in set(old.exemptions) ^ set(new.exemptions)]
    days += [each.from_ for each in set(old.works) ^ set(new.works)]
    days += [each.from_ for each in set(old.mentors) ^ set(new.mentors)]
    if old.interviews != new.interviews:
        for interview in set(old.interviews) ^ set(new.interviews):
            days += [day for day in (interview.held_on, interview.planned_on) if day is not None]
    if old.offers != new.offers:
        for offer in set(old.offers) ^ set(new.offers):
            days.append(offer.from_ if offer.given_on is None else min(offer.from_, offer.given_on))
    return min(days, default=None)


def _stretches(old: tuple[Stretch, ...], new: tuple[Stretch, ...]) -> Iterable[Day]:
    """The first day on which the timelines differ; a stretch that only ends elsewhere differs from there on."""
    for before, after in zip(old, new, strict=False):
        if before == after:
            continue
        same = (before.from_, before.benefit, before.group, before.category, before.municipality, before.started) == (
            after.from_,
            after.benefit,
            after.group,
            after.category,
            after.municipality,
            after.started,
        )
        yield min(before.to, after.to) + 1 if same else min(before.from_, after.from_)
        return
    longer = new if len(new) > len(old) else old
    if len(old) != len(new):
        yield longer[min(len(old), len(new))].from_
