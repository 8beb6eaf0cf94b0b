"""Record batches straight to the producer: explicit partition, whole batches, acknowledged before anything follows.

Faust's own way costs a task and a produce request per record; one batch per group commit costs neither.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple, TypeAlias

import structlog
from aiokafka.errors import KafkaError
from aiokafka.producer.message_accumulator import BatchBuilder

from streams import clock
from streams.complaints import named
from streams.engine.silence import is_silence

Keyed: TypeAlias = tuple[bytes | None, bytes | None]
Prove: TypeAlias = Callable[[], Awaitable[None]]
"""Returns when our membership is proven. Raises MembershipLostError."""

ANSWER_S: Final = 30
"""How long one answer is waited for. A node that stands still is then asked no longer: by that time another one leads."""
GIVE_UP_S: Final = 300
"""How long a batch is tried again before the worker ends, whether nobody answers or nobody leads the partition."""
AGAIN_S: Final = 0.1
TRIED_AGAIN: Final = (
    "see which node leads the partition (`kafka-topics.sh --describe`). Nothing is lost: if nobody takes it for five minutes the "
    "worker ends, and what was not committed is read again"
)
_NO_COMPRESSION: Final = 0
_ROOM: Final = 1_024
"""Bytes for what a record and its batch need besides key and value: some twenty, and once some sixty."""

_log: Final = structlog.get_logger(__name__)


class Appended(NamedTuple):
    """Where a batch came to stand: the offset of its first record, and the next one after its last."""

    first: int
    next: int


async def send_batches(
    producer: Any, topic: str, partition: int, pairs: Iterable[Keyed], prove: Prove, head: Sequence[Keyed] = ()
) -> list[Appended]:
    """Append `pairs` in order and wait for the broker's acknowledgement; every batch begins with the `head`.

    `producer`: an aiokafka producer with acks=all. Raises what `prove` raises, and KafkaError when the broker refused or
    GIVE_UP_S were over. One batch after the other, so that none that is tried again comes after a later one.
    """
    appended = []
    for batch in _batches(producer, pairs, head):
        metadata = await _acknowledged(producer, batch, topic, partition, prove)
        appended.append(Appended(metadata.offset, metadata.offset + batch.record_count()))
    return appended


async def _acknowledged(producer: Any, batch: BatchBuilder, topic: str, partition: int, prove: Prove) -> Any:
    """Where the batch stands. The membership is proven before each try: a long silence may have cost it."""
    give_up_at, is_said = clock.monotonic() + GIVE_UP_S, False
    while True:
        await prove()
        try:
            return await (await producer.send_batch(batch, topic, partition=partition))
        except KafkaError as error:
            if not is_silence(error) or clock.monotonic() >= give_up_at:
                raise
            if not is_said:
                _log.warning(
                    "batch.tried_again", topic=topic, partition=partition, error=named(error), remedy=TRIED_AGAIN
                )
            is_said = True
        await asyncio.sleep(AGAIN_S)


def _batches(producer: Any, pairs: Iterable[Keyed], head: Sequence[Keyed]) -> Iterator[BatchBuilder]:
    batch = _filled(producer.create_batch(), head)
    for key, value in pairs:
        if _append(batch, key, value):
            continue
        if batch.record_count() > len(head):
            yield batch
        batch = _filled(producer.create_batch(), head)
        if not _append(batch, key, value):
            batch = _as_large_as_it_must_be([*head, (key, value)])
    if batch.record_count():
        yield batch


def _as_large_as_it_must_be(pairs: Sequence[Keyed]) -> BatchBuilder:
    """A batch for one value that is larger than a whole one; whether it may be so large is the topic's to say."""
    size = sum(_ROOM + len(key or b"") + len(value or b"") for key, value in pairs)
    batch = _filled(BatchBuilder(size, _NO_COMPRESSION), pairs)
    batch.close()
    return batch


def _filled(batch: BatchBuilder, pairs: Iterable[Keyed]) -> BatchBuilder:
    for key, value in pairs:
        _append(batch, key, value)
    return batch


def _append(batch: BatchBuilder, key: bytes | None, value: bytes | None) -> bool:
    return batch.append(key=key, value=value, timestamp=None) is not None
