"""Where Mine advis answers."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from alerts.pages.reader import reader
from alerts.pages.rendering import page


async def show(request: Request) -> Response:
    """The list."""
    reader(request)
    return await page(request, "advis/list.html")


ROUTES = [Route("/", show)]
