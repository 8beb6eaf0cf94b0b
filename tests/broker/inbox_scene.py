"""An inbox on a scene: messages of lives on the topics, keepers as processes, and what the view must then show."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any, TypeVar

import redis
import redis.asyncio

from alerts.inbox.action_message import decode_action, encode_action
from alerts.inbox.alert_message import decode_alert
from alerts.inbox.entry import Action, Entry
from alerts.inbox.fold import EMPTY, with_actions, with_telling
from alerts.inbox.standing import owner_of
from rules.civil import Instant
from rules.facts import Fact
from streams.citizen.changed_law import under_changed_law
from streams.citizen.encoding import encode
from streams.citizen.judge import Judge
from streams.inbox.keys import Keys
from streams.inbox.listening import Listening
from streams.inbox.view import RedisView
from streams.municipality.records import MARKER_GROUP, encode_marker, partial_key
from streams.topics import ALERT_ACTIONS, ALERTS, CITIZENS_CHANGELOG, MUNICIPAL_PARTIALS
from tests.broker.expected import folded, told
from tests.broker.lives import Event
from tests.broker.scene import Scene
from tests.broker.worker_process import RoleProcess
from tests.eventually import eventually

T = TypeVar("T")


class InboxScene:
    """What an inbox reads and keeps, on topics and keys of its own."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.keys = Keys(scene.topics.prefix)
        self.redis: redis.Redis = redis.Redis.from_url(scene.stack.redis_url)
        self.keepers: list[RoleProcess] = []

    def keeper(self) -> RoleProcess:
        """Start another keeper."""
        self.keepers.append(self.scene.role("inbox keep", redis_url=self.scene.stack.redis_url, keeper_port="0"))
        return self.keepers[-1]

    def tell(self, events: Iterable[Event], at: Instant) -> None:
        """What workers would have written of these events up to an instant: states and alerts."""
        events = list(events)
        states = folded(events, at).items()
        self.scene.send((CITIZENS_CHANGELOG, citizen.encode(), encode(state)) for citizen, state in states)
        messages = told(events, at)
        self.scene.send((ALERTS, citizen.encode(), value) for citizen, values in messages.items() for value in values)

    def change_law(self, events: Iterable[Event], at: Instant, law: Judge) -> None:
        """What workers write that judge everybody anew by another law."""
        for citizen, state in folded(list(events), at).items():
            made = under_changed_law(state, citizen, at, law)
            self.scene.send((ALERTS, citizen.encode(), message.value) for message in made.messages)

    def done(self, actions: Iterable[Action]) -> None:
        """What an inbox would have written."""
        self.scene.send((ALERT_ACTIONS, action.citizen.encode(), encode_action(action)) for action in actions)

    def handled(self, at: Instant) -> None:
        """Every worker partition says that it has told everything up to a tick."""
        numbers = range(self.scene.topics.partitions)
        marker = encode_marker("e", at, 0, 0)
        self.scene.send_to(MUNICIPAL_PARTIALS, ((n, partial_key(n, MARKER_GROUP), marker) for n in numbers))

    def expected(self) -> dict[str, Entry]:
        """The entries that the two topics make together."""
        entries: dict[str, Entry] = defaultdict(lambda: EMPTY)
        for seen in self.scene.log(ALERTS).read():
            telling = decode_alert(seen.value or b"")
            entries[telling.alert_id] = with_telling(entries[telling.alert_id], telling)
        for seen in self.scene.log(ALERT_ACTIONS).read():
            action = decode_action(seen.value or b"")
            entries[action.alert_id] = with_actions(entries[action.alert_id], (action,))
        return dict(entries)

    def ask(self, question: Callable[[RedisView], Awaitable[T]]) -> T:
        """The view's answer."""

        async def asked() -> T:
            async with redis.asyncio.Redis.from_url(self.scene.stack.redis_url) as client:
                return await question(RedisView(client, self.keys, Listening(client, self.keys)))

        return asyncio.run(asked())

    def wait_whole(self, as_of: Instant, within_s: float = 40.0) -> None:
        """Until the view says that it is whole up to an instant."""
        eventually(self.progress, lambda said: said == (as_of, 0), within_s)

    def progress(self) -> tuple[Instant | None, int]:
        """(as of, behind) as the view says it; (None, -1) while Redis is away."""
        try:
            said = self.ask(lambda view: view.progress())
        except Exception as away:
            assert type(away).__name__ == "ViewAway"
            return None, -1
        return said.as_of, said.behind

    def live(self) -> str:
        """The generation that is shown."""
        live: Any = self.redis.get(self.keys.live)
        return "" if live is None else str(live.decode())

    def generations(self) -> set[str]:
        """All of which there are keys."""
        return {self.keys.generation_of(key.decode()) for key in self.redis.scan_iter(match=self.keys.generations)}

    def facts(self, citizen: str) -> tuple[Fact, ...]:
        """What the view knows of a citizen."""
        return tuple(self.ask(lambda view: view.facts(citizen)))

    def shown(self) -> dict[str, Entry]:
        """Every entry that Redis holds, by alert."""
        citizens = {alert_id.split(":")[2] for alert_id in self.expected()}

        async def everything(view: RedisView) -> dict[str, Entry]:
            return {
                alert_id: entry
                for citizen in citizens
                for entry in await view.of_citizen(citizen)
                for alert_id in [entry.telling.alert_id if entry.telling else entry.actions[0].alert_id]
            }

        return self.ask(everything)

    def wait_shown(self, within_s: float = 40.0) -> None:
        """Until Redis holds what the topics say."""
        expected = self.expected()
        eventually(self.shown, lambda found: found == expected, within_s)


def lists_of(entries: Iterable[Entry]) -> dict[tuple[str, str], dict[str, Entry]]:
    """(municipality, owner) → the open entries in the list."""
    lists: dict[tuple[str, str], dict[str, Entry]] = defaultdict(dict)
    for entry in entries:
        if entry.telling is not None and entry.telling.is_open:
            lists[entry.telling.municipality, owner_of(entry)][entry.telling.alert_id] = entry
    return dict(lists)


def by_id(entries: Sequence[Entry]) -> dict[str, Any]:
    """The same by alert."""
    return {entry.telling.alert_id: entry for entry in entries if entry.telling is not None}
