"""What must hold of the inbox's view when it has come as far as a tick: rows, actions, silences, every key; knows no faults."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Set
from typing import Final

from alerts.inbox.item import items_of
from alerts.municipal.life import MunicipalLives
from alerts.municipal.silence import SILENT_SOURCE
from deploy.comparing.meaning import open_in
from rules.civil import Instant, civil_day
from streams.citizen.state import CitizenState
from streams.inbox.rebuild import Rebuild, RebuildRefused, Rebuilt
from streams.inbox.view import RedisView
from streams.settings import Settings, load_settings
from streams.topic_ends import EndsUnknownError
from tests.broker.inbox_scene import InboxScene
from tests.eventually import eventually
from tests.soak.differing import Differs, between, kind_of_alert, refuse, refuse_at_last

_WHOLE_S: Final = 180.0
_REBUILT_S: Final = 150.0
"""Longer than the claim of one that was killed, which keeps others off for a minute."""


def compare_inbox(
    inbox: InboxScene, at: Instant, states: Mapping[str, CitizenState], lives: MunicipalLives, done: Set[str]
) -> None:
    """Rows, actions and silences are what the topics say, and so is every key beside a view built anew. Raises Differs."""
    try:
        eventually(inbox.progress, lambda said: said[0] is not None and said[0] >= at and said[1] == 0, _WHOLE_S)
    except AssertionError as late:
        raise Differs([f"the inbox's view is not whole: {late}"]) from None
    expected = open_in(states)
    refuse_at_last(lambda: _rows(inbox, at, expected), _WHOLE_S)
    refuse_at_last(lambda: _actions(inbox, done), _WHOLE_S)
    silent = {each.subject.municipality for each in lives.open() if each.subject.kind == SILENT_SOURCE}
    refuse_at_last(lambda: between("silences shown", _silences(inbox), silent, str), _WHOLE_S)
    compare_rebuilt(inbox)


def compare_rebuilt(inbox: InboxScene) -> None:
    """What `rettidig inbox rebuild --compare` says: none differing, and nothing of an older view is left. Raises Differs."""
    found = _compared(_settings(inbox))
    kinds = Counter(name.partition(":")[0] for name in found.differences)
    refuse([f"inbox rebuild --compare: {count} keys of {kind} differ" for kind, count in kinds.items()])
    left = inbox.generations() - {inbox.live()}
    refuse([f"inbox: {len(left)} views are left that nobody is shown"] if left else [])


def _settings(inbox: InboxScene) -> Settings:
    stack, topics = inbox.scene.stack, inbox.scene.topics
    return load_settings(
        bootstrap_servers=stack.bootstrap,
        redis_url=stack.redis_url,
        topic_prefix=topics.prefix,
        partitions=topics.partitions,
    )


def _compared(settings: Settings) -> Rebuilt:
    """Asked again while it is refused or a node of Kafka's is away. Raises Differs with the reason when it stays so."""
    made: list[Rebuilt] = []

    def refused() -> list[str]:
        try:
            made.append(Rebuild(settings, lambda _left: None).compare())
        except (RebuildRefused, EndsUnknownError) as error:
            return [f"inbox rebuild --compare: {error}"]
        return []

    refuse_at_last(refused, _REBUILT_S)
    return made[-1]


def _rows(inbox: InboxScene, at: Instant, expected: Set[str]) -> list[str]:
    """All lists of all caseworkers and queues together hold the canonical open alerts, each once."""

    async def listed(view: RedisView) -> Counter[str]:
        found: Counter[str] = Counter()
        for municipality in await view.municipalities():
            owners = [name for name, _ in await view.caseworkers(municipality)]
            lists = [await view.of_caseworker(municipality, owner) for owner in owners]
            for entries in (*lists, await view.unassigned(municipality)):
                found.update(item.telling.alert_id for item in items_of(entries, civil_day(at), {}))
        return found

    found = inbox.ask(listed)
    twice = {name for name, count in found.items() if count > 1}
    return [
        *between("rows", found.keys(), expected, kind_of_alert),
        *between("rows in two lists", twice, set(), kind_of_alert),
    ]


def _actions(inbox: InboxScene, done: Set[str]) -> list[str]:
    """Everything that people were told is done is shown, and every entry is what the topics make of it."""
    expected, shown = inbox.expected(), inbox.shown()
    acted = {action.id for entry in shown.values() for action in entry.actions}
    wrong = {name for name in expected.keys() & shown.keys() if expected[name] != shown[name]}
    return [
        *between("actions", acted & done, done, lambda _: "action"),
        *between("entries", shown.keys(), expected.keys(), kind_of_alert),
        *between("entries that read otherwise", wrong, set(), kind_of_alert),
    ]


def _silences(inbox: InboxScene) -> set[str]:
    return set(inbox.ask(lambda view: view.progress()).silences)
