"""Where Kommunens tal answers: the figures of the reader's own municipality, asked anew each time."""

from __future__ import annotations

import asyncio
from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from alerts.pages.numbers.amounts import percent, whole
from alerts.pages.numbers.freshness import freshness
from alerts.pages.numbers.sheet import PASSIVITY, TIMELINESS, cards, people
from alerts.pages.numbers.small_numbers import LEAST
from alerts.pages.numbers.trend import spots
from alerts.pages.reader import language_of, reader
from alerts.pages.rendering import page
from alerts.pages.services import services_of


async def show(request: Request) -> Response:
    """The page. Raises FiguresAway."""
    user, services, language = reader(request), services_of(request), language_of(request)
    numbers, months = await asyncio.gather(
        services.figures.of(user.municipality), services.figures.month_ends(user.municipality)
    )
    if numbers is None:
        return await page(request, "numbers/page.html", numbers=None)
    return await page(
        request,
        "numbers/page.html",
        numbers=numbers,
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


ROUTES = [Route("/tal", show)]
