"""Every query of the provisioned dashboards, read from the JSON that Grafana reads."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from deploy.grafana.writing import DIRECTORY


class Query(NamedTuple):
    """One panel's query."""

    board: str
    panel: str
    expr: str


def boards() -> list[dict[str, Any]]:
    """The dashboards as kept."""
    return [json.loads(path.read_text("utf-8")) for path in sorted(DIRECTORY.glob("*.json"))]


def panels(board: dict[str, Any]) -> list[dict[str, Any]]:
    """A dashboard's panels without its rows."""
    return [panel for panel in board["panels"] if panel["type"] != "row"]


def queries() -> list[Query]:
    """All of them."""
    return [
        Query(board["title"], panel["title"], _with_choices(target["expr"], board))
        for board in boards()
        for panel in panels(board)
        for target in panel["targets"]
    ]


def _with_choices(expr: str, board: dict[str, Any]) -> str:
    """The query as it is asked when the dashboard is opened: with the choices that are made already."""
    for variable in board["templating"].get("list", []):
        expr = expr.replace(f"${variable['name']}", variable["current"]["value"])
    assert "$" not in expr, expr
    return expr
