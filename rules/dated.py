"""A value that the law changes from a day on; knows neither what it means nor where it was read."""

from __future__ import annotations

from typing import Generic, TypeVar

import msgspec

from rules.civil import Day

Value = TypeVar("Value")


class Dated(msgspec.Struct, Generic[Value], frozen=True):
    """`versions`: first day and value, in order; before the first of them its value holds."""

    versions: tuple[tuple[Day, Value], ...]

    def on(self, day: Day) -> Value:
        """The value that holds on a day."""
        found = self.versions[0][1]
        for begins, value in self.versions[1:]:
            if begins > day:
                break
            found = value
        return found
