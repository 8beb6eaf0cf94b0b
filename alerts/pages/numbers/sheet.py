"""A municipality's figures as cards: one a measure, a line a target group, too small numbers taken out; words nothing.

Target groups stand in the order of the law, never in that of their numbers: this is no ranking.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import msgspec

from alerts.inbox.ports import MonthFigure, MunicipalNumbers
from alerts.pages.numbers.small_numbers import LEAST, hidden
from alerts.pages.numbers.trend import Point, trend
from rules.words import TARGET_GROUPS

PASSIVITY: Final = ("active-year", "focus-offer", "focus-interviews")
TIMELINESS: Final = ("overdue", "statutory-interviews", "early-interviews", "offer-in-time", "early-offer")
UNMET: Final = frozenset({"active-year"})
"""Measures of which the part that is not met is told: the share without active effort (passivandel)."""


class Share(msgspec.Struct, frozen=True):
    """`number` of `base`: citizens, or deadlines where the card says so."""

    number: int
    base: int

    @property
    def percent(self) -> float:
        return 100 * self.number / self.base


class Line(msgspec.Struct, frozen=True):
    """A target group; None: too few."""

    target_group: str
    share: Share | None


class Card(msgspec.Struct, frozen=True):
    """One measure. `total`: None where it is hidden, or where nobody is counted (`is_empty`)."""

    measure: str
    total: Share | None
    is_empty: bool
    lines: tuple[Line, ...]
    months: tuple[Point, ...]


class People(msgspec.Struct, frozen=True):
    """How many citizens; None: too few."""

    total: int | None
    groups: tuple[tuple[str, int | None], ...]


def people(numbers: MunicipalNumbers) -> People:
    """The citizens on a benefit, by target group."""
    groups = _in_order(numbers.citizens)
    away = hidden([numbers.citizens[group] for group in groups])
    told = tuple(
        (group, None if place in away.parts else numbers.citizens[group])
        for place, group in enumerate(groups)
        if numbers.citizens[group]
    )
    return People(None if away.total else sum(numbers.citizens.values()), told)


def cards(numbers: MunicipalNumbers, names: Iterable[str], months: Sequence[MonthFigure]) -> list[Card]:
    """The cards of these measures. `overdue`: open deadlines that are past due."""
    return [_card(name, _shares(numbers, name), [each for each in months if each.measure == name]) for name in names]


def _shares(numbers: MunicipalNumbers, name: str) -> dict[str, Share]:
    if name == "overdue":
        return {
            group: Share(numbers.obligations_overdue.get(group, 0), base)
            for group, base in numbers.obligations_open.items()
            if base
        }
    return {
        each.target_group: Share(each.counted - each.met if name in UNMET else each.met, each.counted)
        for each in numbers.measures
        if each.measure == name and each.counted
    }


def _card(name: str, shares: Mapping[str, Share], months: Sequence[MonthFigure]) -> Card:
    groups = _in_order(shares)
    away = hidden([shares[group].base for group in groups])
    total = Share(sum(each.number for each in shares.values()), sum(each.base for each in shares.values()))
    return Card(
        measure=name,
        total=None if away.total or not total.base else total,
        is_empty=not total.base,
        lines=tuple(Line(group, None if place in away.parts else shares[group]) for place, group in enumerate(groups)),
        months=tuple(trend(months, is_unmet=name in UNMET, least=LEAST)),
    )


def _in_order(groups: Iterable[str]) -> list[str]:
    order: dict[str, int] = {group: place for place, group in enumerate(TARGET_GROUPS)}
    return sorted(groups, key=lambda group: (order.get(group, len(order)), group))
