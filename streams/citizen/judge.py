"""Judging one citizen's known facts on a day: assessment, open alerts and what they add to the figures; pure, made once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from zlib import crc32

import msgspec

from alerts.alert import OpenAlert
from alerts.kinds import open_alerts
from alerts.policy import Policy, load_policy
from rules.assess import Assessment, assess
from rules.case import FAR, Dossier, dossier
from rules.civil import Day
from rules.facts import Fact
from rules.history import history
from rules.lawbook import Lawbook
from rules.load import load_lawbook
from streams.citizen.recall import Recall
from streams.citizen.state import NEVER, Standing, Today


class Judgement(msgspec.Struct, frozen=True):
    """All that follows from the facts on one day; nothing of it changes before `next_check` if nothing more is learnt."""

    assessed: Assessment
    open: dict[str, OpenAlert]
    today: Today
    next_check: Day


class Judge:
    """The law and the policy that a worker judges by."""

    def __init__(self, book: Lawbook, policy: Policy) -> None:
        self.book = book
        self.policy = policy
        self.recall = Recall(book)
        self.version = crc32(msgspec.msgpack.encode(policy), book.fingerprint())
        """The same for the same law and policy."""

    @classmethod
    def load(cls, own: Path | None = None) -> Judge:
        """The lawbook and policy that ship with this release, the law amended by somebody's own. Raises LawbookError."""
        return cls(load_lawbook(own=own), load_policy())

    def dossier(self, facts: Sequence[Fact]) -> Dossier:
        """The facts made ready to be judged on any day."""
        return dossier(history(facts), self.book)

    def judge(self, known: Dossier, on: Day) -> Judgement:
        """What follows on a day."""
        assessed = assess(known, on)
        found, look_again_on = open_alerts(known, assessed, self.policy)
        return Judgement(
            assessed=assessed,
            open=found,
            today=_today(assessed, found),
            next_check=look_again_on if look_again_on < FAR else NEVER,
        )

    def was_open(self, known: Dossier, key: str, on: Day) -> bool:
        """Whether with these facts an alert is open on an earlier day."""
        return key in open_alerts(known, assess(known, on), self.policy)[0]

    def standing(self, known: Dossier, on: Day) -> Standing | None:
        """What the citizen adds to the measures of a day."""
        return standing_of(assess(known, on))


def standing_of(assessed: Assessment) -> Standing | None:
    """What an assessment adds to the measures; nothing without a running benefit."""
    if assessed.target_group is None or assessed.municipality is None:
        return None
    return Standing(assessed.municipality, assessed.target_group, assessed.measured.counted, assessed.measured.met)


def _today(assessed: Assessment, found: dict[str, OpenAlert]) -> Today:
    standing = standing_of(assessed)
    if standing is None:
        return Today()
    duties: dict[str, tuple[int, int]] = {}
    for each in assessed.unmet:
        if each.rule.owner == "jobcentre":
            is_open, overdue = duties.get(each.duty, (0, 0))
            duties[each.duty] = is_open + 1, overdue + (each.status == "overdue")
    kinds: dict[str, int] = {}
    for alert in found.values():
        kinds[alert.kind] = kinds.get(alert.kind, 0) + 1
    return Today(
        standing=standing,
        obligations=tuple(sorted((duty, *counts) for duty, counts in duties.items())),
        alerts=tuple(sorted(kinds.items())),
    )
