"""Writes the table of alarms in docs/operations.md from the alarms themselves; the rest of the page is written by people."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

_TOP = Path(__file__).parents[2]
PAGE = _TOP / "docs" / "operations.md"
ALARMS = _TOP / "deploy" / "prometheus" / "rules" / "alarms.yml"

_HEAD = "<!-- alarms: written by `make docs` from deploy/prometheus/rules/alarms.yml -->\n"
_FOOT = "<!-- /alarms -->\n"


def page() -> str:
    """The whole page, with the table as it must be."""
    before, _, rest = PAGE.read_text("utf-8").partition(_HEAD)
    after = rest.partition(_FOOT)[2]
    return before + _HEAD + _table() + _FOOT + after


def _table() -> str:
    groups = yaml.safe_load(ALARMS.read_text("utf-8"))["groups"]
    rows = [_row(rule) for group in groups for rule in group["rules"]]
    return "| alarm | severity | after | what follows | first |\n|---|---|---|---|---|\n" + "".join(rows)


def _row(rule: dict[str, Any]) -> str:
    name, said = rule["alert"], rule["annotations"]
    link = f"[{name}](../{said['runbook_url']})"
    after = rule.get("for", "at once")
    return f"| {link} | {rule['labels']['severity']} | {after} | {said['consequence']} | {_plain(said['action'])} |\n"


def _plain(text: str) -> str:
    """Without Prometheus' placeholders, which mean something in an alarm only."""
    return re.sub(r"\{\{ \$labels\.(\w+) \}\}", lambda label: label[1].upper(), text)


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
