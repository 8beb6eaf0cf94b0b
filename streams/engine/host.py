"""What consumer and recovery ask of the application that they belong to, so that neither has to know it; it knows both."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

from faust.types import TP

from streams.engine.engine import Engine


class Host(Protocol):
    """`failure`: what ended the application, when it was not asked to end. `conf`: Faust's settings."""

    engine: Engine
    clock_topic: str
    failure: BaseException | None
    consumer_generation_id: int
    conf: Any

    async def fail(self, error: BaseException) -> None:
        """Note why the worker ends: from now on nothing is taken in and nothing committed."""

    async def take_over(self) -> None:
        """The group gave us our partitions: read them back."""

    def whole_partitions(self, assigned: Iterable[TP]) -> set[int]:
        """The partition numbers that were assigned. Raises EngineError unless each came with all its topics."""

    def end_offset(self, topic: str, partition: int) -> int | None:
        """The next offset that will be appended, as of the last fetch; None before the first."""
