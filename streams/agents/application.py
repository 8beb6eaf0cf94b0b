"""The worker's Faust application: settings in, an application on the batch path out; knows no law and no signals."""

from __future__ import annotations

import socket
import uuid
from typing import Any, Final

from streams.engine.application import BatchApp
from streams.engine.changelog import ANSWER_S
from streams.engine.courier import OutTopics
from streams.engine.engine import Engine
from streams.engine.guard import Membership
from streams.engine.ports import Rules
from streams.settings import Settings
from streams.topics import ALERTS, CITIZENS_CHANGELOG, CLOCK, DEAD_LETTERS, MUNICIPAL_PARTIALS, Topics

BATCH_BYTES: Final = 512 * 1024
"""One produce batch. The broker takes twice that."""
REBALANCE_S: Final = 60


def out_topics(topics: Topics) -> OutTopics:
    """Where a worker writes in an installation."""
    return OutTopics(
        topics.name(CITIZENS_CHANGELOG), topics.name(ALERTS), topics.name(DEAD_LETTERS), topics.name(MUNICIPAL_PARTIALS)
    )


def batch_app(settings: Settings, rules: Rules[Any, Any], out: OutTopics | None = None) -> BatchApp:
    """A worker's application, not started; `out`: other topics to write to than the installation's.

    Raises UnknownVersionError for a Faust or aiokafka it was not built on.
    """
    topics = settings.topics
    session_s = settings.session_timeout_ms / 1000
    heartbeat_s, instance = settings.heartbeat_interval_ms / 1000, settings.worker_instance
    membership = Membership(session_s, heartbeat_s, instance)
    engine = Engine(
        topics.sources,
        out or out_topics(topics),
        rules,
        _worker_name(),
        membership,
        settings.unpacked_states,
        settings.clock_ahead_s,
    )
    # Faust refuses an assignment that was made for another address; who is started again elsewhere keeps its name's.
    named = {"consumer_group_instance_id": instance, "canonical_url": f"http://{instance}/"} if instance else {}
    return BatchApp(
        topics.group,
        engine=engine,
        clock_topic=topics.name(CLOCK),
        bootstrap=settings.bootstrap_servers,
        broker=[f"kafka://{server}" for server in settings.bootstrap_servers.split(",")],
        store="memory://",
        processing_guarantee="at_least_once",
        autodiscover=False,
        web_enabled=False,
        topic_partitions=topics.partitions,
        topic_allow_declare=False,
        topic_disable_leader=True,
        table_standby_replicas=0,
        consumer_auto_offset_reset="earliest",
        broker_session_timeout=session_s,
        broker_heartbeat_interval=heartbeat_s,
        broker_request_timeout=max(40.0, 2 * session_s),  # a join is answered when all others have drained
        broker_rebalance_timeout=max(REBALANCE_S, session_s),
        broker_commit_interval=settings.commit_interval_ms / 1000,
        producer_acks=-1,
        producer_linger=0,  # a group commit is a batch already
        producer_max_batch_size=BATCH_BYTES,
        producer_request_timeout=ANSWER_S,
        **named,
    )


def _worker_name() -> str:
    """Never used before: it tells one worker's counts from those of another that owned the same partition."""
    return f"{socket.gethostname()}.{uuid.uuid4().hex[:12]}"
