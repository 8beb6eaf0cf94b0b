"""How many interviews a law asks for in each month, by municipality: the planning dates of its duties, not what was held.

The needed interviews of a duty are spread evenly over its period, as alerts do it (contracts/outputs.md, due-soon); the open
interval of a running duty asks for one on the day it was held or is due. One interview can serve several duties of one
citizen, so of a citizen's duties the one that asks for most in a month counts.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from rules.assess import assess
from rules.case import Dossier
from rules.civil import Day
from rules.duties import DUTIES
from rules.facts import Fact
from rules.obligation import Obligation
from streams.citizen.judge import Judge
from streams.month import Month, last_day, month_of

Asked = Counter[tuple[str, Month]]
"""Interviews by municipality and month."""


def interviews_asked(facts: Mapping[str, Sequence[Fact]], first: Day, last: Day, judge: Judge) -> Asked:
    """The jobcentre's interviews that the law asks for in the whole months of a period, as known at its end."""
    asked: Asked = Counter()
    for said in facts.values():
        known = judge.dossier(said)
        for month in range(month_of(first), month_of(last + 1)):
            municipality, number = _asked_in(known, month)
            if number:
                asked[municipality, month] += number
    return asked


def _asked_in(known: Dossier, month: Month) -> tuple[str, int]:
    on = last_day(month)
    assessed = assess(known, on)
    by_duty: dict[str, int] = defaultdict(int)
    for each in assessed.obligations:
        if (
            each.rule.owner != "jobcentre"
            or each.status == "lapsed"
            or not DUTIES[each.duty].acts.endswith("interviews")
        ):
            continue
        by_duty[each.duty] += sum(month_of(day) == month for day in _planned(each))
    return assessed.municipality or "", max(by_duty.values(), default=0)


def _planned(each: Obligation) -> Iterator[Day]:
    """The days by which a duty's interviews should take place one by one."""
    if each.rule.form == "every":
        yield each.due_on if each.fulfilled_on is None else min(each.fulfilled_on, each.due_on)
        return
    for k in range(1, each.needed + 1):
        yield each.since + (each.due_on - each.since) * k // each.needed
