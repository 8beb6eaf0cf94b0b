"""What the demo hears on the topics: alerts, dead letters, and how far each partition has come; judges nothing."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Collection
from datetime import datetime
from typing import Any, Final

import msgspec
from confluent_kafka import KafkaException, TopicPartition

from deploy.comparing.told import ENDS
from rules.civil import Instant, instant
from streams.intake.dead_letter import UnreadableDeadLetterError, read_dead_letter
from streams.onlooker import onlooker
from streams.topic_admin import BrokerAway
from streams.topics import ALERTS, DEAD_LETTERS, MUNICIPAL_PARTIALS, Topics

_AT_A_TIME: Final = 5_000
_NEWEST: Final = 40
_MARKER: Final = b"|-|-"


class Reason(msgspec.Struct, frozen=True):
    """The part of an alert's finding that is shown."""

    reference: str
    arithmetic: str
    cure: str
    inputs: tuple[str, ...]


class Data(msgspec.Struct, frozen=True):
    """The part of an alert's data that is shown (contracts/outputs.md, Alerts)."""

    alert_id: str
    revision: int
    kind: str
    duty: str
    citizen: str
    municipality: str
    target_group: str
    due_on: str
    finding: Reason
    caused_by: str


class Alert(msgspec.Struct, frozen=True):
    """One message of the topic `alerts`."""

    id: str
    type: str
    time: str
    data: Data

    @property
    def change(self) -> str:
        """`raised`, `reminded`, …"""
        return self.type.split(".")[3]


class Heard(msgspec.Struct, frozen=True):
    """An alert where it stands on the topic, with its bytes."""

    alert: Alert
    partition: int
    offset: int
    value: bytes


class _Marker(msgspec.Struct):
    as_of: str


class Listener:
    """Everything that was told since the topics were made.

    `alerts`: by message id, and `open`: by alert id, the last message of each alert that has not ended; both of the citizens
    `followed` only, because a load tells hundreds of thousands. `told`: messages of everybody; `changes`: these by (kind,
    change). `refused`: dead letters by reason. `newest`: the alerts raised last. `reached`: by partition, the tick up to
    which its figures were published.
    """

    def __init__(self, bootstrap: str, topics: Topics, followed: Collection[str]) -> None:
        self._followed = followed
        self._ids: set[str] = set()
        self.alerts: dict[str, Heard] = {}
        self.open: dict[str, Heard] = {}
        self.changes: Counter[tuple[str, str]] = Counter()
        self.refused: Counter[str] = Counter()
        self.newest: deque[Alert] = deque(maxlen=_NEWEST)
        self.reached: dict[int, Instant] = {}
        self._letters: set[str] = set()
        self._partitions = topics.partitions
        self._takes = {
            topics.name(ALERTS): self._take_alert,
            topics.name(DEAD_LETTERS): self._take_letter,
            topics.name(MUNICIPAL_PARTIALS): self._take_partial,
        }
        self._alert_decoder = msgspec.json.Decoder(Alert)
        self._marker_decoder = msgspec.json.Decoder(_Marker)
        self._consumer = onlooker(bootstrap, "rettidig-demo", {"fetch.wait.max.ms": 50})
        self._consumer.assign(
            [TopicPartition(name, number, 0) for name in self._takes for number in range(topics.partitions)]
        )

    @property
    def told(self) -> int:
        """How many messages, each counted once."""
        return len(self._ids)

    @property
    def as_of(self) -> Instant | None:
        """The tick that every partition has applied, told and counted; None while one has not begun."""
        return min(self.reached.values()) if len(self.reached) == self._partitions else None

    def listen(self, wait_s: float) -> None:
        """Take what has come, or wait a moment for it. Raises BrokerAway."""
        try:
            for message in self._consumer.consume(_AT_A_TIME, wait_s):
                if message.error() is None:
                    self._takes[message.topic()](message)
        except KafkaException as error:
            raise BrokerAway(f"the topics could not be read: {error.args[0].str()}") from error

    def close(self) -> None:
        """Let go of the broker."""
        self._consumer.close()

    def _take_alert(self, message: Any) -> None:
        alert = self._alert_decoder.decode(message.value())
        if alert.id in self._ids:  # told again after a worker was killed
            return
        self._ids.add(alert.id)
        self.changes[alert.data.kind, alert.change] += 1
        if alert.change == "raised":
            self.newest.append(alert)
        if alert.data.citizen not in self._followed:
            return
        heard = Heard(alert, message.partition(), message.offset(), message.value())
        self.alerts[alert.id] = heard
        if alert.change in ENDS:
            self.open.pop(alert.data.alert_id, None)
        else:
            self.open[alert.data.alert_id] = heard

    def _take_letter(self, message: Any) -> None:
        try:
            letter = read_dead_letter(message.value())
        except UnreadableDeadLetterError:
            return
        if letter.id not in self._letters:
            self._letters.add(letter.id)
            self.refused[letter.data.reason] += 1

    def _take_partial(self, message: Any) -> None:
        key = message.key()
        if key.endswith(_MARKER):
            as_of = instant(datetime.fromisoformat(self._marker_decoder.decode(message.value()).as_of))
            self.reached[int(key.removesuffix(_MARKER))] = as_of
