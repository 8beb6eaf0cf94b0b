"""Why an action is refused: a name for each reason and what belongs to it; knows no language."""

from __future__ import annotations

from typing import Literal

import msgspec

from alerts.inbox.entry import Change
from rules.civil import Day, Instant

Reason = Literal[
    "unknown-alert",
    "ended",
    "not-yours",
    "stale",
    "snooze-into-the-past",
    "snooze-past-the-legal-day",
    "snooze-too-long",
    "snooze-without-reason",
    "not-snoozed",
    "nothing-written",
    "too-long",
    "person-number",
    "hand-over-to-oneself",
    "unknown-colleague",
    "colleague-elsewhere",
    "nothing-to-undo",
    "undo-too-late",
]
REASONS: tuple[Reason, ...] = Reason.__args__  # type: ignore[attr-defined]  # what typing.get_args gives, typed


class Refused(msgspec.Struct, frozen=True):
    """An action that is not taken. Nothing was done.

    - `ended_by`, `at`: what ended the alert, and when (`ended`); `by_law`: a changed law did.
    - `on`: the last day on which it may be back (`snooze-…`).
    - `limit`: working days (`snooze-too-long`), characters (`too-long`) or seconds (`undo-too-late`).
    - `who`: whose alert it is, NOBODY's empty (`not-yours`), or the colleague who was named.
    - `differs`: what is not as it was seen (`stale`): `life`, `due_on`, `held`, `summoned_for`.
    """

    reason: Reason
    ended_by: Change | None = None
    at: Instant | None = None
    on: Day | None = None
    limit: int | None = None
    who: str | None = None
    differs: tuple[str, ...] = ()
    by_law: bool = False
