"""The engine with the toy law of the peers' benchmark kit, as a process that the kit's driver starts; knows no law of ours.

The kit compares Kafka Streams, Quix and Faust on one job (docs/bench.md, "Beside other engines"). This is our side of its
contract: where to read and write comes in environment variables, progress goes out on standard output. The law is the
kit's own `law.py`, found by `PEERS_KIT`; everything around it is what the product's worker runs.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from operator import itemgetter
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeAlias

import msgspec

from rules.civil import Instant
from streams import topic_admin
from streams.agents.application import batch_app, out_topics
from streams.agents.watch import WorkerWatch
from streams.agents.worker import collect_rarely
from streams.engine.application import BatchApp
from streams.engine.ports import Form, Letter, Pair, Passed, Record, Rules
from streams.settings import Settings

KIT: Final = "PEERS_KIT"
"""The variable that says in which directory the kit lies."""
PARTITIONS: Final = 4
UNPACKED: Final = 400_000
"""More than there are citizens: the kit gives Kafka Streams a gigabyte or two."""

_LOOK_S: Final = 0.2

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder().decode


Seen: TypeAlias = tuple[int, dict[str, Any]]
"""The partition that an event came from, and the event as the kit's law wants it."""


class Message(NamedTuple):
    """One alert."""

    value: bytes


class Stepped(msgspec.Struct, frozen=True, gc=False):
    """What came of a step: the kit's law changes a state in its place."""

    state: dict[str, Any]
    messages: Sequence[Message] = ()
    passed: Passed = ()
    late: int = 0
    dropped: int = 0


class NeverDue(NamedTuple):
    """The kit's law asks nothing of time."""

    due: Instant | None = None


class NoCounts:
    """The kit's law counts by itself, in memory."""

    def __init__(self, _partition: int) -> None: ...

    def replace(self, _old: object, _new: object, _passed: Passed) -> None: ...

    def rebuilding(self, glances: Iterable[object], _epoch: str, _clock: Instant) -> Iterator[None]:
        for _ in glances:
            yield

    def at_tick(self, _as_of: Instant) -> list[Pair]:
        return []


def kit_module(name: str) -> Any:
    """A module of the kit. Raises SystemExit where nobody says where it is."""
    place = os.environ.get(KIT, "")
    if not (Path(place) / "law.py").is_file():
        raise SystemExit(f"set {KIT} to the directory of the benchmark kit (with law.py), not {place!r}")
    if place not in sys.path:
        sys.path.insert(0, place)
    return import_module(name)


def rules(law: Any, watch: WorkerWatch) -> Rules[dict[str, Any], Seen]:
    """The engine's ports, bound to the kit's law."""
    handle = law.handle

    def read(_topic: str, partition: int, record: Record) -> Seen:
        return partition, _decode(record.value or b"")

    def unjudged(topic: str, partition: int, record: Record, error: Exception) -> Letter:
        raise RuntimeError(f"{topic}-{partition} at {record.offset}: the kit's law failed") from error

    def step(state: dict[str, Any] | None, citizen: str, facts: Sequence[Seen], _now: Instant) -> Stepped:
        known: dict[str, Any] = law.new_state() if state is None else state
        told: tuple[Message, ...] = ()
        for partition, event in facts:
            _, alert = handle(known, citizen, event, partition)
            if alert is not None:
                told = (*told, Message(_encode(alert)))
        return Stepped(known, told)

    return Rules(read, unjudged, lambda _state, _facts: None, step, FORM, NoCounts, watch)


def _place(state: dict[str, Any], _partition: int, offsets: tuple[int, ...]) -> dict[str, Any]:
    state["offsets"] = offsets
    return state


def _bytes(state: dict[str, Any], outbox: Sequence[bytes]) -> bytes:
    return _encode({**state, "outbox": [each.decode() for each in outbox]} if outbox else state)


def _state(value: bytes) -> tuple[dict[str, Any], Sequence[bytes]]:
    state: dict[str, Any] = _decode(value)
    return state, [each.encode() for each in state.pop("outbox", ())]


def _at_rest(value: bytes) -> bytes:
    state, outbox = _state(value)
    return _encode(state) if outbox else value


def _no_facts(_value: bytes) -> Sequence[Seen]:
    raise ValueError("the kit's states hold no facts: two workers at once are not its business")


FORM: Final[Form[dict[str, Any], Seen]] = Form(
    offsets=itemgetter("offsets"),
    place=_place,
    due_at=lambda _state: None,
    waits=lambda _state: False,
    encode=_bytes,
    decode=_state,
    decode_offsets=lambda value: tuple(_decode(value)["offsets"]),
    decode_facts=_no_facts,
    decode_outbox=lambda value: _state(value)[1],
    at_rest=_at_rest,
    glance=lambda _value: NeverDue(),
)


async def _work(settings: Settings, law: Any) -> None:
    watch = WorkerWatch(settings.topics.sources)
    out = out_topics(settings.topics)._replace(alerts=law.ALERTS)
    app = batch_app(settings, rules(law, watch), out)
    collect_rarely()
    await app.start()
    noted = 0
    while app.failure is None and not app.crashed:  # Faust tells of a crash by a flag only
        await asyncio.sleep(_LOOK_S)
        if law.S.n >= law.EVENTS and law.S.n > noted:
            noted = law.S.n
            await _note_how_far(app)
    raise app.failure or app.crash_reason or RuntimeError("the application ended")


async def _note_how_far(app: BatchApp) -> None:
    """All events are there: what would wait for the next commit goes out now, as the kit has Kafka Streams do it."""
    for courier in list(app.engine.couriers.values()):
        await courier.idle()
    await app.consumer.commit()


def main() -> None:
    """Work until killed, as the kit does it."""
    law = kit_module("law")
    settings = Settings(
        bootstrap_servers=law.BOOTSTRAP,
        topic_prefix=f"{law.PREFIX}-",
        application_id=law.APP_ID.removeprefix(f"{law.PREFIX}-"),
        partitions=PARTITIONS,
        unpacked_states=UNPACKED,
        commit_interval_ms=max(50, round(law.COMMIT_S * 1000)),
    )
    topic_admin.create(topic_admin.connect(law.BOOTSTRAP), settings.topics)
    law.progress()
    asyncio.run(_work(settings, law))


if __name__ == "__main__":
    main()
