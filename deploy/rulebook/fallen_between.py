"""Who falls between two versions of a duty where a lawbook of somebody's own shortens a period; knows days, not people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Final

import msgspec

from deploy.rulebook.markdown import groups_words, period
from rules.civil import Day, iso
from rules.lawbook import Lawbook, Period, Rule

_DUE_WITHIN: Final = frozenset({"count", "between", "first-offer"})
"""The forms whose due date is the anchor and `within`, or another period for some ages."""


class Between(msgspec.Struct, frozen=True):
    """Whoever is counted from `first`..`last` is due by neither version, if nothing stops the clock."""

    duty: str
    old: str
    new: str
    cut: Day
    first: Day
    last: Day


def fallen_between(book: Lawbook) -> list[str]:
    """A line for each cut that somebody's own lawbook or a variant made and that leaves people out; in the book's order."""
    cells: dict[Between, list[str]] = {}
    for cell, rules in book.rules.items():
        for found in dict.fromkeys(each for versions in _side_by_side(rules) for each in _between(versions)):
            cells.setdefault(found, []).append(cell)
    return [_said(each, found) for each, found in cells.items()]


def _said(each: Between, cells: Iterable[str]) -> str:
    return (
        f"{each.duty} of {groups_words(cells)}: whoever is counted from {period(each.first, each.last)} is due neither by "
        f"{each.old}, which ends, nor by {each.new} from {iso(each.cut)} on, if nothing stops the clock"
    )


def _side_by_side(rules: Iterable[Rule]) -> Iterator[list[Rule]]:
    """The versions of each duty and row that follow each other, by their days."""
    versions: dict[tuple[object, ...], list[Rule]] = {}
    for rule in rules:
        if rule.form in _DUE_WITHIN:
            versions.setdefault((rule.duty, rule.row, rule.direct, rule.during), []).append(rule)
    for each in versions.values():
        yield sorted(each, key=lambda rule: rule.from_)


def _between(versions: list[Rule]) -> Iterator[Between]:
    for old, new in pairwise(versions):
        if old.until + 1 != new.from_ or not (old.origin or new.origin):
            continue
        for of in (_within, _within_by_age):
            due = [(each, of(each)) for each in versions]
            left = [b for b in _bases(of(old), of(new), new.from_) if not any(_is_due(*each, b) for each in due)]
            if left:
                yield Between(new.duty, str(of(old)), str(of(new)), new.from_, left[0], left[-1])


def _within(rule: Rule) -> Period:
    return rule.within


def _within_by_age(rule: Rule) -> Period:
    return rule.within if rule.by_age is None else rule.by_age.within


def _bases(old: Period, new: Period, cut: Day) -> Iterator[Day]:
    """The days from which the old version's due date lies at or after the cut, and the new one's before it."""
    most = 31 * old.months + old.days
    return (base for base in range(cut - most, cut) if old.from_day(base) >= cut > new.from_day(base))


def _is_due(rule: Rule, period: Period, base: Day) -> bool:
    return rule.from_ <= period.from_day(base) <= rule.until
