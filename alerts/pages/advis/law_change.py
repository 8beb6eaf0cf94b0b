"""What a changed law did to a reader's alerts, opened: citizen by citizen, what came, what went and how it stands now."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Final

import msgspec
from starlette.requests import Request

from alerts.inbox.entry import NOBODY, Entry, Telling
from alerts.inbox.item import Item, items_of
from alerts.inbox.law_change import LawChange, deeds_in, law_changes, said_on, whose
from alerts.inbox.people import User
from alerts.inbox.standing import owner_of
from alerts.pages.advis.asking import Asking
from alerts.pages.advis.line import Speaker
from alerts.pages.advis.listing import speaker_of
from alerts.pages.day_words import DayWords
from alerts.pages.reader import language_of
from alerts.pages.services import services_of

MOST_CITIZENS: Final = 300
"""So many are listed; a leader's municipality may have thousands, and the most urgent come first."""


class Deed(msgspec.Struct, frozen=True):
    """One alert. `what`: which; `did`: what the law did to it; `stands`: how it stands now; `reference`: by which rule."""

    what: str
    did: str
    stands: str
    reference: str
    is_open: bool
    is_late: bool


class Touched(msgspec.Struct, frozen=True):
    """One citizen whose alerts a changed law changed. `caseworker`: whose list they are in, where a leader asks."""

    citizen: str
    name: str
    group: str
    caseworker: str
    deeds: tuple[Deed, ...]


class Opened(msgspec.Struct, frozen=True):
    """A change with the citizens whom it touched: first those of whom something is open, as in a list. `left_out`: how many."""

    change: LawChange
    citizens: tuple[Touched, ...]
    left_out: int


async def opened(request: Request, user: User, asking: Asking, lawbook: str) -> Opened | None:
    """What one changed law did; None where nothing is told of it any more. Raises ViewAway."""
    services, when = services_of(request), DayWords(language_of(request), services_of(request).clock())
    owner = whose(user, is_queue=asking.list == "queue")
    entries = [
        each
        for each in await services.view.touched_by_law(user.municipality, owner, said_on(when.today))
        if each.telling is not None and each.telling.by_law is not None and each.telling.by_law.lawbook == lawbook
    ]
    changes = law_changes(deeds_in(entries), when.today)
    if not changes:
        return None
    progress = await services.view.progress()
    items = items_of(entries, when.today, services.quiet_start, progress.silences)
    citizens = _in_order(items, entries)
    shown = citizens[:MOST_CITIZENS]
    owners = {each.telling.citizen: owner_of(each) for each in entries if each.telling is not None}
    colleagues = sorted({owners[each] for each in shown} - {NOBODY}) if owner is None else []
    names, people, speaker = await asyncio.gather(
        services.names.citizens(shown), services.names.caseworkers(colleagues), speaker_of(request, user, when, ())
    )
    held_back = {item.telling.alert_id for item in items if item.is_held_back}
    told = _by_citizen(entries)
    touched = tuple(
        Touched(
            each,
            names.get(each, each),
            told[each][0].target_group,
            people.get(owners[each], owners[each]) if owner is None else "",
            tuple(_deed(telling, speaker, is_held_back=telling.alert_id in held_back) for telling in told[each]),
        )
        for each in shown
    )
    return Opened(changes[0], touched, len(citizens) - len(shown))


def _in_order(items: Iterable[Item], entries: Iterable[Entry]) -> list[str]:
    """The citizens: those of whom something is open by urgency, then the others."""
    urgent = [item.telling.citizen for item in items]
    rest = sorted(entry.telling.citizen for entry in entries if entry.telling is not None)
    return list(dict.fromkeys([*urgent, *rest]))


def _by_citizen(entries: Iterable[Entry]) -> dict[str, list[Telling]]:
    """The alerts of each citizen: the open ones first, the earliest due first."""
    found: dict[str, list[Telling]] = {}
    for entry in entries:
        if entry.telling is not None:
            found.setdefault(entry.telling.citizen, []).append(entry.telling)
    for some in found.values():
        some.sort(key=lambda each: (not each.is_open, each.due_on, each.alert_id))
    return found


def _deed(telling: Telling, speaker: Speaker, *, is_held_back: bool) -> Deed:
    assert telling.by_law is not None  # noqa: S101 # only such were asked for; narrows the type
    return Deed(
        what=speaker.alert(telling),
        did=speaker.say(f"law.did.{telling.by_law.change}"),
        stands=_stands(telling, speaker, is_held_back=is_held_back),
        reference=telling.finding.reference,
        is_open=telling.is_open,
        is_late=telling.is_open and telling.kind == "overdue" and not is_held_back,
    )


def _stands(telling: Telling, speaker: Speaker, *, is_held_back: bool) -> str:
    """How an alert stands now; nothing where it ended by the changed law, which is said already."""
    if telling.is_open:
        return speaker.due(telling, is_held_back=is_held_back)
    if telling.is_by_law:
        return ""
    return speaker.say(f"law.since.{telling.change}", at=speaker.when.at(telling.at))
