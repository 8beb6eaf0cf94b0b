"""A reader's list as a page shows it: read once, narrowed, worded and counted."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec
from starlette.requests import Request

from alerts.alert import Kind
from alerts.held_back import Silence
from alerts.inbox.entry import Entry
from alerts.inbox.item import Item, items_of
from alerts.inbox.law_change import LawChange, law_changes, whose
from alerts.inbox.people import User
from alerts.inbox.ports import Progress
from alerts.inbox.rows import rows_of
from alerts.inbox.search import shelf_of
from alerts.pages.advis.asking import TABS, Asking, Tab
from alerts.pages.advis.line import Line, Speaker
from alerts.pages.day_words import DayWords
from alerts.pages.reader import language_of
from alerts.pages.services import Services, services_of


class CitizenLines(msgspec.Struct, frozen=True):
    """One citizen's rows. `name`: her display name, else her pseudonym."""

    citizen: str
    name: str
    group: str
    lines: tuple[Line, ...]


class Listing(msgspec.Struct, frozen=True):
    """All that a page of a list shows. `kinds`, `duties`: how many alerts of the tab there are of each.

    `late`: past their day, as far as anybody knows; `held_back`: of which nobody does, because the municipality is silent.
    `law`: what changed laws did of late; of a leader's list, to the whole municipality.
    """

    asking: Asking
    citizens: tuple[CitizenLines, ...]
    tabs: dict[Tab, int]
    kinds: dict[Kind, int]
    duties: dict[str, int]
    alerts: int
    late: int
    held_back: int
    progress: Progress
    silence: Silence | None
    law: tuple[LawChange, ...]

    @property
    def is_silent(self) -> bool:
        """Whether the municipality has sent nothing lately."""
        return self.silence is not None or any(line.is_held_back for line in self.lines.values())

    @property
    def lines(self) -> dict[str, Line]:
        """Every row by its id."""
        return {line.id: line for citizen in self.citizens for line in citizen.lines}


async def entries_of(services: Services, user: User, asking: Asking) -> Sequence[Entry]:
    """What the list is made of. Raises ViewAway."""
    if asking.list == "queue":
        return await services.view.unassigned(user.municipality)
    return await services.view.of_caseworker(user.municipality, user.id)


async def listing(request: Request, user: User, asking: Asking) -> Listing:
    """The list as it is now. Raises ViewAway."""
    services = services_of(request)
    entries, progress, deeds = await asyncio.gather(
        entries_of(services, user, asking),
        services.view.progress(),
        services.view.told_by_law(user.municipality, whose(user, is_queue=asking.list == "queue")),
    )
    when = DayWords(language_of(request), services.clock())
    items = items_of(entries, when.today, services.quiet_start, progress.silences)
    names, speaker = await asyncio.gather(
        services.names.citizens(sorted({item.telling.citizen for item in items})),
        speaker_of(request, user, when, items),
    )
    found = rows_of(items, when.today, asking.asked(), names)
    here = [item for item in items if tab_of(item) == asking.tab]
    shown = [item for each in found for row in each.rows for item in row.items]
    return Listing(
        asking=asking,
        citizens=tuple(
            CitizenLines(
                each.citizen,
                names.get(each.citizen, each.citizen),
                each.rows[0].items[0].telling.target_group,
                tuple(speaker.line(each.citizen, row) for row in each.rows),
            )
            for each in found
        ),
        tabs=_tabs(items),
        kinds=dict(Counter(item.telling.kind for item in here)),
        duties=dict(Counter(item.telling.duty for item in here)),
        alerts=len(shown),
        late=sum(item.telling.kind == "overdue" and not item.is_held_back for item in shown),
        held_back=sum(item.is_held_back for item in shown),
        progress=progress,
        silence=progress.silences.get(user.municipality),
        law=law_changes(deeds, when.today),
    )


async def speaker_of(request: Request, user: User, when: DayWords, items: Iterable[Item]) -> Speaker:
    """Who words the rows, knowing the names of all who did something with them."""
    concerned = {person for item in items for each in item.actions for person in (each.by, each.to) if person}
    names = await services_of(request).names.caseworkers(sorted(concerned)) if concerned else {}
    return Speaker(language_of(request), when, user.id, names)


def tab_of(item: Item) -> Tab:
    """Where an alert lies."""
    shelf = shelf_of(item.stands.state, item.is_history)
    if shelf == "todo":
        return "noted" if item.stands.state == "noted" else "todo"
    return "snoozed" if shelf == "snoozed" else "history"


def _tabs(items: Iterable[Item]) -> dict[Tab, int]:
    counted = Counter(tab_of(item) for item in items)
    return {tab: counted[tab] for tab in TABS}
