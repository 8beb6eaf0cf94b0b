"""The ports of the inbox kept in memory, for tests of the pages: our own ports, never Kafka or Redis."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence

from alerts.held_back import Silence
from alerts.inbox.entry import NOBODY, Action, Entry, Owner, Telling
from alerts.inbox.fold import EMPTY, with_actions, with_telling
from alerts.inbox.law_change import Deeds, deeds_in
from alerts.inbox.people import User
from alerts.inbox.ports import FiguresAway, MonthFigure, MunicipalNumbers, NotWritten, Progress, ViewAway
from alerts.inbox.standing import owner_of
from rules.civil import Day, Instant
from rules.facts import Fact


class MemoryView:
    """Entries by alert id; `away` makes every reading fail as it would without Redis."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self.entries: dict[str, Entry] = {}
        self.known_facts: dict[str, tuple[Fact, ...]] = {}
        self.away = False
        self.as_of: Instant | None = None
        self.behind = 0
        self.silences: dict[str, Silence] = {}
        self.reads = 0
        self._listeners: list[tuple[asyncio.AbstractEventLoop, asyncio.Queue[str | None]]] = []
        for entry in entries:
            if entry.telling is not None:
                self.entries[entry.telling.alert_id] = entry

    def tell(self, telling: Telling) -> None:
        """One more message of an alert, as the keeper would fold it."""
        self._put(telling.alert_id, with_telling(self.entries.get(telling.alert_id, EMPTY), telling))

    def add(self, action: Action) -> None:
        """One more action."""
        self._put(action.alert_id, with_actions(self.entries.get(action.alert_id, EMPTY), [action]))

    def hear_of(self, silences: Mapping[str, Silence]) -> None:
        """Municipalities have fallen silent, or are heard again."""
        self.silences = dict(silences)
        self._say("*")

    def break_off(self) -> None:
        """Redis goes: readings fail and whoever listens is told so."""
        self.away = True
        self._say(None)

    def _put(self, alert_id: str, entry: Entry) -> None:
        self.entries[alert_id] = entry
        self._say(alert_id)

    def _say(self, what: str | None) -> None:
        """To all who listen, who are on the server's thread, not on the test's."""
        for loop, queue in list(self._listeners):
            loop.call_soon_threadsafe(queue.put_nowait, what)

    def _read(self) -> None:
        self.reads += 1
        if self.away:
            raise ViewAway

    def _open(self, municipality: str) -> list[Entry]:
        return [
            entry
            for entry in self.entries.values()
            if entry.telling is not None and entry.telling.is_open and entry.telling.municipality == municipality
        ]

    async def of_caseworker(self, municipality: str, caseworker: str) -> Sequence[Entry]:
        self._read()
        return [entry for entry in self._open(municipality) if owner_of(entry) == caseworker]

    async def unassigned(self, municipality: str) -> Sequence[Entry]:
        self._read()
        return [entry for entry in self._open(municipality) if owner_of(entry) == NOBODY]

    async def of_citizen(self, citizen: str) -> Sequence[Entry]:
        self._read()
        return [each for each in self.entries.values() if each.telling is not None and each.telling.citizen == citizen]

    async def entry(self, alert_id: str) -> Entry | None:
        self._read()
        return self.entries.get(alert_id)

    async def told_by_law(self, municipality: str, owner: Owner | None) -> Deeds:
        self._read()
        return deeds_in(self._by_law(municipality, owner))

    async def touched_by_law(self, municipality: str, owner: Owner | None, since: Day) -> Sequence[Entry]:
        self._read()
        return [
            each for each in self._by_law(municipality, owner) if max(deed.on for deed in deeds_in([each])) >= since
        ]

    def _by_law(self, municipality: str, owner: Owner | None) -> list[Entry]:
        return [
            each
            for each in self.entries.values()
            if each.telling is not None
            and each.telling.by_law is not None
            and each.telling.municipality == municipality
            and owner in (None, owner_of(each))
        ]

    async def facts(self, citizen: str) -> Sequence[Fact]:
        self._read()
        return self.known_facts.get(citizen, ())

    async def caseworkers(self, municipality: str) -> Sequence[tuple[str, int]]:
        self._read()
        owners = Counter(owner_of(entry) for entry in self._open(municipality))
        return sorted((owner, count) for owner, count in owners.items() if owner != NOBODY)

    async def municipalities(self) -> Sequence[str]:
        self._read()
        return sorted({entry.telling.municipality for entry in self.entries.values() if entry.telling is not None})

    async def progress(self) -> Progress:
        self._read()
        return Progress(self.as_of, self.behind, self.silences)

    async def changes(self, user: User) -> AsyncIterator[str]:
        """Every change: a page asks again what is its reader's."""
        self._read()
        queue: asyncio.Queue[str | None] = asyncio.Queue()
        listener = (asyncio.get_running_loop(), queue)
        self._listeners.append(listener)
        try:
            while (alert_id := await queue.get()) is not None:
                yield alert_id
            raise ViewAway
        finally:
            self._listeners.remove(listener)


class MemoryActions:
    """Writes into the view at once; `late` holds ids that can't be undone any more.

    `away` refuses as without Kafka; `takes`: of how many at once, where Kafka goes in the middle; `then` happens once it is written.
    """

    def __init__(self, view: MemoryView) -> None:
        self._view = view
        self.away = False
        self.takes: int | None = None
        self.then: Callable[[], None] = lambda: None
        self.written: list[Action] = []
        self.late: set[str] = set()

    async def write(self, actions: Sequence[Action]) -> Sequence[Action]:
        if self.away:
            raise NotWritten
        for action in actions[: self.takes]:
            self.written.append(action)
            self._view.add(action)
        self.then()
        return actions[: self.takes]

    async def undoable(self, action: str) -> bool:
        return action not in self.late


class MemoryNames:
    """Names as given."""

    def __init__(self, citizens: dict[str, str], caseworkers: dict[str, str]) -> None:
        self._citizens, self._caseworkers = citizens, caseworkers

    async def citizens(self, citizens: Sequence[str]) -> dict[str, str]:
        return {each: self._citizens[each] for each in citizens if each in self._citizens}

    async def caseworkers(self, caseworkers: Sequence[str]) -> dict[str, str]:
        return {each: self._caseworkers[each] for each in caseworkers if each in self._caseworkers}


class MemoryFigures:
    """Figures by municipality; `away` fails."""

    def __init__(self) -> None:
        self.known: dict[str, MunicipalNumbers] = {}
        self.months: dict[str, tuple[MonthFigure, ...]] = {}
        self.away = False

    async def month_ends(self, municipality: str) -> Sequence[MonthFigure]:
        if self.away:
            raise FiguresAway
        return self.months.get(municipality, ())

    async def of(self, municipality: str) -> MunicipalNumbers | None:
        if self.away:
            raise FiguresAway
        return self.known.get(municipality)


class HandMoved:
    """A clock that stands until it is moved."""

    def __init__(self, now: Instant) -> None:
        self.now = now

    def __call__(self) -> Instant:
        return self.now
