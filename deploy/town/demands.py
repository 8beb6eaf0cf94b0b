"""What the law of the day asks of a caseworker for one citizen: days by which interviews and offers are due; read from the lawbook.

It looks ahead from the spell's first day as a planner does, without clocks that stop and without what has been held; whether
a deadline was kept is judged elsewhere, by `rules.assess`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final

import msgspec

from rules.civil import Day, birthday
from rules.duties import DUTIES
from rules.lawbook import Rule
from rules.load import load_lawbook

_A_YEAR_DAYS: Final = 366
CUSTOM_DAYS: Final = 84
"""Where the law asks for nothing sooner, municipalities mean to meet people so often (invented)."""
_CUSTOM_LONGEST_DAYS: Final = 100
_LEAST_WIDTH_DAYS: Final = 3
_CV_BY_DAYS: Final = 14
_AVAILABLE_BY_DAYS: Final = 91
_ACTS: Final = {
    "jobcentre-interviews": "jobcentre",
    "first-interviews": "jobcentre",
    "joint-interviews": "joint",
    "a-kasse-interviews": "a-kasse",
}


class Ask(msgspec.Struct, frozen=True):
    """One interview that the law asks for, on a day from `from_` to `due`.

    `who`: jobcentre, joint (with the a-kasse), or a-kasse alone. `interval`: and at most so many days after the last one; 0: no such rule.
    """

    from_: Day
    due: Day
    who: str
    interval: int = 0

    def joined(self, other: Ask) -> Ask:
        """One interview for both."""
        return Ask(
            max(self.from_, other.from_),
            min(self.due, other.due),
            "joint" if "joint" in (self.who, other.who) else self.who,
            min(filter(None, (self.interval, other.interval)), default=0),
        )


@lru_cache(maxsize=1 << 15)
def interviews(cell: str, direct: bool, anchor: Day, years: int) -> tuple[Ask, ...]:
    """The interviews of so many years of a spell in one cell of the lawbook, by due day; the a-kasse's are not joined with
    others. `direct`: sent straight to the jobcentre."""
    horizon = anchor + years * _A_YEAR_DAYS
    asked = sorted(
        (ask for rule in _rules(cell, direct) for ask in _asked(rule, anchor, horizon)),
        key=lambda ask: (ask.due, ask.from_),
    )
    plan: list[Ask] = []
    for ask in asked:
        for at in range(len(plan) - 1, -1, -1):
            joined = plan[at].joined(ask)
            is_same_actor = (plan[at].who == "a-kasse") == (ask.who == "a-kasse")
            if is_same_actor and joined.due - joined.from_ >= _LEAST_WIDTH_DAYS:
                plan[at] = joined
                break
        else:
            plan.append(ask)
    custom = [*_by_custom(plan, anchor, horizon), *_in_the_a_kasse(cell, plan, anchor)]
    return tuple(sorted((*plan, *custom), key=lambda ask: ask.due))


@lru_cache(maxsize=1 << 15)
def first_offer(cell: str, anchor: Day, born: Day) -> Day | None:
    """The day by which the first offer is due; None where the law knows none."""
    found = [
        due
        for rule in _rulebook().get(cell, ())
        if rule.form == "first-offer" and rule.from_ <= (due := _offer_due(rule, anchor, born)) <= rule.until
    ]
    return min(found, default=None)


def next_offer(cell: str, ended: Day) -> Day | None:
    """The day by which the next offer is due when one has ended; None where the law knows none."""
    found = [
        due
        for rule in _rulebook().get(cell, ())
        if rule.form == "repeated-offer" and rule.from_ <= (due := rule.every.from_day(ended)) <= rule.until
    ]
    return min(found, default=None)


@lru_cache(maxsize=1)
def _rulebook() -> Mapping[str, tuple[Rule, ...]]:
    return load_lawbook().rules


def _offer_due(rule: Rule, anchor: Day, born: Day) -> Day:
    due = rule.within.from_day(anchor)
    if rule.by_age is None:
        return due
    is_between = birthday(born, rule.by_age.under) <= due < birthday(born, rule.by_age.from_)
    return due if is_between else rule.by_age.within.from_day(anchor)


def _rules(cell: str, direct: bool) -> Iterator[Rule]:
    for rule in _rulebook().get(cell, ()):
        if rule.duty in DUTIES and DUTIES[rule.duty].acts in _ACTS and rule.direct in (None, direct):
            yield rule


def _asked(rule: Rule, anchor: Day, horizon: Day) -> Iterator[Ask]:
    """The interviews that one rule asks for, each with the days between which it is sensibly held."""
    who = _ACTS[DUTIES[rule.duty].acts]
    for start, end, needed, interval in _spans(rule, anchor, horizon):
        if rule.from_ <= end <= rule.until:
            width = end - start
            for k in range(needed):
                yield Ask(start + width * k // needed, start + width * (k + 1) // needed, who, interval)


def _spans(rule: Rule, anchor: Day, horizon: Day) -> Iterator[tuple[Day, Day, int, int]]:
    """(from, due, number, interval) of each span of time in which a rule asks for a number of interviews."""
    begins, ends = rule.after.from_day(anchor), rule.within.from_day(anchor)
    if rule.form in ("count", "between"):
        yield begins if rule.form == "between" else anchor, ends, rule.needed, 0
    elif rule.form in ("every", "repeated"):
        last = horizon if rule.within == Rule.NO_PERIOD else ends
        k = 1
        while (due := rule.every.times(k).from_day(begins)) <= last:
            start = rule.every.times(k - 1).from_day(begins)
            yield start, due, rule.needed, due - start if rule.form == "every" else 0
            k += 1


def _by_custom(plan: list[Ask], anchor: Day, horizon: Day) -> Iterator[Ask]:
    """Interviews that no law asks for, where the law would leave a citizen alone for long."""
    last = anchor
    dues = sorted(ask.due for ask in plan if ask.who != "a-kasse")
    for due in (*dues, horizon):
        while due - last > _CUSTOM_LONGEST_DAYS:
            last += CUSTOM_DAYS
            yield Ask(last - CUSTOM_DAYS // 2, last, "jobcentre")
        last = due


def _in_the_a_kasse(cell: str, plan: list[Ask], anchor: Day) -> Iterator[Ask]:
    """The CV and the availability interview with which the a-kasse begins also where no duty of the lawbook is about them."""
    if cell == "dagpenge" and all(ask.who != "a-kasse" for ask in plan):
        yield Ask(anchor, anchor + _CV_BY_DAYS, "a-kasse")
        yield Ask(anchor + _CV_BY_DAYS, anchor + _AVAILABLE_BY_DAYS, "a-kasse")
