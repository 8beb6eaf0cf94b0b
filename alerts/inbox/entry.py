"""One alert as the inbox keeps it: the newest message of its life, and what people did with it; derives, stores nothing.

Contract: contracts/outputs.md, Alerts and `alert-actions`. The two topics have no mutual order, so an entry is folded from
a message (the highest revision wins) and a set of actions (sorted by time and id), in any order of arrival.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from alerts.alert import Finding, Kind
from rules.civil import Day, Instant

Change = Literal["raised", "reminded", "changed", "resolved", "withdrawn", "lapsed"]
ActionType = Literal["acknowledged", "snoozed", "unsnoozed", "assigned", "commented", "noted", "undone"]
ENDS: frozenset[Change] = frozenset({"resolved", "withdrawn", "lapsed"})


class Telling(msgspec.Struct, frozen=True, array_like=True):
    """The newest message of an alert. `raised_at`: when this life of it began; `at`: when this message became true."""

    alert_id: str
    revision: int
    change: Change
    at: Instant
    raised_at: Instant
    kind: Kind
    duty: str
    citizen: str
    municipality: str
    target_group: str
    caseworker: str | None
    since: Day
    due_on: Day
    needed: int
    held: int
    awaiting_outcome: bool
    held_back: bool
    finding: Finding
    plan_on: Day | None = None
    summoned_for: Day | None = None

    @property
    def is_open(self) -> bool:
        """Whether this message leaves the alert open."""
        return self.change not in ENDS


class Action(msgspec.Struct, frozen=True, array_like=True):
    """What somebody did with an alert. `to`: whom it was handed to; `until`: the last day of a snooze; `undoes`: an action's id."""

    id: str
    type: ActionType
    alert_id: str
    revision: int
    citizen: str
    municipality: str
    by: str
    at: Instant
    until: Day | None = None
    to: str | None = None
    reason: str | None = None
    note: str | None = None
    undoes: str | None = None


class Entry(msgspec.Struct, frozen=True, array_like=True):
    """One alert with all that was done with it. `telling` is None while only actions have been read."""

    telling: Telling | None
    actions: tuple[Action, ...] = ()
