"""What one version of a rule demands, in one line of plain English."""

from __future__ import annotations

from alerts.wording.nouns import NOUNS
from alerts.wording.outcome_words import noun_of
from rules.lawbook import MeasureRow, Rule


def demand(rule: Rule) -> str:
    """`6 interviews by 6 months`, with what narrows it in brackets."""
    said = _FORMS[rule.form](rule)
    narrowed = []
    if rule.binding == "share":
        narrowed.append("binds the municipality's group, 75 %")
    if rule.direct is not None:
        sent = "only for" if rule.direct else "not for"
        narrowed.append(f"{sent} those sent straight to the jobcentre")
    return f"{said} ({'; '.join(narrowed)})" if narrowed else said


def measured(row: MeasureRow) -> str:
    """Whom a row of a measure counts, and what meets it."""
    until = row.to_months - 1
    at = (
        f"{row.from_months} months"
        if until == row.from_months
        else f"{row.from_months} to under {row.to_months} months"
    )
    return f"seniority of {at}; met by {row.needed}"


def _n(rule: Rule) -> str:
    one, many = NOUNS.counted[noun_of(rule.duty)].en
    return f"{rule.needed} {one if rule.needed == 1 else many}"


def _count(rule: Rule) -> str:
    return f"{_n(rule)} by {rule.within}"


def _between(rule: Rule) -> str:
    return f"{_n(rule)} between {rule.after} and {rule.within}"


def _every(rule: Rule) -> str:
    said = f"never more than {rule.every} between two"
    if rule.during is not None:
        return f"{said}, while a {rule.during} runs"
    if rule.after != Rule.NO_PERIOD:
        said += f", from {rule.after} on"
    return said if rule.within == Rule.NO_PERIOD else f"{said}, until {rule.within}"


def _repeated(rule: Rule) -> str:
    start = "day zero" if rule.after == Rule.NO_PERIOD else str(rule.after)
    return f"{_n(rule)} in each {rule.every} from {start} on"


def _first_offer(rule: Rule) -> str:
    said = f"begun by {rule.within}"
    if rule.by_age is None:
        return said
    return f"{said}; by {rule.by_age.within} under {rule.by_age.under} and from {rule.by_age.from_} years"


def _repeated_offer(rule: Rule) -> str:
    return f"a new one within {rule.every} after the former has ended, from {rule.after} on"


_FORMS = {
    "count": _count,
    "between": _between,
    "every": _every,
    "repeated": _repeated,
    "first-offer": _first_offer,
    "repeated-offer": _repeated_offer,
}
