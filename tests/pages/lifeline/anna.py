"""Anna Holm's spring of 2018, invented: everything that the drawing can show, in one life; the picture in the README."""

from __future__ import annotations

from typing import Final

from alerts.inbox.entry import Action, Telling
from rules.civil import Instant, day, start_of_day
from rules.facts import Fact
from tests.alerts.inbox.builders import action, telling
from tests.rules import builders as b

CITIZEN: Final = "c-1001"
NOW: Final[Instant] = start_of_day(day("2018-05-17")) + 485 * 60 * 1_000_000
FACTS: Final[tuple[Fact, ...]] = tuple(
    sorted(
        [
            b.on_benefit("dagpenge", "2018-01-08", municipality="751", caseworker="cw-1", birth_date="1979-05-01"),
            b.summoned("2018-01-25"),
            b.held("2018-01-25", interview_id="interview 2018-01-25", form="in-person"),
            b.held("2018-02-08", joint=True, a_kasse_attended=True),
            b.summoned("2018-03-06"),
            b.rebooked("interview 2018-03-06", "2018-03-15", "2018-03-01"),
            b.held("2018-03-15", interview_id="interview 2018-03-06", form="phone"),
            b.held("2018-03-28", actor="a-kasse"),
            b.summoned("2018-04-16"),
            b.missed("2018-04-16", "interview 2018-04-16"),
            b.absence("sickness", "2018-04-18", "2018-05-02"),
            b.summoned("2018-05-08"),
            b.called_off("interview 2018-05-08", "2018-05-07"),
            b.summoned("2018-05-29", learnt="2018-05-15"),
            b.offer("virksomhedspraktik", "2018-03-05", "2018-04-13", given_on="2018-02-28"),
            b.offer("vejledning-opkvalificering", "2018-06-11", "2018-07-20", given_on="2018-05-15"),
            b.offer("nytteindsats", "2018-04-23", "2018-05-18", given_on="2018-04-10"),
            b.offer_cancelled("offer 2018-04-23", "2018-04-19"),
            b.work("2018-02-12", "2018-03-11", 40),
        ],
        key=lambda fact: (fact.learnt_at, fact.id),
    )
)
OVERDUE: Final[Telling] = telling(
    citizen=CITIZEN,
    municipality="751",
    kind="overdue",
    duty="interview-interval",
    target_group="dagpenge",
    on="2018-04-16",
    since="2018-03-15",
    due_on="2018-04-15",
    caseworker="cw-1",
    alert_id="overdue:interview-interval:c-1001:2018-03-15:1",
)
DONE: Final[tuple[Action, ...]] = (
    action("acknowledged", citizen=CITIZEN, municipality="751", alert_id=OVERDUE.alert_id, by="cw-1", on="2018-04-17"),
    action(
        "commented",
        citizen=CITIZEN,
        municipality="751",
        alert_id=OVERDUE.alert_id,
        by="cw-1",
        on="2018-05-15",
        note="Var syg. Ny samtale aftalt 29. maj.",
    ),
)
