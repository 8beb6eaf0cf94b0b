"""How an obligation's due date comes about, step by step, for whoever asks why; decides nothing that the forms do not.

The steps are worked out with the clocks and periods that the forms use, and a test holds their end to the form's own date
for thousands of lives. Where they should ever not agree, the last step says only the date, never a wrong reason.
"""

from __future__ import annotations

from collections.abc import Iterator

from rules.assess import Assessment
from rules.case import Case, Dossier, Horizon
from rules.civil import Day
from rules.forms.every import with_mentor
from rules.obligation import Obligation
from rules.reckoning.first_offer import first_offer
from rules.reckoning.intervals import every, repeated, repeated_offer
from rules.reckoning.periods import between, count
from rules.reckoning.steps import Step, Unexplained
from rules.spell import spell_on
from rules.timeline import OPEN

_FORMS = {
    "count": count,
    "between": between,
    "every": every,
    "repeated": repeated,
    "first-offer": first_offer,
    "repeated-offer": repeated_offer,
}


def reckoned(each: Obligation, dossier: Dossier, assessed: Assessment) -> tuple[Step, ...]:
    """The steps from day zero to the due date of an obligation that the assessment lists; the last one says the date."""
    for case in cases_of(each, dossier, assessed):
        steps = tuple(_FORMS[each.rule.form](each, case))
        if steps and steps[-1].to == each.due_on:
            return steps
    return (Unexplained(each.due_on),)


def case_on(dossier: Dossier, on: Day) -> Case | None:
    """The case of the group that the citizen is or was last in on a day; None before the first benefit."""
    found = spell_on(dossier.spells, on)
    if found is None:
        return None
    spell, _ = found
    stint = spell.stint_on(on)
    return Case(dossier, spell, stint, on, Horizon(on))


def cases_of(each: Obligation, dossier: Dossier, assessed: Assessment) -> Iterator[Case]:
    """The cases that may have yielded an obligation: the days of its group in the spell, as they were judged."""
    found = spell_on(dossier.spells, assessed.on)
    if found is None:
        return
    spell, _ = found
    for index, stint in enumerate(spell.stints):
        # As in assess: time off dagpenge belongs to the last group of its spell.
        last = stint.to if index + 1 < len(spell.stints) or not spell.dagpenge else OPEN
        if stint.from_ > assessed.on or stint.cell != each.rule.cell:
            continue
        case = Case(dossier, spell, stint, min(assessed.on, last), Horizon(assessed.on))
        if each.closed == (last < assessed.on):
            yield case
        if each.closed and each.rule.during is not None:
            # What is left of a mentor's support that has ended was judged on its last day.
            for _, ends in with_mentor(case):
                if ends < case.on:
                    yield Case(dossier, spell, stint, ends, Horizon(ends))
