"""How an alert stands with the people who work on it: seen, put off, handed over, taken note of; derived, never stored.

What people did counts for the life of the alert in which they did it: an alert that ended and is raised anew is news to
everybody. A reminder makes it news too, because whoever saw a warning ten days ago is told that three are left; it does
not end a snooze, which somebody set with a day in mind. What was written about an alert stays with it over all its lives.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import msgspec

from alerts.inbox.entry import NOBODY, Action, Entry, Owner, Telling
from rules.civil import Day

State = Literal["new", "acknowledged", "noted", "snoozed"]
STATES: tuple[State, ...] = ("new", "acknowledged", "noted", "snoozed")


class Standing(msgspec.Struct, frozen=True):
    """What was done with an alert and still holds; None where nobody did.

    - `acknowledged`, `noted`: the newest of this life, a reminder since then or not; `is_reminded`: there was one.
    - `snoozed`: the snooze that holds on the day asked about; `back_on`: the day on which it ends.
    - `handed`: to whom (`to`), by whom and when; `owner`: whose list the alert is in, NOBODY for the team's queue.
    - `comments`: everything that was written, of all lives, oldest first.
    """

    state: State
    owner: Owner
    acknowledged: Action | None = None
    noted: Action | None = None
    snoozed: Action | None = None
    back_on: Day | None = None
    handed: Action | None = None
    comments: tuple[Action, ...] = ()
    is_reminded: bool = False


def standing(entry: Entry, on: Day) -> Standing:
    """How an entry stands on a day. An entry without a telling stands as new and nobody's."""
    telling = entry.telling
    if not entry.actions and telling is not None:  # as most are: nothing has to be gathered
        is_reminded = telling.reminded_revision > telling.raised_revision
        return Standing("new", telling.caseworker or NOBODY, is_reminded=is_reminded)
    done = effective(entry.actions)
    comments = tuple(each for each in done if each.note is not None)
    if telling is None:
        return Standing("new", NOBODY, comments=comments)
    mine = [each for each in done if each.revision >= telling.raised_revision]
    acknowledged, noted = _last(mine, "acknowledged"), _last(mine, "noted")
    snoozed = _snooze(mine)
    back_on = None if snoozed is None else back_from(snoozed, telling)
    if back_on is not None and back_on <= on:
        snoozed, back_on = None, None
    handed = _handed(mine, telling.municipality)
    reminded = telling.reminded_revision if telling.reminded_revision > telling.raised_revision else 0
    return Standing(
        state=_state(snoozed, noted, acknowledged, reminded),
        owner=_owner(handed, telling),
        acknowledged=acknowledged,
        noted=noted,
        snoozed=snoozed,
        back_on=back_on,
        handed=handed,
        comments=comments,
        is_reminded=bool(reminded),
    )


def owner_of(entry: Entry) -> Owner:
    """Whose list an entry is in: of whom it was handed to, else of the citizen's caseworker; NOBODY for the team's queue."""
    telling = entry.telling
    if telling is None:
        return NOBODY
    if not entry.actions:
        return telling.caseworker or NOBODY
    mine = [each for each in effective(entry.actions) if each.revision >= telling.raised_revision]
    return _owner(_handed(mine, telling.municipality), telling)


def effective(actions: Iterable[Action]) -> tuple[Action, ...]:
    """The actions without those that were taken back by whoever did them, and without the taking back."""
    known = tuple(actions)
    undone = {(each.undoes, each.by) for each in known if each.type == "undone"}
    return tuple(each for each in known if each.type != "undone" and (each.id, each.by) not in undone)


def back_from(snooze: Action, telling: Telling) -> Day | None:
    """The day on which a snoozed alert is back: never later than a legal day that has moved forward since."""
    if snooze.until is None:
        return None
    if telling.kind in ("due-soon", "passive-soon"):
        return min(snooze.until, telling.due_on)
    return snooze.until


def _state(snoozed: Action | None, noted: Action | None, acknowledged: Action | None, reminded: int) -> State:
    if snoozed is not None:
        return "snoozed"
    if noted is not None and noted.revision >= reminded:
        return "noted"
    if acknowledged is not None and acknowledged.revision >= reminded:
        return "acknowledged"
    return "new"


def _owner(handed: Action | None, telling: Telling) -> Owner:
    if handed is not None and handed.to is not None:
        return handed.to
    return telling.caseworker or NOBODY


def _handed(done: Iterable[Action], municipality: str) -> Action | None:
    """The newest hand-over; one in a municipality that the citizen has left since counts no more."""
    handed = _last(done, "assigned")
    return handed if handed is not None and handed.municipality == municipality else None


def _snooze(done: Iterable[Action]) -> Action | None:
    last = None
    for each in done:
        if each.type in ("snoozed", "unsnoozed"):
            last = each
    return last if last is not None and last.type == "snoozed" else None


def _last(done: Iterable[Action], kind: str) -> Action | None:
    found = None
    for each in done:
        if each.type == kind:
            found = each
    return found
