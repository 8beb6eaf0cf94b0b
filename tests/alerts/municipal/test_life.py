"""The life of a municipal alert: told once, read back, never un-told; and its words on the wire."""

from __future__ import annotations

import json
from itertools import pairwise

import msgspec
import pytest

from alerts.alert import Finding
from alerts.held_back import is_held_back, silences_of
from alerts.municipal.life import MunicipalLives, MunicipalTold
from alerts.municipal.message import decode_municipal, encode_municipal
from alerts.municipal.silence import Source, judge_silence
from alerts.municipal.verdict import Subject, Verdict
from alerts.policy import load_policy
from alerts.unreadable import UnreadableMessageError
from rules.civil import Instant, day, iso_instant, start_of_day
from tests.pages.monday import telling

HOUR = 3_600_000_000
NOON = start_of_day(day("2026-03-13")) + 12 * HOUR
DAY = 24 * HOUR


def silent(at: Instant, heard: int = 1) -> Verdict:
    return Verdict(
        Subject("silent-source", "data", "825"),
        is_open=True,
        since=day("2026-03-13"),
        needed=1,
        at=at,
        said={"heard_at": iso_instant(heard)},
        finding=Finding("r", "v", "sure", day("2026-03-13"), (), "a", "c"),
    )


def talks(at: Instant, heard: int = 1, *, is_moot: bool = False) -> Verdict:
    return msgspec.structs.replace(silent(at, heard), is_open=False, is_moot=is_moot)


def told_of(lives: MunicipalLives, verdict: Verdict, as_of: Instant) -> list[tuple[str, int, Instant]]:
    return [(each.change, each.revision, each.at) for each in lives.live_on([verdict], as_of)]


def test_it_is_raised_once_changed_when_it_is_otherwise_and_resolved_and_may_come_again() -> None:
    lives = MunicipalLives()
    assert told_of(lives, talks(5), 10) == []
    assert told_of(lives, silent(20), 25) == [("raised", 1, 20)]
    assert told_of(lives, silent(20), 30) == []
    assert told_of(lives, silent(33, heard=2), 35) == [("changed", 2, 33)]
    assert [each.alert_id for each in lives.open()] == ["silent-source:data:825:2026-03-13:1"]
    assert told_of(lives, talks(40, heard=3), 45) == [("resolved", 3, 40)]
    assert lives.open() == []
    assert told_of(lives, talks(40, heard=3), 50) == []
    assert told_of(lives, silent(55), 60) == [("raised", 4, 55)]
    assert told_of(lives, talks(0, is_moot=True), 70) == [("lapsed", 5, 70)]


def test_time_that_stands_still_or_goes_back_tells_nothing() -> None:
    lives = MunicipalLives()
    told_of(lives, silent(20), 25)
    assert told_of(lives, talks(24), 25) == []
    assert told_of(lives, talks(3), 4) == []
    assert len(lives.open()) == 1


def test_who_reads_the_messages_again_in_any_order_goes_on_where_the_writer_stood() -> None:
    lives, log = MunicipalLives(), list[MunicipalTold]()
    for verdict, as_of in ((silent(20), 25), (silent(33, 2), 35), (talks(40, 3), 45)):
        log += lives.live_on([verdict], as_of)
    for ending in (1, 2, 3):
        read = MunicipalLives()
        for each in [*reversed(log[:ending]), *log[:ending]]:
            read.recall(decode_municipal(encode_municipal(each)))
        rest = [silent(20), silent(33, 2), talks(40, 3)][ending - 1]
        assert read.live_on([rest], 90) == [], "what was told is not told again"
        assert [each.revision for each in read.open()] == ([ending] if ending < 3 else [])


def test_a_kill_between_judging_and_writing_tells_the_same_at_the_next_tick() -> None:
    policy, heard = load_policy(), NOON
    sources = [Source("825", 600, heard), Source("101", 9_000, heard + 9 * DAY)]
    one, other = (
        MunicipalLives().live_on(judge_silence(sources, tick, policy), tick)
        for tick in (heard + 5 * DAY, heard + 6 * DAY)
    )
    assert [msgspec.structs.replace(each, as_of=0) for each in one] == [
        msgspec.structs.replace(each, as_of=0) for each in other
    ]
    assert [(each.subject.municipality, each.change) for each in one] == [("825", "raised")]


def test_revisions_and_times_never_go_back_however_sources_fall_silent() -> None:
    policy, lives, log = load_policy(), MunicipalLives(), list[MunicipalTold]()
    heard = {"825": NOON, "101": NOON}
    for tick in range(NOON, NOON + 60 * DAY, 7 * HOUR):
        if tick % 11 == 0:
            heard["101"] = tick - tick % HOUR
        if (tick // DAY) % 23 < 3:
            heard["825"] = tick - tick % HOUR
        sources = [Source(code, 300, at) for code, at in heard.items()]
        log += lives.live_on(judge_silence(sources, tick, policy), tick)
    assert {each.change for each in log} == {"raised", "changed", "resolved"}
    for each in {told.alert_id for told in log}:
        life = [told for told in log if told.alert_id == each]
        assert [told.revision for told in life] == list(range(1, len(life) + 1))
        assert all(earlier.at <= later.at for earlier, later in pairwise(life))


def test_the_words_on_the_wire() -> None:
    [told] = MunicipalLives().live_on(
        judge_silence([Source("825", 600, NOON), Source("101", 1, NOON + 9 * DAY)], NOON + 9 * DAY, load_policy()),
        NOON + 9 * DAY,
    )
    value = encode_municipal(told)
    assert value == json.dumps(json.loads(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    said = json.loads(value)
    assert (said["id"], said["type"], said["subject"], said["time"]) == (
        "silent-source:data:825:2026-03-13:1#1",
        "dk.rettidig.alert.raised.v1",
        "825",
        "2026-03-17T11:00:00Z",
    )
    assert said["data"]["state"] == {"everybody": False, "heard_at": "2026-03-13T11:00:00Z"}
    assert said["data"]["caused_by"] == "clock"
    assert decode_municipal(value) == told


@pytest.mark.parametrize(
    ("spoilt", "why"),
    [
        (b"", "can't be read"),
        (b'{"specversion":"1.0"}', "can't be read"),
        (b"\xff", "can't be read"),
    ],
)
def test_what_cannot_be_read_is_named(spoilt: bytes, why: str) -> None:
    with pytest.raises(UnreadableMessageError, match=why):
        decode_municipal(spoilt)


def test_a_message_of_another_release_is_named() -> None:
    [told] = MunicipalLives().live_on([silent(20)], 25)
    value = encode_municipal(told)
    with pytest.raises(UnreadableMessageError, match="a type that this version does not know"):
        decode_municipal(value.replace(b"alert.raised.v1", b"alert.shouted.v1"))
    with pytest.raises(UnreadableMessageError, match="time"):
        decode_municipal(value.replace(b'"time":"1970-01-01T00:00:00.00002Z"', b'"time":"1970"'))


def test_what_is_of_a_silent_municipality_is_held_back_until_it_is_heard_again() -> None:
    lives, alert = MunicipalLives(), telling("c-1", "overdue", "first-offer", day("2026-03-16"))
    here = silent(20, heard=NOON)
    there = msgspec.structs.replace(here, subject=Subject("silent-source", "data", alert.municipality))
    lives.live_on([here], 25)
    assert not is_held_back(alert, silences_of(lives.open()))
    lives.live_on([there], 35)
    assert is_held_back(alert, silences_of(lives.open()))
    assert silences_of(lives.open())[alert.municipality].heard_on == day("2026-03-13")
    lives.live_on([msgspec.structs.replace(there, is_open=False)], 45)
    assert not is_held_back(alert, silences_of(lives.open()))
