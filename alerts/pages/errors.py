"""What a reader is told when something is not as it should be: one page for each reason, in her words; knows no page."""

from __future__ import annotations

from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ExceptionHandler

from alerts.inbox.ports import FiguresAway, NotWritten, ViewAway
from alerts.pages.reader import NotSignedIn
from alerts.pages.rendering import fragment, is_in_place, page

TRY_AGAIN_S: Final = 5
"""After how long a page that could not be read asks again."""


class Forbidden(Exception):
    """The citizen is another caseworker's."""


class UnknownCitizen(Exception):
    """Nothing is known of this citizen."""


class ForeignForm(Exception):
    """A form that is not of this session; nothing was done."""


class NotRead(Exception):
    """A form that does not hold what it should; nothing was done."""


_SAID: Final[dict[type[Exception], tuple[str, int]]] = {
    Forbidden: ("forbidden", 403),
    UnknownCitizen: ("unknown-citizen", 404),
    ForeignForm: ("foreign-form", 403),
    NotRead: ("not-read", 400),
    ViewAway: ("view-away", 503),
    FiguresAway: ("figures-away", 503),
    NotWritten: ("not-written", 503),
}
_ASKS_AGAIN: Final = frozenset({"view-away", "figures-away"})


def said_of(error: Exception) -> tuple[str, int]:
    """(name of the text, HTTP status) of an error."""
    if isinstance(error, HTTPException):
        return ("not-found" if error.status_code in (404, 405) else "not-read"), error.status_code
    return next((said for kind, said in _SAID.items() if isinstance(error, kind)), ("broken", 500))


async def answer(request: Request, error: Exception) -> Response:
    """The page that says it; where a part of a page was asked for, the message alone, for the top of the page."""
    name, status = said_of(error)
    asks_again = name in _ASKS_AGAIN and request.method == "GET"
    if is_in_place(request):
        headers = {"HX-Retarget": "#messages", "HX-Reswap": "innerHTML"}
        return HTMLResponse(fragment(request, "message.html", name=name), status, headers)
    headers = {"Refresh": str(TRY_AGAIN_S)} if asks_again else {}
    return await page(request, "error.html", status, name=name, headers=headers)


async def _to_chooser(request: Request, _: Exception) -> Response:
    if is_in_place(request):
        return Response(status_code=204, headers={"HX-Redirect": "/bruger"})
    return RedirectResponse("/bruger", 303)


def handlers() -> dict[int | type[Exception], ExceptionHandler]:
    """Every reason's answer, for the application."""
    found: dict[int | type[Exception], ExceptionHandler] = dict.fromkeys(_SAID, answer)
    return found | {HTTPException: answer, Exception: answer, NotSignedIn: _to_chooser}
