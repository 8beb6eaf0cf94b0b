"""The web application: routes, sessions and errors put together around the ports it is handed; starts nothing."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import timedelta
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.routing import Mount

from alerts.inbox.ports import Actions, Clock, Figures, Names, View
from alerts.inbox.quiet_start import QuietStart
from alerts.pages import chooser
from alerts.pages.advis import routes as advis
from alerts.pages.assets import ASSETS, PATH, Assets
from alerts.pages.doors import LOOPBACK, Doors
from alerts.pages.errors import Mishaps, handlers
from alerts.pages.lifeline import routes as lifeline
from alerts.pages.numbers import routes as numbers
from alerts.pages.reader import COOKIE
from alerts.pages.rendering import environment
from alerts.pages.services import Services
from alerts.policy import Policy, load_policy
from rules.lawbook import Lawbook
from rules.load import load_lawbook

_A_WORKING_DAY = timedelta(hours=12)


def create_app(  # noqa: PLR0913 # the world of the pages is these ports, and whoever assembles them names each
    *,
    view: View,
    actions: Actions,
    names: Names,
    figures: Figures,
    clock: Clock,
    quiet_start: QuietStart | None = None,
    policy: Policy | None = None,
    book: Lawbook | None = None,
    secret: str = "",
    is_invented: bool = False,
    hosts: Collection[str] = LOOPBACK,
    assets: Path = ASSETS,
) -> Starlette:
    """The pages as an ASGI application.

    `secret` signs sessions; empty: one of this start, so that a restart signs everybody out. `hosts`: names under which it
    may be called. `is_invented`: pages say that people and figures are. Raises AssetsNotBuilt.
    """
    files = Assets(assets)
    app = Starlette(
        routes=[*advis.ROUTES, *lifeline.ROUTES, *numbers.ROUTES, *chooser.ROUTES, Mount(PATH, files, name="assets")],
        middleware=[
            Middleware(Doors, hosts=hosts),
            Middleware(GZipMiddleware, minimum_size=2_000, compresslevel=4),
            Middleware(
                SessionMiddleware,
                secret_key=secret or secrets.token_hex(32),
                session_cookie=COOKIE,
                max_age=int(_A_WORKING_DAY.total_seconds()),
                same_site="strict",
            ),
            Middleware(Mishaps),
        ],
        exception_handlers=handlers(),
    )
    app.state.services = Services(
        view,
        actions,
        names,
        figures,
        clock,
        quiet_start or {},
        policy or load_policy(),
        is_invented,
        book or load_lawbook(),
    )
    app.state.templates = environment(files)
    return app
