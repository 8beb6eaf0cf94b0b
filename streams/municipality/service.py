"""The figures role: reads partials, keeps the page, states month ends; knows how these go together, and Kafka's absences.

It holds nothing that is not on a topic: killed at any moment, it reads everything again and goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final

import structlog
from confluent_kafka import KafkaException
from prometheus_client import generate_latest

from alerts.policy import Policy, load_policy
from rules.civil import iso_instant
from rules.lists import Share
from rules.load import load_lawbook
from streams.broker_watch import BrokerWatch
from streams.health import Health
from streams.instruments import role_registry
from streams.leaving import Leaving
from streams.municipality.aggregate import Aggregate
from streams.municipality.alerting import Alerting
from streams.municipality.exposition import render
from streams.municipality.figures import REMEDY, FigureLedger
from streams.municipality.follower import Follower, Record
from streams.municipality.numbers import live_bodies
from streams.municipality.numbers_pages import PREFIX, NumbersPages
from streams.municipality.page import Page
from streams.municipality.records import UnreadablePartialError
from streams.municipality.statements import Statements
from streams.preflight import wait_for_topics
from streams.settings import Settings
from streams.topic_admin import BrokerAway
from streams.topics import MUNICIPAL_FIGURES, MUNICIPAL_PARTIALS

_READ_S: Final = 0.2
_PAUSE_S: Final = 2.0
_NAMED: Final = 5
"""Figures that a warning names; the rest is counted."""

_log: Final = structlog.get_logger(__name__)

GoesOn = Callable[[], bool]


class Figures:
    """The sums with their page and their statements, kept up to date by `follow`."""

    def __init__(self, policy: Policy, shares: Sequence[Share]) -> None:
        self._policy, self._shares = policy, shares
        process = role_registry()
        self.page = Page(render(Aggregate(0)), lambda: generate_latest(process))
        self.numbers = NumbersPages(self.why_not_ready)
        self._partials: Follower | None = None
        self._aggregate = Aggregate(0)
        self._is_shown = False
        self._broker = BrokerWatch()

    def why_not_ready(self) -> str:
        """Empty when the figures are whole and Kafka is there; else the reason. Asked by other threads."""
        partials, aggregate = self._partials, self._aggregate
        if partials is None:
            return "Kafka has not been read yet"
        if not partials.is_answered:
            return "Kafka does not answer; the last figures stand"
        if not self._is_shown:
            return "reading what was published before"
        if aggregate.as_of is None:
            return f"no figures of partitions {', '.join(map(str, aggregate.unheard))} yet: no worker has had a tick"
        return ""

    def follow(self, settings: Settings, goes_on: GoesOn) -> None:
        """Read and serve while `goes_on`. Raises KafkaException, UnreadableFigureError and FigureNotWrittenError."""
        topics, servers = settings.topics, settings.bootstrap_servers
        ledger = self._recalled(servers, topics.name(MUNICIPAL_FIGURES), goes_on)
        statements = Statements(servers, topics.name(MUNICIPAL_FIGURES))
        alerting = Alerting(settings, self._policy, self._shares)
        partials = Follower(servers, topics.name(MUNICIPAL_PARTIALS))
        try:
            self._aggregate, self._partials, self._is_shown = Aggregate(partials.partitions), partials, False
            is_believed = False
            while goes_on():
                moved = self._read(partials, ledger, statements)
                is_believed = is_believed or (partials.caught_up and self._believe(ledger, statements))
                self._broker.saw(answers=partials.is_answered)
                alerting.keep_up()
                if partials.caught_up:
                    alerting.judge(self._aggregate)
                    self._show(alerting, is_news=moved)
        finally:
            partials.close()
            alerting.close()
            unsent = statements.close()
            if unsent:
                _log.warning("figures.unsent", figures=unsent, remedy="the next start states them")

    def _show(self, alerting: Alerting, *, is_news: bool) -> None:
        """Hand out what is new."""
        if is_news | alerting.has_news or not self._is_shown:
            self.page.show(render(self._aggregate, alerting.open()))
            self.numbers.show(live_bodies(self._aggregate, alerting.open()))
            self._is_shown = True

    def _read(self, partials: Follower, ledger: FigureLedger, statements: Statements) -> bool:
        """Take in what came; whether the sums moved."""
        _take(self._aggregate, partials.read(_READ_S))
        moved = False
        while self._aggregate.step():
            moved = True
            self._state(ledger, statements)
        statements.write(())
        return moved

    def _state(self, ledger: FigureLedger, statements: Statements) -> None:
        stated = ledger.judge(self._aggregate)
        statements.write(stated)
        self.numbers.state(stated)

    def _recalled(self, servers: str, topic: str, goes_on: GoesOn) -> FigureLedger:
        """What was ever stated."""
        ledger, stated = FigureLedger(), Follower(servers, topic)
        last: dict[bytes, bytes] = {}
        try:
            while not stated.caught_up and goes_on():
                stated.read_into(last, _READ_S)
        finally:
            stated.close()
        for key, value in last.items():
            ledger.recall(key, value)
        self.numbers.state(last.items())
        return ledger

    def _believe(self, ledger: FigureLedger, statements: Statements) -> bool:
        """Name what was stated and can't have been, once it is known how far time has come; whether it is."""
        newest = self._aggregate.newest
        if newest is None:
            return False
        ahead = ledger.disbelieve_after(newest)
        self.numbers.leave_out(ahead.months)
        named = sorted(key.decode() for key in ahead.months | ahead.statements)
        if named:
            _log.warning(
                "figures.stated_ahead",
                figures=named[:_NAMED],
                all=len(named),
                newest_tick=iso_instant(newest),
                reason="stated of a month that has not ended, or at an instant to come; they hold up nothing",
                remedy=REMEDY,
            )
            self._state(ledger, statements)  # what they held up until now
        return True


def _take(aggregate: Aggregate, records: Iterable[Record]) -> None:
    """Take in records; one that can't be read is named, and its partition stands still until it is whole again."""
    unreadable: dict[str, int] = {}
    for key, value in records:
        try:
            aggregate.take(key, value)
        except UnreadablePartialError as error:
            unreadable[str(error)] = unreadable.get(str(error), 0) + 1
    for reason, count in unreadable.items():
        _log.warning("figures.unreadable_partial", reason=reason, records=count)


def read_once(settings: Settings, goes_on: GoesOn) -> Aggregate:
    """The sums of all that is published now. Raises KafkaException, and BrokerAway where `goes_on` ends the reading."""
    partials = Follower(settings.bootstrap_servers, settings.topics.name(MUNICIPAL_PARTIALS))
    try:
        aggregate = Aggregate(partials.partitions)
        while not partials.caught_up and goes_on():
            _take(aggregate, partials.read(_READ_S))
            while aggregate.step():
                pass
        if not partials.caught_up:  # what is missing was not left out by any worker
            raise BrokerAway(f"{partials.topic} could not be read to its end")
        return aggregate
    finally:
        partials.close()


def run_figures(settings: Settings) -> None:
    """Serve until SIGTERM or Ctrl-C. Raises TopicsNotReadyError, UnreadableFigureError and FigureNotWrittenError."""
    leaving = Leaving("figures")
    leaving.heed_signals()
    figures = Figures(load_policy(), load_lawbook(own=settings.lawbook).shares)
    health = Health(
        settings,
        "figures_port",
        figures.page,
        figures.why_not_ready,
        {PREFIX: figures.numbers},
    )
    health.start()
    _log.info("figures.started", servers=settings.bootstrap_servers, health=f"{settings.metrics_host}:{health.port}")
    try:
        while wait_for_topics(settings, leaving.pause):
            try:
                figures.follow(settings, leaving.goes_on)
            except KafkaException as error:
                _log.warning("figures.interrupted", reason=error.args[0].str(), next_try_s=_PAUSE_S)
                leaving.pause(_PAUSE_S)
            if leaving.is_asked:
                break
    finally:
        health.stop()
    _log.info("figures.stopped")
