"""Makes a page of a template: with the reader's language, her session's token and the frame that all pages share."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from alerts.pages.assets import Assets
from alerts.pages.day_words import DayWords
from alerts.pages.reader import language_of, signed_in, token_of
from alerts.pages.services import services_of
from alerts.pages.texts import say_in
from alerts.wording.nouns import named
from alerts.wording.words import DUTIES, KINDS, word
from rules.municipalities import MUNICIPALITIES

PACKAGE: Final = Path(__file__).parent


def environment(assets: Assets) -> Environment:
    """The templates of all pages. What is written in them is escaped, and a name that is not there is an error."""
    made = Environment(
        loader=FileSystemLoader(PACKAGE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals["asset"] = assets.url
    made.globals["icons"] = Icons(made)
    made.globals["municipality_name"] = municipality_name
    return made


class Icons(dict[str, Markup]):
    """The icons by name, each made once: a list of some hundred rows shows few of them, and each often."""

    def __init__(self, templates: Environment) -> None:
        super().__init__()
        self._templates = templates

    def __missing__(self, name: str) -> Markup:
        macros = self._templates.get_template("parts.html").make_module()
        made = self[name] = Markup(macros.icon(name))  # type: ignore[attr-defined]  # noqa: S704 # a macro of ours, made of its name
        return made


def municipality_name(code: str) -> str:
    """The name of a municipality; its code where there is none."""
    found = MUNICIPALITIES.get(code)
    return code if found is None else found.name


async def page(request: Request, template: str, status: int = 200, /, **values: Any) -> HTMLResponse:
    """A whole page, in the reader's language and with her name. `headers` among the values go out with it."""
    headers = values.pop("headers", None)
    user = signed_in(request)
    if user is not None:
        names = await services_of(request).names.caseworkers([user.id])
        values["reader_name"] = names.get(user.id, "" if user.role == "leader" else user.id)
    return HTMLResponse(fragment(request, template, **values), status, headers)


def fragment(request: Request, template: str, /, **values: Any) -> str:
    """The template's text. Every template knows `t` (says a text), `when` (says days and times), `user`, `token` and `path`."""
    language = language_of(request)
    found: Environment = request.app.state.templates
    return found.get_template(template).render(
        t=say_in(language),
        when=DayWords(language, services_of(request).clock()),
        language=language,
        kind_name=partial(word, KINDS, language=language),
        duty_name=partial(word, DUTIES, language=language),
        duties=DUTIES,
        group_name=partial(named, "groups", language=language),
        user=signed_in(request),
        is_invented=services_of(request).is_invented,
        token=token_of(request),
        path=request.url.path,
        address=f"{request.url.path}?{request.url.query}".rstrip("?"),
        **values,
    )


def is_in_place(request: Request) -> bool:
    """Whether a part of a page is asked for, to be put in place, and not a page."""
    return request.headers.get("hx-request") == "true" and "hx-history-restore-request" not in request.headers
