"""One partition's cut compared: what differs, what could not be compared and why; pure, and bounded by one partition."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

import msgspec

from deploy.comparing.citizen import Compared, compare_citizen
from deploy.comparing.cut import Cut, Kept
from deploy.comparing.figures import differing_groups, said
from deploy.comparing.report import ALERTS, FIGURES, STATES, Difference, Gap, Part
from deploy.comparing.told import Told, Word, open_if_told, read
from rules.civil import civil_day
from streams.citizen.form import FORM
from streams.citizen.judge import Judge, law_name
from streams.citizen.state import CitizenState, at_a_glance
from streams.engine.ports import UnreadableStateError
from streams.intake.decode import is_pseudonym
from streams.intake.person_number import in_bytes
from streams.month import month_of
from streams.municipality.census import Census
from streams.municipality.records import Group

Tell = Callable[[int, int], None]
"""Told how many citizens are done, of how many."""
NAMELESS: Final = "(a key that is no pseudonym)"
_UNREADABLE: Final = "nobody can read it"
_OFTEN: Final = 100
_TOPICS: Final = "set the retention of the topics to -1 (`rettidig topics check` names them); what is lost stays lost"


def compare_partition(cut: Cut, judge: Judge, tell: Tell = lambda _done, _all: None) -> Part:
    """Compare all that can be. Raises UnreadableStateError, with the place of a state that this release cannot read."""
    part = Part(cut.number, cut.published.as_of, cut.newest, refused=cut.refused, waiting=cut.waiting)
    part.events = sum(map(len, cut.events.values()))
    part.gaps = gaps(cut, judge)
    if not part.gaps:
        _Walk(cut, judge, part).compare(tell)
    return part


def gaps(cut: Cut, judge: Judge) -> list[Gap]:
    """Why a partition cannot be compared at all; none: it can."""
    if cut.begins:
        why = f"the log no longer begins at its beginning ({', '.join(sorted(cut.begins))})"
        return [Gap(why, _TOPICS, is_cut_off=True)]
    if cut.published.as_of is None:
        return [
            Gap(
                "no worker has published figures of it in full",
                "ask again in a moment where the workers have just started; else worker and clock must run (`rettidig doctor`)",
            )
        ]
    settlement = cut.settlement
    if settlement.laws and settlement.laws[-1] != judge.version:
        theirs, ours = law_name(settlement.laws[-1]), judge.name
        return [
            Gap(
                f"its citizens are judged by lawbook {theirs}, and this command has {ours}",
                "give this command the release and the RETTIDIG_LAWBOOK of the workers",
            )
        ]
    if settlement.judges_anew:
        return [
            Gap(
                f"its citizens are being judged anew by lawbook {judge.name}",
                "ask again when the workers are ready; a quiet partition says so within ten minutes",
            )
        ]
    return []


class _Walk:
    """The citizens of one partition, one after the other."""

    def __init__(self, cut: Cut, judge: Judge, part: Part) -> None:
        self._cut, self._judge, self._part = cut, judge, part
        self._census = Census()
        self._undecided: set[Group] = set()
        self._untold = 0
        self._numbers = {ALERTS: 0, STATES: 0}
        part.numbers, part.differences = self._numbers, []

    def compare(self, tell: Tell) -> None:
        cut = self._cut
        citizens = sorted(cut.events.keys() | cut.states.keys() | cut.told.keys())
        for count, citizen in enumerate(citizens):
            self._citizen(citizen)
            if count % _OFTEN == 0:
                tell(count, len(citizens))
        if cut.alerts_begin:
            why = "open alerts were left out: the topic alerts no longer begins at its beginning"
            self._part.gaps.append(Gap(why, _TOPICS, is_cut_off=True))
        for place in cut.unreadable:
            self._differ(ALERTS, place, _UNREADABLE)
        if self._untold:
            self._part.gaps.append(
                Gap(
                    "alerts wait to be told", "ask again; if they wait on, see that the workers run (`rettidig doctor`)"
                )
            )
        self._figures()

    def _citizen(self, citizen: str) -> None:
        cut = self._cut
        events, kept = cut.events.get(citizen, []), cut.states.get(citizen)
        found, outbox = self._state(kept) if kept is not None else (None, ())
        made = compare_citizen(citizen, events, found, cut, self._judge, kept.joins if kept is not None else ())
        self._numbers[STATES] += bool(events and (kept is not None or made.parts))
        if made.parts:
            self._differ(STATES, citizen, ", ".join(made.parts), citizen)
        untold = outbox if kept is not None and kept.offset >= cut.settlement.settled else ()
        if not cut.alerts_begin:
            self._alerts(citizen, made, cut.told.get(citizen) or Told(), list(self._words(citizen, untold)))
        if made.counted is not None:
            self._census.count(at_a_glance(made.counted))
        self._undecided |= made.undecided

    def _state(self, kept: Kept) -> tuple[CitizenState, tuple[bytes, ...]]:
        try:
            state, outbox = FORM.decode(kept.value)
        except UnreadableStateError as error:
            place = f"partition {self._cut.number} of the changelog, offset {kept.offset}"
            raise UnreadableStateError(f"{place}: {error}") from error
        return state, tuple(outbox)

    def _words(self, citizen: str, outbox: Sequence[bytes]) -> Iterator[tuple[str, Word]]:
        """What messages that are to be told say; one that is no alert would go to `alerts` as it is."""
        for value in outbox:
            try:
                _, alert, word = read(value, is_early=False)
            except (msgspec.MsgspecError, ValueError):
                self._differ(ALERTS, citizen, f"a message that is to be told: {_UNREADABLE}", citizen)
                continue
            yield alert, word

    def _alerts(self, citizen: str, made: Compared, told: Told, outbox: Sequence[tuple[str, Word]]) -> None:
        self._numbers[ALERTS] += len(made.open)
        is_open = told.open(made.revisions)
        if is_open != made.open and (missing := told.lacks(outbox)):
            later = open_if_told(is_open, missing)
            self._untold += later != is_open
            is_open = later
        for alert in sorted(is_open ^ made.open):
            how = "open there, and not by the replay" if alert in is_open else "open by the replay, and not there"
            self._differ(ALERTS, alert, how, citizen)

    def _figures(self) -> None:
        cut = self._cut
        if cut.covered is None or not cut.published.is_whole:
            why = "records of its figures are missing" if cut.covered else "its last tick is not kept any more"
            self._part.gaps.append(
                Gap(f"its figures were left out: {why}", "ask again while clock and workers run (`rettidig doctor`)")
            )
            return
        self._census.reach(month_of(civil_day(cut.as_of)))
        ours, theirs = said(self._census.tallies(), cut.as_of), said(cut.published.tallies, cut.as_of)
        undecided = self._undecided & (ours.keys() | theirs.keys())
        self._part.undecided = frozenset(map(self._named, undecided))
        expected, found = ({g: record for g, record in each.items() if g not in undecided} for each in (ours, theirs))
        self._numbers[FIGURES] = len(expected)
        for group, fields in differing_groups(expected, found).items():
            self._differ(FIGURES, self._named(group), ", ".join(fields))

    def _named(self, group: Group) -> str:
        return f"partition {self._cut.number}, {' '.join(group)}"

    def _differ(self, kind: str, name: str, how: str, citizen: str = "") -> None:
        """Note a difference. What stands on a topic may be anybody's: only a pseudonym is repeated."""
        if citizen and not _may_be_named(citizen):
            name, citizen = NAMELESS, ""
        elif in_bytes(name.encode()):
            name = NAMELESS
        self._part.differences.append(Difference(kind, name, how, citizen))


def _may_be_named(citizen: str) -> bool:
    return is_pseudonym(citizen) and not in_bytes(citizen.encode())
