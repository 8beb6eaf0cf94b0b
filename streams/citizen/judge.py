"""Judging one citizen's known facts on a day: assessment, open alerts and what they add to the figures; pure, made once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from zlib import crc32

import msgspec

from alerts.alert import OpenAlert
from alerts.kinds import is_open, open_alerts
from alerts.policy import Policy, load_policy
from rules.assess import Claims, Gauged, claims, gauge
from rules.case import FAR, Dossier, dossier
from rules.civil import Day
from rules.facts import Fact
from rules.history import history
from rules.lawbook import Lawbook
from rules.load import load_lawbook
from rules.pools import NOTHING, Pooled, pooled
from streams.citizen.edition import EDITION, mark
from streams.citizen.recall import Recall
from streams.citizen.state import Standing, Today


class Judgement(msgspec.Struct, frozen=True):
    """What is open on one day by the facts; it stays so before `next_check` if nothing more is learnt."""

    asked: Claims
    open: dict[str, OpenAlert]
    next_check: Day


class Counted(msgspec.Struct, frozen=True):
    """What a citizen adds to the measures of a day, and of every later day before `until` if nothing more is learnt."""

    standing: Standing | None
    until: Day


def law_name(version: int) -> str:
    """A version of law and policy as people see it: eight digits and letters."""
    return f"{version:08x}"


class Judge:
    """The law and the policy that a worker judges by."""

    def __init__(self, book: Lawbook, policy: Policy, edition: int = EDITION) -> None:
        self.book = book
        self.policy = policy
        self.recall = Recall(book)
        self.nobody = self.dossier(())
        """Of whom nothing is known."""
        self.version = crc32(mark(edition), crc32(msgspec.msgpack.encode(policy), book.fingerprint()))
        """The same for the same law, policy and edition of the rules' code."""
        self.name = law_name(self.version)
        self._pools_from = min((share.from_ for share in book.shares), default=FAR)

    @classmethod
    def load(cls, own: Path | None = None) -> Judge:
        """The lawbook and policy that ship with this release, the law amended by somebody's own. Raises LawbookError."""
        return cls(load_lawbook(own=own), load_policy())

    def dossier(self, facts: Sequence[Fact]) -> Dossier:
        """The facts made ready to be judged on any day."""
        return dossier(history(facts), self.book)

    def judge(self, known: Dossier, on: Day) -> Judgement:
        """What follows on a day."""
        asked = claims(known, on)
        found, look_again_on = open_alerts(known, asked, self.policy)
        return Judgement(asked, found, look_again_on)

    def was_open(self, known: Dossier, key: str, on: Day) -> bool:
        """Whether with these facts an alert is open on an earlier day."""
        return is_open(known, claims(known, on), self.policy, key)

    def standing(self, known: Dossier, on: Day) -> Standing | None:
        """What the citizen adds to the measures of a day."""
        return self.counted(known, on).standing

    def counted(self, known: Dossier, on: Day) -> Counted:
        """The same, with how long it holds."""
        gauged = gauge(known, on)
        # Before there were any share duties nobody added anything to their pools.
        adds = pooled(gauged, self.book) if on > self._pools_from else NOTHING
        return Counted(standing_of(gauged, adds), min(gauged.look_again_on, adds.look_again_on))


def standing_of(gauged: Gauged, adds: Pooled) -> Standing | None:
    """What the measures of a day and the pools add to the figures; nothing without a running benefit."""
    if gauged.target_group is None or gauged.municipality is None:
        return None
    counted, met = gauged.measured.counted | adds.counted, gauged.measured.met | adds.met
    return Standing(gauged.municipality, gauged.target_group, counted, met)


def today(judgement: Judgement, standing: Standing | None) -> Today:
    """What a citizen adds to the live figures of a day on which the judgement holds."""
    if standing is None:
        return Today()
    duties: dict[str, tuple[int, int]] = {}
    for each in judgement.asked.unmet:
        if each.rule.owner == "jobcentre":
            is_open, overdue = duties.get(each.rule.duty, (0, 0))
            duties[each.rule.duty] = is_open + 1, overdue + (each.status == "overdue")
    kinds: dict[str, int] = {}
    for alert in judgement.open.values():
        kinds[alert.kind] = kinds.get(alert.kind, 0) + 1
    return Today(
        standing=standing,
        obligations=tuple(sorted((duty, *counts) for duty, counts in duties.items())),
        alerts=tuple(sorted(kinds.items())),
    )
