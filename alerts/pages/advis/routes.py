"""Where Mine advis answers: the list, one row of it, what was done, what is new, and the stream that says so."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

from sse_starlette import EventSourceResponse
from starlette.datastructures import FormData, QueryParams
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from alerts.inbox.people import User
from alerts.inbox.ports import NotWritten, ViewAway
from alerts.inbox.refusal import Refused
from alerts.pages.advis.acting import Done, NotADay, Pressed, decide, pressed_in, refusal, said_of, wanted_in, write
from alerts.pages.advis.asking import Asking, ListName, asking_in
from alerts.pages.advis.ghost import became
from alerts.pages.advis.law_change import opened
from alerts.pages.advis.listing import listing
from alerts.pages.advis.news import Ghost, law_digest, news, shown_in
from alerts.pages.advis.panel import Single, panel, single
from alerts.pages.advis.stream import told
from alerts.pages.chooser import own_path
from alerts.pages.errors import NotRead
from alerts.pages.forms import own_form
from alerts.pages.reader import language_of, reader
from alerts.pages.rendering import fragment, is_in_place, page
from alerts.pages.services import services_of
from alerts.pages.texts import say_in

REFUSED = 409
AWAY = 503
CHANGED_MEANWHILE = frozenset({"ended", "stale", "not-yours", "not-snoozed", "nothing-to-undo"})
"""Refusals for which the row is shown anew, because what was seen is no longer so."""
ROW_ID = re.compile(r"r[0-9a-f]{12}")
GIVEN = ("til", "begrundelse", "kollega", "note")
"""What was filled in and is kept when it is refused."""


async def show_mine(request: Request) -> Response:
    """A caseworker's own list."""
    return await _show(request, "mine")


async def show_queue(request: Request) -> Response:
    """The team's queue: citizens without a caseworker."""
    return await _show(request, "queue")


async def _show(request: Request, name: ListName) -> Response:
    user = reader(request)
    found = await listing(request, user, asking_in(name, request.query_params))
    done = request.session.pop("done", None)
    return await page(
        request, "advis/list.html", listing=found, asking=found.asking, done=done, law_digest=law_digest(found)
    )


async def show_row(request: Request) -> Response:
    """One row with its why and all that can be done with it: in place, or as a page."""
    user = reader(request)
    asking = asking_of(request.query_params.get("fra", "/"))
    one = await single(request, user, request.query_params.getlist("om"), asking)
    return await _row_page(request, user, one, asking)


async def _row_page(
    request: Request, user: User, one: Single, asking: Asking, status: int = 200, **more: Any
) -> Response:
    values = {"asking": asking, "refused": None, "given": dict.fromkeys(GIVEN, "")}
    values |= await panel(request, user, one) | more
    if is_in_place(request):
        return HTMLResponse(fragment(request, "advis/panel.html", alone=False, **values), status)
    return await page(request, "advis/row.html", status, alone=True, **values)


async def do(request: Request) -> Response:
    """What was pressed. Answers with the row as it stands then, or with why nothing was done, beside what she pressed."""
    user = reader(request)
    form = await own_form(request)
    pressed = pressed_in(form)
    try:
        return await _do(request, user, form, pressed)
    except (NotWritten, ViewAway):
        if not (is_in_place(request) and ROW_ID.fullmatch(pressed.row)):
            raise
        say = say_in(language_of(request))
        why = f"{say('error.not-written.title')}. {say('error.not-written.text')}"
        return _beside(request, pressed.row, why, AWAY)


async def _do(request: Request, user: User, form: FormData, pressed: Pressed) -> Response:
    services = services_of(request)
    asking = asking_of(str(form.get("fra", "/")))
    alert_ids = [each.alert_id for each in pressed.about]
    one = await single(request, user, alert_ids, asking)
    refusing = partial(_refuse, request, user, one, asking, form, pressed.row)
    try:
        wanted = await wanted_in(pressed.handling, form, user, services)
    except NotADay:
        return await refusing(one.speaker.say("refused.not-a-day"))
    decided = await decide(request, user, one, pressed.about, wanted)
    if isinstance(decided, Refused):
        return await refusing(refusal(decided, one.speaker), has_changed=decided.reason in CHANGED_MEANWHILE)
    done = await write(services, decided)
    if not is_in_place(request):
        request.session["done"] = [said_of(done, one), _undo(done)]
        return RedirectResponse(asking.address(), 303)
    try:
        after = await single(request, user, alert_ids, asking)
    except ViewAway:  # what is in the log is done, though nobody can look at it now
        if not ROW_ID.fullmatch(pressed.row):
            raise
        return _beside(request, pressed.row, said_of(done, one) if done.missing else one.speaker.say("done.unseen"))
    return _row_after(request, user, after, asking, pressed.row, done)


def _undo(done: Done) -> list[str]:
    """What an undo is about: each alert's id and its action's; nothing for what can't be taken back."""
    if done.kind in ("undone", "unsnoozed"):
        return []
    return [f"{each.alert_id} {each.id}" for each in done.actions]


def _row_after(
    request: Request, user: User, one: Single, asking: Asking, row: str, done: Done | None = None, **more: Any
) -> HTMLResponse:
    """The row in its place: as it stands, or what became of it."""
    values: dict[str, Any] = {"asking": asking, "said": None, "undo": [], "refused": None, "name": one.name} | more
    if done is not None:
        values |= {"said": said_of(done, one), "undo": _undo(done)}
    is_of_list = request.headers.get("hx-target") == "form#act"  # a row's button; forms name the row themselves
    headers = {"HX-Retarget": f"#{row}", "HX-Reswap": "outerHTML"} if is_of_list and ROW_ID.fullmatch(row) else {}
    if one.line is not None and one.is_listed and row in ("", one.line.id):
        return HTMLResponse(fragment(request, "advis/line_in_place.html", line=one.line, **values), headers=headers)
    alert_ids = tuple(entry.telling.alert_id for entry in one.entries if entry.telling is not None)
    ghost = Ghost(row or "row", became(one.entries[0], user, asking, one.speaker), alert_ids)
    return HTMLResponse(fragment(request, "advis/ghost.html", ghost=ghost, **values), headers=headers)


async def _refuse(  # noqa: PLR0913 # who, where, what was said and why not
    request: Request,
    user: User,
    one: Single,
    asking: Asking,
    form: FormData,
    row: str,
    why: str,
    *,
    has_changed: bool = False,
) -> Response:
    """Why nothing was done: beside the form, which keeps what was written in it; or on the row as it stands now."""
    if is_in_place(request) and ROW_ID.fullmatch(row):
        if has_changed:
            return _row_after(request, user, one, asking, row, refused=why)
        return _beside(request, row, why, REFUSED)
    given = {name: str(form.get(name, "")) for name in GIVEN}
    return await _row_page(request, user, one, asking, REFUSED, refused=why, given=given)


def _beside(request: Request, row: str, what: str, status: int = 200) -> HTMLResponse:
    """What is said beside what she pressed; it stays there until the row is acted on or becomes another."""
    headers = {"HX-Retarget": f"#x{row}", "HX-Reswap": "innerHTML"}
    return HTMLResponse(fragment(request, "advis/refused.html", refused=what), status, headers)


async def hear(request: Request) -> Response:
    """What has changed since the page was shown."""
    user = reader(request)
    form = await own_form(request)
    if not is_in_place(request):
        raise NotRead
    asking = asking_of(str(form.get("fra", "/")))
    found = await news(request, user, asking, shown_in(form), str(form.get("lov", "")))
    values = {"news": found, "listing": found.listing, "asking": asking, "law_digest": law_digest(found.listing)}
    return HTMLResponse(fragment(request, "advis/news.html", **values))


async def show_law_change(request: Request) -> Response:
    """What a changed law did, citizen by citizen: in place, or as a page."""
    user = reader(request)
    asking = asking_of(request.query_params.get("fra", "/"))
    found = await opened(request, user, asking, request.query_params.get("lovbog", ""))
    if is_in_place(request):
        return HTMLResponse(fragment(request, "advis/law_change.html", opened=found))
    return await page(request, "advis/law_page.html", opened=found, asking=asking)


async def stream(request: Request) -> Response:
    """Server-sent events: `nyt` whenever there may be something to hear."""
    user = reader(request)
    return EventSourceResponse(told(services_of(request).view, user), ping=15)


def asking_of(address: str) -> Asking:
    """What the address of a list asks for."""
    path, _, query = own_path(address).partition("?")
    return asking_in("queue" if path == "/koe" else "mine", QueryParams(query))


ROUTES = [
    Route("/", show_mine),
    Route("/koe", show_queue),
    Route("/advis/raekke", show_row),
    Route("/advis/handling", do, methods=["POST"]),
    Route("/advis/nyt", hear, methods=["POST"]),
    Route("/advis/regler", show_law_change),
    Route("/advis/strom", stream),
]
