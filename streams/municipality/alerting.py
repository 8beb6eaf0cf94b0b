"""Tells of municipalities: reads what was told, judges the sums, writes what is new when it is this process's turn.

It holds nothing that is not on the topic: killed at any moment, it reads its lives again and tells what is missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import structlog

from alerts.municipal.life import MunicipalLives, MunicipalTold
from alerts.municipal.message import decode_municipal
from alerts.municipal.share import judge_shares
from alerts.municipal.silence import judge_silence
from alerts.municipal.verdict import Verdict
from alerts.policy import Policy
from alerts.unreadable import UnreadableMessageError
from rules.civil import Instant
from rules.lists import Share
from streams.municipality.aggregate import Aggregate
from streams.municipality.follower import Follower
from streams.municipality.municipal_log import MunicipalLog
from streams.municipality.pool_counts import last_month_end, pool_counts
from streams.municipality.sources import heard_before, sources_of
from streams.municipality.turn import Turn
from streams.settings import Settings
from streams.topics import MUNICIPAL_ALERTS

WRITER: Final = "rettidig-figures-writer"

_log: Final = structlog.get_logger(__name__)


def verdicts(
    aggregate: Aggregate, as_of: Instant, lives: MunicipalLives, policy: Policy, shares: Sequence[Share]
) -> list[Verdict]:
    """How every municipality stands by the sums as of an instant: is it heard, and is its part of the 75 % at risk."""
    heard = judge_silence(sources_of(aggregate, heard_before(lives)), as_of, policy)
    silent = {each.subject.municipality for each in heard if each.is_open}
    month_end = last_month_end(as_of)
    counts = pool_counts(aggregate, shares, month_end, silent)
    return [*heard, *judge_shares(counts, month_end, policy)]


class Alerting:
    """The municipal alerts of one figures process. `has_news`: what is open changed since it was asked last."""

    def __init__(self, settings: Settings, policy: Policy, shares: Sequence[Share]) -> None:
        self._shares = shares
        self.lives = MunicipalLives()
        self._policy = policy
        self._servers = settings.bootstrap_servers
        self._topic = settings.topics.name(MUNICIPAL_ALERTS)
        self._writer = settings.topics.prefix + WRITER
        self._reader = Follower(self._servers, self._topic)
        self._turn = Turn(self._servers, self._topic, self._writer)
        self._to: MunicipalLog | None = None
        self._has_news = True
        self._judged: Instant | None = None

    def keep_up(self) -> None:
        """Take in what was told, and take or leave the turn. Raises KafkaException."""
        for _, value in self._reader.read(0.0):
            try:
                self._has_news |= self.lives.recall(decode_municipal(value))
            except UnreadableMessageError as error:
                _log.warning("figures.unreadable_municipal_alert", reason=str(error))
        if not self._turn.is_ours():
            self._to = None
        elif self._to is None:
            self._to = MunicipalLog(self._servers, self._topic, self._writer)
            # What the writer before it had begun is written or taken back by now: read to that end before telling anything.
            self._reader.close()
            self._reader = Follower(self._servers, self._topic)
            _log.info("figures.tells_of_municipalities")

    def judge(self, aggregate: Aggregate) -> None:
        """Tell what follows from the sums as they stand. Raises KafkaException."""
        as_of = aggregate.as_of
        if self._to is None or not self._reader.caught_up or not aggregate.settled:
            return
        if as_of is None or as_of == self._judged:
            return
        self._judged = as_of
        told = self.lives.live_on(verdicts(aggregate, as_of, self.lives, self._policy, self._shares), as_of)
        self._to.write(told)
        self._has_news |= bool(told)

    @property
    def has_news(self) -> bool:
        """Whether what is open changed since this was asked last."""
        had, self._has_news = self._has_news, False
        return had

    def open(self) -> list[MunicipalTold]:
        """What is open."""
        return self.lives.open()

    def close(self) -> None:
        """Read and tell no more; another process may."""
        self._turn.close()
        self._reader.close()
