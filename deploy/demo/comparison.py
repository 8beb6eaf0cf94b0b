"""Compares what came out of Kafka with the same step without a broker: alerts, what is open, figures; counts differences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from itertools import islice
from typing import Final, TypeVar

import msgspec

from deploy.comparing.report import Compared
from deploy.comparing.told import ENDS
from deploy.demo.gauges import Series, read, series
from deploy.demo.listener import Alert, Listener
from deploy.demo.states import Kept
from deploy.demo.timetable import Timetable
from rules.civil import civil_day
from rules.measured import BIT, NAMES
from streams import metrics
from streams.citizen.judge import Judge
from streams.citizen.state import CitizenState
from streams.citizen.step import AlertMessage
from streams.replay import Replayed, Window, replay

Key = TypeVar("Key")

_AT_ONCE: Final = 25
COMPARED: Final = (
    metrics.CITIZENS,
    metrics.MEASURE_COUNTED,
    metrics.MEASURE_MET,
    metrics.OBLIGATIONS_OPEN,
    metrics.OBLIGATIONS_OVERDUE,
    metrics.ALERTS_OPEN,
)


Tell = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is."""


def compare(
    replayed: Replayed, followed: Collection[str], heard: Listener, kept: Mapping[str, Kept], figures_page: bytes
) -> tuple[Compared, ...]:
    """Compare what was told of those who are followed with their replay: alerts byte for byte, the open set, the states; and
    every figure at /metrics with what all the kept states add up to."""
    expected = {message.id: message.value for message in replayed.alerts}
    told = {name: each.value for name, each in heard.alerts.items()}
    is_open = open_alerts(replayed.alerts)
    open_live = {name: each.alert.id for name, each in heard.open.items()}
    states = {citizen: each.state for citizen, each in kept.items()}
    counts = figures(states.values())
    served = {each: int(value) for each, value in read(figures_page, (m.name for m in COMPARED)).items() if value}
    ours = {citizen: state for citizen, state in states.items() if citizen in followed}
    return (
        Compared("alert messages, byte for byte", len(expected), differing(expected, told)),
        Compared("open alerts, each at the same revision", len(is_open), differing(is_open, open_live)),
        Compared("citizens' states", len(replayed.states), differing(_judged(replayed.states), _judged(ours))),
        Compared("figures at /metrics, summed from all states", len(counts), differing(counts, served)),
    )


def replay_of(played: Timetable, followed: Collection[str], tell: Tell) -> Replayed:
    """What was played of those who are followed, worked out without a broker, some citizens at a time."""
    window, judge = Window(civil_day(played.begins), played.last_day), Judge.load()
    left = iter(sorted(played.facts(followed).items()))
    alerts: list[AlertMessage] = []
    states: dict[str, CitizenState] = {}
    while some := dict(islice(left, _AT_ONCE)):
        made = replay(some, window, judge)
        alerts += made.alerts
        states |= made.states
        tell("replaying lives", len(states), len(followed))
    alerts.sort(key=lambda message: (message.time, message.id))
    return Replayed(tuple(alerts), (), states)


def differing(ours: Mapping[Key, object], theirs: Mapping[Key, object]) -> int:
    """How many keys are only in one of two tables, or have another value there."""
    return sum(ours.get(key) != theirs.get(key) for key in ours.keys() | theirs.keys())


def _judged(states: Mapping[str, CitizenState]) -> dict[str, object]:
    """What was judged of each citizen, without where it stands on Kafka and how long ago it was looked at."""
    return {name: (state.facts, dict(state.alerts), state.today) for name, state in states.items()}


def open_alerts(messages: Iterable[AlertMessage]) -> dict[str, str]:
    """Alert id → id of its last message, of the alerts that have not ended; messages in the order of the log."""
    last: dict[str, Alert] = {}
    decoder = msgspec.json.Decoder(Alert)
    for message in messages:
        alert = decoder.decode(message.value)
        before = last.get(alert.data.alert_id)
        if before is None or before.data.revision < alert.data.revision:
            last[alert.data.alert_id] = alert
    return {name: alert.id for name, alert in last.items() if alert.change not in ENDS}


def figures(states: Iterable[CitizenState]) -> dict[Series, int]:
    """What the figures' page must say, counted straight from the states; what is 0 is left out."""
    counts: Counter[Series] = Counter()
    for state in states:
        standing = state.today.standing
        if standing is None:
            continue
        group = {"municipality": standing.municipality, "target_group": standing.target_group}
        counts[series(metrics.CITIZENS.name, **group)] += 1
        for measure in NAMES:
            counts[series(metrics.MEASURE_COUNTED.name, measure=measure, **group)] += bool(
                standing.counted & BIT[measure]
            )
            counts[series(metrics.MEASURE_MET.name, measure=measure, **group)] += bool(standing.met & BIT[measure])
        for duty, is_open, overdue in state.today.obligations:
            counts[series(metrics.OBLIGATIONS_OPEN.name, duty=duty, **group)] += is_open
            counts[series(metrics.OBLIGATIONS_OVERDUE.name, duty=duty, **group)] += overdue
        for kind, number in state.today.alerts:
            counts[series(metrics.ALERTS_OPEN.name, kind=kind, municipality=standing.municipality)] += number
    return +counts
