"""Two times: what later registrations changed about a day, event by event in the order in which they were learnt; pure.

What was known at an instant and what is known now differ by the facts learnt since. They are let in one at a time, and what
each changes is its doing.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from rules.assess import Assessment, assess
from rules.case import dossier
from rules.civil import Day, Instant
from rules.facts import Fact
from rules.history import history
from rules.lawbook import Lawbook
from rules.obligation import Obligation
from rules.settle import in_order


class Shift(msgspec.Struct, frozen=True):
    """One obligation before and after; None: it was not there, or no longer is."""

    before: Obligation | None
    after: Obligation | None


class Turn(msgspec.Struct, frozen=True):
    """What one fact changed about the day. `passive`: what it is now, where it changed. `shifts` empty and no more: nothing."""

    fact: Fact
    shifts: tuple[Shift, ...]
    passive: bool | None

    @property
    def idle(self) -> bool:
        return not self.shifts and self.passive is None


def turns(
    facts: Sequence[Fact], known_at: Instant, on: Day, book: Lawbook, duty: str | None = None
) -> tuple[Turn, ...]:
    """Every fact learnt after `known_at`, in order, with what it changed about the day `on`."""
    ordered = in_order(dict.fromkeys(facts))
    known = [fact for fact in ordered if fact.learnt_at <= known_at]
    before = assess(dossier(history(known), book), on)
    made = []
    for fact in ordered[len(known) :]:
        known.append(fact)
        after = assess(dossier(history(known), book), on)
        passive = after.passive if after.passive != before.passive and duty is None else None
        made.append(Turn(fact, _shifts(before, after, duty), passive))
        before = after
    return tuple(made)


_Key = tuple[str, str, Day, int, Day]


def _shifts(before: Assessment, after: Assessment, duty: str | None) -> tuple[Shift, ...]:
    former, present = _by_case(before, duty), _by_case(after, duty)
    # A due date that moved is the same case, so what is left over is paired once more without the date.
    same = [key for key in former if key in present]
    found = [Shift(former[key], present[key]) for key in same if _stand(former[key]) != _stand(present[key])]
    gone = [former[key] for key in former if key not in present]
    new = [present[key] for key in present if key not in former]
    for each in gone:
        match = next((other for other in new if _loosely(other) == _loosely(each)), None)
        if match is not None:
            new.remove(match)
        found.append(Shift(each, match))
    return (*found, *(Shift(None, each) for each in new))


def _by_case(assessed: Assessment, duty: str | None) -> dict[_Key, Obligation]:
    return {
        (each.duty, each.group, each.since, each.needed, each.due_on): each
        for each in assessed.obligations
        if duty in (None, each.duty)
    }


def _loosely(each: Obligation) -> tuple[object, ...]:
    return each.duty, each.group, each.since, each.needed


def _stand(each: Obligation) -> tuple[object, ...]:
    return each.status, each.held, each.fulfilled_on, each.closed, tuple(event for _, event in each.acts)
