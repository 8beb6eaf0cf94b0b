"""Holds the duty table of assess.md section 4 as plain Python, on purpose apart from the lawbook; knows no citizen."""

from dataclasses import dataclass
from datetime import date

from tests.twins.assess_twin_clock import Span

YOUNG_ROWS = ("uddannelsesparat", "aabenlyst-uddannelsesparat", "ung-aktivitetsparat")


@dataclass(frozen=True)
class Rule:
    """One version of one duty for one group, valid for due dates in [valid_from, valid_to]."""

    valid_from: date
    valid_to: date | None
    duty: str
    form: str  # count, between, every, repeated, first-offer, repeated-offer, mentor
    span: Span = (0, "weeks")  # count: P; between: B; every and repeated-offer: I; repeated: P
    needed: int = 1
    start: Span = (0, "weeks")  # A
    end: Span | None = None  # B of every
    acts: str = "jobcentre"  # jobcentre, first-contact, joint, a-kasse, offer, mentor
    share: bool = False
    direct: bool | None = None  # only for those sent directly to the jobcentre (True), or only for the others (False)

    @property
    def owner(self) -> str:
        return "a-kasse" if self.duty == "a-kasse-interviews" else "jobcentre"

    def holds(self, due_on: date) -> bool:
        return self.valid_from <= due_on and (self.valid_to is None or due_on <= self.valid_to)


def weeks(number: int) -> Span:
    return number, "weeks"


def months(number: int) -> Span:
    return number, "months"


Era = tuple[date, date | None]
A1: Era = (date(2014, 1, 1), date(2019, 12, 31))
B: Era = (date(2020, 1, 1), date(2023, 12, 31))
C: Era = (date(2024, 1, 1), date(2026, 6, 30))
BC: Era = (date(2020, 1, 1), date(2026, 6, 30))
D: Era = (date(2026, 7, 1), None)


def _first(era: Era, span: Span) -> Rule:
    return Rule(*era, "first-interview", "count", span, acts="first-contact")


def _by(era: Era, needed: int, span: Span, share: bool = False, direct: bool | None = None) -> Rule:
    return Rule(*era, "interviews-in-period", "count", span, needed, share=share, direct=direct)


def _four_a_year(era: Era, start: Span) -> Rule:
    return Rule(*era, "interviews-in-period", "repeated", months(12), 4, start=start)


def _interval(era: Era, span: Span, start: Span, end: Span | None) -> Rule:
    return Rule(*era, "interview-interval", "every", span, start=start, end=end)


def _joint(era: Era, number: int, start: Span, end: Span) -> Rule:
    return Rule(*era, f"joint-interview-{number}", "between", end, start=start, acts="joint")


def _a_kasse(era: Era, needed: int, span: Span, share: bool = False, direct: bool | None = None) -> Rule:
    return Rule(*era, "a-kasse-interviews", "count", span, needed, acts="a-kasse", share=share, direct=direct)


def _offer(era: Era, span: Span, share: bool = False) -> Rule:
    return Rule(*era, "first-offer", "first-offer", span, acts="offer", share=share)


def _repeated_offer(era: Era, span: Span, first_offer: Span, share: bool = False) -> Rule:
    return Rule(*era, "repeated-offer", "repeated-offer", span, start=first_offer, acts="offer", share=share)


def _mentor(since: date, until: date | None, span: Span) -> Rule:
    return Rule(since, until, "mentor-contact", "mentor", span, acts="mentor")


# law.md 3.4: whoever has a mentor, in every row; the new act of 2020 is a version of its own with the same number.
_MENTOR = [
    _mentor(date(2014, 1, 1), date(2015, 12, 31), weeks(1)),
    _mentor(date(2016, 1, 1), date(2019, 12, 31), weeks(2)),
    _mentor(date(2020, 1, 1), None, weeks(2)),
]


BY_AGE = (-1, "by age")  # first-offer of dagpenge until 2019: 3 months under 30 and from 50, else 6

# law.md: the contact flow and the one offer are the reform's, from 2015; assess.md lets the same numbers count since 2014.
_DAGPENGE_UNTIL_2019 = [
    rule
    for era in ((date(2014, 1, 1), date(2015, 6, 30)), (date(2015, 7, 1), date(2019, 12, 31)))
    for rule in (
        Rule(*era, "joint-interview-1", "count", weeks(6), acts="joint"),
        _interval(era, months(1), weeks(6), months(6)),
        _interval(era, months(3), months(6), None),
        _by(era, 6, months(6)),
        _joint(era, 2, months(4), months(6)),
        _joint(era, 3, months(6), months(16)),
        _offer(era, BY_AGE),
    )
]
_DAGPENGE = [
    *_DAGPENGE_UNTIL_2019,
    _by(B, 4, months(6)),
    _joint(B, 3, months(6), months(16)),
    _offer(B, months(6)),
    _a_kasse(C, 1, weeks(2), direct=False),
    _a_kasse(C, 3, months(3), direct=False),
    _by(C, 3, months(6), direct=False),
    _by(C, 6, months(6), direct=True),
    _joint(C, 3, months(6), months(16)),
    _offer(C, months(6)),
    _a_kasse(D, 1, weeks(2)),
    _a_kasse(D, 2, months(3), share=True),
    _by(D, 2, months(6), share=True),
    _joint(D, 3, months(6), months(16)),
    _offer(D, months(6), share=True),
]
_JOBPARAT = [
    _first(A1, weeks(1)),
    _by(A1, 3, months(3)),
    _four_a_year(A1, months(3)),
    _offer(A1, months(3)),
    _first(BC, weeks(1)),
    _by(BC, 4, months(6)),
    _offer(BC, months(6)),
    _first(D, weeks(1)),
    _by(D, 4, months(6), share=True),
    _offer(D, months(6), share=True),
]
_AKTIVITETSPARAT = [
    _first(A1, weeks(1)),
    _four_a_year(A1, weeks(0)),
    _offer(A1, months(6)),
    _repeated_offer(A1, months(12), months(6)),
    _first(BC, weeks(1)),
    _by(BC, 4, months(6)),
    _offer(BC, months(6)),
    _first(D, weeks(1)),
    _offer(D, months(6)),
]
_YOUNG = [
    _first(A1, weeks(1)),
    _first(BC, weeks(1)),
    _by(BC, 4, months(6)),
    _offer(BC, months(1)),
    _repeated_offer((date(2020, 1, 1), date(2021, 12, 31)), weeks(4), months(1)),
    _repeated_offer((date(2022, 1, 1), date(2026, 6, 30)), months(4), months(1)),
]
# law.md 2.4 and 3.1: until 2019 from memory, by analogy with the grown; from 2026-07-01 education-ready offers are pooled.
_EDUCATION_READY = [
    *_YOUNG,
    _by(A1, 3, months(3)),
    _four_a_year(A1, months(3)),
    _offer(D, months(1), share=True),
    _repeated_offer(D, months(4), months(1), share=True),
]
_SICK = [
    _first(A1, weeks(8)),
    _interval(A1, weeks(4), weeks(8), None),
    _first(BC, weeks(8)),
    _by(BC, 4, months(6)),
]
_SIX_A_YEAR = Rule(*A1, "interviews-in-period", "repeated", months(12), 6)  # law.md 2.6, from memory
RULES: dict[str, list[Rule]] = {
    "dagpenge": _DAGPENGE,
    "jobparat": _JOBPARAT,
    "aktivitetsparat": _AKTIVITETSPARAT,
    "uddannelsesparat": [*_EDUCATION_READY, _offer(A1, months(3))],
    "aabenlyst-uddannelsesparat": [*_EDUCATION_READY, _offer(A1, months(1))],
    "ung-aktivitetsparat": [*_YOUNG, _four_a_year(A1, weeks(0)), _offer(A1, months(3))],
    "sygedagpenge-1": [],
    "sygedagpenge-2-3": _SICK,
    "jobafklaring": [_SIX_A_YEAR, _by(BC, 4, months(6))],
    "ressourceforloeb": [_SIX_A_YEAR, _by(BC, 4, months(6))],
    "ledighedsydelse": [
        _interval(A1, months(3), weeks(0), None),  # law.md 2.6: every third month, from memory
        _by(BC, 4, months(6)),
        _by(D, 4, months(6), share=True),
    ],
    "revalidering": [_by(BC, 4, months(6))],
}
RULES = {row: [*rules, *_MENTOR] for row, rules in RULES.items()}

# Measures (section 6): row → (assessed days from, to, seniority months from, before, number).
STATUTORY = {
    "dagpenge": (*A1, 6, 9, 6),
    "aktivitetsparat": (*A1, 6, 9, 3),
}
EARLY_INTERVIEWS = {
    row: B if row == "dagpenge" else BC
    for row, rules in RULES.items()
    if any(r.form == "count" and r.needed == 4 and r.valid_from == B[0] for r in rules)
}
EARLY_OFFER_ROWS = ("dagpenge", "jobparat", "aktivitetsparat", *YOUNG_ROWS)
