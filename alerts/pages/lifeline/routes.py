"""Where Borgerens frister answers: reads what is known of one citizen, asks whether the reader may see it, and shows it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from alerts.inbox.access import Whereabouts, why_not
from alerts.inbox.entry import Entry
from alerts.inbox.law_change import in_this_life
from alerts.inbox.ports import Progress
from alerts.pages.day_words import DayWords
from alerts.pages.errors import Elsewhere, Forbidden, UnknownCitizen
from alerts.pages.lifeline.axis import axis
from alerts.pages.lifeline.bars import is_late
from alerts.pages.lifeline.drawing import drawing
from alerts.pages.lifeline.life import Life, chosen, life_of
from alerts.pages.lifeline.next_up import next_up
from alerts.pages.lifeline.next_words import next_lines
from alerts.pages.lifeline.overview import overview
from alerts.pages.lifeline.reasons import anchor_of, reasons
from alerts.pages.lifeline.saying import Saying
from alerts.pages.lifeline.table import table
from alerts.pages.lifeline.told import people_in, told
from alerts.pages.reader import language_of, reader
from alerts.pages.rendering import page
from alerts.pages.services import services_of
from alerts.pages.texts import say_in
from rules.civil import civil_day


async def show(request: Request) -> Response:
    """One citizen's page. Raises UnknownCitizen, Elsewhere, Forbidden and ViewAway."""
    user, services = reader(request), services_of(request)
    citizen = request.path_params["citizen"]
    facts, entries, progress = await asyncio.gather(
        services.view.facts(citizen), services.view.of_citizen(citizen), services.view.progress()
    )
    if not facts and not entries:
        raise UnknownCitizen
    life = life_of(facts, services.book, civil_day(services.clock()))
    refused = why_not(user, Whereabouts(life.municipality, life.caseworker, life.municipalities), entries)
    if refused is not None:
        raise {"unknown": UnknownCitizen, "elsewhere": Elsewhere, "colleagues": Forbidden}[refused]
    names, people = await asyncio.gather(
        services.names.citizens([citizen]),
        services.names.caseworkers(
            sorted(people_in(told(entries)) | ({life.caseworker} if life.caseworker else set()))
        ),
    )
    values = _values(request, life, entries, progress)
    return await page(request, "lifeline/page.html", citizen=citizen, name=names.get(citizen), people=people, **values)


def _values(request: Request, life: Life, entries: Sequence[Entry], progress: Progress) -> dict[str, Any]:
    """What the template shows, beside names."""
    language = language_of(request)
    silence = progress.silences.get(life.municipality or "")
    when = DayWords(language, services_of(request).clock())
    say = Saying(language, say_in(language), when, is_heard=silence is None)
    values: dict[str, Any] = {
        "life": life,
        "say": say,
        "progress": progress,
        "silence": silence,
        "day_of": civil_day,
        "in_this_life": in_this_life,
        "spell": None,
        "drawn": None,
    }
    if life.history.erased:  # what was told of somebody who is to be forgotten is not shown either
        return values | {"told": [], "next": []}
    values["told"] = told(entries)
    spell = chosen(life, _number(request)) or chosen(life)
    if spell is None:
        return values | {"next": []}
    why = reasons(life, spell, language)
    cures = {id(each.obligation): each.why.cure for each in why}
    lines = next_lines(
        next_up(life), say, lambda each: cures.get(id(each), ()), is_running=life.is_running
    ) if spell.is_present else []  # fmt: skip
    shown = drawing(life, spell)
    return values | {
        "spell": spell,
        "drawn": shown,
        "axis": axis(shown.window, language),
        "parts": overview(life, spell),
        "reasons": why,
        "anchor_of": anchor_of,
        "is_late": is_late,
        "next": lines,
        "table": table(shown, say),
    }


def _number(request: Request) -> int | None:
    """The spell that was asked for, by its number; None where none was, or none that could be."""
    asked = request.query_params.get("forloeb", "")
    return int(asked) if asked.isdecimal() and len(asked) < 4 else None


ROUTES = [Route("/borger/{citizen}", show)]
