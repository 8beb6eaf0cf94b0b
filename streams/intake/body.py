"""From the wire's body to a fact, with what one event alone can contradict; knows one event, never its neighbours.

A body that is well-formed but impossible in itself is refused by its own reason (contracts/events.md, "What a bad event
gets"). Clashes with other events are not seen here: they are settled in rules.settle.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from operator import attrgetter
from typing import Any, Final, get_type_hints

import msgspec

from rules.civil import Instant, civil_day
from rules.facts import Fact
from rules.municipalities import MUNICIPALITIES
from streams.intake import wire
from streams.intake.refusal import Reason, RefusalError

HAPPENED: Final = frozenset({"held_on", "missed_on", "given_on", "on"})
"""Days on which something is said to have happened: none lies after the Copenhagen date of the event's `time`."""


class _Shape(msgspec.Struct, frozen=True):
    """How one type of body becomes a fact, made once from its annotations."""

    fact: Callable[..., Fact]
    names: tuple[str, ...]
    values: Callable[[wire.Data], tuple[Any, ...]]
    days: tuple[str, ...]
    happened: str | None
    is_period: bool
    has_municipality: bool
    has_days_used: bool


def _shape(data: type[wire.Data]) -> _Shape:
    names = data.__struct_fields__
    hints = get_type_hints(data)
    return _Shape(
        fact=data.fact,
        names=names,
        values=_values_of(names),
        days=tuple(name for name in names if hints[name] is date),
        happened=next((name for name in names if name in HAPPENED), None),
        is_period={"from_", "to"} <= set(names),
        has_municipality="municipality" in names,
        has_days_used="accumulated_days" in names,
    )


def _values_of(names: tuple[str, ...]) -> Callable[[wire.Data], tuple[Any, ...]]:
    if len(names) > 1:
        return attrgetter(*names)
    return lambda data: tuple(getattr(data, name) for name in names)


_SHAPES: Final[Mapping[type[wire.Data], _Shape]] = {data: _shape(data) for data in wire.Data.__subclasses__()}


def to_fact(event: wire.Event, learnt_at: Instant) -> Fact:
    """The fact that an event states. Raises RefusalError for a body that is impossible in itself."""
    shape = _SHAPES[type(event.data)]
    values = dict(zip(shape.names, shape.values(event.data), strict=True))
    for name in shape.days:
        day = values[name]
        if day is not None:
            values[name] = day.toordinal()
    if shape.happened is not None and values[shape.happened] > civil_day(learnt_at):
        raise RefusalError(Reason.HAPPENED_AFTER_REGISTERED, f"data.{shape.happened}")
    if shape.is_period:
        begin, end = values["from_"], values["to"]
        if begin is not None and end is not None and end < begin:
            raise RefusalError(Reason.IMPOSSIBLE_DATES, "data.to")
    if shape.has_municipality and values["municipality"] not in MUNICIPALITIES:
        raise RefusalError(Reason.UNKNOWN_MUNICIPALITY, "data.municipality")
    if shape.has_days_used and (values["accumulated_days"] or 0) >= values["from_"]:
        raise RefusalError(Reason.IMPOSSIBLE_NUMBER, "data.accumulated_days", "more days than there are before `from`")
    values["id"] = event.id
    values["learnt_at"] = learnt_at
    values["supersedes"] = event.supersedes
    return shape.fact(**values)
