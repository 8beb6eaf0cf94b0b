"""Makes tellings, actions and entries for tests; everything unsaid is an interview deadline of c1 in 101, raised once."""

from __future__ import annotations

from typing import Any

from alerts.alert import Finding
from alerts.inbox.entry import Action, ActionType, Entry, Telling
from alerts.inbox.people import User
from rules.civil import Instant, day, start_of_day

FINDING = Finding("LAB § 1", "v@2014-01-01", "sure", day("2018-01-01"), (), "2018-01-01 + 1 week", "1 interview")
ANNA = User("w1", "101", "caseworker")
BO = User("w2", "101", "caseworker")
LEADER = User("leder-101", "101", "leader")
STRANGER = User("w9", "751", "caseworker")


def noon(text: str) -> Instant:
    """Noon of a day."""
    return start_of_day(day(text)) + 12 * 3_600_000_000


def telling(**said: Any) -> Telling:
    """A telling; days as texts, `on` the day on which it became true."""
    at = start_of_day(day(said.pop("on", "2018-02-01")))
    days = {name: day(said.pop(name)) for name in ("since", "due_on", "plan_on", "summoned_for") if name in said}
    fields: dict[str, Any] = {
        "revision": 1,
        "change": "raised",
        "at": at,
        "raised_at": at,
        "kind": "due-soon",
        "duty": "first-interview",
        "citizen": "c1",
        "municipality": "101",
        "target_group": "jobparat",
        "caseworker": "w1",
        "since": day("2018-01-08"),
        "due_on": day("2018-02-19"),
        "needed": 1,
        "held": 0,
        "awaiting_outcome": False,
        "held_back": False,
        "finding": FINDING,
        "raised_revision": 1,
    }
    fields |= days | said
    fields.setdefault(
        "alert_id", f"{fields['kind']}:{fields['duty']}:{fields['citizen']}:2018-01-08:{fields['needed']}"
    )
    return Telling(**fields)


def action(kind: ActionType, **said: Any) -> Action:
    """An action of Anna's; `on` its day, `until` as text."""
    fields: dict[str, Any] = {
        "type": kind,
        "alert_id": "due-soon:first-interview:c1:2018-01-08:1",
        "revision": 1,
        "citizen": "c1",
        "municipality": "101",
        "by": "w1",
        "at": noon(said.pop("on", "2018-02-02")),
    }
    if "until" in said:
        fields["until"] = day(said.pop("until"))
    fields |= said
    fields.setdefault("id", f"{kind} {fields['at']}")
    return Action(**fields)


def entry(*actions: Action, **said: Any) -> Entry:
    """An entry of a telling and actions."""
    return Entry(telling(**said), tuple(sorted(actions, key=lambda each: (each.at, each.id))))
