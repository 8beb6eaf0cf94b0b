"""One citizen's state held against the replay of the events that it says it has read; pure.

A state says how far it has read (its offsets) and up to which instant it is judged (its clock), so the replay of just those
events up to just that instant must say the same, whatever the workers do meanwhile. Beside that: no event that counts as
done may be missing in it, and at the last tick nothing may have been left undone.
An event that was appended after a tick was cut and registered before it may have been seen by that tick or not. Where that
changes what a citizen adds to the figures, the figures of those groups are left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from msgspec.structs import replace

from alerts.identity import alert_id
from deploy.comparing.cut import Cut, Event, Offsets
from deploy.comparing.meaning import DUE, differing_parts, open_in
from rules.civil import Instant
from rules.facts import Fact
from streams.citizen.judge import Judge
from streams.citizen.state import CitizenState, due_at
from streams.citizen.step import step
from streams.engine.ports import UNKNOWN_CLOCK
from streams.municipality.records import Group

MISSING: Final = "missing"
"""There is no state, though events count as done."""
EXTRA: Final = "extra"
"""There is a state, and not one event of the citizen."""
EVENTS: Final = "events"
"""Events count as done and are not in the state."""
_LOOKS: Final = 60
"""Days on which the replay looks ahead of a state at most."""
UNJUDGED: Final = "unjudged"
"""The law could not take in what the events say."""


@dataclass(slots=True)
class Compared:
    """What was found of one citizen.

    - `parts`: in what the state differs: one of those above, or what `differing_parts` says.
    - `open`: the alerts that are open by the replay at the state's own instant; `revisions`: up to where the state has told.
    - `counted`: the state by the replay at the tick of the figures; None: the citizen adds nothing. `undecided`: see above.
    """

    parts: tuple[str, ...] = ()
    open: set[str] = field(default_factory=set)
    revisions: dict[str, int] = field(default_factory=dict)
    counted: CitizenState | None = None
    undecided: set[Group] = field(default_factory=set)


def compare_citizen(
    citizen: str,
    events: Sequence[Event],
    found: CitizenState | None,
    cut: Cut,
    judge: Judge,
    joins: Sequence[Fact] = (),
) -> Compared:
    """What stands of one citizen, and what must; `events`: all there are. Of the cut only instants and offsets are asked.

    `joins`: facts of another record, which the one that was found would have hidden.
    """
    case = _Case(citizen, events, found, cut, judge)
    try:
        made = case.without_state() if found is None else case.of_state(case.joined(found, joins))
        if cut.covered is not None:
            case.count(made, cut.covered)
    except Exception:  # as in the worker: one case that the law cannot take in must not stop the others
        return Compared((UNJUDGED,), revisions=case.revisions)
    return made


class _Case:
    """One citizen while they are compared; `at`: the tick of the figures."""

    def __init__(
        self, citizen: str, events: Sequence[Event], found: CitizenState | None, cut: Cut, judge: Judge
    ) -> None:
        self.citizen, self.events, self.judge = citizen, events, judge
        self.at = cut.as_of
        self.is_due = cut.is_due
        self.covered = cut.covered or (0,) * len(cut.ends)
        self.revisions = {} if found is None else _revisions(citizen, found)
        self._at_tick: CitizenState | None = None
        """What must be at the tick, where that is known already."""

    def without_state(self) -> Compared:
        """Nothing stands there: right as long as no event counts as done."""
        due = [event.fact for event in self.events if self.is_due(event)]
        if not due:
            return Compared()
        return Compared((MISSING,), open_in({self.citizen: self._fold(due, self.at)}))

    def joined(self, found: CitizenState, joins: Sequence[Fact]) -> CitizenState:
        """The state with the facts of a hidden record, as a worker would take it over."""
        if joins:
            found = step(found, self.citizen, joins, UNKNOWN_CLOCK, self.judge).state
            self.revisions = _revisions(self.citizen, found)
        return found

    def of_state(self, found: CitizenState) -> Compared:
        """A state, and the replay of what it has read."""
        if not self.events:
            return Compared((EXTRA,), revisions=self.revisions)
        read = [event for event in self.events if event.offset <= found.offsets[event.topic]]
        lacking = any(found.offsets[each.topic] < each.offset and self.is_due(each) for each in self.events)
        expected = self._fold([event.fact for event in read], found.clock)
        parts = dict.fromkeys((*[EVENTS] * lacking, *self._differing(found, expected, read)))
        if lacking:
            self._at_tick = None
        return Compared(tuple(parts), open_in({self.citizen: expected}), self.revisions)

    def _differing(self, found: CitizenState, expected: CitizenState, read: Sequence[Event]) -> list[str]:
        """At the state's own instant, and at the tick where something was due by then for certain."""
        at = found.clock
        parts = ["facts"] * (found.facts != expected.facts)
        late = {each.fact.id for each in read if _is_after(each, self.covered) and each.fact.learnt_at > at}
        doubtful = late - {each.fact.id for each in read if not _is_after(each, self.covered)}  # sent once more
        ours, theirs = _without(found, doubtful), _without(expected, doubtful)
        if _is_due(ours, self.at):
            parts.append(DUE)
        if _is_due(ours, self.at) or _is_due(theirs, self.at):
            at = self.at
            theirs = step(theirs, self.citizen, (), at, self.judge).state
        if at <= self.at and not any(_is_after(each, self.covered) and each.fact.learnt_at <= self.at for each in read):
            self._at_tick = theirs
        parts += differing_parts(ours, theirs, self.citizen, at, self.judge)
        if not parts and self._sleeps(ours, theirs):
            parts.append(DUE)
        return parts

    def _sleeps(self, ours: CitizenState, theirs: CitizenState) -> bool:
        """Whether something changes before the day on which the state says that it is looked at next.

        It may say a later day by right: the replay's may come too early. So the replay walks there, and what it tells counts.
        """
        until, today = due_at(ours), theirs.today
        for _ in range(_LOOKS):
            due = due_at(theirs)
            if due is None or (until is not None and until <= due):
                return False
            looked = step(theirs, self.citizen, (), due, self.judge)
            if looked.messages or looked.state.today != today:
                return True
            theirs = looked.state
        return False

    def count(self, made: Compared, covered: Offsets) -> None:
        """What the citizen must add to the figures of the tick, and whether that can be told."""
        sure = [event.fact for event in self.events if not _is_after(event, covered)]
        late = [each.fact for each in self.events if _is_after(each, covered) and each.fact.learnt_at <= self.at]
        if sure:
            made.counted = self._at_tick or self._fold(sure, self.at)
        if late:
            other = self._fold([*sure, *late], self.at)
            if made.counted is None or _adds(made.counted) != _adds(other):
                made.undecided = _groups(made.counted) | _groups(other)

    def _fold(self, facts: Sequence[Fact], at: Instant) -> CitizenState:
        return step(None, self.citizen, facts, at, self.judge).state


def _is_after(event: Event, covered: Offsets) -> bool:
    return event.offset >= covered[event.topic]


def _is_due(state: CitizenState, at: Instant) -> bool:
    due = due_at(state)
    return due is not None and due <= at


def _without(state: CitizenState, ids: set[str]) -> CitizenState:
    return replace(state, facts=tuple(fact for fact in state.facts if fact.id not in ids)) if ids else state


def _revisions(citizen: str, state: CitizenState) -> dict[str, int]:
    return {alert_id(key, citizen): record.revision for key, record in state.alerts.items()}


def _adds(state: CitizenState) -> tuple[object, ...]:
    return state.today, state.months


def _groups(state: CitizenState | None) -> set[Group]:
    if state is None:
        return set()
    standings = (state.today.standing, *(standing for _, standing in state.months))
    return {Group(each.municipality, each.target_group) for each in standings if each is not None}
