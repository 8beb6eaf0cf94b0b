"""One alert as the inbox keeps it: the newest message of its life, and what people did with it; derives, stores nothing.

Contract: contracts/outputs.md, Alerts and `alert-actions`. The two topics have no mutual order, so an entry is folded from
a message (the highest revision wins) and a set of actions (sorted by time and id), in any order of arrival.
"""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

import msgspec

from alerts.alert import Finding, Kind
from rules.civil import Day, Instant

Change = Literal["raised", "reminded", "changed", "resolved", "withdrawn", "lapsed"]
ActionType = Literal["acknowledged", "snoozed", "unsnoozed", "assigned", "commented", "noted", "undone"]
ENDS: frozenset[Change] = frozenset({"resolved", "withdrawn", "lapsed"})
NOT_HEARD: Final[Instant] = -(2**62)
"""`raised_at` of an alert whose `raised` was never read, because the topic no longer holds it."""
NOBODY: Final = ""
"""The owner of an alert about a citizen without a caseworker: the team's queue."""
Owner: TypeAlias = str
"""A caseworker's id, or NOBODY."""


class ByLaw(msgspec.Struct, frozen=True, array_like=True, order=True):
    """A message that a changed law brought, where neither an event nor time did. `lawbook`: the changed law's version."""

    revision: int
    lawbook: str
    change: Change
    at: Instant


class Telling(msgspec.Struct, frozen=True, array_like=True):
    """The newest message of an alert. `raised_at`: when this life of it began; `at`: when this message became true.

    `raised_revision`, `reminded_revision`: the newest message that raised it, and that reminded of it; 0: none was read.
    An action belongs to a life by the revision on which somebody acted, never by its time: a late fact can raise an alert
    anew at an instant that lies before what people did.
    `by_law`: the newest message that a changed law brought, this one or one before it; None: there was none.
    """

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
    raised_revision: int = 0
    reminded_revision: int = 0
    by_law: ByLaw | None = None

    @property
    def is_open(self) -> bool:
        """Whether this message leaves the alert open."""
        return self.change not in ENDS

    @property
    def is_by_law(self) -> bool:
        """Whether a changed law brought this very message."""
        return self.by_law is not None and self.by_law.revision == self.revision

    @property
    def began_at(self) -> Instant:
        """When this life of the alert began, as far as is known."""
        return self.at if self.raised_at == NOT_HEARD else self.raised_at


class Action(msgspec.Struct, frozen=True, array_like=True):
    """What somebody did with an alert.

    `revision`: what was seen when it was done. `until`: the day on which a snooze ends, on which the alert is back.
    `to`: whom it was handed to; `undoes`: an action's id. `note`: what was written.
    """

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
