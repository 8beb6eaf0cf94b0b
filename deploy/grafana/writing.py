"""Writes the dashboards' JSON, which Grafana is provisioned with, from their code (`make docs`); a test compares the two."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from grafana_foundation_sdk.builders.dashboard import Dashboard
from grafana_foundation_sdk.cog.encoder import JSONEncoder

from deploy.grafana.danmark import danmark
from deploy.grafana.drift import drift

DIRECTORY: Final = Path(__file__).with_name("dashboards")

_OF_INTERVALS: Final = ("auto", "auto_count", "auto_min")


def written() -> Mapping[Path, str]:
    """Each file with its content."""
    return {DIRECTORY / "danmark.json": _json(danmark()), DIRECTORY / "drift.json": _json(drift())}


def _json(board: Dashboard) -> str:
    """As Grafana's schema has it: what the library writes of every variable belongs to variables of intervals only."""
    model = json.loads(JSONEncoder().encode(board.build()))
    for variable in model["templating"].get("list", []):
        for name in _OF_INTERVALS:
            variable.pop(name, None)
    return json.dumps(model, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    for path, content in written().items():
        path.write_text(content, "utf-8")
