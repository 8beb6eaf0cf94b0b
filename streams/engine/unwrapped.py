"""Records as aiokafka's parser makes them, without another object around each; knows neither requests nor what records say.

The parser's record has all that the engine asks for (`ports.Record`). aiokafka would copy it into one of eleven fields, which
takes as long as parsing it. The wrapping is of one method of one fetcher object, and of the fetched records that it
holds, guarded by `versions.py`.
"""

from __future__ import annotations

from typing import Any

from aiokafka.consumer.fetcher import FetchResult

from streams.engine.ports import Record


def unwrap(fetcher: Any) -> None:
    """Let this aiokafka fetcher hand over the parser's own records."""
    ask = fetcher._proc_fetch_request

    async def unwrapped(assignment: Any, node_id: int, request: Any) -> bool:
        has_asked: bool = await ask(assignment, node_id, request)
        for fetched in fetcher._records.values():  # nobody reads them before this returns: both run in one loop
            if type(fetched) is FetchResult and fetched.has_more():
                fetched._partition_records._consumer_record = _as_it_is
        return has_asked

    fetcher._proc_fetch_request = unwrapped


def _as_it_is(_place: Any, record: Record) -> Record:
    return record
