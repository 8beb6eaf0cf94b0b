"""Whether Faust and aiokafka are the ones that the engine was built on; it reaches into both, so it asks before it does.

The engine overrides and calls methods that are no interface, and reads some attributes. All of them stand here, each with
the parameters that it had; a test compares the list with what the engine's classes override. Nothing is patched: what is
replaced is replaced in subclasses, and on one coordinator object (guard.py).
"""

from __future__ import annotations

import inspect
from importlib.metadata import version
from typing import Final

from aiokafka.consumer import AIOKafkaConsumer
from aiokafka.consumer.fetcher import Fetcher, FetchResult, PartitionRecords
from aiokafka.consumer.group_coordinator import GroupCoordinator
from aiokafka.producer.message_accumulator import BatchBuilder
from aiokafka.producer.producer import AIOKafkaProducer
from faust.app.base import App
from faust.tables.base import Collection
from faust.tables.manager import TableManager
from faust.tables.recovery import Recovery
from faust.transport.consumer import Consumer
from faust.transport.drivers import aiokafka as driver
from mode.threads import ServiceThread

BUILT_ON: Final = {"faust-streaming": "0.15.3", "aiokafka": "0.14.0"}

RELIED_ON: Final[dict[tuple[type, str], str]] = {
    (App, "_new_transport"): "self",
    (App, "_create_directories"): "self",
    (Consumer, "getmany"): "self timeout",
    (Consumer, "_getmany"): "self active_partitions timeout",
    (Consumer, "_wait_next_records"): "self timeout",
    (Consumer, "_get_active_partitions"): "self",
    (Consumer, "_filter_tps_with_pending_acks"): "self topics",
    (Consumer, "_new_offset"): "self tp",
    (Consumer, "_commit_offsets"): "self offsets start_new_transaction",
    (Consumer, "perform_seek"): "self",
    (Consumer, "wait_empty"): "self",
    (Consumer, "on_partitions_revoked"): "self revoked",
    (driver.Consumer, "_new_consumer_thread"): "self",
    (driver.Consumer, "verify_event_path"): "self now tp",
    (driver.AIOKafkaConsumerThread, "on_start"): "self",
    (ServiceThread, "_stopped_set"): "self",
    (driver.AIOKafkaConsumerThread, "_create_worker_consumer"): "self transport",
    (driver.AIOKafkaConsumerThread, "on_partitions_assigned"): "self assigned generation_id",
    (TableManager, "on_start"): "self",
    (TableManager, "_update_channels"): "self",
    (TableManager, "on_rebalance"): "self assigned revoked newly_assigned generation_id",
    (Collection, "on_recovery_completed"): "self active_tps standby_tps",
    (Recovery, "need_recovery"): "self",
    (Recovery, "_wait"): "self coro timeout",
    (Recovery, "_build_highwaters"): "self consumer tps destination title",
    (Recovery, "_build_offsets"): "self consumer tps destination title",
    (Recovery, "_seek_offsets"): "self consumer tps offsets title",
    (GroupCoordinator, "_do_heartbeat"): "self",
    (GroupCoordinator, "_on_join_complete"): "self generation member_id protocol member_assignment_bytes",
    (GroupCoordinator, "_do_rejoin_group"): "self subscription",
    (Fetcher, "fetched_records"): "self partitions timeout max_records",
    (Fetcher, "_proc_fetch_request"): "self assignment node_id request",
    (FetchResult, "has_more"): "self",
    (PartitionRecords, "_consumer_record"): "self tp record",
    (BatchBuilder, "__init__"): "self batch_size compression_type is_transactional key_serializer value_serializer",
    (BatchBuilder, "append"): "self timestamp key value headers",
    (BatchBuilder, "record_count"): "self",
    (AIOKafkaProducer, "create_batch"): "self",
    (AIOKafkaProducer, "send_batch"): "self batch topic partition",
}
"""Inner methods that the engine overrides or calls, with their parameters."""

HELD: Final[dict[tuple[type, str], str]] = {
    (App, "consumer_generation_id"): "the group's generation that an assignment belongs to",
    (App, "rebalancing"): "whether the group divides the partitions",
    (App, "crash_reason"): "what ended the application",
    (Consumer, "_committed_offset"): "offsets that the broker has accepted",
    (Consumer, "flow_active"): "whether records may be taken in",
    (driver.Producer, "_producer"): "aiokafka's producer",
    (driver.AIOKafkaConsumerThread, "_consumer"): "aiokafka's consumer",
    (AIOKafkaConsumer, "_fetch_max_wait_ms"): "how long a fetch waits for news",
    (AIOKafkaConsumer, "_coordinator"): "the group's member",
    (AIOKafkaConsumer, "_fetcher"): "who asks the brokers for records",
    (Fetcher, "_records"): "what was fetched and not handed over yet",
    (FetchResult, "_partition_records"): "the records of one partition in one answer",
    (GroupCoordinator, "generation"): "the generation that the member is in",
    (GroupCoordinator, "member_id"): "the name that the broker gave the member",
}
"""Attributes that the engine reads or sets, and what for."""


class UnknownVersionError(RuntimeError):
    """Faust or aiokafka is not the version that the engine was built on and tested with."""


def check() -> None:
    """Raise UnknownVersionError unless versions, inner methods and attributes that the engine relies on are as they were."""
    for name, built_on in BUILT_ON.items():
        installed = version(name)
        if installed != built_on:
            raise UnknownVersionError(
                f"{name} is {installed}, the engine was built on {built_on}: "
                f"install {name}=={built_on}, or go through streams/engine with its tests and raise BUILT_ON"
            )
    for (owner, name), parameters in RELIED_ON.items():
        method = getattr(owner, name, None)
        found = " ".join(inspect.signature(method).parameters) if method else "missing"
        if found != parameters:
            raise UnknownVersionError(f"{owner.__name__}.{name}({found}) was {name}({parameters}): see streams/engine")
    for (owner, name), purpose in HELD.items():
        if not _has(owner, name):
            raise UnknownVersionError(f"{owner.__name__} has no {name} any more ({purpose}): see streams/engine")


def _has(owner: type, name: str) -> bool:
    """Whether a class names an attribute itself or in the making of its objects."""
    makers = (vars(each).get("__init__") for each in owner.__mro__)
    return hasattr(owner, name) or any(name in maker.__code__.co_names for maker in makers if inspect.isfunction(maker))
