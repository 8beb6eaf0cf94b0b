"""The lawbook: the law's numbers as dated, cited data, ready for judging; knows what a rule says, not how it is judged."""

from __future__ import annotations

from typing import ClassVar
from zlib import crc32

import msgspec
from msgspec.structs import replace

from rules.civil import Day, add_months, iso
from rules.lists import Frikommune, Norm, Share
from rules.terms import Terms
from rules.words import Binding, Confidence, During


class Period(msgspec.Struct, frozen=True):
    """A length of time in whole months and days, as the law states it: "3 months", "6 weeks"."""

    months: int = 0
    days: int = 0

    def from_day(self, base: Day) -> Day:
        """The calendar day on which the period ends, the base day being day zero."""
        return (add_months(base, self.months) if self.months else base) + self.days

    def times(self, k: int) -> Period:
        """k such periods in a row, counted from one base: months first."""
        return Period(self.months * k, self.days * k)

    def __str__(self) -> str:
        parts = []
        if self.months:
            parts.append(f"{self.months} month{'s' if self.months > 1 else ''}")
        if self.days:
            weeks, days = divmod(self.days, 7)
            whole = f"{weeks} week{'s' if weeks > 1 else ''}"
            parts.append(whole if not days else f"{self.days} day{'s' if self.days > 1 else ''}")
        return " and ".join(parts) or "0 days"


class ByAge(msgspec.Struct, frozen=True):
    """Another period for people younger than `under` and for those of `from_` years and more."""

    under: int
    from_: int
    within: Period


class Rule(msgspec.Struct, frozen=True):
    """One version of one duty for one cell of the lawbook.

    `cell`: a target group, or `sygedagpenge-1`. `from_`..`until`: the due dates that it governs. `row`: tells apart rules
    that stand side by side. `direct`: whether it holds only for those sent straight to the jobcentre (True), only for
    the others (False), or for all (None). `during`: what has to run for it to hold, beside the benefit.
    """

    NO_PERIOD: ClassVar[Period] = Period()

    duty: str
    cell: str
    row: str
    form: str
    from_: Day
    until: Day
    reference: str
    source: str
    confidence: Confidence
    needed: int = 1
    binding: Binding = "person"
    owner: str = "jobcentre"
    within: Period = Period()
    after: Period = Period()
    every: Period = Period()
    by_age: ByAge | None = None
    direct: bool | None = None
    during: During | None = None

    origin: str = ""
    """Whose it is, if it is not the lawbook's own: a variant's, or that of whoever amended the law."""
    reach: int = 0
    """No due date lies more than so many counted days after its base."""

    @property
    def version(self) -> str:
        """Names the version in findings: the duty and the day from which it governs."""
        return f"{self.duty}@{iso(self.from_)}"


class MeasureRow(msgspec.Struct, frozen=True):
    """A measure for one cell: counted when seniority lies in [from_months, to_months) on assessed days in its validity."""

    measure: str
    cell: str
    from_: Day
    until: Day
    from_months: int
    to_months: int
    needed: int
    reference: str
    source: str
    confidence: Confidence


class Hole(msgspec.Struct, frozen=True):
    """Where the law as known has nothing: no obligation, and a name for what is missing."""

    duty: str
    cell: str
    from_: Day
    until: Day
    why: str
    not_found: bool
    reference: str
    source: str


class Lawbook(msgspec.Struct, frozen=True):
    """All rules by cell, in the order of the duties; measures by name and cell; the shared terms; the holes."""

    rules: dict[str, tuple[Rule, ...]]
    measures: dict[str, dict[str, tuple[MeasureRow, ...]]]
    terms: Terms
    holes: tuple[Hole, ...]
    term_references: dict[str, tuple[str, Confidence]]
    shares: tuple[Share, ...] = ()
    norms: tuple[Norm, ...] = ()
    frikommuner: tuple[Frikommune, ...] = ()
    origins: tuple[str, ...] = ()
    """Whose amendments are in it, in their order."""

    def frikommune_on(self, municipality: str, on: Day) -> tuple[Frikommune, ...]:
        """The trials for which a municipality is marked as partly exempt on a day; they change no obligation.

        Trials of other themes than employment are in `frikommuner`, but no mark on a citizen's deadlines.
        """
        return tuple(
            each
            for each in self.frikommuner
            if each.municipality == municipality
            and each.from_ <= on <= each.until
            and each.theme in self.terms.frikommune_themes
        )

    def share_of(self, rule: Rule) -> Share | None:
        """The pool in which a rule binds a group; None where it binds each person."""
        if rule.binding != "share":
            return None
        return next(share for share in self.shares if rule.duty in share.duties and rule.cell in share.groups)

    def fingerprint(self) -> int:
        """The same for equal lawbooks, on every machine."""
        renamings = sorted(self.terms.renamings.items())
        plain = replace(self, terms=replace(self.terms, renamings={}))  # only text can be a key where order is told
        return crc32(msgspec.msgpack.encode((plain, renamings), order="deterministic"))
