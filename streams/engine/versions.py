"""Whether Faust and aiokafka are the ones that the engine was built on; it reaches into both, so it asks before it does."""

from __future__ import annotations

import inspect
from importlib.metadata import version
from typing import Final

from aiokafka.consumer.fetcher import Fetcher
from aiokafka.consumer.group_coordinator import GroupCoordinator
from aiokafka.producer.producer import AIOKafkaProducer
from faust.tables.base import Collection
from faust.tables.manager import TableManager
from faust.tables.recovery import Recovery
from faust.transport.consumer import Consumer
from faust.transport.drivers.aiokafka import AIOKafkaConsumerThread

BUILT_ON: Final = {"faust-streaming": "0.15.3", "aiokafka": "0.14.0"}

_RELIED_ON: Final = {
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
    (AIOKafkaConsumerThread, "_create_worker_consumer"): "self transport",
    (AIOKafkaConsumerThread, "on_partitions_assigned"): "self assigned generation_id",
    (TableManager, "on_start"): "self",
    (TableManager, "_update_channels"): "self",
    (TableManager, "on_rebalance"): "self assigned revoked newly_assigned generation_id",
    (Collection, "on_recovery_completed"): "self active_tps standby_tps",
    (Recovery, "need_recovery"): "self",
    (Recovery, "_build_highwaters"): "self consumer tps destination title",
    (Recovery, "_build_offsets"): "self consumer tps destination title",
    (Recovery, "_seek_offsets"): "self consumer tps offsets title",
    (GroupCoordinator, "_do_heartbeat"): "self",
    (GroupCoordinator, "_on_join_complete"): "self generation member_id protocol member_assignment_bytes",
    (GroupCoordinator, "_do_rejoin_group"): "self subscription",
    (Fetcher, "fetched_records"): "self partitions timeout max_records",
    (AIOKafkaProducer, "create_batch"): "self",
    (AIOKafkaProducer, "send_batch"): "self batch topic partition",
}
"""Inner methods that the engine overrides or calls, with their parameters."""


class UnknownVersionError(RuntimeError):
    """Faust or aiokafka is not the version that the engine was built on and tested with."""


def check() -> None:
    """Raise UnknownVersionError unless versions and the inner methods that the engine overrides are as they were."""
    for name, built_on in BUILT_ON.items():
        installed = version(name)
        if installed != built_on:
            raise UnknownVersionError(
                f"{name} is {installed}, the engine was built on {built_on}: "
                f"install {name}=={built_on}, or go through streams/engine with its tests and raise BUILT_ON"
            )
    for (owner, name), parameters in _RELIED_ON.items():
        method = getattr(owner, name, None)
        found = " ".join(inspect.signature(method).parameters) if method else "missing"
        if found != parameters:
            raise UnknownVersionError(f"{owner.__name__}.{name}({found}) was {name}({parameters}): see streams/engine")
