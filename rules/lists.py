"""What the law says of municipalities and not of one citizen: pools of share duties, norms, frikommuner; judges nothing."""

from __future__ import annotations

from typing import Literal

import msgspec

from rules.civil import Day
from rules.words import Confidence

Theme = Literal["employment", "one-plan", "housing", "specialised-social", "children", "acute-health", "other"]


class Share(msgspec.Struct, frozen=True):
    """A pool: of these groups' obligations of these duties due in its days, `least_percent` in a hundred must be kept.

    `exempt_percent`: at most so many may be exempted by judgement.
    """

    pool: str
    duties: tuple[str, ...]
    groups: tuple[str, ...]
    from_: Day
    until: Day
    least_percent: int
    exempt_percent: int
    reference: str
    source: str
    confidence: Confidence


class Norm(msgspec.Struct, frozen=True):
    """A threshold on a measure's share. `met_percent`: at least; `unmet_percent`: fewer than; the other is None.

    `average_months`: of so many month ends; `months_in_a_row`: broken so long; `least_counted`: smaller groups are left out.
    """

    norm: str
    measure: str
    from_: Day
    until: Day
    met_percent: int | None
    unmet_percent: int | None
    average_months: int
    months_in_a_row: int
    least_counted: int
    reference: str
    source: str
    confidence: Confidence


class Frikommune(msgspec.Struct, frozen=True):
    """A municipality that is partly exempt from the law from one day to another, under one theme."""

    municipality: str
    programme: str
    theme: Theme
    from_: Day
    until: Day
    reference: str
    source: str
    confidence: Confidence
