"""offer-in-time: had the dagpenge recipient an active offer by the time of right and duty? (The letter of 9 April 2018.)"""

from __future__ import annotations

from collections.abc import Sequence

from rules.case import Case
from rules.obligation import Obligation


def offer_in_time(case: Case, obligations: Sequence[Obligation]) -> bool | None:
    """None: not on dagpenge, or no first offer was due before the day."""
    if case.stint.group != "dagpenge":
        return None
    offers = [each for each in obligations if each.duty == "first-offer"]
    past = [each for each in offers if each.due_on < case.on]
    for each in offers:
        case.horizon.note(each.due_on + 1)
    return all(each.status == "fulfilled" for each in past) if past else None
