"""The forms that a rule of the lawbook can have; each turns a rule and a case into obligations (assess.md section 3)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from rules.case import Case
from rules.clock_stops import ClockKind
from rules.forms.between import between
from rules.forms.count import count
from rules.forms.every import every
from rules.forms.offers import first_offer, repeated_offer
from rules.forms.repeated import repeated
from rules.lawbook import Rule
from rules.obligation import Obligation

Form = Callable[[Rule, Case, ClockKind, str], Sequence[Obligation]]

FORMS: Final[dict[str, Form]] = {
    "count": count,
    "between": between,
    "every": every,
    "repeated": repeated,
    "first-offer": first_offer,
    "repeated-offer": repeated_offer,
}

OFFER_FORMS: Final = frozenset({"first-offer", "repeated-offer"})
"""The forms that read offers; the others read the acts that their duty names, and nothing else that a fact can add to."""

FORMS_OF_DATES: Final = frozenset({"count", "between", "repeated", "first-offer"})
"""The forms whose obligations arise by dates alone: where they list nothing, no act makes them list something."""
