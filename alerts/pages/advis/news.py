"""What has changed since a page was shown: told row by row in place, and what is new as a count at the top.

The page says what it shows and the list is compared with it, so that nothing depends on which changes a browser heard.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Final

import msgspec
from starlette.datastructures import FormData
from starlette.requests import Request

from alerts.inbox.item import items_of
from alerts.inbox.people import User
from alerts.pages.advis.asking import Asking
from alerts.pages.advis.ghost import became
from alerts.pages.advis.line import Line
from alerts.pages.advis.listing import Listing, listing, speaker_of
from alerts.pages.day_words import DayWords
from alerts.pages.reader import language_of
from alerts.pages.services import services_of

GONE: Final = "gone"
"""The digest of a row that says what became of it."""
_MOST_ROWS: Final = 1_500
_PARTS: Final = 2


class Shown(msgspec.Struct, frozen=True):
    """One row as a page shows it."""

    id: str
    digest: str
    alert_ids: tuple[str, ...]


class Ghost(msgspec.Struct, frozen=True):
    """A row that is no longer in the list, and what became of it."""

    id: str
    became: str
    alert_ids: tuple[str, ...]


class News(msgspec.Struct, frozen=True):
    """What to show anew in place. `count`: alerts that are new to the page; `by_law`: those that only a changed law brought.

    `changed`: rows, with the citizen's name; `gone`: what became of others; `back`: rows that had gone and are there again.
    """

    listing: Listing
    changed: tuple[tuple[str, Line], ...]
    back: tuple[tuple[str, Line], ...]
    gone: tuple[Ghost, ...]
    count: int
    by_law: int
    is_law_told: bool
    """Whether the page sums up already what changed laws did."""


def law_digest(listing: Listing) -> str:
    """What a page sends along to hear whether changed laws did something else since."""
    return ".".join(f"{each.lawbook}-{each.ended}-{each.raised}-{each.changed}" for each in listing.law)


def shown_in(form: FormData) -> list[Shown]:
    """The rows that a page says it shows; what can't be read is left out."""
    said = [str(each).split(" ") for each in form.getlist("vist")[:_MOST_ROWS]]
    return [Shown(each[0], each[1], tuple(each[2:])) for each in said if len(each) > _PARTS]


async def news(request: Request, user: User, asking: Asking, shown: Sequence[Shown], law: str = "") -> News:
    """What differs between the list and what is shown of it. `law`: its `law_digest`. Raises ViewAway."""
    now = await listing(request, user, asking)
    lines = now.lines
    known = {each.id: each.digest for each in shown}
    differing = [
        (citizen.name, line)
        for citizen in now.citizens
        for line in citizen.lines
        if known.get(line.id, line.digest) != line.digest
    ]
    vanished = [each for each in shown if each.id not in lines and each.digest != GONE]
    new = [line for id_, line in lines.items() if id_ not in known]
    return News(
        listing=now,
        changed=tuple(each for each in differing if known[each[1].id] != GONE),
        back=tuple(each for each in differing if known[each[1].id] == GONE),
        gone=await _ghosts(request, user, asking, vanished),
        count=sum(len(line.about) for line in new if line.is_announced),
        by_law=sum(len(line.about) for line in new if line.by_law and not (line.is_announced or line.is_held_back)),
        is_law_told=law == law_digest(now),
    )


async def _ghosts(request: Request, user: User, asking: Asking, vanished: Sequence[Shown]) -> tuple[Ghost, ...]:
    if not vanished:
        return ()
    services = services_of(request)
    entries = await asyncio.gather(*(services.view.entry(each.alert_ids[0]) for each in vanished))
    when = DayWords(language_of(request), services.clock())
    found = [entry for entry in entries if entry is not None and entry.telling is not None]
    mine = [entry for entry in found if entry.telling is not None and entry.telling.municipality == user.municipality]
    speaker = await speaker_of(request, user, when, items_of(mine, when.today, services.quiet_start))
    return tuple(
        Ghost(each.id, became(entry if entry in mine else None, user, asking, speaker), each.alert_ids)
        for each, entry in zip(vanished, entries, strict=True)
    )
