"""What must hold of citizens and figures after a tick and at the end of a round, whatever befell; knows no faults."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple, TypeAlias

from deploy.comparing.meaning import open_in
from rules.civil import Instant, civil_day, day, iso_instant, start_of_day
from rules.pools import POOLED
from streams.citizen.state import CitizenState
from streams.month import last_day, window
from streams.municipality.exposition import render
from streams.replay import Window, replay
from streams.topics import ALERTS
from tests.broker.expected import differences, differing_groups, figures_of, folded, told
from tests.broker.figures_read import nonzero, served, statements
from tests.broker.lives import Event, by_citizen
from tests.broker.scene import Scene
from tests.broker.worker_process import RoleProcess
from tests.soak.differing import between, kind_of_alert, refuse, refuse_at_last
from tests.soak.law import Law

_SHOWN_S: Final = 120.0
_AS_OF: Final = "rettidig_figures_as_of_"


class Known(NamedTuple):
    """What was published by the tick `at`, and by which law it is judged."""

    events: Sequence[Event]
    at: Instant
    law: Law

    def states(self) -> dict[str, CitizenState]:
        """What the step makes of it without a broker."""
        return folded(self.events, self.at, self.law.judge())


def compare(scene: Scene, figures: RoleProcess, known: Known) -> dict[str, CitizenState]:
    """Open set, states, partials and the figures' page after a tick; the states as they must be. Raises Differs."""
    expected, at = known.states(), known.at
    refuse(
        [
            *differing_states(scene.states(), expected, known),
            *between("open alerts", scene.open_alerts(), open_in(expected), kind_of_alert),
        ]
    )
    # Who takes over publishes as of the newest tick once it has handled that; of an older one first if the end was not told.
    refuse_at_last(lambda: _figures(scene, expected, at), _SHOWN_S)
    page = _judged(render(figures_of(expected.values(), at)).decode())
    refuse_at_last(lambda: between("figures' page", _judged(served(figures)), page, _series), _SHOWN_S)
    refuse_at_last(lambda: _as_of(served(figures), at), _SHOWN_S)  # the series may be those of the tick before already
    return expected


def _as_of(page: str, at: Instant) -> list[str]:
    said = {line.rpartition(" ")[2] for line in nonzero(page) if line.startswith(_AS_OF)}
    return between("figures as of", said, {f"{at / 1_000_000:.6f}".rstrip("0").rstrip(".")} if said else set(), str)


def compare_last(scene: Scene, known: Known) -> None:
    """What those read who go by the last record, whoever wrote it. Raises Differs."""
    refuse(differing_states(scene.last_states(), known.states(), known))


def differing_states(
    found: Mapping[str, CitizenState], expected: Mapping[str, CitizenState], known: Known
) -> list[str]:
    """How the states that were found differ from those that must be, by what they say."""
    told_apart = differences(found, expected, known.at, known.law.judge()).values()
    counted = Counter(name for names in told_apart for name in names)
    return [f"states: {count} {_IN_WORDS.get(name, f'differ in {name}')}" for name, count in counted.items()]


_IN_WORDS: Final = {"missing": "missing", "due": "were due and were not judged"}


def _figures(scene: Scene, expected: Mapping[str, CitizenState], at: Instant) -> list[str]:
    groups = differing_groups(scene.aggregate(), expected.values(), at)
    return [f"figures: {len(groups)} groups differ ({', '.join(groups[:6])})"] if groups else []


def _judged(page: str) -> set[str]:
    """The series of a page, but for what depends on all that was ever heard: which sources there are, and since when."""
    return {line for line in nonzero(page) if not line.startswith((_AS_OF, "rettidig_source_"))}


def _series(line: str) -> str:
    return line.partition("{")[0]


def compare_month_ends(scene: Scene, known: Known) -> None:
    """Every month end that was stated reads now as `replay` says it is known at a tick. Raises Differs."""
    months = window(known.at)
    whole = Window(last_day(months[0]), civil_day(known.at) - 1, known_at=known.at)
    expected = set(replay(by_citizen(known.events), whole, known.law.judge()).figures)
    days = {last_day(month) for month in months}
    refuse_at_last(lambda: between("month ends", _stated(scene, days), expected, _month_end), _SHOWN_S)


def compare_first_statements(scene: Scene, known: Known, since: Instant) -> int:
    """What was said of month ends since an instant as they were known then; with events in order. Raises Differs.

    How many groups' month ends that were: where the owner who knew had died, what was known later was stated instead.
    """
    whole = Window(civil_day(since), civil_day(known.at) - 1)
    rows = replay(by_citizen(known.events), whole, known.law.judge()).figures
    said = {
        _group(figure): figure["first_published"]
        for figure in _figures_on_topic(scene)
        if day(figure["month_end"]) >= whole.from_
    }
    then = {group: first for group, first in said.items() if first["at"] == _ended(group)}
    found = {row for group, first in then.items() for row in _rows(group, first["measures"])}
    expected = {row for row in rows if tuple(row.split(",")[:3]) in then}
    refuse(between("month ends as first stated", found, expected, _month_end))
    return len(then)


def _ended(group: Group) -> str:
    return iso_instant(start_of_day(day(group[0]) + 1))


def _stated(scene: Scene, days: set[int]) -> set[str]:
    return {
        row
        for figure in _figures_on_topic(scene)
        if day(figure["month_end"]) in days
        for row in _rows(_group(figure), figure["measures"])
    }


Group: TypeAlias = tuple[str, str, str]


def _group(figure: Mapping[str, Any]) -> Group:
    return figure["month_end"], figure["municipality"], figure["target_group"]


def _figures_on_topic(scene: Scene) -> Collection[dict[str, Any]]:
    """The last of each key."""
    return {figure["key"]: figure for figure in statements(scene.stack, scene.topics)}.values()


def _rows(group: Group, measures: Mapping[str, Any]) -> Iterator[str]:
    """As in `figures.csv`, which has no pools."""
    for name, share in measures.items():
        if share["counted"] and name not in POOLED:
            yield f"{','.join(group)},{name},{share['counted']},{share['met']}"


def _month_end(row: str) -> str:
    return row.partition(",")[0]


def compare_messages(scene: Scene, known: Known, *, is_canonical: bool) -> None:
    """An id has one content, however often it was told; where all is canonical, it is the log byte for byte. Raises Differs."""
    contents: dict[str, set[bytes]] = defaultdict(set)
    for seen in scene.log(ALERTS).read():
        value = seen.value or b""
        contents[json.loads(value)["id"]].add(value)
    ambiguous = {name for name, found in contents.items() if len(found) > 1}
    refuse(between("messages with one id and two contents", ambiguous, set(), kind_of_alert))
    if is_canonical:
        ours, log = scene.alerts_by_citizen(), told(known.events, known.at)
        count = sum(ours.get(citizen) != log.get(citizen) for citizen in {*ours, *log})
        refuse([f"canonical log: of {count} citizens it reads otherwise"] if count else [])
