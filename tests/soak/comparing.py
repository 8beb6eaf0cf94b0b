"""What must hold after a tick and at the end of a round, whatever befell; knows what Kafka and the roles say, no faults."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from rules.civil import Instant, civil_day, day
from streams.municipality.exposition import render
from streams.municipality.months import last_day, window
from streams.replay import Window, replay
from streams.topics import ALERTS
from tests.broker.figures_read import nonzero, served, statements
from tests.broker.harness import Event, Scene, assert_as_folded, by_citizen, figures_of, folded, judge, told
from tests.broker.worker_process import RoleProcess
from tests.eventually import eventually

_SHOWN_S = 120.0
_AS_OF = "rettidig_figures_as_of_"


def compare(scene: Scene, figures: RoleProcess, events: Sequence[Event], at: Instant) -> None:
    """Open set, states, partials and the figures' page after the tick `at`. Raises AssertionError."""
    assert_as_folded(scene, events, at)
    expected = _judged(render(figures_of(folded(events, at).values(), at)).decode())
    eventually(lambda: _judged(served(figures)) ^ expected, lambda different: not different, _SHOWN_S)
    as_of = {line.rpartition(" ")[2] for line in nonzero(served(figures)) if line.startswith(_AS_OF)}
    assert as_of <= {f"{at / 1_000_000:.6f}".rstrip("0").rstrip(".")}


def _judged(page: str) -> set[str]:
    """The series of a page, but for what depends on all that was ever heard: which sources there are, and since when."""
    return {line for line in nonzero(page) if not line.startswith((_AS_OF, "rettidig_source_"))}


def compare_month_ends(scene: Scene, events: Sequence[Event], at: Instant) -> None:
    """Every month end that was stated reads now as `replay` says it is known at the tick `at`."""
    months = window(at)
    whole = Window(last_day(months[0]), civil_day(at) - 1, known_at=at)
    expected = set(replay(by_citizen(events), whole, judge()).figures)
    eventually(lambda: _stated(scene, {last_day(month) for month in months}), expected.__eq__, _SHOWN_S)


def _stated(scene: Scene, days: set[int]) -> set[str]:
    last: dict[str, dict[str, Any]] = {figure["key"]: figure for figure in statements(scene.stack, scene.topics)}
    return {
        f"{figure['month_end']},{figure['municipality']},{figure['target_group']},{name},{share['counted']},{share['met']}"
        for figure in last.values()
        if day(figure["month_end"]) in days
        for name, share in figure["measures"].items()
        if share["counted"]
    }


def compare_messages(scene: Scene, events: Sequence[Event], at: Instant, *, is_in_order: bool) -> None:
    """An id has one content, however often it was told; with events in order all is the canonical log, byte for byte."""
    contents: dict[str, set[bytes]] = defaultdict(set)
    for seen in scene.log(ALERTS).read():
        value = seen.value or b""
        contents[json.loads(value)["id"]].add(value)
    assert {name: found for name, found in contents.items() if len(found) > 1} == {}
    if is_in_order:
        assert scene.alerts_by_citizen() == told(events, at)
