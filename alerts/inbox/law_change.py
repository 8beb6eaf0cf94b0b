"""What a changed law did to alerts, summed up so that hundreds at once are one line; counts and chooses, words nothing.

Of an alert the newest message that a changed law brought counts, so that a change which is taken back is not told twice. A
changed law is whatever changes what workers answer: the lawbook, one of somebody's own, the policy, an edition of the product.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple, TypeAlias

import msgspec

from alerts.inbox.entry import ENDS, NOBODY, ByLaw, Change, Entry, Owner, Telling
from alerts.inbox.people import User
from rules.civil import Day, civil_day

SAID_FOR_DAYS: Final = 14
"""So long a change is summed up on the pages; its marks on alerts and in a citizen's history stay."""


class Deed(NamedTuple):
    """What a changed law did to an alert, and as of which day it was judged anew."""

    on: Day
    change: Change
    lawbook: str


Deeds: TypeAlias = Mapping[Deed, int]
"""How many alerts each was done to."""


class LawChange(msgspec.Struct, frozen=True):
    """What one changed law did to the alerts of a list. `on`: the day as of which they were judged anew."""

    lawbook: str
    on: Day
    ended: int
    raised: int
    changed: int


def deed_of(by_law: ByLaw) -> Deed:
    """What a message says was done."""
    return Deed(civil_day(by_law.at), by_law.change, by_law.lawbook)


def said_on(today: Day) -> Day:
    """The first day whose changes are still summed up."""
    return today - SAID_FOR_DAYS + 1


def law_changes(deeds: Deeds, today: Day) -> tuple[LawChange, ...]:
    """The changes that are still summed up, the newest first."""
    by_law: dict[str, Counter[str]] = {}
    newest: dict[str, Day] = {}
    for deed, count in deeds.items():
        if deed.on >= said_on(today):
            what = "raised" if deed.change == "raised" else "ended" if deed.change in ENDS else "changed"
            by_law.setdefault(deed.lawbook, Counter())[what] += count
            newest[deed.lawbook] = max(deed.on, newest.get(deed.lawbook, deed.on))
    made = [LawChange(law, newest[law], of["ended"], of["raised"], of["changed"]) for law, of in sorted(by_law.items())]
    return tuple(sorted(made, key=lambda each: -each.on))


def deeds_in(entries: Iterable[Entry]) -> Deeds:
    """What was done to these alerts."""
    tellings = [entry.telling for entry in entries]
    return Counter(deed_of(each.by_law) for each in tellings if each is not None and each.by_law is not None)


def whose(user: User, *, is_queue: bool) -> Owner | None:
    """Whose alerts a reader is told of beside a list; None: those of the whole municipality, which a leader answers for."""
    if is_queue:
        return NOBODY
    return None if user.role == "leader" else user.id


def in_this_life(telling: Telling) -> ByLaw | None:
    """What a changed law did to an alert since it was raised, its raising included."""
    by_law = telling.by_law
    return by_law if by_law is not None and by_law.revision >= telling.raised_revision else None
