"""What a partition's memory holds that Kafka does not yet: changed states, untold alerts; knows no broker and no law.

Group commit: while one work is on its way everything that changes meanwhile gathers, and goes out as the next one; states
that only took in facts stay behind where a work is for those who wait. So a citizen who changes twice meanwhile is written
once, and one whose event came after the tick not twice. There is never more than one work under way, so alerts of one
citizen can not overtake each other. A work is: changelog first, and when that
is acknowledged alerts, dead letters and figures; when those are, its offsets may be committed.
A citizen's state is written with all its messages that are not acknowledged yet (its outbox), so that a later record
never hides one that was not told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final, NamedTuple, TypeAlias

from rules.civil import Instant
from streams.engine.due import Key
from streams.engine.ports import AlertMessage, Letter, Pair

KEPT: Final = 1
"""How much a change of a state weighs that only took in facts."""
JUDGED: Final = 2
"""And one of a state that was judged, so that figures count it."""

Pack: TypeAlias = Callable[[Key, Sequence[bytes]], bytes | None]
"""(citizen, the outbox) → the changelog value; None where there is no state."""


class Reach(NamedTuple):
    """How far a partition has come: the next offset of each source topic and of the clock topic, and its clock.

    `judges_anew`: somebody is still judged by the law before.
    """

    positions: tuple[int, ...]
    clock_position: int
    clock: Instant
    judges_anew: bool = False


class Work(NamedTuple):
    """One group commit: what is to be sent, and how far all is taken in when that is acknowledged.

    - `reach`: without the events of states that stay behind, which so are not committed before they are written.
    - `states`: a None takes away what a worker that lost the partition wrote of a citizen we have heard nothing of yet.
    - `told`: how many messages of each citizen's outbox are among the alerts.
    - `appended_ms`: append timestamps of the events that caused the alerts, where an event did.
    """

    states: list[tuple[Key, bytes | None]]
    alerts: list[Pair]
    letters: list[Letter]
    figures: list[Pair]
    appended_ms: list[int]
    told: dict[Key, int]
    reach: Reach


class Journal:
    """What changed since the last work was taken."""

    def __init__(self) -> None:
        self._dirty: dict[Key, None] = {}
        self._kept: dict[Key, None] = {}
        self._judged: dict[Key, None] = {}
        self._outboxes: dict[Key, list[bytes]] = {}
        self._letters: list[Letter] = []
        self._figures: list[Pair] = []
        self._appended_ms: list[int] = []
        self._moved = False
        self._is_awaited = False

    def __bool__(self) -> bool:
        """Whether there is anything to take."""
        return self._moved

    @property
    def is_awaited(self) -> bool:
        """Whether something gathered that somebody outside waits for: a message, a dead letter, a figure."""
        return self._is_awaited

    @property
    def load(self) -> int:
        """How much has gathered: states and letters; the measure for holding back."""
        return len(self._dirty) + len(self._kept) + len(self._judged) + len(self._letters)

    @property
    def has_kept(self) -> bool:
        """Whether states gathered that have nothing to tell, and are in no figure that was told."""
        return bool(self._kept) or bool(self._judged)

    def moved(self) -> None:
        """Offsets advanced, even if nothing else changed."""
        self._moved = True

    def kept(self, key: Key) -> None:
        """A state took in facts of which nothing follows yet, in figures neither: no tick has covered them."""
        self._moved = True
        if key not in self._dirty and key not in self._judged:
            self._kept[key] = None

    def judged(self, key: Key) -> None:
        """A state was judged and has nothing to tell, or nothing yet: it is written before the next figures, which count it."""
        self._moved = True
        self._kept.pop(key, None)
        if key not in self._dirty:
            self._judged[key] = None

    def changed(self, key: Key, messages: Sequence[AlertMessage], appended_ms: int | None) -> None:
        """A state was judged by a tick, or has something to tell; `appended_ms`: when the event that caused it was appended."""
        self._write(key)
        if messages:
            self._is_awaited = True
            self._outboxes.setdefault(key, []).extend(message.value for message in messages)
            if appended_ms is not None:
                self._appended_ms.append(appended_ms)

    def restored(self, key: Key, outbox: Iterable[bytes]) -> None:
        """A recovered state must be written again, and its `outbox` may never have been told."""
        self._write(key)
        waiting = list(outbox)
        if waiting:
            self._is_awaited = True
            self._outboxes[key] = waiting

    def _write(self, key: Key) -> None:
        self._moved = True
        self._dirty[key] = None
        self._kept.pop(key, None)
        self._judged.pop(key, None)

    def refused(self, letter: Letter) -> None:
        """A record became a dead letter."""
        self._moved = self._is_awaited = True
        self._letters.append(letter)

    def figures(self, records: Sequence[Pair]) -> None:
        """Figures to be published, in order, and not before all that they count is written."""
        self._moved = self._is_awaited = True
        self._figures.extend(records)
        if records:
            self._dirty |= self._judged
            self._judged = {}

    def take(self, pack: Pack, reach: Reach, *, but_kept: bool = False) -> Work:
        """Everything that gathered, as one work; `but_kept`: without the states for which nobody waits.

        The work before must have been acknowledged in full.
        """
        if not but_kept:
            self._dirty |= self._kept
            self._dirty |= self._judged
            self._kept, self._judged = {}, {}
        alerts: list[Pair] = []
        written: list[tuple[Key, bytes | None]] = []
        told: dict[Key, int] = {}
        for key in self._dirty:
            outbox = self._outboxes.get(key, ())
            value = pack(key, outbox)
            if outbox and value is not None:
                alerts.extend((key, message) for message in outbox)
                told[key] = len(outbox)
            written.append((key, value))
        work = Work(written, alerts, self._letters, self._figures, self._appended_ms, told, reach)
        self._dirty, self._letters, self._figures, self._appended_ms = {}, [], [], []
        self._moved, self._is_awaited = self.has_kept, False
        return work

    def untold(self, key: Key) -> tuple[bytes, ...]:
        """A citizen's messages of which it is not known that they reached the broker."""
        return tuple(self._outboxes.get(key, ()))

    def acknowledged(self, work: Work) -> None:
        """All of `work` has reached the broker."""
        for key, count in work.told.items():
            outbox = self._outboxes[key]
            del outbox[:count]
            if not outbox:
                del self._outboxes[key]
