"""A consumer that looks on: it joins no group, notes nothing as read and complains to nobody; knows no topic."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from confluent_kafka import Consumer


def onlooker(bootstrap: str, name: str, settings: Mapping[str, object] = MappingProxyType({})) -> Consumer:
    """A consumer to `assign` partitions to, or to ask. Whether the broker is there, its caller finds out.

    `name`: librdkafka wants a group; it is never joined, and nothing is committed under it. `settings`: librdkafka's, besides.
    """
    return Consumer(
        {
            "bootstrap.servers": bootstrap,
            "group.id": name,
            "enable.auto.commit": False,
            "log_level": 0,
            "error_cb": lambda _error: None,
            **settings,
        }
    )
