"""What the pages are handed at their start: the ports of the inbox and what was set; knows nothing behind them."""

from __future__ import annotations

import msgspec
from starlette.requests import Request

from alerts.inbox.ports import Actions, Clock, Figures, Names, View
from alerts.inbox.quiet_start import QuietStart
from alerts.policy import Policy
from rules.lawbook import Lawbook


class Services(msgspec.Struct, frozen=True):
    """The ports, and what an operator chose. `quiet_start`: municipality → first day whose alerts are news;
    `is_invented`: the people are, and the pages say so; `book`: the lawbook by which the workers judge."""

    view: View
    actions: Actions
    names: Names
    figures: Figures
    clock: Clock
    quiet_start: QuietStart
    policy: Policy
    is_invented: bool
    book: Lawbook


def services_of(request: Request) -> Services:
    """Those of the application that answers a request."""
    found: Services = request.app.state.services
    return found
