"""One event by itself: what is taken in, and which name each fault has. Both sides of every bound."""

from __future__ import annotations

import json
from typing import Any

import pytest

from rules.civil import day
from rules.facts import WIRE_NAME, InterviewHeld, WorkReported
from streams.intake.decode import Accepted, decode_line
from streams.intake.refusal import MAX_BYTES, Reason, Refused
from tests.streams.intake.wire_events import BODIES, MISSING, event, line

M = MISSING


def accepted(value: bytes) -> Accepted:
    found = decode_line(value)
    assert isinstance(found, Accepted), found
    return found


def reason_of(value: bytes) -> Reason | None:
    found = decode_line(value)
    return found.reason if isinstance(found, Refused) else None


def test_an_event_becomes_the_fact_it_states() -> None:
    found = accepted(line("interview.held", {"form": "video", "joint": False}, supersedes="e0"))
    assert found == Accepted(
        citizen="c1",
        fact=InterviewHeld(
            id="e1",
            learnt_at=1_520_247_600_000_000,
            supersedes="e0",
            interview_id="i1",
            held_on=day("2018-03-05"),
            form="video",
            joint=False,
        ),
    )


@pytest.mark.parametrize("name", BODIES)
def test_every_type_is_taken_in_with_the_least_it_must_say(name: str) -> None:
    found = accepted(line(name))
    assert WIRE_NAME[type(found.fact)] == name


@pytest.mark.parametrize(("name", "field"), [(name, field) for name, body in BODIES.items() for field in body])
def test_no_required_field_may_be_left_out_or_null(name: str, field: str) -> None:
    assert reason_of(line(name, {field: M})) is Reason.MISSING_FIELD
    assert reason_of(line(name, {field: None})) is Reason.NULL_FIELD


@pytest.mark.parametrize("attribute", ["specversion", "id", "source", "type", "subject", "time", "data"])
def test_no_required_attribute_may_be_left_out_null_or_of_another_type(attribute: str) -> None:
    assert reason_of(line(**{attribute: M})) is Reason.MISSING_FIELD
    assert reason_of(line(**{attribute: None})) is Reason.NULL_FIELD
    assert reason_of(line(**{attribute: 7})) is Reason.WRONG_TYPE
    assert reason_of(line(**{attribute: [attribute]})) is Reason.WRONG_TYPE


TAKEN_IN: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("interview.held", {}, {"datacontenttype": M}),
    ("interview.held", {}, {"unknown": {"deep": [1, None, "x"]}, "traceparent": "00-ab"}),
    ("interview.held", {"unknown": None, "more": {"held_on": 7}}, {}),
    ("interview.held", {}, {"subject": "A.b_c-9" + "x" * 57}),
    ("interview.held", {}, {"source": "urn:uuid:6e8bc430-9c3a-11d9-9669-0800200c9a66"}),
    ("interview.held", {}, {"source": "https://jobnet.example/sager?id=1#top"}),
    ("interview.held", {}, {"source": "k%C3%B8benhavn"}),
    ("interview.held", {}, {"id": "æ 1/2\u00a0#"}),
    ("interview.held", {}, {"id": "e1", "supersedes": "e1"}),
    ("interview.held", {}, {"time": "2018-03-05T12:00:00.123456789z"}),
    ("interview.held", {"held_on": "2018-03-06"}, {"time": "2018-03-05T23:00:00Z"}),  # midnight in Copenhagen
    ("interview.held", {"held_on": "2018-07-02"}, {"time": "2018-07-01T22:00:00Z"}),  # the same in summer
    ("interview.missed", {"missed_on": "2018-03-05"}, {}),
    ("interview.summoned", {"planned_on": "2030-01-01"}, {}),  # what is planned may lie ahead
    ("interview.moved", {"planned_on": "0001-01-01"}, {}),
    ("benefit.ended", {"to": "9999-12-31", "reason": ""}, {}),
    ("benefit.started", {"category": 3, "accumulated_days": 0, "birth_date": "2000-02-29"}, {}),
    ("benefit.started", {"accumulated_days": day("2018-03-05") - 1}, {}),
    ("benefit.started", {"contact_group": "1.1 Matchgruppe", "caseworker": "", "direct_to_jobcentre": True}, {}),
    ("absence.registered", {"to": "2018-03-05"}, {}),
    ("exemption.granted", {"basis": "judgement", "reason": "§ 31 a"}, {}),
    ("offer.changed", {"to": "2018-01-01"}, {}),
    ("offer.changed", {"from": "2018-03-05", "to": "2018-03-05"}, {}),
    ("offer.given", {"from": "2017-01-01"}, {}),  # begun before it was given: clashes are not refused
    ("mentor.contact", {"on": "2018-03-05"}, {}),
    ("work.reported", {"hours": 0}, {}),
    ("work.reported", {"hours": 37.5}, {}),
    ("work.reported", {"hours": -0.0}, {}),
    ("work.reported", {"hours": 1_000_000, "to": "2018-02-01"}, {}),
    ("citizen.erased", {"anything": 1}, {}),
    ("citizen.erased", {}, {"data": M}),
]


@pytest.mark.parametrize(("name", "data", "envelope"), TAKEN_IN)
def test_what_the_contract_allows_is_taken_in(name: str, data: dict[str, Any], envelope: dict[str, Any]) -> None:
    assert reason_of(line(name, data, **envelope)) is None


REFUSED: list[tuple[Reason, str, dict[str, Any], dict[str, Any]]] = [
    (Reason.SPECVERSION, "interview.held", {}, {"specversion": "1.0 "}),
    (Reason.WRONG_TYPE, "interview.held", {}, {"specversion": 1.0}),
    (Reason.CONTENT_TYPE, "interview.held", {}, {"datacontenttype": "application/xml"}),
    (Reason.NULL_FIELD, "interview.held", {}, {"datacontenttype": None}),
    (Reason.UNKNOWN_TYPE, "interview.held", {}, {"type": ""}),
    (Reason.UNKNOWN_TYPE, "interview.held", {}, {"type": "interview.held"}),
    (Reason.UNKNOWN_TYPE, "interview.held", {}, {"type": "dk.rettidig.interview.held"}),
    (Reason.UNKNOWN_TYPE, "interview.held", {}, {"type": "dk.rettidig.interview.held.v1 "}),
    (Reason.UNKNOWN_TYPE, "interview.held", {}, {"type": "DK.rettidig.interview.held.v1"}),
    (Reason.UNKNOWN_TYPE, "interview.held", {}, {"type": "dk.rettidig.interview.dreamt.v1"}),
    (Reason.UNKNOWN_VERSION, "interview.held", {}, {"type": "dk.rettidig.interview.held.v10"}),
    (Reason.UNKNOWN_VERSION, "interview.held", {}, {"type": "dk.rettidig.interview.held.v01"}),
    (Reason.EMPTY_ID, "interview.held", {}, {"id": ""}),
    (Reason.EMPTY_ID, "interview.held", {}, {"supersedes": ""}),
    (Reason.NULL_FIELD, "interview.held", {}, {"supersedes": None}),
    (Reason.BAD_ID, "interview.held", {}, {"id": "e\x00"}),
    (Reason.BAD_ID, "interview.held", {}, {"id": "e\n"}),
    (Reason.BAD_ID, "interview.held", {}, {"id": "e\x85"}),
    (Reason.BAD_SOURCE, "interview.held", {}, {"source": ""}),
    (Reason.BAD_SOURCE, "interview.held", {}, {"source": "case system"}),
    (Reason.BAD_SOURCE, "interview.held", {}, {"source": "/københavn"}),
    (Reason.BAD_SOURCE, "interview.held", {}, {"source": "/100%"}),
    (Reason.SUBJECT, "interview.held", {}, {"subject": ""}),
    (Reason.SUBJECT, "interview.held", {}, {"subject": "x" * 65}),
    (Reason.SUBJECT, "interview.held", {}, {"subject": "c1\n"}),
    (Reason.SUBJECT, "interview.held", {}, {"subject": "ø"}),
    (Reason.BAD_TIME, "interview.held", {}, {"time": ""}),
    (Reason.BAD_TIME, "interview.held", {}, {"time": "2018-03-05T24:00:00Z"}),
    (Reason.WRONG_TYPE, "interview.held", {}, {"data": "{}"}),
    (Reason.NULL_FIELD, "citizen.erased", {}, {"data": None}),
    (Reason.WRONG_TYPE, "citizen.erased", {}, {"data": []}),
    (Reason.EMPTY_ID, "interview.held", {"interview_id": ""}, {}),
    (Reason.WRONG_TYPE, "interview.held", {"interview_id": 1}, {}),
    (Reason.EMPTY_ID, "fact.retracted", {"retracts": ""}, {}),
    (Reason.NULL_FIELD, "interview.held", {"form": None}, {}),
    (Reason.WRONG_TYPE, "interview.held", {"joint": "true"}, {}),
    (Reason.WRONG_TYPE, "interview.held", {"joint": 1}, {}),
    (Reason.UNKNOWN_VALUE, "interview.held", {"form": "Phone"}, {}),
    (Reason.UNKNOWN_VALUE, "interview.held", {"form": ""}, {}),
    (Reason.WRONG_TYPE, "interview.held", {"form": True}, {}),
    (Reason.BAD_DATE, "interview.held", {"held_on": "2018-3-2"}, {}),
    (Reason.BAD_DATE, "interview.held", {"held_on": "20180302"}, {}),
    (Reason.BAD_DATE, "interview.held", {"held_on": "2018-03-02T00:00:00Z"}, {}),
    (Reason.BAD_DATE, "interview.held", {"held_on": "2018-02-29"}, {}),
    (Reason.BAD_DATE, "interview.held", {"held_on": "0000-02-01"}, {}),
    (Reason.BAD_DATE, "interview.held", {"held_on": "02-03-2018"}, {}),
    (Reason.BAD_DATE, "interview.held", {"held_on": "２018-03-02"}, {}),
    (Reason.BAD_DATE, "interview.held", {"held_on": ""}, {}),
    (Reason.WRONG_TYPE, "interview.held", {"held_on": 20180302}, {}),
    (Reason.WRONG_TYPE, "benefit.started", {"category": "2"}, {}),
    (Reason.WRONG_TYPE, "benefit.started", {"category": 2.5}, {}),
    (Reason.WRONG_TYPE, "benefit.started", {"category": True}, {}),
    (Reason.UNKNOWN_VALUE, "benefit.started", {"category": 0}, {}),
    (Reason.UNKNOWN_VALUE, "benefit.started", {"category": 10**400}, {}),
    (Reason.WRONG_TYPE, "benefit.started", {"accumulated_days": 1.5}, {}),
    (Reason.IMPOSSIBLE_NUMBER, "benefit.started", {"accumulated_days": -1}, {}),
    (Reason.IMPOSSIBLE_NUMBER, "benefit.started", {"accumulated_days": day("2018-03-05")}, {}),
    (Reason.IMPOSSIBLE_NUMBER, "benefit.started", {"accumulated_days": 10**400}, {}),
    (Reason.WRONG_TYPE, "benefit.started", {"municipality": 101}, {}),
    (Reason.UNKNOWN_MUNICIPALITY, "benefit.started", {"municipality": "0101"}, {}),
    (Reason.UNKNOWN_MUNICIPALITY, "benefit.started", {"municipality": ""}, {}),
    (Reason.UNKNOWN_MUNICIPALITY, "municipality.changed", {"municipality": "102"}, {}),
    (Reason.WRONG_TYPE, "work.reported", {"hours": True}, {}),
    (Reason.IMPOSSIBLE_NUMBER, "work.reported", {"hours": -0.5}, {}),
    (Reason.IMPOSSIBLE_NUMBER, "work.reported", {"hours": 1_000_000.5}, {}),
    (Reason.IMPOSSIBLE_NUMBER, "work.reported", {"hours": 10**400}, {}),
    (Reason.IMPOSSIBLE_DATES, "work.reported", {"to": "2018-01-31"}, {}),
    (Reason.IMPOSSIBLE_DATES, "absence.registered", {"to": "2018-03-04"}, {}),
    (Reason.IMPOSSIBLE_DATES, "exemption.granted", {"to": "2018-03-04"}, {}),
    (Reason.IMPOSSIBLE_DATES, "offer.given", {"to": "2018-03-18"}, {}),
    (Reason.IMPOSSIBLE_DATES, "offer.changed", {"from": "2018-03-05", "to": "2018-03-04"}, {}),
    (Reason.IMPOSSIBLE_DATES, "mentor.started", {"to": "2018-03-04"}, {}),
    (Reason.HAPPENED_AFTER_REGISTERED, "interview.held", {"held_on": "2018-03-06"}, {"time": "2018-03-05T22:59:59Z"}),
    (Reason.HAPPENED_AFTER_REGISTERED, "interview.held", {"held_on": "2018-07-02"}, {"time": "2018-07-01T21:59:59Z"}),
    (Reason.HAPPENED_AFTER_REGISTERED, "interview.missed", {"missed_on": "2018-03-06"}, {}),
    (Reason.HAPPENED_AFTER_REGISTERED, "offer.given", {"given_on": "2018-03-06"}, {}),
    (Reason.HAPPENED_AFTER_REGISTERED, "mentor.contact", {"on": "2018-03-06"}, {}),
    (Reason.PERSON_NUMBER, "interview.held", {"note": ["010180-1234"]}, {}),
    (Reason.PERSON_NUMBER, "interview.held", {"0101801234": None}, {}),
    (Reason.PERSON_NUMBER, "interview.held", {"n": 1012801234}, {}),
    (Reason.PERSON_NUMBER, "interview.held", {"held_on": None}, {"subject": "010180-1234", "specversion": "0.3"}),
]


@pytest.mark.parametrize(("reason", "name", "data", "envelope"), REFUSED)
def test_every_fault_has_its_name(reason: Reason, name: str, data: dict[str, Any], envelope: dict[str, Any]) -> None:
    assert reason_of(line(name, data, **envelope)) is reason


WHOLE = line()
BROKEN: list[tuple[Reason, bytes]] = [
    (Reason.NOT_JSON, b""),
    (Reason.NOT_JSON, b" \t"),
    (Reason.NOT_JSON, b"\xef\xbb\xbf" + WHOLE),
    (Reason.NOT_JSON, WHOLE[:-1]),
    (Reason.NOT_JSON, WHOLE + b"x"),
    (Reason.NOT_JSON, WHOLE + b"\x00"),
    (Reason.NOT_JSON, WHOLE + WHOLE),
    (Reason.NOT_JSON, WHOLE.replace(b'"i1"', b"NaN")),
    (Reason.NOT_JSON, WHOLE.replace(b'"i1"', b"Infinity")),
    (Reason.NOT_JSON, WHOLE.replace(b'"i1"', b"'i1'")),
    (Reason.NOT_JSON, WHOLE.replace(b'"i1"', b'"i\x001"')),
    (Reason.NOT_JSON, WHOLE.replace(b'"i1"', b'"i\n1"')),
    (Reason.NOT_JSON, WHOLE.replace(b'"i1"', b'"\\ud800"')),  # half a character
    (Reason.NOT_JSON, WHOLE.replace(b'"i1"', b"01")),
    (Reason.NOT_JSON, WHOLE.replace(b'"i1"', b'"i1",')),
    (Reason.NOT_UTF8, WHOLE.replace(b"i1", b"\xc0\xaf")),
    (Reason.NOT_UTF8, WHOLE.replace(b"i1", b"\xed\xa0\x80")),
    (Reason.NOT_UTF8, WHOLE.replace(b"}}", b'},"unread":"\xe6"}')),
    (Reason.NOT_UTF8, json.dumps(event(id="æ"), ensure_ascii=False).encode("utf-16")),
    (Reason.NOT_AN_OBJECT, b"null"),
    (Reason.NOT_AN_OBJECT, b"7"),
    (Reason.NOT_AN_OBJECT, b'"event"'),
    (Reason.NOT_AN_OBJECT, b"[" + WHOLE + b"]"),
    (Reason.MISSING_FIELD, b"{}"),
    (Reason.WRONG_TYPE, WHOLE.replace(b'"i1"', b"1e400")),
    (Reason.WRONG_TYPE, WHOLE.replace(b'"i1"', b"9" * 5_000)),  # more digits than Python reads
    (Reason.SPECVERSION, WHOLE.replace(b'"1.0"', b'"2.0"')[:-1] + b',"more":' + b"9" * 5_000 + b"}"),
    (Reason.NOT_JSON, b'{"x":1e400,"data":{"'),
    (Reason.NOT_JSON, WHOLE[:-1] + b',"x":1e400}{}'),
    (Reason.NOT_JSON, WHOLE[:-1] + b',"x":1e400}\x00'),
    (Reason.NOT_JSON, WHOLE[:-1] + b',"x":1e400,"y" 1}'),
    (Reason.NOT_JSON, WHOLE[:-1] + b',"x":1e400,"datacontenttype":"\\ud800"}'),
    (Reason.DUPLICATE_NAME, b'{"id":7,' + WHOLE[1:]),
    (Reason.DUPLICATE_NAME, b'{"id":7,"more":' + b"9" * 5_000 + b"," + WHOLE[1:]),
    (Reason.DUPLICATE_NAME, b'{"type":"dk.rettidig.interview.missed.v1",' + WHOLE[1:]),
    (Reason.IMPOSSIBLE_NUMBER, line("work.reported", {"hours": 8.125}).replace(b"8.125", b"1e400")),
    (Reason.TOO_DEEP, WHOLE.replace(b'"i1"', b"[" * 63 + b"]" * 63)),
    (Reason.TOO_DEEP, b"[" * 60_000),
    (Reason.WRONG_TYPE, WHOLE.replace(b'"i1"', b"[" * 62 + b"]" * 62)),
    (Reason.TOO_LARGE, WHOLE[:-1] + b" " * (MAX_BYTES + 1 - len(WHOLE)) + b"}"),
    (Reason.TOO_LARGE, b"x" * 5_000_000),
    (Reason.PERSON_NUMBER, b"\xe6 010180-1234"),
    (Reason.PERSON_NUMBER, b"x" * 5_000_000 + b" 010180-1234"),
]


@pytest.mark.parametrize(
    ("reason", "value"), BROKEN, ids=lambda given: None if isinstance(given, Reason) else given[:40]
)
def test_broken_bytes_have_their_names(reason: Reason, value: bytes) -> None:
    assert reason_of(value) is reason


UNUSUAL = [
    WHOLE + b" \r\n\t",
    b"\n " + WHOLE,
    WHOLE[:-1] + b" " * (MAX_BYTES - len(WHOLE)) + b"}",
    WHOLE[:-1] + b',"deep":' + b"[" * 63 + b"]" * 63 + b"}",
    WHOLE[:-1] + b',"deep":"' + b"[" * 5_000 + b'"}',
    WHOLE[:-1] + b',"unread":1e400,"more":' + b"9" * 5_000 + b"}",
    WHOLE[:-1] + b',"flat":[' + b"{}," * 5_000 + b"{}]}",
    WHOLE.replace(b'"held_on"', b'"\\u0068eld_on"').replace(b"2018-03-05", b"2018\\u002d03-05"),
    b'{"id":"e0",' + WHOLE[1:],  # a name twice, both sound: the last one counts
]


@pytest.mark.parametrize("value", UNUSUAL, ids=lambda given: given[:40])
def test_unusual_json_that_is_sound_is_taken_in(value: bytes) -> None:
    assert accepted(value).fact == accepted(WHOLE).fact


@pytest.mark.parametrize("text", ["60", "60.0", "6e1"])
def test_hours_keep_the_number_they_are_written_as(text: str) -> None:
    fact = accepted(line("work.reported", {"hours": 8.125}).replace(b"8.125", text.encode())).fact
    assert isinstance(fact, WorkReported)
    assert (fact.hours, type(fact.hours)) == (60, int if text == "60" else float)


ECHO = "Søren-Ærø"


@pytest.mark.parametrize(
    "value",
    [
        line(type=ECHO),
        line(type=f"dk.rettidig.{ECHO}.v1"),
        line(subject=ECHO),
        line(time=ECHO),
        line(id=f"{ECHO}\n"),
        line(source=ECHO),
        line(specversion=ECHO),
        line(datacontenttype=ECHO),
        line("interview.held", {"held_on": ECHO}),
        line("interview.held", {"form": ECHO}),
        line("interview.held", {"joint": ECHO}),
        line("benefit.started", {"municipality": ECHO}),
        line("benefit.started", {"caseworker": [ECHO]}),
        line("benefit.started", {ECHO: 1, "from": ECHO}),
        line(**{ECHO: 1, "id": None}),
        line(note=ECHO)[:-1],
        line(note=ECHO).replace(ECHO.encode(), ECHO.encode("latin-1")),
        b'"' + ECHO.encode() + b'"',
    ],
)
def test_no_refusal_repeats_what_stood_there(value: bytes) -> None:
    found = decode_line(value)
    assert isinstance(found, Refused)
    assert ECHO not in found.error
    assert found.error.startswith(found.reason.meaning)
    assert found.error.endswith(f"Remedy: {found.reason.remedy}.")
