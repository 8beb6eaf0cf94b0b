"""What somebody wants to do with an alert, as a page hands it over: unchecked, with what was seen when it was wanted."""

from __future__ import annotations

from collections.abc import Collection
from typing import TypeAlias

import msgspec

from alerts.inbox.entry import Telling
from rules.civil import Day


class Seen(msgspec.Struct, frozen=True):
    """What a page showed of an alert: enough to tell whether what has changed since matters to what somebody decides."""

    revision: int
    due_on: Day
    held: int
    summoned_for: Day

    def text(self) -> str:
        """For a form's hidden field."""
        return f"{self.revision}.{self.due_on}.{self.held}.{self.summoned_for}"


def seen_of(telling: Telling) -> Seen:
    """What a page that shows this telling shows."""
    return Seen(telling.revision, telling.due_on, telling.held, telling.summoned_for or 0)


def seen_in(text: str) -> Seen | None:
    """What stands in a form's field; None if it is not what `Seen.text` gives."""
    parts = text.split(".")
    if len(parts) != 4 or not all(part.isascii() and part.isdigit() and len(part) < 10 for part in parts):
        return None
    return Seen(*map(int, parts))


class Acknowledge(msgspec.Struct, frozen=True):
    """I have seen it."""


class Snooze(msgspec.Struct, frozen=True):
    """Out of my sight until a day, on which it is back."""

    until: Day
    reason: str = ""


class Unsnooze(msgspec.Struct, frozen=True):
    """Back at once."""


class HandOver(msgspec.Struct, frozen=True):
    """It is a colleague's from now on. `colleagues`: those of the user's municipality; `municipality`: the colleague's."""

    to: str
    colleagues: Collection[str]
    municipality: str | None = None


class Comment(msgspec.Struct, frozen=True):
    """Something to remember beside it."""

    note: str


class TakeNote(msgspec.Struct, frozen=True):
    """Taken note of ("taget til efterretning"): seen, and nothing more will be done about it."""

    note: str = ""


class Undo(msgspec.Struct, frozen=True):
    """Take back what I did a moment ago. `action`: its id; `in_time`: whether it was a moment ago (`Actions.undoable`).

    How long ago is measured by the machine's clock where the action was written: an alert's instants are those of the
    events, and where history is played a day may pass in a second.
    """

    action: str
    in_time: bool


Wanted: TypeAlias = Acknowledge | Snooze | Unsnooze | HandOver | Comment | TakeNote | Undo
