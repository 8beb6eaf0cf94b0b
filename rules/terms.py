"""Definitions that several duties and measures share, resolved from the lawbook's terms; holds no number of its own."""

from __future__ import annotations

import msgspec

from rules.civil import Day
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
    qualifying_offer_kinds: frozenset[str]
    offer_kinds_until: dict[str, Day]
    inactive_offer_kinds: frozenset[str]
    interview_kinds: frozenset[str]
    first_interview_kinds: frozenset[str]
    never_counting_kinds: frozenset[str]
    jobcentre_actors: frozenset[str]
    excluded_forms: frozenset[str]
    mentor_counts_for: frozenset[str]
    never_passive: frozenset[str]
    frikommune_themes: frozenset[str]
    national_stops: tuple[tuple[Day, Day], ...]
    absence_stops: dict[str, frozenset[str]]
    renamings: dict[tuple[Benefit, Benefit], Day]
    passive_back: Lookback
    measure_back: Lookback

    def absence_stops_for(self, group: str) -> frozenset[str]:
        """The kinds of absence that stop a group's clocks."""
        return self.absence_stops.get(group) or self.absence_stops["others"]

    def offer_may_qualify(self, offer: Offer) -> bool:
        """Whether an offer's kind and first day can fulfil an offer duty; its length is another question."""
        if offer.kind in self.qualifying_offer_kinds:
            return True
        until = self.offer_kinds_until.get(offer.kind)
        return until is not None and offer.from_ <= until
