"""An event as a Kafka message: topic, key, headers and value together."""

from __future__ import annotations

import pytest

from streams.intake import wire
from streams.intake.decode import Accepted, decode
from streams.intake.refusal import Reason, Refused
from streams.topics import BENEFIT_EVENTS, INTERVIEW_EVENTS, OFFER_EVENTS, SOURCES
from tests.streams.intake.wire_events import BODIES, line

SOUND = line()
CPR = b"010180-1234"
BROKEN = SOUND[:-1]

TOPIC = dict.fromkeys(BODIES, BENEFIT_EVENTS) | {
    "interview.summoned": INTERVIEW_EVENTS,
    "interview.moved": INTERVIEW_EVENTS,
    "interview.cancelled": INTERVIEW_EVENTS,
    "interview.held": INTERVIEW_EVENTS,
    "interview.missed": INTERVIEW_EVENTS,
    "offer.given": OFFER_EVENTS,
    "offer.changed": OFFER_EVENTS,
    "offer.cancelled": OFFER_EVENTS,
    "mentor.started": OFFER_EVENTS,
    "mentor.contact": OFFER_EVENTS,
    "mentor.ended": OFFER_EVENTS,
}


@pytest.mark.parametrize("topic", SOURCES)
@pytest.mark.parametrize("name", BODIES)
def test_an_event_is_taken_in_from_the_topic_of_its_type_and_no_other(name: str, topic: str) -> None:
    found = decode(topic, b"c1", line(name))
    if topic == TOPIC[name]:
        assert isinstance(found, Accepted)
        assert found.citizen == "c1"
    else:
        assert isinstance(found, Refused)
        assert found.reason is Reason.WRONG_TOPIC
        assert f"its topic is {TOPIC[name]}" in found.error


def test_the_table_of_topics_is_that_of_the_wire() -> None:
    assert {name: event.topic for name, event in wire.EVENTS.items()} == TOPIC


@pytest.mark.parametrize(
    ("key", "value", "headers", "reason"),
    [
        (b"c1", SOUND, (), None),
        (b"c1", SOUND, None, None),
        (b"c1", SOUND, [("trace", b"\xff\x00"), ("empty", None)], None),
        (b"c2", SOUND, (), Reason.KEY_MISMATCH),
        (b"C1", SOUND, (), Reason.KEY_MISMATCH),
        (b"c1 ", SOUND, (), Reason.KEY_MISMATCH),
        (b"", SOUND, (), Reason.KEY_MISMATCH),
        (b"\xff", SOUND, (), Reason.KEY_MISMATCH),
        (None, SOUND, (), Reason.KEY_MISMATCH),
        (b"c1", None, (), Reason.NO_VALUE),
        (None, None, (), Reason.NO_VALUE),
        (b"c1", b"", (), Reason.NOT_JSON),
        (CPR, SOUND, (), Reason.PERSON_NUMBER),
        (CPR, None, (), Reason.PERSON_NUMBER),
        (CPR, BROKEN, (), Reason.PERSON_NUMBER),
        (CPR, b"x" * 70_000, (), Reason.PERSON_NUMBER),
        (b"c1", b'{"' + CPR, (), Reason.PERSON_NUMBER),
        (b"c1", SOUND, [("trace", CPR)], Reason.PERSON_NUMBER),
        (b"c1", BROKEN, [(CPR.decode(), None)], Reason.PERSON_NUMBER),
        (b"c1", None, [("trace", CPR)], Reason.PERSON_NUMBER),
    ],
)
def test_key_and_headers_are_judged_with_the_value(
    key: bytes | None, value: bytes | None, headers: list[tuple[str, bytes | None]] | None, reason: Reason | None
) -> None:
    found = decode(INTERVIEW_EVENTS, key, value, headers)
    assert (found.reason if isinstance(found, Refused) else None) is reason


def test_no_name_of_a_reason_stands_twice_and_each_says_what_to_do() -> None:
    names = [reason.value for reason in Reason]
    assert len(names) == len(set(names)) == len(Reason.__members__)
    assert all(reason.meaning and reason.remedy for reason in Reason)
