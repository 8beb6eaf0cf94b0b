"""`rettidig dead-letters` on a real broker: refused events are found, shown and sent once more, byte for byte."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable

import pytest

from deploy.stack import Stack
from streams.intake.dead_letter import Origin, dead_letter
from streams.intake.decode import decode
from streams.intake.letterbox import stored_letters
from streams.intake.refusal import Reason, Refused
from streams.intake.sender import Sender
from streams.topics import DEAD_LETTERS, INTERVIEW_EVENTS, SOURCES, Topics
from tests.broker.installation import rettidig_at
from tests.broker.test_publish import seen
from tests.streams.intake.wire_events import line

pytestmark = pytest.mark.broker

UNKNOWN_FORM = line("interview.held", {"form": "fax \x1b[2J"}, id="e2")
EVENTS: list[tuple[bytes | None, bytes | None]] = [
    (b"c1", line()[:-1]),
    (b"c1", UNKNOWN_FORM),
    (b"\xff\x00", b"\xe6"),
    (None, line(id="e3")),
    (b"c1", None),
    (b"c1", b"x" * 70_000),
    (b"c1", line(note="010180-1234")),
]
"""Refused one after another, at offsets 0, 1, … of partition 2 of `interview-events`."""
REASONS = ["not-json", "unknown-value", "not-utf8", "key-mismatch", "no-value", "too-large", "person-number"]

Rettidig = Callable[..., int]


@pytest.fixture
def rettidig(stack: Stack, topics: Topics, monkeypatch: pytest.MonkeyPatch) -> Rettidig:
    """The command line of an installation that has refused EVENTS; the first refusal was written twice."""
    sender = Sender(stack.bootstrap, 30, Counter())
    for offset, (key, value) in enumerate([*EVENTS, EVENTS[0]]):
        refusal = decode(INTERVIEW_EVENTS, key, value)
        assert isinstance(refusal, Refused)
        origin = Origin(topics.name(INTERVIEW_EVENTS), 2, offset % len(EVENTS), offset * 1_000_000)
        letter_key, letter = dead_letter(origin, key, value, refusal)
        sender.send(topics.name(DEAD_LETTERS), letter_key, letter)
    sender.finish()
    return rettidig_at(stack, topics, monkeypatch)


def letter_id(topics: Topics, offset: int) -> str:
    return f"{topics.name(INTERVIEW_EVENTS)}-2-{offset}"


def delivered(stack: Stack, topics: Topics) -> list[tuple[bytes | None, bytes | None]]:
    arrived = {source: seen(stack, topics, source) for source in SOURCES}
    assert not [source for source in SOURCES if arrived[source] and source != INTERVIEW_EVENTS]
    return [(record.key, record.value) for record in arrived[INTERVIEW_EVENTS]]


def test_the_list_names_every_refusal_once_in_the_order_of_time(
    rettidig: Rettidig, topics: Topics, capsys: pytest.CaptureFixture[str]
) -> None:
    assert rettidig("dead-letters", "list", "--format", "json") == 0
    listed = [json.loads(each) for each in capsys.readouterr().out.splitlines()]
    assert sorted(each["id"] for each in listed) == [letter_id(topics, offset) for offset in range(len(EVENTS))]
    assert sorted(each["reason"] for each in listed) == sorted(REASONS)
    assert [each["time"] for each in listed] == sorted(each["time"] for each in listed)
    assert not [each for each in listed if "original" in each]


def test_the_list_can_be_narrowed_to_a_reason(rettidig: Rettidig, capsys: pytest.CaptureFixture[str]) -> None:
    assert rettidig("dead-letters", "list", "--reason", "key-mismatch") == 0
    out = capsys.readouterr().out
    assert "1 dead letter, 1 key-mismatch" in out
    assert Reason.KEY_MISMATCH.remedy in out


def test_an_unknown_reason_is_refused_with_the_known_ones(
    rettidig: Rettidig, capsys: pytest.CaptureFixture[str]
) -> None:
    assert rettidig("dead-letters", "list", "--reason", "bad") == 2
    assert "not-json" in capsys.readouterr().err


def test_show_prints_what_was_kept_and_nothing_that_steers_a_terminal(
    rettidig: Rettidig, topics: Topics, capsys: pytest.CaptureFixture[str]
) -> None:
    assert rettidig("dead-letters", "show", letter_id(topics, 1)) == 0
    assert UNKNOWN_FORM.decode() in capsys.readouterr().out
    assert rettidig("dead-letters", "show", letter_id(topics, 2)) == 0
    out = capsys.readouterr().out
    assert "key      \\xff\\x00" in out
    assert "\\xe6" in out
    assert rettidig("dead-letters", "show", letter_id(topics, 6)) == 0
    out = capsys.readouterr().out
    assert "010180" not in out
    assert "key      none" in out


def test_showing_an_unknown_id_says_so(rettidig: Rettidig, capsys: pytest.CaptureFixture[str]) -> None:
    assert rettidig("dead-letters", "show", "nothing-0-0") == 1
    assert "nothing-0-0" in capsys.readouterr().err


def test_replay_of_one_sends_its_bytes_under_its_key(
    rettidig: Rettidig, stack: Stack, topics: Topics, capsys: pytest.CaptureFixture[str]
) -> None:
    assert rettidig("dead-letters", "replay", letter_id(topics, 1)) == 0
    assert delivered(stack, topics) == [EVENTS[1]]
    assert f"1 sent to {topics.name(INTERVIEW_EVENTS)}" in capsys.readouterr().out


def test_replay_of_all_sends_each_once_and_names_what_was_not_kept(
    rettidig: Rettidig, stack: Stack, topics: Topics, capsys: pytest.CaptureFixture[str]
) -> None:
    assert rettidig("dead-letters", "replay", "--all") == 1
    assert Counter(delivered(stack, topics)) == Counter(EVENTS[:4])
    err = capsys.readouterr().err
    assert f"{letter_id(topics, 4)}: not sent: of its bytes nothing was kept (no-value)" in err
    assert f"{letter_id(topics, 5)}: not sent: of its bytes beginning was kept (too-large)" in err
    assert f"{letter_id(topics, 6)}: not sent: of its bytes nothing was kept (person-number)" in err


def test_replay_by_reason_sends_no_other(rettidig: Rettidig, stack: Stack, topics: Topics) -> None:
    assert rettidig("dead-letters", "replay", "--reason", "not-utf8") == 0
    assert delivered(stack, topics) == [EVENTS[2]]


@pytest.mark.parametrize("arguments", [(), ("x", "--all"), ("--reason", "not-json", "--all")])
def test_replay_wants_to_be_told_exactly_which(rettidig: Rettidig, arguments: tuple[str, ...]) -> None:
    assert rettidig("dead-letters", "replay", *arguments) == 2


def test_replay_of_an_unknown_id_is_an_error(rettidig: Rettidig, stack: Stack, topics: Topics) -> None:
    assert rettidig("dead-letters", "replay", "nothing-0-0") == 1
    assert delivered(stack, topics) == []


def test_a_record_that_is_no_dead_letter_is_named_and_passed_over(
    rettidig: Rettidig, stack: Stack, topics: Topics, capsys: pytest.CaptureFixture[str]
) -> None:
    sender = Sender(stack.bootstrap, 30, Counter())
    sender.send(topics.name(DEAD_LETTERS), b"c1", b"{}")
    sender.finish()
    assert rettidig("dead-letters", "list") == 0
    assert "not a dead letter that this version can read" in capsys.readouterr().err
    assert len(list(stored_letters(stack.bootstrap, topics))) == len(EVENTS) + 2
