"""The steps of a reckoning: what each adds to the date before it, with the fact behind it; knows no words.

Every step ends on a day, `to`; the last step's is the due date.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

import msgspec

from rules.civil import Day
from rules.clock_stops import Cause
from rules.lawbook import Period

Beginning = Literal["benefit", "accumulated", "first-contact", "first-absence", "group", "mentor"]
AgeRule = Literal["unknown", "young", "grows-up", "middle", "grows-old", "old"]
Role = Literal["due", "window", "opens", "repeated"]


class Begun(msgspec.Struct, frozen=True):
    """Day zero and the event it follows from. `said_on`: the first day that the event states; `days`: used up before it."""

    what: Beginning
    to: Day
    said_on: Day
    days: int
    event: str | None


class Acted(msgspec.Struct, frozen=True):
    """The act or the end of the offer from which an interval runs."""

    what: Literal["interview", "offer", "mentor-contact"]
    to: Day
    event: str


class Ran(msgspec.Struct, frozen=True):
    """A period of the law, by the calendar. `role`: up to the due date, to the first day, or the k-th of several."""

    role: Role
    base: Day
    period: Period
    to: Day
    k: int = 1


class Stood(msgspec.Struct, frozen=True):
    """Days on which the clock stood still, `from_` to `last`; only those that move the date and no earlier stop has moved."""

    cause: Cause
    from_: Day
    last: Day
    to: Day

    @property
    def days(self) -> int:
        return self.last - self.from_ + 1


class Aged(msgspec.Struct, frozen=True):
    """Which age's period holds, and the birthday that decides; None where no birth date is known: then as from `age` to `until`."""

    what: AgeRule
    birthday: Day | None
    age: int
    to: Day
    until: int = 0


class AtBirthday(msgspec.Struct, frozen=True):
    """The new age's period would end before the birthday itself: the birthday is the date."""

    to: Day


class Graced(msgspec.Struct, frozen=True):
    """A change of group inside the spell, after which nothing is due for some days."""

    group: str
    changed_on: Day
    days: int
    event: str
    to: Day


class Exempted(msgspec.Struct, frozen=True):
    """An exemption holds the due date: the offer is owed some months after its last day."""

    last: Day
    months: int
    is_open: bool
    event: str | None
    to: Day


class Unexplained(msgspec.Struct, frozen=True):
    """Only the date."""

    to: Day


Step: TypeAlias = Begun | Acted | Ran | Stood | Aged | AtBirthday | Graced | Exempted | Unexplained
