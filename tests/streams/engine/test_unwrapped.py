"""Fetched records come as aiokafka's parser makes them, with all that the engine reads of one."""

from __future__ import annotations

from typing import Any

from aiokafka import TopicPartition
from aiokafka.consumer.fetcher import FetchResult, PartitionRecords
from aiokafka.producer.message_accumulator import BatchBuilder
from aiokafka.record.memory_records import MemoryRecords
from aiokafka.structs import ConsumerRecord

from streams.engine.unwrapped import unwrap

PLACE = TopicPartition("benefit-events", 3)


def fetched() -> PartitionRecords:
    batch = BatchBuilder(1 << 12, 0)
    batch.append(timestamp=1_000, key=b"anna", value=b"{}", headers=[("trace", b"1")])
    batch.append(timestamp=2_000, key=None, value=None)
    return PartitionRecords(
        tp=PLACE,
        records=MemoryRecords(bytes(batch._build())),
        aborted_transactions=[],
        fetch_offset=0,
        key_deserializer=None,
        value_deserializer=None,
        check_crcs=True,
        isolation_level=0,
    )


class Fetcher:
    """Has an answer when it is asked, as aiokafka's."""

    def __init__(self) -> None:
        self._records: dict[TopicPartition, Any] = {}

    async def _proc_fetch_request(self, _assignment: Any, _node_id: int, _request: Any) -> bool:
        self._records[PLACE] = FetchResult(PLACE, partition_records=fetched(), assignment=None, backoff=0)
        return True


async def test_a_record_is_the_parsers_own_and_says_what_aiokafkas_would() -> None:
    fetcher = Fetcher()
    unwrap(fetcher)
    assert await fetcher._proc_fetch_request(None, 1, None) is True
    records, wrapped = list(fetcher._records[PLACE]._partition_records), list(fetched())
    assert not any(isinstance(record, ConsumerRecord) for record in records)
    for record, its in zip(records, wrapped, strict=True):
        for name in ("offset", "timestamp", "key", "value"):
            assert getattr(record, name) == getattr(its, name), name
        assert list(record.headers) == list(its.headers)
    assert [record.key for record in records] == [b"anna", None]
