"""The days on which a benefit runs, and under which benefit, target group, category and municipality; knows no duties.

Rules: contracts/assess.md section 1 and the first bullets of section 8.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeVar

import msgspec

from rules import facts as f
from rules.civil import LAST_DAY, Day
from rules.settle import Note
from rules.words import Benefit, TargetGroup

OPEN: Final[Day] = LAST_DAY
"""The last day of what has no known end."""
_DEFAULT_CATEGORY: Final = 2


class Stretch(msgspec.Struct, frozen=True):
    """Unbroken days under the same benefit, group, category and municipality; `started`: the event that began it.

    `event`: the event from which its first day follows: a benefit's start, a change of group or a move.
    """

    from_: Day
    to: Day
    benefit: Benefit
    group: TargetGroup
    category: int | None
    municipality: str
    started: f.BenefitStarted | None
    event: str


_Dated = TypeVar("_Dated", f.BenefitStarted, f.TargetGroupChanged, f.MunicipalityChanged)
_Kind = TypeVar("_Kind", bound=f.FactBase)


def stretches(facts: Sequence[f.Fact], notes: list[Note]) -> tuple[Stretch, ...]:
    """The timeline of facts sorted by (learnt_at, id); what has no effect is added to `notes`."""
    starts = _latest_by_day(_of(f.BenefitStarted, facts), notes)
    if not starts:
        notes += [
            Note(fact.id, "no benefit runs on that day: no effect")
            for fact in facts
            if type(fact) in (f.BenefitEnded, f.TargetGroupChanged, f.MunicipalityChanged)
        ]
        return ()
    ends = _ends(starts, _of(f.BenefitEnded, facts), notes)
    groups = _latest_by_day(_of(f.TargetGroupChanged, facts), notes)
    moves = _latest_by_day(_of(f.MunicipalityChanged, facts), notes)
    made: list[Stretch] = []
    for index, start in enumerate(starts):
        after = starts[index + 1].from_ - 1 if index + 1 < len(starts) else OPEN
        to = min(after, ends.get(index, OPEN))
        inside_groups = [change for change in groups if start.from_ <= change.from_ <= to]
        inside_moves = [change for change in moves if start.from_ <= change.from_ <= to]
        made += _period(start, to, inside_groups, inside_moves)
    idle = [(change.id, change.from_) for change in groups] + [(change.id, change.from_) for change in moves]
    notes += [
        Note(event, "no benefit runs on that day: no effect")
        for event, begins in idle
        if not any(stretch.from_ <= begins <= stretch.to for stretch in made)
    ]
    return tuple(made)


def _of(kind: type[_Kind], facts: Sequence[f.Fact]) -> list[_Kind]:
    return [fact for fact in facts if isinstance(fact, kind)]


def _latest_by_day(said: Sequence[_Dated], notes: list[Note]) -> list[_Dated]:
    """One for each first day, the one learnt last, in order of days.

    A change of group that leaves its benefit or category out keeps what an earlier one of the same day states.
    """
    kept: dict[Day, _Dated] = {}
    for fact in said:
        former = kept.get(fact.from_)
        kept[fact.from_] = fact
        if former is None:
            continue
        notes.append(Note(former.id, "a later event states the same day: that one stands"))
        if isinstance(fact, f.TargetGroupChanged) and isinstance(former, f.TargetGroupChanged):
            kept[fact.from_] = msgspec.structs.replace(
                fact,
                benefit=fact.benefit or former.benefit,
                category=former.category if fact.category is None else fact.category,
            )
    return [kept[begins] for begins in sorted(kept)]


def _ends(starts: Sequence[f.BenefitStarted], said: Sequence[f.BenefitEnded], notes: list[Note]) -> dict[int, Day]:
    """The last day by index of start: each end closes the period begun last on or before it."""
    ends: dict[int, f.BenefitEnded] = {}
    for fact in said:
        begun = [index for index, start in enumerate(starts) if start.from_ <= fact.to]
        if not begun:
            notes.append(Note(fact.id, "no benefit runs on that day: no effect"))
            continue
        if begun[-1] in ends:
            notes.append(Note(ends[begun[-1]].id, "a later event ends the same period: that one stands"))
        ends[begun[-1]] = fact
    return {index: fact.to for index, fact in ends.items()}


def _period(
    start: f.BenefitStarted,
    to: Day,
    groups: Sequence[f.TargetGroupChanged],
    moves: Sequence[f.MunicipalityChanged],
) -> list[Stretch]:
    """One benefit period cut where its group or municipality changes."""
    benefit, group, category, municipality = start.benefit, start.target_group, start.category, start.municipality
    cuts = sorted({start.from_, *(change.from_ for change in groups), *(move.from_ for move in moves)})
    group_at = {change.from_: change for change in groups}
    move_at = {change.from_: change for change in moves}
    made: list[Stretch] = []
    for index, begins in enumerate(cuts):
        event = start.id
        if (shift := group_at.get(begins)) is not None:
            group = shift.target_group
            benefit = shift.benefit or benefit
            category = category if shift.category is None else shift.category
        if (move := move_at.get(begins)) is not None:
            municipality, event = move.municipality, move.id
        if shift is not None:
            event = shift.id
        shown = (category or _DEFAULT_CATEGORY) if group == "sygedagpenge" else None
        last = cuts[index + 1] - 1 if index + 1 < len(cuts) else to
        made.append(
            Stretch(begins, last, benefit, group, shown, municipality, start if begins == start.from_ else None, event)
        )
    return made
