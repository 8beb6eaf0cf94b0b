"""Batches to the producer: what they begin with, their order, and what becomes of them while nobody answers."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import NamedTuple

import pytest
from aiokafka.errors import KafkaError, KafkaTimeoutError, MessageSizeTooLargeError, RequestTimedOutError
from aiokafka.producer.message_accumulator import BatchBuilder
from structlog.testing import capture_logs

from streams.engine import changelog
from streams.engine.changelog import Appended, send_batches
from streams.engine.guard import MembershipLostError
from tests.streams.engine.test_courier import records_in

HEAD = (b"marker", b"who writes")
BATCH_BYTES = 1_000


class Told(NamedTuple):
    offset: int


class Broker:
    """A producer's place: each answer that is an error is given instead of taking the batch."""

    def __init__(self, answers: Sequence[KafkaError] = ()) -> None:
        self.batches: list[list[bytes | None]] = []
        self.asked = 0
        self._answers = list(answers)
        self._end = 0

    def create_batch(self) -> BatchBuilder:
        return BatchBuilder(BATCH_BYTES, 0)

    async def send_batch(self, batch: BatchBuilder, _topic: str, *, partition: int) -> asyncio.Future[Told]:
        assert partition == 3
        self.asked += 1
        keys = [record.key for record in records_in(batch)]
        answer: asyncio.Future[Told] = asyncio.get_running_loop().create_future()
        error = self._answers.pop(0) if self._answers else None
        if isinstance(error, KafkaTimeoutError):
            raise error  # there was no room for it in time
        if error is not None:
            answer.set_exception(error)
            return answer
        self.batches.append(keys)
        answer.set_result(Told(self._end))
        self._end += len(keys)
        return answer


class Proof:
    """Proves a membership, `times` times."""

    def __init__(self, times: int = 1_000) -> None:
        self.left = times

    async def __call__(self) -> None:
        if not self.left:
            raise MembershipLostError("the group has gone on")
        self.left -= 1


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changelog, "AGAIN_S", 0.0)


async def sent(broker: Broker, *pairs: tuple[bytes, bytes], proof: Proof | None = None) -> list[Appended]:
    return await send_batches(broker, "changelog", 3, pairs, proof or Proof(), (HEAD,))


async def test_every_batch_begins_with_the_marker_also_that_of_a_state_larger_than_a_batch() -> None:
    broker = Broker()
    small, large = b"x" * 300, b"x" * 5 * BATCH_BYTES
    where = await sent(broker, (b"a", small), (b"b", small), (b"c", large), (b"d", small), (b"e", large))
    assert broker.batches == [[b"marker", b"a", b"b"], [b"marker", b"c"], [b"marker", b"d"], [b"marker", b"e"]]
    assert where == [Appended(0, 3), Appended(3, 5), Appended(5, 7), Appended(7, 9)]


@pytest.mark.parametrize("silence", [RequestTimedOutError(), KafkaTimeoutError()], ids=["no answer", "no room"])
async def test_a_batch_that_nobody_answered_is_tried_again_before_the_next_goes_and_each_time_proven(
    silence: KafkaError,
) -> None:
    broker, proof = Broker([silence, silence]), Proof()
    with capture_logs() as said:
        await sent(broker, (b"a", b"x" * 700), (b"b", b"x" * 700), proof=proof)
    assert broker.batches == [[b"marker", b"a"], [b"marker", b"b"]]
    assert broker.asked == 4
    assert proof.left == 1_000 - 4
    assert [(entry["event"], entry["topic"], entry["partition"]) for entry in said] == [
        ("batch.tried_again", "changelog", 3)
    ]


async def test_who_lost_the_partition_meanwhile_tries_no_more() -> None:
    broker = Broker([RequestTimedOutError()])
    with pytest.raises(MembershipLostError):
        await sent(broker, (b"a", b"x"), proof=Proof(1))
    assert broker.batches == []


async def test_a_refusal_is_not_tried_again() -> None:
    broker = Broker([MessageSizeTooLargeError()])
    with pytest.raises(MessageSizeTooLargeError):
        await sent(broker, (b"a", b"x"))
    assert broker.asked == 1


async def test_it_ends_when_the_time_for_it_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changelog, "GIVE_UP_S", 0.0)
    broker = Broker([RequestTimedOutError()])
    with pytest.raises(RequestTimedOutError):
        await sent(broker, (b"a", b"x"))
    assert broker.asked == 1
