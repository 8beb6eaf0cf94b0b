"""One row by itself: its line, why it is there and all that can be done with it; in place, or on a page of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any, Final

import msgspec
from starlette.requests import Request

from alerts.inbox.acting import is_for
from alerts.inbox.entry import NOBODY, Entry
from alerts.inbox.item import Item, items_of
from alerts.inbox.people import User
from alerts.inbox.rows import Row, rows_of
from alerts.inbox.snoozing import SnoozeLimit, snooze_limit
from alerts.inbox.standing import standing
from alerts.pages.advis.asking import Asking
from alerts.pages.advis.line import Line, Speaker
from alerts.pages.advis.listing import speaker_of, tab_of
from alerts.pages.advis.why import reasons
from alerts.pages.day_words import DayWords
from alerts.pages.errors import Forbidden, NotRead, UnknownCitizen
from alerts.pages.reader import language_of
from alerts.pages.services import services_of
from alerts.working_days import is_working_day
from rules.civil import Day

MOST_ALERTS: Final = 50
"""In one row; a form that names more is not one of ours."""


class Single(msgspec.Struct, frozen=True):
    """A row that is read alone. `entries`: all that were asked for, ended ones too; `line`: None where none is open.

    `is_listed`: whether the list that it was opened from would still show it.
    """

    entries: tuple[Entry, ...]
    row: Row | None
    line: Line | None
    name: str
    group: str
    is_listed: bool
    speaker: Speaker


async def single(request: Request, user: User, alert_ids: Sequence[str], asking: Asking) -> Single:
    """The row of these alerts of one citizen. Raises ViewAway, UnknownCitizen, Forbidden, NotRead."""
    if not 0 < len(alert_ids) <= MOST_ALERTS:
        raise NotRead
    services = services_of(request)
    progress, found = await asyncio.gather(
        services.view.progress(), asyncio.gather(*(services.view.entry(each) for each in dict.fromkeys(alert_ids)))
    )
    entries = tuple(entry for entry in found if entry is not None and entry.telling is not None)
    when = DayWords(language_of(request), services.clock())
    _check(entries, user, when.today)
    citizen, group = next((e.telling.citizen, e.telling.target_group) for e in entries if e.telling is not None)
    items = items_of(entries, when.today, services.quiet_start, progress.silences)
    names, speaker = await asyncio.gather(
        services.names.citizens([citizen]), speaker_of(request, user, when, _all_items(entries, items))
    )
    rows = rows_of(items, when.today)
    row = rows[0].rows[0] if rows else None
    return Single(
        entries=entries,
        row=row,
        line=speaker.line(citizen, row) if row else None,
        name=names.get(citizen, citizen),
        group=group,
        is_listed=any(_is_listed(item, user, asking) for item in (row.items if row else ())),
        speaker=speaker,
    )


def _check(entries: Sequence[Entry], user: User, today: Day) -> None:
    """That these are alerts of one citizen of this municipality that the reader may see."""
    tellings = [entry.telling for entry in entries if entry.telling is not None]
    if not tellings or any(each.municipality != user.municipality for each in tellings):
        raise UnknownCitizen  # nor does anybody learn here that another municipality knows it
    if len({each.citizen for each in tellings}) != 1:
        raise NotRead
    if not any(may_see(entry, user, today) for entry in entries):
        raise Forbidden


def may_see(entry: Entry, user: User, today: Day) -> bool:
    """Whether an alert is for the reader to see: hers, the team's, or one that she herself did something with."""
    if entry.telling is None:
        return False
    did = any(each.by == user.id for each in entry.actions)
    return did or is_for(user, entry.telling, standing(entry, today))


def _all_items(entries: Sequence[Entry], items: Sequence[Item]) -> list[Item]:
    """Open items, and ended ones in the shape of items for the names of who did something with them."""
    is_open = {item.telling.alert_id for item in items}
    ended = [
        Item(entry.telling, standing(entry, 0), (0, 0, False, 0, ""), actions=entry.actions)
        for entry in entries
        if entry.telling is not None and entry.telling.alert_id not in is_open
    ]
    return [*items, *ended]


def _is_listed(item: Item, user: User, asking: Asking) -> bool:
    owner = NOBODY if asking.list == "queue" else user.id
    return item.stands.owner == owner and tab_of(item) == asking.tab


async def panel(request: Request, user: User, one: Single) -> dict[str, Any]:
    """What the row's panel shows besides its line: reasons, notes and the forms."""
    services = services_of(request)
    tellings = [entry.telling for entry in one.entries if entry.telling is not None]
    facts, people = await asyncio.gather(
        services.view.facts(tellings[0].citizen), services.view.caseworkers(user.municipality)
    )
    names = await services.names.caseworkers([each for each, _ in people])
    colleagues = [(each, names.get(each, each)) for each, _ in people if each not in (user.id, NOBODY)]
    items = one.row.items if one.row else ()
    limits = [snooze_limit(item.telling, one.speaker.when.today, services.policy) for item in items]
    limit = _narrowest(limits)
    notes = {note.id: note for item in items for note in item.stands.comments}
    return {
        "one": one,
        "line": one.line,
        "reasons": reasons(tellings, facts, one.speaker.when.today, language_of(request), services.book),
        "notes": [(one.speaker.who(note.by), one.speaker.when.at(note.at), note.note) for note in notes.values()],
        "colleagues": sorted(colleagues, key=lambda each: each[1]),
        "limit": limit,
        "suggested": _suggested(limit) if limit is not None and limit.is_possible else None,
        "registers": one.row is not None and one.row.cure == "register",
    }


def _narrowest(limits: Sequence[SnoozeLimit]) -> SnoozeLimit | None:
    """What holds for all alerts of the row."""
    if not limits:
        return None
    return SnoozeLimit(limits[0].first, min(each.last for each in limits), any(each.needs_reason for each in limits))


def _suggested(limit: SnoozeLimit) -> Day:
    """A working day a week from now, or the last that may be chosen."""
    day = min(limit.first + 6, limit.last)
    while day > limit.first and not is_working_day(day):
        day -= 1
    return day
