"""Writes events from files to their source topics, each where its citizen's events meet; judges nothing by itself.

A refused line is written too, so that its refusal, its dead letter and its count happen in one place, the worker. Two kinds
are not: a person number must never stand in a source topic, and of a line that is too large only the beginning is at
hand. For these the dead letter is written here.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from rules.civil import Instant
from streams.intake.address import address_of
from streams.intake.dead_letter import Origin, dead_letter
from streams.intake.files import Line
from streams.intake.refusal import Reason, Refused
from streams.intake.sender import Sender
from streams.topics import DEAD_LETTERS, Topics

KEPT_BACK: Final = frozenset({Reason.PERSON_NUMBER, Reason.TOO_LARGE})
"""Refusals whose dead letter the publisher writes itself."""


@dataclass(slots=True)
class Counts:
    """What became of the lines. `delivered`: acknowledged, by full topic name. `refused`: by reason, wherever they went."""

    lines: int = 0
    delivered: Counter[str] = field(default_factory=Counter)
    refused: Counter[Reason] = field(default_factory=Counter)
    kept_back: int = 0


class Publisher:
    """Sends lines; the last are acknowledged when `finish` returns.

    Sending again is harmless: events carry their ids. `patience_s`: how long an event may wait for an absent broker.
    Raises NotDelivered where there is no broker or a topic is missing.
    """

    def __init__(self, bootstrap: str, topics: Topics, patience_s: float = 60.0) -> None:
        self.counts = Counts()
        self._topics = topics
        self._sender = Sender(bootstrap, patience_s, self.counts.delivered)
        self._sender.require(*topics.sources, topics.name(DEAD_LETTERS))

    def send(self, line: Line, now: Instant) -> None:
        """Hand over one line; `now` dates a dead letter written here. Raises NotDelivered, perhaps for an earlier line."""
        self.counts.lines += 1
        intake = line.intake
        if isinstance(intake, Refused):
            self.counts.refused[intake.reason] += 1
            if intake.reason in KEPT_BACK:
                self._keep_back(line, intake, now)
                return
        address = address_of(line.value, intake)
        self._sender.send(self._topics.name(address.topic), address.key, line.value)

    def finish(self) -> None:
        """Wait until everything is acknowledged. Raises NotDelivered."""
        self._sender.finish()

    def _keep_back(self, line: Line, refusal: Refused, now: Instant) -> None:
        address = address_of(line.value, refusal)
        origin = Origin(self._topics.name(address.topic), None, None, now)
        digest = line.sha256 or hashlib.sha256(line.value).hexdigest()
        key, value = dead_letter(origin, address.key, line.value, refusal, size=line.size, sha256=digest)
        self.counts.kept_back += 1
        self._sender.send(self._topics.name(DEAD_LETTERS), key, value)
