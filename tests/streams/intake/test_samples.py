"""Events that we did not make: all of the sound ones come in, each of the bad ones has its reason."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from streams.intake.decode import Accepted, decode_line
from streams.intake.files import read_events
from streams.intake.refusal import Reason, Refused

DEMO = Path(__file__).parents[3] / "deploy" / "demo"
BAD = (DEMO / "bad-events.jsonl").read_bytes().splitlines()

REASONS = {
    1: (Reason.NOT_JSON, "truncated"),
    2: (Reason.NOT_UTF8, "byte 45"),
    3: (Reason.NOT_AN_OBJECT, ""),
    4: (Reason.SPECVERSION, "at specversion"),
    5: (Reason.MISSING_FIELD, "at id"),
    6: (Reason.WRONG_TYPE, "at id"),
    7: (Reason.UNKNOWN_TYPE, "nearest known is interview.held"),
    8: (Reason.UNKNOWN_VERSION, "interview.held is known as v1"),
    9: (Reason.MISSING_FIELD, "at subject"),
    10: (Reason.SUBJECT, "at subject"),
    11: (Reason.PERSON_NUMBER, ""),
    12: (Reason.PERSON_NUMBER, ""),
    13: (Reason.BAD_TIME, "at time"),
    14: (Reason.BAD_TIME, "at time"),
    15: (Reason.MISSING_FIELD, "at data)"),
    16: (Reason.MISSING_FIELD, "at data.held_on"),
    17: (Reason.BAD_DATE, "at data.from"),
    18: (Reason.WRONG_TYPE, "at data.hours"),
    19: (Reason.UNKNOWN_VALUE, "at data.target_group"),
    20: (Reason.UNKNOWN_MUNICIPALITY, "at data.municipality"),
    21: (Reason.NULL_FIELD, "at data.joint"),
    22: (Reason.UNKNOWN_VALUE, "at data.category"),
    23: (Reason.IMPOSSIBLE_DATES, "at data.to"),
    24: (Reason.HAPPENED_AFTER_REGISTERED, "at data.held_on"),
    25: (Reason.WRONG_TYPE, "at supersedes"),
}


def test_every_bad_line_is_in_the_table() -> None:
    assert len(BAD) == len(REASONS) == 25


@pytest.mark.parametrize("number", REASONS)
def test_each_bad_event_has_its_reason_and_says_where(number: int) -> None:
    found = decode_line(BAD[number - 1])
    reason, words = REASONS[number]
    assert isinstance(found, Refused)
    assert found.reason is reason
    assert words in found.error


def test_all_of_the_lives_come_in() -> None:
    counted = Counter(type(intake) for _, intake in read_events(str(DEMO / "lives-2016-2019.jsonl.gz")))
    assert counted == {Accepted: 10_989}
