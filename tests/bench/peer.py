"""The engine with the toy law of the peers' benchmark kit, as a process that the kit's driver starts; knows no law of ours.

The kit compares Kafka Streams, Quix and Faust on one job (docs/bench.md, "Beside other engines"). This is our side of its
contract: where to read and write comes in environment variables, progress goes out on standard output. The law is that of
the kit, typed (toy.py); everything around it is what the product's worker runs. The kit's `law.py`, found by `PEERS_KIT`,
says the variables and the progress.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from operator import attrgetter
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec

from rules.civil import Instant
from streams import clock, topic_admin
from streams.agents.application import batch_app, out_topics
from streams.agents.watch import WorkerWatch
from streams.agents.worker import collect_rarely
from streams.engine.application import BatchApp
from streams.engine.ports import Form, Letter, Pair, Passed, Record, Rules
from streams.settings import Settings
from tests.bench.toy import Event, State, Tally, handler

KIT: Final = "PEERS_KIT"
"""The variable that says in which directory the kit lies."""
PARTITIONS: Final = 4
UNPACKED: Final = 400_000
"""More than there are citizens: the kit gives Kafka Streams a gigabyte or two."""

_LOOK_S: Final = 0.2

_OUTBOX: Final = b',"outbox":'
"""Where the messages of a state begin that may not have been told; no text of the kit holds these bytes unescaped."""

_encode = msgspec.json.Encoder().encode
_event = msgspec.json.Decoder(Event).decode
_state = msgspec.json.Decoder(State).decode
_texts = msgspec.json.Decoder(list[str]).decode


class Message(NamedTuple):
    """One alert."""

    value: bytes


class Stepped(msgspec.Struct, frozen=True, gc=False):
    """What came of a step: the law changes a state in its place."""

    state: State
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


def rules(law: Any, tally: Tally, watch: WorkerWatch) -> Rules[State, Event]:
    """The engine's ports, bound to the toy law. `tally`: what is counted."""
    seen_in: dict[str, int] = {}

    def read(_topic: str, _partition: int, record: Record) -> Event:
        return _event(record.value or b"")

    def read_and_note(_topic: str, partition: int, record: Record) -> Event:
        event = _event(record.value or b"")
        seen_in[event.data.citizen] = partition
        return event

    def tell(state: State, citizen: str) -> None:
        place = seen_in[citizen]
        law.say(f"E {clock.now() // 1000} {place} {citizen} {len(state.interviews)} {len(state.ids)}")

    def unjudged(topic: str, partition: int, record: Record, error: Exception) -> Letter:
        raise RuntimeError(f"{topic}-{partition} at {record.offset}: the toy law failed") from error

    handle = handler(tally, tell if law.J2 else None)

    def step(state: State | None, citizen: str, facts: Sequence[Event], _now: Instant) -> Stepped:
        known = state or State()
        told: tuple[Message, ...] = ()
        for event in facts:
            alert = handle(known, citizen, event)
            if alert is not None:
                told = (*told, Message(_encode(alert)))
        return Stepped(known, told)

    return Rules(read_and_note if law.J2 else read, unjudged, lambda _state, _facts: None, step, FORM, NoCounts, watch)


def _place(state: State, _partition: int, offsets: tuple[int, ...]) -> State:
    state.offsets = offsets
    return state


def _bytes(state: State, outbox: Sequence[bytes]) -> bytes:
    value = _encode(state)
    return value[:-1] + _OUTBOX + _encode([each.decode() for each in outbox]) + b"}" if outbox else value


def _untold(value: bytes) -> Sequence[bytes]:
    _, begun, rest = value.partition(_OUTBOX)
    return [each.encode() for each in _texts(rest[:-1])] if begun else ()


def _at_rest(value: bytes) -> bytes:
    state, begun, _ = value.partition(_OUTBOX)
    return state + b"}" if begun else value


def _no_facts(_value: bytes) -> Sequence[Event]:
    raise ValueError("the kit's states hold no facts: two workers at once are not its business")


FORM: Final[Form[State, Event]] = Form(
    offsets=attrgetter("offsets"),
    place=_place,
    due_at=lambda _state: None,
    waits=lambda _state: False,
    encode=_bytes,
    decode=lambda value: (_state(value), _untold(value)),
    decode_offsets=lambda value: _state(value).offsets,
    decode_facts=_no_facts,
    decode_outbox=_untold,
    at_rest=_at_rest,
    glance=lambda _value: NeverDue(),
)


async def _work(settings: Settings, law: Any, tally: Tally) -> None:
    watch = WorkerWatch(settings.topics.sources)
    out = out_topics(settings.topics)._replace(alerts=law.ALERTS)
    app = batch_app(settings, rules(law, tally, watch), out)
    collect_rarely()
    await app.start()
    noted = 0
    while app.failure is None and not app.crashed:  # Faust tells of a crash by a flag only
        await asyncio.sleep(_LOOK_S)
        if tally.n >= law.EVENTS and tally.n > noted:
            noted = tally.n
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
    law.S = tally = Tally()  # the driver is told of what we count, by the kit's own words
    law.progress()
    asyncio.run(_work(settings, law, tally))


if __name__ == "__main__":
    main()
