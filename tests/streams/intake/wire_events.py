"""Sound events with good defaults, for tests that break one thing at a time; and Hypothesis' way to any sound fact."""

from __future__ import annotations

import json
from datetime import date
from typing import Any, Final, get_args

import msgspec
from hypothesis import strategies as st

from rules import facts
from rules.civil import civil_day
from rules.municipalities import MUNICIPALITIES
from streams.intake import wire

HAPPENED: Final = frozenset({"held_on", "missed_on", "given_on", "on"})
"""Days on which something is said to have happened: none lies after the Copenhagen date of the event's `time`."""
MISSING: Final = object()
"""Given as a value: leave the attribute out."""

BODIES: Final[dict[str, dict[str, Any]]] = {
    "benefit.started": {"benefit": "dagpenge", "target_group": "dagpenge", "municipality": "101", "from": "2018-03-05"},
    "benefit.ended": {"to": "2018-03-05"},
    "target-group.changed": {"target_group": "jobparat", "from": "2018-03-05"},
    "municipality.changed": {"municipality": "851", "from": "2018-03-05"},
    "caseworker.assigned": {"caseworker": "cw-7", "from": "2018-03-05"},
    "absence.registered": {"absence_id": "a1", "kind": "holiday", "from": "2018-03-05"},
    "exemption.granted": {"exemption_id": "x1", "scope": "all", "from": "2018-03-05"},
    "work.reported": {"work_id": "w1", "from": "2018-02-01", "to": "2018-02-28", "hours": 60},
    "interview.summoned": {"interview_id": "i1", "planned_on": "2018-03-20"},
    "interview.moved": {"interview_id": "i1", "planned_on": "2018-03-27"},
    "interview.cancelled": {"interview_id": "i1", "by": "citizen"},
    "interview.held": {"interview_id": "i1", "held_on": "2018-03-05"},
    "interview.missed": {"interview_id": "i1", "missed_on": "2018-03-05"},
    "offer.given": {"offer_id": "o1", "kind": "loentilskud", "given_on": "2018-03-05", "from": "2018-03-19"},
    "offer.changed": {"offer_id": "o1"},
    "offer.cancelled": {"offer_id": "o1"},
    "mentor.started": {"mentor_id": "m1", "from": "2018-03-05"},
    "mentor.contact": {"mentor_id": "m1", "on": "2018-03-05"},
    "mentor.ended": {"mentor_id": "m1", "to": "2018-03-05"},
    "fact.retracted": {"retracts": "e0"},
    "citizen.erased": {},
}
"""The least that each type of event must say."""


def event(name: str = "interview.held", data: dict[str, Any] | None = None, /, **envelope: Any) -> dict[str, Any]:
    """A sound event of one type; `data` is put over its body, `envelope` over the rest; MISSING takes something away."""
    body = BODIES[name] | (data or {})
    whole: dict[str, Any] = {
        "specversion": "1.0",
        "id": "e1",
        "source": "/case-system",
        "type": f"dk.rettidig.{name}.v1",
        "subject": "c1",
        "time": "2018-03-05T12:00:00+01:00",
        "datacontenttype": "application/json",
        "data": {name: value for name, value in body.items() if value is not MISSING},
    }
    return {name: value for name, value in (whole | envelope).items() if value is not MISSING}


def line(name: str = "interview.held", data: dict[str, Any] | None = None, /, **envelope: Any) -> bytes:
    """The same as bytes; letters beyond ASCII stand as they are."""
    return json.dumps(event(name, data, **envelope), ensure_ascii=False).encode()


_TEXT: Final = st.text(st.characters(exclude_categories=["Cs", "Cc", "Nd"]), max_size=20)
_IDS: Final = st.from_regex(r"[a-zæøå]{1,3}-[0-9]{1,4}", fullmatch=True)
_INSTANTS: Final = st.integers(1_388_534_400_000_000, 1_830_297_599_999_999)
"""2014 to 2027."""
_DAYS: Final = st.dates(date(1950, 1, 1), date(2030, 12, 31)).map(date.toordinal)
CITIZENS: Final = st.from_regex(r"[A-Za-z._-][A-Za-z0-9._-]{0,5}", fullmatch=True)


def _value(field: str, wanted: Any) -> st.SearchStrategy[Any]:
    simple: dict[Any, st.SearchStrategy[Any]] = {
        str: _TEXT,
        bool: st.booleans(),
        date: _DAYS,
        wire.Id: _IDS,
        wire.Days: st.integers(0, 700),
        wire.Hours: st.integers(0, 2000) | st.floats(0, 2000),
    }
    if field == "municipality":
        return st.sampled_from(sorted(MUNICIPALITIES))
    return simple[wanted] if wanted in simple else st.sampled_from(get_args(wanted))


@st.composite
def sound_facts(draw: st.DrawFn) -> facts.Fact:
    """Any fact that is possible in itself; an optional field is there or not."""
    kind = draw(st.sampled_from(wire.Data.__subclasses__()))
    learnt_at = draw(_INSTANTS)
    stated: dict[str, Any] = {}
    for field in msgspec.structs.fields(kind):
        if field.required or draw(st.booleans()):
            stated[field.name] = draw(_value(field.name, field.type))
    for name in HAPPENED & stated.keys():
        stated[name] = min(stated[name], civil_day(learnt_at))
    if stated.get("to") is not None and stated.get("from_") is not None:
        stated["from_"], stated["to"] = sorted((stated["from_"], stated["to"]))
    supersedes = draw(st.none() | _IDS)
    return kind.fact(id=draw(_IDS), learnt_at=learnt_at, supersedes=supersedes, **stated)
