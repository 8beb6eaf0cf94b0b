"""What must hold of the alerts about municipalities after a tick: those that are open, each told once; knows no faults."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from alerts.municipal.life import MunicipalLives
from alerts.municipal.message import decode_municipal
from alerts.municipal.share import judge_shares
from alerts.municipal.silence import SILENT_SOURCE, judge_silence
from alerts.municipal.verdict import Subject, Verdict
from rules.civil import Instant
from rules.facts import BenefitStarted, MunicipalityChanged
from streams.citizen.state import CitizenState
from streams.metrics import MUNICIPAL_ALERTS_OPEN
from streams.municipality.follower import Follower
from streams.municipality.pool_counts import last_month_end, pool_counts
from streams.municipality.sources import sources_of
from streams.topics import MUNICIPAL_ALERTS
from tests.broker.expected import figures_of
from tests.broker.figures_read import served
from tests.broker.lives import Event
from tests.broker.scene import Scene
from tests.broker.worker_process import RoleProcess
from tests.soak.comparing import Known
from tests.soak.differing import between, refuse, refuse_at_last

_TOLD_S: Final = 120.0
_HOUR: Final = 3_600_000_000
_OPEN: Final = re.compile(rf'{MUNICIPAL_ALERTS_OPEN.name}{{kind="([^"]*)",municipality="([^"]*)"}} (.*)')


class Expected:
    """What of municipalities must be open at a tick, and what may be.

    When a municipality was last heard of depends on more than the events: a citizen who has moved away or left was heard of
    there, as long as somebody remembers. So there is an earliest and a latest it can be, mostly one and the same.
    """

    def __init__(self, known: Known, states: Mapping[str, CitizenState]) -> None:
        law, at = known.law.judge(), known.at
        sums, latest = figures_of(states.values(), at), _heard_at_latest(known.events, at)
        surely = _silent(judge_silence(sources_of(sums, lambda code: latest.get(code, 0)), at, law.policy))
        perhaps = _silent(judge_silence(sources_of(sums), at, law.policy))
        self._unheard = {subject.municipality for subject in perhaps | surely}
        month_end = last_month_end(at)
        counts = pool_counts(sums, law.book.shares, month_end, self._unheard)
        shares = {each.subject for each in judge_shares(counts, month_end, law.policy) if each.is_open}
        self._must = surely & perhaps | shares
        self._may = surely | perhaps

    def differences(self, is_open: Iterable[Subject]) -> list[str]:
        """What is open and may not be, and what is not and must be.

        While nothing is heard of a municipality its share is not judged, and what was said of it stays.
        """
        found = {each for each in is_open if each.kind == SILENT_SOURCE or each.municipality not in self._unheard}
        ours = {_said(each) for each in found - (self._may - self._must)}
        return between("alerts about municipalities", ours, {_said(each) for each in self._must}, str)


def compare_municipal(
    scene: Scene, figures: RoleProcess, known: Known, states: Mapping[str, CitizenState]
) -> MunicipalLives:
    """What is open on the topic and on the figures' page; the lives as they were told. Raises Differs."""
    expected = Expected(known, states)
    refuse_at_last(lambda: expected.differences(each.subject for each in _lives(scene).open()), _TOLD_S)
    lives = _lives(scene)
    told = {f"{each.subject.kind} {each.subject.municipality}" for each in lives.open()}
    refuse_at_last(lambda: between("municipal alerts on the page", _on_page(served(figures)), told, str), _TOLD_S)
    return lives


def compare_municipal_messages(scene: Scene) -> None:
    """Every change was told once, and none was left out. Raises Differs."""
    revisions: dict[str, list[int]] = defaultdict(list)
    for value in _messages(scene):
        body = json.loads(value)["data"]
        revisions[body["alert_id"]].append(body["revision"])
    wrong = {name for name, found in revisions.items() if found != list(range(1, len(found) + 1))}
    refuse(between("lives of municipal alerts that were not told once and whole", wrong, set(), str))


def _lives(scene: Scene) -> MunicipalLives:
    lives = MunicipalLives()
    for value in _messages(scene):
        lives.recall(decode_municipal(value))
    return lives


def _messages(scene: Scene) -> list[bytes]:
    """By Kafka's word of where the topic ends: a transaction's end takes an offset and is no record."""
    log = Follower(scene.stack.bootstrap, scene.topics.name(MUNICIPAL_ALERTS))
    said: list[bytes] = []
    try:
        while not log.caught_up:
            said += [value for _, value in log.read(0.1)]
    finally:
        log.close()
    return said


def _heard_at_latest(events: Iterable[Event], at: Instant) -> dict[str, Instant]:
    """The hour of the newest fact about anybody who ever lived in a municipality."""
    homes: dict[str, set[str]] = defaultdict(set)
    newest: dict[str, Instant] = {}
    for event in events:
        if event.at > at:
            continue
        if isinstance(event.fact, BenefitStarted | MunicipalityChanged):
            homes[event.citizen].add(event.fact.municipality)
        newest[event.citizen] = max(newest.get(event.citizen, 0), event.at - event.at % _HOUR)
    latest: dict[str, Instant] = {}
    for citizen, lived_in in homes.items():
        for code in lived_in:
            latest[code] = max(latest.get(code, 0), newest[citizen])
    return latest


def _silent(verdicts: Iterable[Verdict]) -> set[Subject]:
    return {each.subject for each in verdicts if each.is_open}


def _said(subject: Subject) -> str:
    return f"{subject.kind} of {subject.about} in {subject.municipality}"


def _on_page(page: str) -> set[str]:
    """Kind and municipality of each series that is not 0."""
    return {f"{found[1]} {found[2]}" for found in map(_OPEN.match, page.splitlines()) if found and found[3] != "0"}
