"""The lives of municipal alerts: raised, changed, resolved, lapsed; decides what is told, knows neither sums nor Kafka.

Everything is in the messages: whoever has read them again goes on where the writer stood, and tells nothing twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import msgspec

from alerts.alert import Finding
from alerts.municipal.verdict import Said, Subject, Verdict
from rules.civil import Day, Instant

MunicipalChange = Literal["raised", "changed", "resolved", "lapsed"]
ENDS: frozenset[MunicipalChange] = frozenset({"resolved", "lapsed"})


class MunicipalTold(msgspec.Struct, frozen=True):
    """One change in a municipal alert's life. `at`: when it became true; `as_of`: the figures by which it was found."""

    alert_id: str
    revision: int
    change: MunicipalChange
    subject: Subject
    since: Day
    needed: int
    at: Instant
    as_of: Instant
    said: Said
    finding: Finding
    numbers: Said = {}

    @property
    def is_open(self) -> bool:
        """Whether this leaves the alert open."""
        return self.change not in ENDS


class MunicipalLives:
    """The lives as told so far: the newest message of each alert.

    `judged_until`: the newest figures by which anything was told. Older ones are not judged again: a clock that is set back,
    and a reader that goes through the past of the figures, never un-tell anything.
    """

    def __init__(self) -> None:
        self.judged_until: Instant | None = None
        self._newest: dict[str, MunicipalTold] = {}
        self._open: dict[Subject, str] = {}
        self._last: dict[Subject, MunicipalTold] = {}

    def recall(self, told: MunicipalTold) -> bool:
        """A message that was told before, in any order and any number of times; whether it is news."""
        known = self._newest.get(told.alert_id)
        if known is not None and known.revision >= told.revision:
            return False
        self._newest[told.alert_id] = told
        last = self._last.get(told.subject)
        if last is None or last.as_of <= told.as_of:
            self._last[told.subject] = told
        if told.is_open:
            self._open[told.subject] = told.alert_id
        elif self._open.get(told.subject) == told.alert_id:
            del self._open[told.subject]
        self.judged_until = told.as_of if self.judged_until is None else max(self.judged_until, told.as_of)
        return True

    def open(self) -> list[MunicipalTold]:
        """What is open, each as told last, sorted by subject."""
        return [self._newest[alert_id] for _, alert_id in sorted(self._open.items())]

    def last_of(self, subject: Subject) -> MunicipalTold | None:
        """The newest message about a subject, open or ended."""
        return self._last.get(subject)

    def live_on(self, verdicts: Iterable[Verdict], as_of: Instant) -> list[MunicipalTold]:
        """What is to be told when things stand so as of an instant; nothing as of one that was judged before."""
        if self.judged_until is not None and as_of <= self.judged_until:
            return []
        told = [told for verdict in verdicts if (told := self._told(verdict, as_of)) is not None]
        for each in told:
            self.recall(each)
        return told

    def _told(self, verdict: Verdict, as_of: Instant) -> MunicipalTold | None:
        opened = self._open.get(verdict.subject)
        was = None if opened is None else self._newest[opened]
        if was is None:
            return self._next("raised", verdict, as_of, self._newest.get(verdict.alert_id)) if verdict.is_open else None
        if not verdict.is_open:
            return self._next("lapsed" if verdict.is_moot else "resolved", verdict, as_of, was)
        return self._next("changed", verdict, as_of, was) if was.said != verdict.said else None

    def _next(
        self, change: MunicipalChange, verdict: Verdict, as_of: Instant, was: MunicipalTold | None
    ) -> MunicipalTold:
        """The next message of an alert; it keeps its name while what it is about moves.

        What came to stand so at no instant of its own since the last message (the others are heard again, citizens left)
        did so by these figures.
        """
        goes_on = was is not None and change != "raised"
        return MunicipalTold(
            alert_id=was.alert_id if was is not None else verdict.alert_id,
            revision=1 if was is None else was.revision + 1,
            change=change,
            subject=verdict.subject,
            since=was.since if was is not None and goes_on else verdict.since,
            needed=was.needed if was is not None and goes_on else verdict.needed,
            at=verdict.at if was is None or verdict.at > was.at else as_of,
            as_of=as_of,
            said=verdict.said,
            finding=verdict.finding,
            numbers=verdict.numbers,
        )
