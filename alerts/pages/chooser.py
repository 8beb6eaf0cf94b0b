"""Who am I: a chooser of demo users instead of a sign-in, and the language; loopback only."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from alerts.inbox.people import User
from alerts.pages.errors import NotRead
from alerts.pages.forms import own_form
from alerts.pages.reader import sign_in, sign_out
from alerts.pages.rendering import municipality_name, page
from alerts.pages.services import services_of
from alerts.pages.texts import LANGUAGES

LEADER: str = "leder-"
"""A leader's id is this and the municipality's code."""


async def show(request: Request) -> Response:
    """The municipalities, and the users of the one that was chosen."""
    services = services_of(request)
    codes = sorted(await services.view.municipalities(), key=municipality_name)
    chosen = request.query_params.get("kommune") or (codes[0] if codes else None)
    if chosen is not None and chosen not in codes:
        chosen = codes[0] if codes else None
    people = await services.view.caseworkers(chosen) if chosen else []
    names = await services.names.caseworkers([each for each, _ in people])
    shown = sorted(((names.get(each, each), each, count) for each, count in people if each), key=lambda each: each[0])
    return await page(request, "chooser.html", codes=codes, chosen=chosen, people=shown, leader=f"{LEADER}{chosen}")


async def choose(request: Request) -> Response:
    """Signs a user in. Only who is known can be chosen."""
    form = await own_form(request)
    services = services_of(request)
    municipality, who = str(form.get("kommune", "")), str(form.get("bruger", ""))
    if municipality not in await services.view.municipalities():
        raise NotRead
    if who == f"{LEADER}{municipality}":
        sign_in(request, User(who, municipality, "leader"))
    elif who and who in {each for each, _ in await services.view.caseworkers(municipality)}:
        sign_in(request, User(who, municipality, "caseworker"))
    else:
        raise NotRead
    return RedirectResponse("/", 303)


async def leave(request: Request) -> Response:
    """Signs out, to choose another user."""
    await own_form(request)
    sign_out(request)
    return RedirectResponse("/bruger", 303)


async def speak(request: Request) -> Response:
    """Sets the language and goes back to the page that asked."""
    form = await own_form(request)
    request.session["language"] = next((each for each in LANGUAGES if each == form.get("sprog")), "da")
    return RedirectResponse(own_path(str(form.get("tilbage", "/"))), 303)


def own_path(text: str) -> str:
    """The path and query of an address here; `/` for one elsewhere, or for what is none."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return "/"
    is_here = not parts.scheme and not parts.netloc and parts.path.startswith("/") and not text.startswith("//")
    return f"{parts.path}?{parts.query}".rstrip("?") if is_here and "\\" not in text else "/"


ROUTES = [
    Route("/bruger", show),
    Route("/bruger", choose, methods=["POST"]),
    Route("/bruger/skift", leave, methods=["POST"]),
    Route("/sprog", speak, methods=["POST"]),
]
