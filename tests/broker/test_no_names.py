"""Nobody's name and nothing like a person number is left anywhere after people have read and acted: Kafka, Redis, logs.

The names are the demo's invented ones, shown on every page that is asked for here. What is looked through is what the servers
hold: every record of every topic (as a consumer reads it, so that nothing hides in a compressed batch), every key and value
of Redis, every line that a role has logged.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from alerts.inbox.entry import Entry, Telling
from deploy.inbox.names import invented_name
from rules.civil import day, start_of_day
from streams.intake import person_number
from streams.topics import ALERT_ACTIONS, ALERTS, BENEFIT_EVENTS, DEAD_LETTERS, TABLE
from tests.broker.inbox_scene import InboxScene, lists_of
from tests.broker.lives import lives
from tests.broker.scene import Scene
from tests.broker.test_inbox_serve import pressed, served, signed_in
from tests.broker.topic_log import TopicLog

pytestmark = pytest.mark.broker

NOON = start_of_day(day("2018-06-15")) + 12 * 3_600_000_000
EVENTS = lives(12)
BAD_EVENTS = Path(__file__).parents[2] / "deploy" / "demo" / "bad-events.jsonl"
MADE_UP = "0112990000"


def looked_at(scene: Scene, inbox: InboxScene, entries: dict[str, Entry], where: str, who: str) -> list[str]:
    """Pages as a caseworker reads them, and a row on which she acts; their texts."""
    pages = served(scene, names="invented")
    pages.wait_ready()
    inbox.wait_whole(NOON)
    inbox.wait_shown()
    telling = told(entries)
    with signed_in(pages, where, who) as browser:
        paths = ["/", "/koe", "/tal", f"/?q={quote(invented_name(telling.citizen))}", f"/borger/{telling.citizen}"]
        paths += [f"/advis/raekke?om={alert_id}" for alert_id in entries]
        texts = [browser.get(path).text for path in paths]
        assert pressed(browser, telling, "kvitter").status_code == 303
        assert pressed(browser, telling, "note", note="Ring i morgen").status_code == 303
        assert pressed(browser, telling, "note", note=f"om {MADE_UP}").status_code == 409
        assert browser.post("/advis/handling", data={"garbage": MADE_UP}).status_code == 403
    inbox.wait_shown()
    assert pages.terminate() == 0
    return texts


def told(entries: dict[str, Entry]) -> Telling:
    """The first of some entries' alerts."""
    return next(entry.telling for _, entry in sorted(entries.items()) if entry.telling is not None)


class Search:
    """Looks for names and person numbers in bytes."""

    def __init__(self, people: set[str]) -> None:
        names = {name for each in people for name in (invented_name(each), invented_name(each).split(" ")[1])}
        forms = {name.encode() for name in names} | {json.dumps(name)[1:-1].encode() for name in names}
        self._names = re.compile(b"|".join(map(re.escape, sorted(forms))), re.IGNORECASE)

    def finds(self, held: bytes) -> bool:
        """Whether a name, a surname or something like a person number stands in it."""
        return self._names.search(held) is not None or person_number.in_bytes(held)


def in_kafka(scene: Scene) -> Iterator[tuple[str, bytes]]:
    """Everything in every topic of the scene."""
    for topic in TABLE:
        name, partitions = scene.topics.name(topic.base_name), scene.topics.partitions_of(topic)
        log = TopicLog(scene.stack.bootstrap, name, partitions)
        yield from ((topic.base_name, (seen.key or b"") + b"\n" + (seen.value or b"")) for seen in log.read())
        log.close()


def in_redis(inbox: InboxScene) -> Iterator[tuple[str, bytes]]:
    """Every key of the inbox with what it holds, unpacked."""
    client: Any = inbox.redis
    for key in client.scan_iter(match=f"*{inbox.scene.topics.prefix}*"):
        match client.type(key):
            case b"hash":
                held = [each for pair in client.hgetall(key).items() for each in pair]
            case b"zset":
                held = client.zrange(key, 0, -1)
            case _:
                held = [unpacked(client.get(key) or b"")]
        yield key.decode(), b"\n".join([key, *held])


def unpacked(held: bytes) -> bytes:
    try:
        return zlib.decompress(held)
    except zlib.error:
        return held


def in_logs(directory: Path) -> Iterator[tuple[str, bytes]]:
    """Every line of every role's log."""
    for log in directory.rglob("*.log"):
        yield from ((log.name, line) for line in log.read_bytes().splitlines())


def test_neither_names_nor_person_numbers_are_left_anywhere(scene: Scene, tmp_path: Path) -> None:
    inbox = InboxScene(scene)
    scene.worker()
    scene.publish(EVENTS)
    secret = next(line for line in BAD_EVENTS.read_bytes().splitlines() if person_number.in_bytes(line))
    scene.send([(BENEFIT_EVENTS, b"c-1", secret)])  # as a source that knows no better would
    scene.tick(NOON)
    scene.wait_until_handled(NOON)
    lists = lists_of(inbox.expected().values())
    (where, who), entries = next((key, some) for key, some in sorted(lists.items()) if key[1])
    citizens = {event.citizen for event in EVENTS}
    search = Search(citizens | {owner for _, owner in lists if owner})

    texts = looked_at(scene, inbox, entries, where, who)
    assert invented_name(who) in texts[0] and invented_name(told(entries).citizen) in texts[0], "names were shown"
    assert search.finds(texts[0].encode()), "what is looked for can be found"

    places = {"kafka": list(in_kafka(scene)), "redis": list(in_redis(inbox)), "logs": list(in_logs(tmp_path))}
    assert {base_name for base_name, _ in places["kafka"]} >= {ALERTS, ALERT_ACTIONS, DEAD_LETTERS}
    for place in ("kafka", "redis"):
        assert any(told(entries).citizen.encode() in held for _, held in places[place]), "pseudonyms are there"
    assert len(places["redis"]) > len(citizens) and len(places["logs"]) > 2
    found = [(place, name) for place, some in places.items() for name, held in some if search.finds(held)]
    assert found == [("kafka", BENEFIT_EVENTS)], "nothing but what the source itself wrote into its topic"
