"""The small law of the peers' benchmark kit in words of our own, typed as the kit's Java peers have it; no law of Denmark's.

The kit's `law.py` is for peers that decode to dicts. Its Java peers have a model of their own with the same rules
(`Model.java`), and so has our engine: the same fields are decoded, the same state is kept and written as JSON. That the
answers are the same is said by the kit's digests, and by `tests/streams/engine/test_peers_law.py` on lives drawn at random.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

import msgspec

LIMITS: Final = tuple(timedelta(days=days) for days in (45, 91, 136, 182))
IDS: Final = 8
"""Event ids that a state remembers, to know one that is delivered again."""
STARTED: Final = "dk.rettidig.benefit.started.v1"
HELD: Final = "dk.rettidig.interview.held.v1"
OFFERED: Final = "dk.rettidig.offer.started.v1"


class Data(msgspec.Struct, gc=False, rename={"from_": "from"}):
    """What an event is about; which fields there are depends on its type."""

    citizen: str = ""
    municipality: str = ""
    date: str = ""
    benefit: str = ""
    target_group: str = ""
    offer_id: str = ""
    kind: str = ""
    from_: str = ""
    to: str = ""
    interview_id: str = ""
    form: str = ""


class Event(msgspec.Struct, gc=False):
    """An event, as the kit sends it."""

    id: str
    type: str
    data: Data


class State(msgspec.Struct, gc=False):
    """What is known of a citizen. `offsets`: the engine's, of each source topic."""

    start: str | None = None
    tg: str | None = None
    mun: str | None = None
    interviews: list[str] = []
    offers: list[str] = []
    due: str | None = None
    alerted: bool = False
    ids: list[str] = []
    offsets: tuple[int, ...] = ()


class Alert(msgspec.Struct, gc=False):
    """An interview that was held too late."""

    id: str
    citizen: str
    municipality: str | None
    target_group: str | None
    due: str


class Tally(msgspec.Struct):
    """What the kit's driver is told. `counters`: (municipality, target group) → citizens, those without an alert."""

    n: int = 0
    dups: int = 0
    alerts: int = 0
    counters: dict[tuple[str | None, str | None], list[int]] = {}


def applied(state: State, citizen: str, event: Event) -> Alert | None:
    """Apply one event that is new to the state, in its place; the alert that comes of it, if any."""
    ids, interviews, data = state.ids, state.interviews, event.data
    ids.append(event.id)
    if len(ids) > IDS:
        del ids[0]
    missed = None
    if event.type == HELD:
        if state.due is not None and data.date > state.due:
            missed = state.due
        interviews.append(data.date)
    elif event.type == STARTED:
        state.start, state.tg, state.mun = data.from_, data.target_group, data.municipality
        dues = (_due(state.start, nth) for nth in range(len(LIMITS)))  # interviews may have been read before the start
        missed = next((due for held, due in zip(interviews, dues, strict=False) if held > due), None)
    elif event.type == OFFERED:
        state.offers.append(data.offer_id)
    nth = len(interviews)
    state.due = _due(state.start, nth) if state.start is not None and nth < len(LIMITS) else None
    if missed is None or state.alerted:
        return None
    state.alerted = True
    return Alert(f"overdue:{citizen}:{missed}", citizen, state.mun, state.tg, missed)


def _due(start: str, nth: int) -> str:
    return (date.fromisoformat(start) + LIMITS[nth]).isoformat()


def handler(tally: Tally, tell: Callable[[State, str], None] | None) -> Callable[[State, str, Event], Alert | None]:
    """The handling of (state, citizen, event): apply what is new, and count as the kit's law does.

    `tell`: who hears of each event, in the kit's recovery job.
    """
    counters = tally.counters

    def handle(state: State, citizen: str, event: Event) -> Alert | None:
        tally.n += 1
        alert = None
        if event.id in state.ids:
            tally.dups += 1
        else:
            had_begun = state.start is not None
            alert = applied(state, citizen, event)
            if not had_begun and state.start is not None:
                counted = counters.setdefault((state.mun, state.tg), [0, 0])
                counted[0] += 1
                counted[1] += 1
            if alert is not None:
                counters[state.mun, state.tg][1] -= 1
                tally.alerts += 1
        if tell is not None:
            tell(state, citizen)
        return alert

    return handle
