"""`rettidig publish` on a real broker: every line arrives byte for byte where its citizen's events meet, bad ones too."""

from __future__ import annotations

import gzip
import hashlib
import json
import socket
from collections import Counter
from pathlib import Path

import pytest

from deploy.cli import run
from deploy.stack import Stack
from streams.intake.dead_letter import read_dead_letter
from streams.intake.decode import decode, decode_line
from streams.intake.files import Line
from streams.intake.publisher import Publisher
from streams.intake.refusal import Reason, Refused
from streams.intake.sender import NotDelivered
from streams.topics import BENEFIT_EVENTS, DEAD_LETTERS, SOURCES, Topics
from tests.broker.installation import rettidig_at
from tests.broker.topic_log import Seen, TopicLog
from tests.conftest import created_topics
from tests.streams.intake.wire_events import line

pytestmark = pytest.mark.broker

DEMO = Path(__file__).parents[2] / "deploy" / "demo"
LIVES, BAD = DEMO / "lives-2016-2019.jsonl.gz", DEMO / "bad-events.jsonl"
CPR = b"010180-1234"


def seen(stack: Stack, topics: Topics, base_name: str) -> list[Seen]:
    log = TopicLog(stack.bootstrap, topics.name(base_name), topics.partitions)
    try:
        return log.read()
    finally:
        log.close()


def reason_of(topic: str, record: Seen) -> Reason | None:
    found = decode(topic, record.key, record.value)
    return found.reason if isinstance(found, Refused) else None


def test_the_lives_arrive_whole_each_citizen_on_one_partition_and_in_order(
    stack: Stack, topics: Topics, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rettidig = rettidig_at(stack, topics, monkeypatch)
    assert rettidig("publish", str(LIVES)) == 0
    arrived = {source: seen(stack, topics, source) for source in SOURCES}
    with gzip.open(LIVES) as lines:
        sent = [each.rstrip(b"\n") for each in lines]
    assert Counter(record.value for records in arrived.values() for record in records) == Counter(sent)
    assert {reason_of(source, record) for source, records in arrived.items() for record in records} == {None}
    homes = {(record.key, record.partition) for records in arrived.values() for record in records}
    assert len(homes) == 400
    for records in arrived.values():
        order = {value: number for number, value in reversed(list(enumerate(sent)))}
        for partition in range(topics.partitions):
            places = [order[record.value or b""] for record in records if record.partition == partition]
            first = list(dict.fromkeys(places))  # repeats of a line carry its first place
            assert first == sorted(first)
    out = capsys.readouterr().out
    assert "10,989 lines read" in out
    assert all(f"{len(records):,} sent to {topics.name(source)}" in out for source, records in arrived.items())


def test_bad_lines_arrive_to_be_refused_but_no_person_number_does(
    stack: Stack, topics: Topics, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rettidig = rettidig_at(stack, topics, monkeypatch)
    assert rettidig("publish", str(BAD)) == 3
    lines = BAD.read_bytes().splitlines()
    wanted = Counter(found.reason for found in map(decode_line, lines) if isinstance(found, Refused))
    arrived = [(source, record) for source in SOURCES for record in seen(stack, topics, source)]
    assert not [record for _, record in arrived if CPR in (record.value or b"") or CPR in (record.key or b"")]
    letters = [read_dead_letter(record.value).data for record in seen(stack, topics, DEAD_LETTERS)]
    assert sorted(body.sha256 for body in letters) == sorted(
        hashlib.sha256(each).hexdigest() for each in lines if CPR in each
    )
    assert {(body.kept, body.size, body.offset) for body in letters} == {("nothing", None, None)}
    assert Counter(reason_of(*each) for each in arrived) + Counter({Reason.PERSON_NUMBER: len(letters)}) == wanted
    printed = capsys.readouterr()
    assert f"{BAD}:20: unknown-municipality: " in printed.err
    assert "2 more lines refused: 1 unknown-value, 1 wrong-type" in printed.err
    assert "2 refused: person-number" in printed.out
    assert CPR.decode() not in printed.out + printed.err


def test_a_line_too_large_becomes_a_dead_letter_at_once_and_stops_nothing(
    stack: Stack, topics: Topics, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    large = tmp_path / "large.jsonl"
    large.write_bytes(line(id="before") + b"\n" + b"x" * 5_000_000 + b"\n" + line(id="after") + b"\n")
    rettidig = rettidig_at(stack, topics, monkeypatch)
    assert rettidig("publish", str(large)) == 3
    (record,) = seen(stack, topics, DEAD_LETTERS)
    body = read_dead_letter(record.value).data
    assert (body.reason, body.size, body.kept) == ("too-large", 5_000_000, "beginning")
    assert body.original_bytes() == b"x" * 1024
    ids = [json.loads(each.value or b"")["id"] for source in SOURCES for each in seen(stack, topics, source)]
    assert ids == ["before", "after"]


def test_a_file_that_cannot_be_read_is_named_and_the_others_are_sent(
    stack: Stack,
    topics: Topics,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    sound = tmp_path / "sound.jsonl"
    sound.write_bytes(line("citizen.erased"))
    rettidig = rettidig_at(stack, topics, monkeypatch)
    assert rettidig("publish", str(tmp_path / "missing.jsonl"), str(sound)) == 2
    assert [record.value for record in seen(stack, topics, BENEFIT_EVENTS)] == [line("citizen.erased")]
    assert "missing.jsonl" in capsys.readouterr().err


def test_missing_topics_are_named_before_anything_is_sent(
    stack: Stack, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rettidig = rettidig_at(stack, Topics(prefix="never-made-"), monkeypatch)
    assert rettidig("publish", str(BAD)) == 4
    assert "never-made-benefit-events" in (said := capsys.readouterr().err)
    assert "rettidig topics create" in said


def test_without_a_broker_the_command_says_so_and_gives_up(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # taken, but nobody listens
        monkeypatch.setenv("RETTIDIG_BOOTSTRAP_SERVERS", f"127.0.0.1:{taken.getsockname()[1]}")
        assert run(["publish", str(BAD), "--patience-s", "1"]) == 4
    assert "no Kafka broker answered" in capsys.readouterr().err


def test_a_broker_killed_in_the_middle_gets_every_line_once_when_it_is_back(own_stack: Stack) -> None:
    topics = created_topics(own_stack)
    publisher = Publisher(own_stack.bootstrap, topics, patience_s=60)
    lines = [line(id=f"e{number}", subject=f"c{number % 7}") for number in range(400)]
    for number, value in enumerate(lines):
        if number == 200:
            own_stack.kafka.kill()
        publisher.send(Line(number, value, len(value), None, decode_line(value)), 0)
    own_stack.kafka.start()
    publisher.finish()
    arrived = [record.value for source in SOURCES for record in seen(own_stack, topics, source)]
    assert Counter(arrived) == Counter(lines)


def test_a_broker_that_stays_away_is_an_error_not_a_silence(own_stack: Stack) -> None:
    topics = created_topics(own_stack)
    publisher = Publisher(own_stack.bootstrap, topics, patience_s=2)
    own_stack.kafka.kill()
    value = line()
    publisher.send(Line(1, value, len(value), None, decode_line(value)), 0)
    with pytest.raises(NotDelivered):
        publisher.finish()
    assert not publisher.counts.delivered
