"""Makes nasty but valid lives (one citizen's wire events) and days to assess them on; knows no law but its dates."""

import random
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from tests.twins.assess_twin_clock import add_months
from tests.twins.lives_dice import Dice, DrawnDice, SeededDice
from tests.twins.lives_values import (
    ABSENCES,
    CANCELLED_BY,
    DAY_STEPS,
    ERA_DAYS,
    FORMS,
    GROUPS,
    INTERVIEW_KINDS,
    MONTH_STEPS,
    MUNICIPALITIES,
    OFFER_KINDS,
    START_DAYS,
    TYPES,
)

Event = dict[str, Any]
FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2045, 1, 1)


class Author:
    """Writes one life, event by event; every date is taken from or near one that stands in it already."""

    def __init__(self, dice: Dice) -> None:
        self.dice = dice
        self.days: list[date] = [dice.pick(START_DAYS)]
        self.events: list[Event] = []

    def chance(self, percent: int) -> bool:
        return self.dice.number(0, 99) >= 100 - percent

    def near(self) -> date:
        """A day of the life, or one at a telling distance from it; now and then a border between two laws."""
        base = self.dice.pick(ERA_DAYS) if self.chance(5) else self.dice.pick(self.days)
        if self.chance(50):
            base = add_months(base, self.dice.pick(MONTH_STEPS))
        day = base + timedelta(days=self.dice.pick(DAY_STEPS))
        return min(max(day, FIRST_DAY), LAST_DAY)

    def new_day(self) -> date:
        day = self.near()
        self.days.append(day)
        return day

    def period(self, open_percent: int) -> dict[str, str]:
        first = self.new_day()
        if self.chance(open_percent):
            return {"from": first.isoformat()}
        return {"from": first.isoformat(), "to": self.not_before(first).isoformat()}

    def not_before(self, first: date) -> date:
        last = max(first, self.new_day()) if self.chance(40) else first + timedelta(days=abs(self.dice.pick(DAY_STEPS)))
        self.days.append(last)
        return last

    def optional(self, data: Event, name: str, values: Sequence[Any], percent: int) -> None:
        if self.chance(percent):
            data[name] = self.dice.pick(values)

    def thing_id(self, prefix: str) -> str:
        return f"{prefix}{self.dice.pick((1, 2, 3, 4, 5, 6, 1, 2))}"

    def write(self, name: str, data: Event, not_before: date | None = None) -> Event:
        """Wrap `data`; `time` lies on or after `not_before` (Copenhagen), else anywhere near the life."""
        learnt = not_before if not_before is not None else self.dice.pick(self.days)
        learnt += timedelta(days=self.dice.pick((0, 0, 0, 1, 3, 30, 400)))
        clock = self.dice.pick(("12:00:00Z", "12:00:00+02:00", "09:15:00.250+01:00", "23:30:00Z", "00:00:00+01:00"))
        event: Event = {
            "specversion": "1.0",
            "id": f"{self.dice.pick('emb')}{len(self.events):02d}",
            "source": "/case-system",
            "type": f"dk.rettidig.{name}.v1",
            "subject": "c1",
            "time": f"{learnt.isoformat()}T{clock}",
            "datacontenttype": "application/json",
            "data": data,
        }
        if self.events and self.chance(4):
            event["supersedes"] = self.dice.pick(self.events)["id"]
        if self.events and self.chance(2):
            event["id"] = self.dice.pick(self.events)["id"]
        self.events.append(event)
        return event

    def benefit_started(self) -> None:
        group, benefits = self.dice.pick(GROUPS)
        first = self.new_day() if self.events else self.days[0]
        data: Event = {
            "benefit": self.dice.pick(benefits),
            "target_group": group,
            "municipality": self.dice.pick(MUNICIPALITIES),
            "from": first.isoformat(),
        }
        self.optional(data, "first_contact_on", [self.nearby(first) for _ in range(2)], 25)
        if group == "sygedagpenge":
            self.optional(data, "first_absence_on", [self.nearby(first) for _ in range(2)], 40)
            self.optional(data, "category", (2, 1, 3), 60)
        if group == "dagpenge":
            self.optional(data, "accumulated_days", (0, 1, 30, 90, 181, 200, 400, 600), 40)
            self.optional(data, "direct_to_jobcentre", (True, False), 15)
        if self.chance(35):
            age, months, days = (
                self.dice.pick((30, 50, 29, 40, 49)),
                self.dice.pick(MONTH_STEPS),
                self.dice.pick(DAY_STEPS),
            )
            born = add_months(first, months - 12 * age) + timedelta(days=days)
            data["birth_date"] = self.dice.pick((born.isoformat(), "1988-02-29", "1968-02-29"))
        self.write("benefit.started", data)

    def nearby(self, day: date) -> str:
        return (day + timedelta(days=self.dice.pick((0, -1, 1, -7, 5, -40, 20, -400)))).isoformat()

    def benefit_ended(self) -> None:
        self.write("benefit.ended", {"to": self.new_day().isoformat()})

    def group_changed(self) -> None:
        group, benefits = self.dice.pick(GROUPS)
        data: Event = {"target_group": group, "from": self.new_day().isoformat()}
        self.optional(data, "benefit", benefits, 20)
        if group == "sygedagpenge":
            self.optional(data, "category", (1, 2, 3), 60)
        self.write("target-group.changed", data)

    def municipality_changed(self) -> None:
        data = {"municipality": self.dice.pick(MUNICIPALITIES), "from": self.new_day().isoformat()}
        self.write("municipality.changed", data)

    def caseworker_assigned(self) -> None:
        self.write("caseworker.assigned", {"caseworker": "w7", "from": self.new_day().isoformat()})

    def absence_registered(self) -> None:
        data = {"absence_id": self.thing_id("a"), "kind": self.dice.pick(ABSENCES), **self.period(25)}
        self.write("absence.registered", data)

    def exemption_granted(self) -> None:
        scope = self.dice.pick(("offers", "interviews", "all"))
        data: Event = {"exemption_id": self.thing_id("x"), "scope": scope, **self.period(30)}
        self.optional(data, "basis", ("judgement", "law"), 25)
        self.write("exemption.granted", data)

    def work_reported(self) -> None:
        data: Event = {"work_id": self.thing_id("w"), **self.period(0)}
        length = (date.fromisoformat(data["to"]) - date.fromisoformat(data["from"])).days + 1
        just_twenty = (20 * length + 6) // 7
        data["hours"] = self.dice.pick((just_twenty, max(just_twenty - 1, 0), 100, 99, 37 * length // 7, 33.5))
        self.write("work.reported", data)

    def interview_held(self) -> None:
        for _ in range(self.dice.pick((1, 1, 1, 2, 4, 6))):
            held_on = self.new_day()
            data: Event = {"interview_id": f"i{len(self.events)}", "held_on": held_on.isoformat()}
            if self.chance(15):
                data["interview_id"] = self.thing_id("i")
            self.optional(data, "kind", INTERVIEW_KINDS, 30)
            self.optional(data, "form", FORMS, 25)
            self.optional(data, "actor", ("a-kasse", "other-actor", "jobcentre"), 30)
            self.optional(data, "joint", (True, False), 35)
            self.write("interview.held", data, held_on)

    def interview_other(self) -> None:
        name = self.dice.pick(("summoned", "moved", "cancelled", "missed"))
        data: Event = {"interview_id": self.thing_id("i")}
        not_before = None
        if name in ("summoned", "moved"):
            data["planned_on"] = self.new_day().isoformat()
        if name == "summoned":
            self.optional(data, "kind", INTERVIEW_KINDS, 30)
            self.optional(data, "form", FORMS, 30)
            self.optional(data, "actor", ("a-kasse", "other-actor"), 30)
        if name == "cancelled":
            data["by"] = self.dice.pick(CANCELLED_BY)
        if name == "missed":
            not_before = self.new_day()
            data["missed_on"] = not_before.isoformat()
        self.write(f"interview.{name}", data, not_before)

    def offer_given(self) -> None:
        period = self.period(30)
        given_on = date.fromisoformat(period["from"]) - timedelta(days=self.dice.pick((0, 1, 14, 20, 21, 22, 60, -3)))
        data: Event = {"offer_id": self.thing_id("o"), "kind": self.dice.pick(OFFER_KINDS), **period}
        if "to" in data and self.chance(60):
            data["to"] = (
                date.fromisoformat(data["from"]) + timedelta(days=self.dice.pick((13, 12, 27, 60, 200)))
            ).isoformat()
            self.days.append(date.fromisoformat(data["to"]))
        self.write("offer.given", {**data, "given_on": given_on.isoformat()}, given_on)

    def offer_changed(self) -> None:
        data: Event = {"offer_id": self.thing_id("o")}
        period = self.period(40)
        for name in period:
            if self.chance(60):
                data[name] = period[name]
        self.optional(data, "kind", OFFER_KINDS, 30)
        self.write("offer.changed", data)

    def offer_cancelled(self) -> None:
        self.write("offer.cancelled", {"offer_id": self.thing_id("o")})

    def mentor_with_contacts(self) -> None:
        """A mentor who is in contact near the interval's border, now and then a day too late."""
        mentor_id, period = self.thing_id("m"), self.period(50)
        self.write("mentor.started", {"mentor_id": mentor_id, **period})
        day = date.fromisoformat(period["from"])
        for _ in range(self.dice.pick((1, 2, 4))):
            day = min(day + timedelta(days=self.dice.pick((7, 14, 8, 15, 6, 13, 28))), LAST_DAY)
            self.days.append(day)
            self.write("mentor.contact", {"mentor_id": mentor_id, "on": day.isoformat()}, day)

    def mentor(self) -> None:
        name = self.dice.pick(("started", "contact", "ended"))
        data: Event = {"mentor_id": self.thing_id("m")}
        not_before = None
        if name == "started":
            data |= self.period(40)
        elif name == "ended":
            data["to"] = self.new_day().isoformat()
        else:
            not_before = self.new_day()
            data["on"] = not_before.isoformat()
        self.write(f"mentor.{name}", data, not_before)

    def fact_retracted(self) -> None:
        if self.events:
            self.write("fact.retracted", {"retracts": self.dice.pick(self.events)["id"]})

    def citizen_erased(self) -> None:
        self.write("citizen.erased", {})


def write_life(dice: Dice) -> list[Event]:
    """One life: a benefit and up to about a dozen events, now and then more; in no particular order."""
    author = Author(dice)
    if not author.chance(3):
        author.benefit_started()
    for _ in range(dice.pick((0, 1, 2, 3, 4, 5, 6, 7, 9, 12, 20))):
        getattr(author, dice.pick(TYPES))()
    if not author.events:
        author.benefit_started()
    if author.chance(3):
        author.events.append(dice.pick(author.events))
    return author.events


def write_day(dice: Dice, life: list[Event]) -> date:
    """A day on which it is worth to assess the life: at a telling distance from one of its dates."""
    author = Author(dice)
    author.days = [date.fromisoformat(v) for e in life for k, v in e["data"].items() if _is_date(k)] or author.days
    return author.near()


def _is_date(name: str) -> bool:
    return name in ("from", "to", "on") or (name.endswith("_on") and name != "planned_on")


def random_life(rng: random.Random) -> list[Event]:
    return write_life(SeededDice(rng))


def random_day(rng: random.Random, life: list[Event]) -> date:
    return write_day(SeededDice(rng), life)


@st.composite
def lives(draw: st.DrawFn) -> list[Event]:
    return write_life(DrawnDice(draw))


@st.composite
def lives_and_days(draw: st.DrawFn) -> tuple[list[Event], date]:
    """A life and a day to assess it on."""
    dice = DrawnDice(draw)
    life = write_life(dice)
    return life, write_day(dice, life)
