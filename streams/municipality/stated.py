"""Reads from Kafka what was ever stated of one figure; changes nothing."""

from __future__ import annotations

from confluent_kafka import KafkaException

from streams import clock
from streams.month import Month
from streams.municipality.figures import Figure, decode_figure, figure_key
from streams.municipality.follower import Follower
from streams.municipality.records import Group
from streams.settings import Settings
from streams.topic_admin import BrokerAway
from streams.topics import MUNICIPAL_FIGURES

_WITHIN_S = 60.0
_READ_S = 0.2


def stated_figure(settings: Settings, group: Group, month: Month) -> Figure | None:
    """The figure with its revisions, None where it was never stated. Raises BrokerAway, UnreadableFigureError."""
    name = settings.topics.name(MUNICIPAL_FIGURES)
    stated: dict[bytes, bytes] = {}
    try:
        follower = Follower(settings.bootstrap_servers, name)
        try:
            deadline = clock.monotonic() + _WITHIN_S
            while not follower.caught_up:
                if clock.monotonic() > deadline:
                    raise BrokerAway(f"{name} could not be read to its end within {_WITHIN_S:.0f} s")
                follower.read_into(stated, _READ_S)
        finally:
            follower.close()
    except KafkaException as error:
        raise BrokerAway(f"{name} could not be read: {error.args[0].str()}") from error
    found = stated.get(figure_key(group, month))
    return None if found is None else decode_figure(found)
