"""A caseworker's list: alerts of one citizen together, the most urgent citizen first, those with one cure as one row.

Pure: entries, a day and what is asked for go in; what a page shows, in the words of the code, comes out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from alerts.inbox.cure import Cure, cured_together
from alerts.inbox.entry import Telling
from alerts.inbox.item import Item
from alerts.inbox.search import ALL, Asked, is_asked_for
from alerts.inbox.urgency import Rank
from rules.civil import Day


class Row(msgspec.Struct, frozen=True):
    """What one thing to do would cure. `items`: the most urgent first.

    `acts`: how many are missing; `planned_on`: the interview whose outcome is to be registered, where that is known;
    `summoned_for`: the next interview that is arranged.
    """

    cure: Cure
    items: tuple[Item, ...]
    acts: int
    planned_on: Day | None = None
    summoned_for: Day | None = None


class CitizenRows(msgspec.Struct, frozen=True):
    """What there is to do for one citizen, the most urgent first."""

    citizen: str
    rows: tuple[Row, ...]

    @property
    def rank(self) -> Rank:
        """That of the most urgent alert."""
        return self.rows[0].items[0].rank


def rows_of(
    items: Iterable[Item], on: Day, asked: Asked = ALL, names: Mapping[str, str] | None = None
) -> list[CitizenRows]:
    """The list of what is asked for. `items`: in order of rank, as `items_of` gives them; `names`: by citizen, to search in."""
    by_citizen: dict[str, list[Item]] = {}
    for item in items:
        if is_asked_for(item.telling, item.stands.state, item.is_history, asked, names or {}):
            by_citizen.setdefault(item.telling.citizen, []).append(item)
    return [CitizenRows(citizen, _rows(some, on)) for citizen, some in by_citizen.items()]


def _rows(items: Sequence[Item], on: Day) -> tuple[Row, ...]:
    """Rows in the order of their most urgent items."""
    by_id = {item.telling.alert_id: item for item in items}
    return tuple(
        Row(
            cure=each.cure,
            items=tuple(by_id[telling.alert_id] for telling in each.tellings),
            acts=each.acts,
            planned_on=each.planned_on,
            summoned_for=_next_summons(each.tellings, on),
        )
        for each in cured_together([item.telling for item in items])
    )


def _next_summons(tellings: Iterable[Telling], on: Day) -> Day | None:
    days = [each.summoned_for for each in tellings if each.summoned_for is not None and each.summoned_for >= on]
    return min(days, default=None)
