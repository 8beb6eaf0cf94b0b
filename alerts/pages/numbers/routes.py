"""Where Kommunens tal answers: the figures of the reader's own municipality, asked anew each time."""

from __future__ import annotations

import asyncio
from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from alerts.inbox.law_change import LawChange, law_changes
from alerts.inbox.ports import ViewAway
from alerts.pages.numbers.amounts import percent, whole
from alerts.pages.numbers.freshness import freshness
from alerts.pages.numbers.sheet import PASSIVITY, TIMELINESS, cards, people
from alerts.pages.numbers.small_numbers import LEAST
from alerts.pages.numbers.trend import spots
from alerts.pages.reader import language_of, reader
from alerts.pages.rendering import page
from alerts.pages.services import Services, services_of
from rules.civil import civil_day


async def show(request: Request) -> Response:
    """The page. Raises FiguresAway."""
    user, services, language = reader(request), services_of(request), language_of(request)
    numbers, months, law = await asyncio.gather(
        services.figures.of(user.municipality),
        services.figures.month_ends(user.municipality),
        _law_changes(services, user.municipality),
    )
    if numbers is None:
        return await page(request, "numbers/page.html", numbers=None)
    return await page(
        request,
        "numbers/page.html",
        numbers=numbers,
        law=law,
        people=people(numbers),
        fresh=freshness(numbers, services.clock()),
        columns=(
            ("passivity", cards(numbers, PASSIVITY, months)),
            ("timeliness", cards(numbers, TIMELINESS, months)),
        ),
        spots=spots,
        whole=partial(whole, language=language),
        percent=partial(percent, language=language),
        least=LEAST,
    )


async def _law_changes(services: Services, municipality: str) -> tuple[LawChange, ...]:
    """What changed laws did of late, for it explains a jump; figures are shown without it while Redis is away."""
    try:
        deeds = await services.view.told_by_law(municipality, None)
    except ViewAway:
        return ()
    return law_changes(deeds, civil_day(services.clock()))


ROUTES = [Route("/tal", show)]
