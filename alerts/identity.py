"""How an alert is named: `<kind>:<duty or measure>:<citizen>:<since>:<needed>` (contracts/outputs.md)."""

from __future__ import annotations

from rules.civil import Day, iso


def key(kind: str, duty: str, since: Day, needed: int) -> str:
    """Identifies an alert among one citizen's own."""
    return f"{kind}:{duty}:{iso(since)}:{needed}"


def alert_id(alert_key: str, citizen: str) -> str:
    """The alert's name on the wire."""
    kind, duty, case = alert_key.split(":", 2)
    return f"{kind}:{duty}:{citizen}:{case}"
