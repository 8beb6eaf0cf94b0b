"""A second reading of the table of open alerts (contracts/outputs.md), from the command's answer and the raw facts alone.

Simple and slow: working days are counted one by one, passivity ahead is asked day by day. Shares with the product only
`assess`, which has a twin of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from rules import facts as f
from rules.settle import settle

Answer = dict[str, Any]
EASTER = {2016: (3, 27), 2017: (4, 16), 2018: (4, 1), 2019: (4, 21), 2020: (4, 12), 2021: (4, 4), 2022: (4, 17),
          2023: (4, 9), 2024: (3, 31), 2025: (4, 20), 2026: (4, 5), 2027: (3, 28), 2028: (4, 16), 2029: (4, 1), 2030: (4, 21)}  # fmt: skip
"""Easter Sundays as every calendar gives them."""
FIXED = ((1, 1), (12, 24), (12, 25), (12, 26), (12, 31))
AFTER_EASTER = {
    -3: "skærtorsdag",
    -2: "langfredag",
    1: "2. påskedag",
    26: "store bededag",
    39: "Kristi himmelfart",
    50: "2. pinsedag",
}
LAST_BEDEDAG = 2023


def is_working_day(on: date) -> bool:
    easter = date(on.year, *EASTER[on.year])
    moving = {
        easter + timedelta(days)
        for days, name in AFTER_EASTER.items()
        if name != "store bededag" or on.year <= LAST_BEDEDAG
    }
    return on.weekday() < 5 and on not in moving and (on.month, on.day) not in FIXED


def working_days_between(after: date, until: date) -> int:
    """How many working days lie after the first day, up to and including the last."""
    return sum(is_working_day(after + timedelta(days)) for days in range(1, (until - after).days + 1))


class Interview:
    """What is known of an interview: its planned day if it is planned and has no outcome, and how it would count."""

    def __init__(self) -> None:
        self.planned: date | None = None
        self.kind, self.form, self.actor = "job-interview", "", "jobcentre"

    def counts_for(self, duty: str) -> bool:
        if self.form == "letter" or duty == "mentor-contact":
            return False
        kinds = {"job-interview", "follow-up"} | ({"first-contact"} if duty == "first-interview" else set())
        return self.actor in ("jobcentre", "other-actor") and self.kind in kinds


def interviews(facts: Sequence[f.Fact]) -> list[Interview]:
    found: dict[str, Interview] = {}
    status: dict[str, bool] = {}
    last: dict[str, int] = {}
    for fact in settle(facts).facts:
        if isinstance(
            fact, f.InterviewSummoned | f.InterviewMoved | f.InterviewHeld | f.InterviewMissed | f.InterviewCancelled
        ):
            it = found.setdefault(fact.interview_id, Interview())
            for name in ("kind", "form", "actor"):
                setattr(it, name, getattr(fact, name, None) or getattr(it, name))
            if isinstance(fact, f.InterviewSummoned | f.InterviewMoved):
                last[fact.interview_id] = fact.planned_on
            status[fact.interview_id] = isinstance(fact, f.InterviewSummoned | f.InterviewMoved)
    for name, planned in status.items():
        found[name].planned = date.fromordinal(last[name]) if planned else None
    return list(found.values())


def open_table(
    answer: Answer, facts: Sequence[f.Fact], offers: Sequence[Any], passive_on: Callable[[date], bool]
) -> set[str]:
    """The keys of the alerts that are open on the answer's day.

    `offers`: the qualifying ones, merged; `passive_on`: whether the law will say passive on a later day.
    """
    if answer["target_group"] is None:
        return set()
    on = date.fromisoformat(answer["on"])
    found: set[str] = set()
    planned = [each for each in interviews(facts) if each.planned is not None]
    for each in answer["obligations"]:
        if each["owner"] == "a-kasse" or each["binding"] == "share" or each["closed"]:
            continue
        key = f"{each['duty']}:{each['since']}:{each['needed']}"
        if each["status"] == "overdue":
            found.add(f"overdue:{key}")
        if each["status"] == "pending" and _due_soon(each, on, planned, offers):
            found.add(f"due-soon:{key}")
    if answer["passive"]:
        found.add(f"passive:active-year:{answer['support_since']}:1")
    elif any(passive_on(on + timedelta(days)) for days in range(1, 32)):
        found.add(f"passive-soon:active-year:{answer['support_since']}:1")
    for interview in planned:
        assert interview.planned is not None
        if interview.planned < on and working_days_between(interview.planned, on) >= 3:
            found.add(f"outcome-missing:interview:{interview.planned.isoformat()}:1")
    return found


def _due_soon(each: Answer, on: date, planned: Sequence[Interview], offers: Sequence[Any]) -> bool:
    since, due = date.fromisoformat(each["since"]), date.fromisoformat(each["due_on"])
    length, needed = (due - since).days, each["needed"]
    if each["duty"].endswith("-offer"):
        arranged = int(any(_arranged(each, offer, on) for offer in offers))
    else:
        # An act on the base day of an interval or of a period that follows another fulfils nothing.
        on_base = each["since"] == each["counted_from"] or not (each["duty"] == "interview-interval" or _follows(each))
        arranged = sum(
            on <= each_.planned <= due and (each_.planned > since or (on_base and each_.planned == since))
            for each_ in planned
            if each_.planned is not None and each_.counts_for(each["duty"])
        )
    for k in range(1, needed + 1):
        plan = since + timedelta(length * k // needed)
        near = plan <= on or working_days_between(on, plan) <= 10
        within_a_third = (plan - on).days * 3 * needed <= length
        if near and within_a_third and each["held"] + arranged < k:
            return True
    return False


def _follows(each: Answer) -> bool:
    """Whether an obligation's period follows another one's: the repeated form, which begins after its first day."""
    length = (date.fromisoformat(each["due_on"]) - date.fromisoformat(each["since"])).days
    return each["duty"] == "interviews-in-period" and each["since"] != each["counted_from"] and length > 0


def _arranged(each: Answer, offer: Any, on: date) -> bool:
    if offer.given_on is None or offer.given_on > on.toordinal():
        return False
    if offer.to is not None and offer.to - offer.from_ < 13:
        return False
    since, due = date.fromisoformat(each["since"]).toordinal(), date.fromisoformat(each["due_on"]).toordinal()
    if offer.from_ < since or (each["duty"] == "repeated-offer" and offer.from_ == since):
        return False
    return bool(
        offer.from_ <= due or (offer.kind == "loentilskud" and offer.given_on <= due and offer.from_ <= due + 21)
    )
