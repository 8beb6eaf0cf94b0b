"""Is this citizen counted, and met? The measures by name, in the order of the bits that stand for them.

Contract: contracts/assess.md section 6. Each measure is a file.
"""

from __future__ import annotations

from collections.abc import Sequence

from rules.case import Case
from rules.civil import Day
from rules.measured import BIT, Measured
from rules.measures.duty_kept import duty_kept
from rules.measures.early import early_interviews, early_offer, statutory_interviews
from rules.measures.last_year import active_year, focus_interviews, focus_offer, years
from rules.measures.offer_in_time import offer_in_time
from rules.obligation import Obligation


def of_facts(case: Case, months: int, support_since: Day) -> Measured:
    """The measures that ask no obligation, of a citizen with a running benefit; `months` is the seniority."""
    passive, focus = years(case, support_since)
    return _bits(
        ("statutory-interviews", statutory_interviews(case, months)),
        ("early-interviews", early_interviews(case, months)),
        ("early-offer", early_offer(case, months)),
        ("active-year", active_year(passive)),
        ("focus-offer", focus_offer(focus)),
        ("focus-interviews", focus_interviews(focus)),
    )


def of_duties(case: Case, obligations: Sequence[Obligation]) -> Measured:
    """The measures that ask how the obligations stand."""
    return _bits(("offer-in-time", offer_in_time(case, obligations)), ("duty-kept", duty_kept(case, obligations)))


def _bits(*answers: tuple[str, bool | None]) -> Measured:
    counted = met = 0
    for name, answer in answers:
        if answer is not None:
            counted |= BIT[name]
            met |= BIT[name] if answer else 0
    return Measured(counted, met)
