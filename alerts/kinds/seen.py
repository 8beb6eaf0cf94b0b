"""What was seen of one citizen's obligations and passivity, so that an alert is worked out anew only where it may be another.

Holds answers, works none out. What is seen of an obligation holds for the very obligation (another status is another one)
and the very summonses or offers; all else that it rests on is the same for all dossiers that share a memory.
"""

from __future__ import annotations

from alerts.alert import OpenAlert
from alerts.policy import Policy
from rules.case import Dossier
from rules.civil import Day
from rules.obligation import Obligation

Who = tuple[str, str, str | None, bool, Day | None]
"""Municipality, target group and caseworker, which every alert shows; whether passive, and since when on support."""
_MOST = 64


class Seen:
    """An alert or none, from `on` until the day before `until`. `first`: the day that was noted; `reads`: what it rests on."""

    __slots__ = ("about", "alert", "first", "name", "on", "reads", "until", "who")

    def __init__(self, about: Obligation | None, reads: object, who: Who, on: Day) -> None:
        self.about = about
        self.reads = reads
        self.who = who
        self.on = on
        self.first = self.until = 0
        self.alert: OpenAlert | None = None
        self.name = ""

    def holds(self, reads: object, who: Who, on: Day) -> bool:
        return self.on <= on < self.until and self.reads is reads and self.who is who


class SeenOfCitizen:
    """`obligations` by identity: each is held, so that no other can take its place. `who`: the one looked at last."""

    __slots__ = ("obligations", "passivity", "policy", "who")

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.obligations: dict[int, Seen] = {}
        self.passivity: Seen | None = None
        self.who: Who | None = None

    def of(self, who: Who) -> Who:
        """The same, the very one that was looked at last where they are equal."""
        if self.who is None or self.who != who:
            self.who = who
        return self.who

    def keep(self, about: Obligation, seen: Seen) -> None:
        """Remember what was seen of an obligation; of an earlier day than is known nothing is kept."""
        former = self.obligations.get(id(about))
        if former is not None and seen.on < former.on:
            return
        if len(self.obligations) >= _MOST:
            self.obligations.clear()  # those that are gone would never be asked for again
        self.obligations[id(about)] = seen


def seen_of(dossier: Dossier, policy: Policy) -> SeenOfCitizen:
    """What was seen of a citizen on the same ground under the same policy."""
    seen = dossier.memory.seen
    if not isinstance(seen, SeenOfCitizen) or seen.policy is not policy:
        seen = dossier.memory.seen = SeenOfCitizen(policy)
    return seen
