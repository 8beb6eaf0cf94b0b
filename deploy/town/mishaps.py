"""What goes wrong at a source: events of somebody else taken back later, and broken ones that must be refused by name.

Every kind of broken event is a row here with the reason by which it is refused. Person numbers in it are impossible ones:
nobody was born on 31 February.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import msgspec

from deploy.town.registration import A_DAY_S, Moment, Period, Register
from rules.civil import iso
from streams.intake.refusal import Reason
from streams.intake.wire import TYPE_PREFIX

_TAKEN_BACK: Final = 0.06
"""Chance in a life that somebody else's interview is registered on it."""
_BROKEN: Final = 0.012
"""Chance in a life that one broken event is sent."""
_IMPOSSIBLE_PERSON: Final = "310299-0000"


class Fault(msgspec.Struct, frozen=True):
    """`changes`: attributes of the envelope that are replaced. `body`: fields of the body that are. `left_out`: of either.

    `spoil`: what happens to the bytes. The event is an `interview.held` unless `name` says otherwise; then `body` is all of it.
    """

    reason: Reason
    changes: dict[str, Any] = {}
    body: dict[str, Any] = {}
    left_out: tuple[str, ...] = ()
    spoil: Callable[[bytes], bytes] | None = None
    name: str = "interview.held"


FAULTS: Final = (
    Fault(Reason.NOT_JSON, spoil=lambda line: line[: len(line) // 2]),
    Fault(Reason.NOT_UTF8, body={"kind": "?"}, spoil=lambda line: line.replace(b"?", b"\xf8")),
    Fault(Reason.SPECVERSION, {"specversion": "0.3"}),
    Fault(Reason.CONTENT_TYPE, {"datacontenttype": "application/xml"}),
    Fault(Reason.UNKNOWN_TYPE, {"type": TYPE_PREFIX + "interview.dreamt.v1"}),
    Fault(Reason.UNKNOWN_VERSION, {"type": TYPE_PREFIX + "interview.held.v9"}),
    Fault(Reason.MISSING_FIELD, left_out=("held_on",)),
    Fault(Reason.NULL_FIELD, body={"joint": None}),
    Fault(Reason.WRONG_TYPE, body={"joint": "yes"}),
    Fault(Reason.EMPTY_ID, body={"interview_id": ""}),
    Fault(Reason.BAD_SOURCE, {"source": "/invented/case system"}),
    Fault(Reason.BAD_DATE, body={"held_on": "2018-02-31"}),
    Fault(Reason.UNKNOWN_VALUE, body={"kind": "small-talk"}),
    Fault(Reason.SUBJECT, {"subject": "invented citizen"}),
    Fault(Reason.PERSON_NUMBER, {"caseworker": _IMPOSSIBLE_PERSON}),
    Fault(Reason.HAPPENED_AFTER_REGISTERED, body={"held_on": "2099-01-01"}),
    Fault(
        Reason.UNKNOWN_MUNICIPALITY,
        body={"municipality": "999", "from": "2018-01-01"},
        name="municipality.changed",
    ),
    Fault(
        Reason.IMPOSSIBLE_DATES,
        body={"absence_id": "x", "kind": "holiday", "from": "2018-01-02", "to": "2018-01-01"},
        name="absence.registered",
    ),
    Fault(
        Reason.IMPOSSIBLE_NUMBER,
        body={"work_id": "x", "from": "2018-01-01", "to": "2018-01-28", "hours": -37},
        name="work.reported",
    ),
)
"""Each kind of broken event and why it is refused; `time` and `id` stay, so that the line keeps its place."""


def mishaps(register: Register, period: Period) -> None:
    """What goes wrong in one citizen's registrations."""
    roll = register.dice.random
    if roll() < _TAKEN_BACK:
        at = _some_time(register, period)
        body = {"interview_id": f"{register.citizen}-x1", "held_on": iso(at // A_DAY_S)}
        register.say_by_mistake("interview.held", body, at)
    if roll() < _BROKEN:
        fault, at = FAULTS[int(roll() * len(FAULTS))], _some_time(register, period)
        line = broken(register, fault, at)
        if line is not None:
            register.keep(at, line)


def broken(register: Register, fault: Fault, at: Moment) -> bytes | None:
    """The line with a fault in it; None outside the town's days."""
    sound = {"interview_id": f"{register.citizen}-x2", "held_on": iso(at // A_DAY_S)}
    body = sound | fault.body if fault.name == "interview.held" else fault.body
    kept = {name: value for name, value in body.items() if name not in fault.left_out}
    line = register.write_raw(at, fault.name, kept, fault.changes)
    return line if line is None or fault.spoil is None else fault.spoil(line)


def _some_time(register: Register, period: Period) -> Moment:
    return register.at_office(period.from_ + register.dice.randrange(1, period.until - period.from_ + 1))
