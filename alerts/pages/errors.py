"""What a reader is told when something is not as it should be: one page for each reason, in her words; knows no page."""

from __future__ import annotations

import logging
import traceback
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, ExceptionHandler, Message, Receive, Scope, Send

from alerts.inbox.ports import FiguresAway, NotWritten, ViewAway
from alerts.pages.reader import NotSignedIn
from alerts.pages.rendering import fragment, is_in_place, page

_log = logging.getLogger(__name__)

TRY_AGAIN_S: Final = 5
"""After how long a page that could not be read asks again."""


class Forbidden(Exception):
    """The citizen is another caseworker's."""


class Elsewhere(Forbidden):
    """The citizen belongs to another municipality now."""


class UnknownCitizen(Exception):
    """Nothing is known of this citizen here: nothing at all, or nothing of a time in the reader's municipality."""


class ForeignForm(Exception):
    """A form that is not of this session; nothing was done."""


class NotRead(Exception):
    """A form that does not hold what it should; nothing was done."""


_SAID: Final[dict[type[Exception], tuple[str, int]]] = {
    Elsewhere: ("elsewhere", 403),
    Forbidden: ("forbidden", 403),
    UnknownCitizen: ("unknown-citizen", 404),
    ForeignForm: ("foreign-form", 403),
    NotRead: ("not-read", 400),
    ViewAway: ("view-away", 503),
    FiguresAway: ("figures-away", 503),
    NotWritten: ("not-written", 503),
}
_BY_STATUS: Final = {404: "not-found", 405: "not-so"}
_ASKS_AGAIN: Final = frozenset({"view-away", "figures-away"})


def said_of(error: Exception) -> tuple[str, int]:
    """(name of the text, HTTP status) of an error."""
    if isinstance(error, HTTPException):
        return _BY_STATUS.get(error.status_code, "not-read"), error.status_code
    return next((said for kind, said in _SAID.items() if isinstance(error, kind)), ("broken", 500))


async def answer(request: Request, error: Exception) -> Response:
    """The page that says it; where a part of a page was asked for, the message alone, for the top of the page."""
    name, status = said_of(error)
    asks_again = name in _ASKS_AGAIN and request.method == "GET"
    if is_in_place(request):
        headers = {"HX-Retarget": "#messages", "HX-Reswap": "innerHTML", "HX-Reselect": ".message"}
        return HTMLResponse(fragment(request, "message.html", name=name), status, headers)
    headers = {"Refresh": str(TRY_AGAIN_S)} if asks_again else {}
    if isinstance(error, HTTPException):
        headers |= error.headers or {}  # which methods there are
    return await page(request, "error.html", status, name=name, headers=headers)


async def _to_chooser(request: Request, _: Exception) -> Response:
    if is_in_place(request):
        return Response(status_code=204, headers={"HX-Redirect": "/bruger"})
    return RedirectResponse("/bruger", 303)


def handlers() -> dict[int | type[Exception], ExceptionHandler]:
    """Every reason's answer, for the application."""
    found: dict[int | type[Exception], ExceptionHandler] = dict.fromkeys(_SAID, answer)
    return found | {HTTPException: answer, NotSignedIn: _to_chooser}


class Mishaps:
    """Answers what nobody foresaw with a page, and puts it on record: where it happened, never what was in it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Stands innermost, where the reader's session is still known."""
        has_begun = False

        async def sending(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            await self._app(scope, receive, sending)
        except Exception as error:
            frames = "".join(traceback.format_tb(error.__traceback__))
            _log.error(
                "a page could not be made: %s\n%s", type(error).__name__, frames
            )  # its message may name a citizen
            if scope["type"] != "http" or has_begun:
                raise
            response = await answer(Request(scope, receive), error)
            await response(scope, receive, send)
