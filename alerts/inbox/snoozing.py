"""How long an alert may be put off: never silently past the legal day; knows policy, no law."""

from __future__ import annotations

import msgspec

from alerts.inbox.entry import Telling
from alerts.inbox.refusal import Refused
from alerts.inbox.wanted import Snooze
from alerts.policy import Policy
from alerts.working_days import working_days_after
from rules.civil import Day


class SnoozeLimit(msgspec.Struct, frozen=True):
    """The first and the last day on which a snoozed alert may be back; no day at all where `last` is before `first`.

    `needs_reason`: its day has passed already, so that putting it off is said with a reason.
    """

    first: Day
    last: Day
    needs_reason: bool

    @property
    def is_possible(self) -> bool:
        """Whether there is any day."""
        return self.first <= self.last


def snooze_limit(telling: Telling, today: Day, policy: Policy) -> SnoozeLimit:
    """What warns of a day is back on that day at the latest; what has passed its day, within some working days."""
    if telling.kind in ("due-soon", "passive-soon"):
        return SnoozeLimit(today + 1, telling.due_on, needs_reason=False)
    return SnoozeLimit(today + 1, working_days_after(today, policy.snooze_working_days), needs_reason=True)


def refused_snooze(telling: Telling, wanted: Snooze, reason: str, today: Day, policy: Policy) -> Refused | None:
    """Why a snooze is refused; None if it is not. `reason`: cleaned."""
    limit = snooze_limit(telling, today, policy)
    if wanted.until < limit.first:
        return Refused("snooze-into-the-past", on=limit.last if limit.is_possible else None)
    if wanted.until > limit.last:
        if limit.needs_reason:
            return Refused("snooze-too-long", on=limit.last, limit=policy.snooze_working_days)
        return Refused("snooze-past-the-legal-day", on=telling.due_on)
    if limit.needs_reason and not reason:
        return Refused("snooze-without-reason", on=limit.last)
    return None
