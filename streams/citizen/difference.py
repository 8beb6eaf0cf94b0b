"""From which day on newly learnt facts can change an answer: the earliest date of all that is not as it was."""

from __future__ import annotations

from collections.abc import Iterable

from rules.civil import Day
from rules.history import Absence, Exemption, History, Interview, Mentor, Work
from rules.timeline import Stretch

_Dated = Absence | Exemption | Work | Mentor


def earliest_difference(old: History, new: History) -> Day | None:
    """The first day whose figures may differ between two histories; None: none.

    A fact dated later than a day changes no measure of that day: stops that are known ahead move only what is due ahead.
    """
    days: list[Day] = []
    if old.birth_date != new.birth_date:  # who has no benefit yet adds nothing to any figure
        days += [stretch.from_ for stretch in (*old.stretches[:1], *new.stretches[:1])]
    if old.stretches is not new.stretches:
        days += _stretches(old.stretches, new.stretches)
    dated: tuple[tuple[tuple[_Dated, ...], tuple[_Dated, ...]], ...] = (
        (old.absences, new.absences),
        (old.exemptions, new.exemptions),
        (old.works, new.works),
        (old.mentors, new.mentors),
    )
    for before, after in dated:
        if before is not after:
            days += [each.from_ for each in set(before) ^ set(after)]
    if old.interviews is not new.interviews:
        held = _held(old.interviews) ^ _held(new.interviews)
        days += [interview.held_on for interview in held if interview.held_on is not None]
    if old.offers is not new.offers:
        for offer in set(old.offers) ^ set(new.offers):
            days.append(offer.from_ if offer.given_on is None else min(offer.from_, offer.given_on))
    return min(days, default=None)


def _held(interviews: tuple[Interview, ...]) -> set[Interview]:
    """Those that figures count: none that is only planned, was missed or called off."""
    return {each for each in interviews if each.status == "held"}


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
