"""Definitions that several duties and measures share, resolved from the lawbook's terms; holds no number of its own."""

from __future__ import annotations

import msgspec

from rules.civil import LAST_DAY, Day
from rules.dated import Dated
from rules.history import Offer
from rules.lookback import Lookback
from rules.words import Benefit


class Terms(msgspec.Struct, frozen=True):
    """Days unless the name says otherwise; every field is an entry of `law/terms.yaml` with its reference, or follows from some.

    A number of weeks that is 0 says that the definition counts in months.
    """

    gap_days: int
    dagpenge_gap_days: int
    support_gap_days: int
    change_grace_days: int
    work_hours_a_week: int
    offer_minimum_days: int
    loentilskud_grace_days: int
    exemption_months: int
    passive_months: int
    passive_window_weeks: int
    passive_support_weeks: int
    measure_months: int
    focus_hours: int
    focus_interviews: int
    first_half_months: int
    qualifying_offer_kinds: Dated[frozenset[str]]
    inactive_offer_kinds: frozenset[str]
    interview_kinds: Dated[frozenset[str]]
    first_interview_kinds: Dated[frozenset[str]]
    never_counting_kinds: frozenset[str]
    jobcentre_actors: frozenset[str]
    excluded_forms: Dated[frozenset[str]]
    mentor_counts_for: frozenset[str]
    never_passive: frozenset[str]
    frikommune_themes: frozenset[str]
    national_stops: tuple[tuple[Day, Day], ...]
    absence_stops: Dated[dict[str, frozenset[str]]]
    renamings: dict[tuple[Benefit, Benefit], Day]
    passive_back: Lookback
    measure_back: Lookback

    def absence_stops_for(self, group: str, kind: str) -> tuple[tuple[Day, Day], ...]:
        """The times in which a kind of absence stops a group's clocks, first and last days."""
        times: list[tuple[Day, Day]] = []
        versions = self.absence_stops.versions
        for index, (begins, stops) in enumerate(versions):
            if kind not in (stops.get(group) or stops["others"]):
                continue
            ends = versions[index + 1][0] - 1 if index + 1 < len(versions) else LAST_DAY
            first = begins if index else 1
            times.append((times.pop()[0] if times and times[-1][1] == first - 1 else first, ends))
        return tuple(times)

    def offer_may_qualify(self, offer: Offer) -> bool:
        """Whether an offer's kind can fulfil an offer duty by the law of its first day; its length is another question."""
        return offer.kind in self.qualifying_offer_kinds.on(offer.from_)
