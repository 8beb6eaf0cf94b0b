"""The step without a broker: the canonical log, the figures of month ends and their sums; knows files' lines, not Kafka.

Contract: contracts/outputs.md, "The canonical log" and "Offline". Each citizen is walked alone, so replay needs no order of
citizens and could be spread over processes.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from alerts.life import Told
from rules.civil import Day, Instant, iso, month_end, start_of_day
from rules.facts import Fact
from rules.measured import BIT, NAMES
from streams.citizen.judge import Judge
from streams.citizen.state import CitizenState, Standing
from streams.citizen.step import AlertMessage, Stepped, alert_message, step
from streams.month import Month, last_day, month_of

FIGURES_HEADER = "month_end,municipality,target_group,measure,counted,met"


class Window(msgspec.Struct, frozen=True):
    """The period that is replayed, both days included; `known_at`: figures as known then instead of at each month end."""

    from_: Day
    until: Day
    known_at: Instant | None = None

    def begins(self) -> Instant:
        return start_of_day(self.from_)

    def ends(self) -> Instant:
        """The last instant of the period."""
        return start_of_day(self.until + 1) - 1


class Replayed(msgspec.Struct, frozen=True):
    """`alerts`: the canonical log by (time, id). `figures`: rows of `FIGURES_HEADER`, sorted. `states` by citizen."""

    alerts: tuple[AlertMessage, ...]
    figures: tuple[str, ...]
    states: dict[str, CitizenState]

    def alerts_bytes(self) -> bytes:
        return b"".join(message.value + b"\n" for message in self.alerts)

    def figures_bytes(self) -> bytes:
        return ("\n".join((FIGURES_HEADER, *self.figures)) + "\n").encode()

    def summary(self) -> dict[str, Any]:
        """A SHA-256 of each file and the counts of changes by kind."""
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        for message in self.alerts:
            read = msgspec.json.decode(message.value)
            counts[read["data"]["kind"]][read["type"].split(".")[3]] += 1
        return {
            "alerts.jsonl": hashlib.sha256(self.alerts_bytes()).hexdigest(),
            "figures.csv": hashlib.sha256(self.figures_bytes()).hexdigest(),
            "citizens": len(self.states),
            "changes": {kind: dict(sorted(changes.items())) for kind, changes in sorted(counts.items())},
        }


def replay(facts: Mapping[str, Sequence[Fact]], window: Window, judge: Judge) -> Replayed:
    """Replay the facts of many citizens over a period."""
    messages: list[AlertMessage] = []
    counts: Counter[tuple[str, str, str, str, str]] = Counter()
    states: dict[str, CitizenState] = {}
    for citizen, said in facts.items():
        known = said if window.known_at is None else [fact for fact in said if fact.learnt_at <= window.known_at]
        made, told = _walk(citizen, known, window, judge)
        messages += told
        states[citizen] = made.state
        standings = _passed(made, window) if window.known_at is None else _as_known(known, window, judge)
        for month, standing in standings:
            _count(counts, month, standing)
    messages.sort(key=lambda message: (message.time, message.id))
    rows: dict[tuple[str, str, str, str], list[int]] = defaultdict(lambda: [0, 0])
    for (end, municipality, group, measure, what), number in counts.items():
        rows[end, municipality, group, measure][what == "met"] += number
    figures = sorted(",".join((*key, str(counted), str(met))) for key, (counted, met) in rows.items())
    return Replayed(tuple(messages), tuple(figures), states)


def _walk(citizen: str, facts: Sequence[Fact], window: Window, judge: Judge) -> tuple[Stepped, Iterable[AlertMessage]]:
    """One citizen's walk; what is open when the period begins is raised with its true `time`, as revision 1."""
    silent = step(None, citizen, facts, window.begins() - 1, judge)
    opened: list[AlertMessage] = []
    records = {}
    for key, record in silent.state.alerts.items():
        if record.told is None:
            continue
        raised = [told for told in silent.told if told.key == key and told.change == "raised"][-1]
        first = Told("raised", key, 1, raised.at, record.told, raised.caused_by, raised.follows)
        opened.append(alert_message(citizen, first))
        records[key] = msgspec.structs.replace(record, revision=1)
    begun = msgspec.structs.replace(silent.state, alerts=records)
    made = step(begun, citizen, (), window.ends(), judge)
    return made, [*opened, *made.messages]


def _passed(made: Stepped, window: Window) -> Iterable[tuple[Month, Standing | None]]:
    """The month ends inside the period, each as known at its last instant."""
    yield from ((month, standing) for month, standing in made.passed if window.from_ <= last_day(month))
    if window.until == month_end(window.until):
        yield month_of(window.until), made.state.today.standing


def _as_known(facts: Sequence[Fact], window: Window, judge: Judge) -> Iterable[tuple[Month, Standing | None]]:
    """The month ends inside the period, all as known at one instant."""
    known = judge.dossier(facts)
    for month in range(month_of(window.from_), month_of(window.until + 1)):
        yield month, judge.standing(known, last_day(month))


def _count(counts: Counter[tuple[str, str, str, str, str]], month: Month, standing: Standing | None) -> None:
    if standing is None:
        return
    for name in NAMES:
        if standing.counted & BIT[name]:
            key = (iso(last_day(month)), standing.municipality, standing.target_group, name)
            counts[*key, "counted"] += 1
            if standing.met & BIT[name]:
                counts[*key, "met"] += 1
