"""Says once what a changed law changed, when everybody is judged by it: one line in the log and some sums, never a citizen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import get_args

import structlog
from prometheus_client import CollectorRegistry

from alerts.alert import INTERVIEW
from alerts.life import Change
from rules.duties import DUTIES
from streams import metrics
from streams.citizen.judge import law_name
from streams.engine.anew import Anew
from streams.instruments import instrument

_log = structlog.get_logger(__name__)


class LawChange:
    """The summary of what a worker judged anew. `registry` gets its metrics."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._waiting = instrument(metrics.LAW_WAITING, registry)
        self._judged = instrument(metrics.LAW_JUDGED, registry)
        self._changes = instrument(metrics.LAW_CHANGES, registry)
        for change in get_args(Change):  # of a counter that begins with its first increase, Prometheus never sees that
            for duty in (*DUTIES, "active-year", INTERVIEW):
                self._changes.labels(change, duty)
        self._unsaid: list[Anew] = []

    def look(self, partitions: Iterable[Anew], law: int) -> None:
        """See how far the partitions are that this worker has now; say what came of it when all are done."""
        ours = list(partitions)
        self._waiting.set(sum(len(each) for each in ours))
        self._unsaid += [each for each in ours if each.is_done and not each.is_said and each not in self._unsaid]
        if self._unsaid and not any(each.is_on for each in ours):
            self._say(law)

    def _say(self, law: int) -> None:
        changes: Counter[tuple[str, str]] = Counter()
        for each in self._unsaid:
            each.is_said = True
            changes.update(each.changes)
        citizens = sum(each.citizens for each in self._unsaid)
        self._judged.inc(citizens)
        by_change: Counter[str] = Counter()
        by_duty: dict[str, dict[str, int]] = {}
        for (change, duty), count in sorted(changes.items()):
            self._changes.labels(change, duty).inc(count)
            by_change[change] += count
            by_duty.setdefault(duty, {})[change] = count
        _log.info(
            "lawbook.changed",
            before=sorted({law_name(each.before) if each.before else "unknown" for each in self._unsaid}),
            now=law_name(law),
            partitions=len(self._unsaid),
            citizens=citizens,
            citizens_with_changes=sum(each.touched for each in self._unsaid),
            not_judged=sum(len(each) for each in self._unsaid),
            changes=dict(by_change),
            by_duty=by_duty,
        )
        self._unsaid.clear()
