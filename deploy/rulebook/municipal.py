"""The lawbook's chapters about municipalities: pools of share duties, norms on measures, frikommuner."""

from __future__ import annotations

from collections.abc import Iterator

from deploy.rulebook.entries import Chapter, Row
from rules.lawbook import Lawbook
from rules.lists import Norm
from rules.municipalities import MUNICIPALITIES

_SHARES = "Duties that rest on a group and not on the person: at least so many in a hundred must get it in time."
_NORMS = "Thresholds on a municipality's figures; a figure beyond one is a breach, which somebody looks at."
_TRIALS = (
    "Municipalities that were partly exempt from the law for a time. A mark and nothing more: no obligation changes."
)


def municipal_chapters(book: Lawbook) -> list[Chapter]:
    """Three chapters; what was not found stands among their rows as a hole."""
    return [
        Chapter("shares", "Andelskrav", "Shares of a group", _SHARES, "", (*_shares(book), *_holes(book, "share "))),
        Chapter("norms", "Grænseværdier", "Norms", _NORMS, "", (*_norms(book), *_holes(book, "norm "))),
        Chapter("frikommuner", "Frikommuner", "Trials", _TRIALS, "", (*_trials(book), *_holes(book, "frikommuner"))),
    ]


def _shares(book: Lawbook) -> Iterator[Row]:
    for each in book.shares:
        says = (
            f"pool {each.pool}: at least {each.least_percent} % get {' and '.join(each.duties)} in time; "
            f"at most {each.exempt_percent} % may be exempted by judgement"
        )
        yield Row(each.groups, each.from_, each.until, "rule", says, each.reference, each.source, each.confidence)


def _norms(book: Lawbook) -> Iterator[Row]:
    for each in book.norms:
        yield Row(
            (each.measure,), each.from_, each.until, "rule", _norm(each), each.reference, each.source, each.confidence
        )


def _norm(norm: Norm) -> str:
    at_least = norm.met_percent is not None
    said = (
        f"{norm.norm}: at least {norm.met_percent} % have it"
        if at_least
        else f"{norm.norm}: fewer than {norm.unmet_percent} % have it not"
    )
    parts = [said]
    if norm.average_months > 1:
        parts.append(f"on average of {norm.average_months} month ends")
    if norm.months_in_a_row > 1:
        parts.append(f"broken {norm.months_in_a_row} months in a row")
    if norm.least_counted:
        parts.append(f"where at least {norm.least_counted} are counted")
    return ", ".join(parts)


def _trials(book: Lawbook) -> Iterator[Row]:
    """One row for the municipalities that share programme, theme and days."""
    found: dict[tuple[object, ...], list[str]] = {}
    for each in book.frikommuner:
        key = (
            each.from_,
            each.until,
            f"{each.programme}, theme {each.theme}",
            each.reference,
            each.source,
            each.confidence,
        )
        found.setdefault(key, []).append(MUNICIPALITIES[each.municipality].name)
    for (begins, ends, says, reference, source, confidence), names in found.items():
        yield Row(
            tuple(sorted(names)),
            int(str(begins)),
            int(str(ends)),
            "rule",
            str(says),
            str(reference),
            str(source),
            str(confidence),
        )


def _holes(book: Lawbook, begins: str) -> Iterator[Row]:
    found: dict[tuple[str, str], list[str]] = {}
    first = {}
    for hole in book.holes:
        if hole.not_found and hole.duty.startswith(begins):
            found.setdefault((hole.duty, hole.why), []).append(hole.cell)
            first[hole.duty, hole.why] = hole
    for key, cells in found.items():
        hole = first[key]
        yield Row(
            tuple(dict.fromkeys(cells)),
            hole.from_,
            hole.until,
            "hole",
            hole.why,
            hole.reference,
            hole.source,
            "unverified",
        )
