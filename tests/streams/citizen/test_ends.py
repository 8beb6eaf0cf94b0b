"""How an alert ends: withdrawn if it was never true, lapsed if law, group, spell or benefit ended it, else resolved."""

from __future__ import annotations

import msgspec
import pytest

from rules import facts as f
from tests.rules.builders import (
    absence,
    at,
    called_off,
    ended,
    erased,
    exemption,
    group_changed,
    held,
    offer,
    on_benefit,
    rebooked,
    retracted,
    summoned,
    work,
)
from tests.streams.citizen.walks import CITIZEN, judge, whole

JOBPARAT = on_benefit("jobparat", "2018-01-02")  # first interview by 9 January, warned from the 7th
NO_DUTIES = on_benefit("revalidering", "2018-01-02")  # passive from 2 January 2019, warned from 2 December
WARNED, OVERDUE = "due-soon:first-interview", "overdue:first-interview"
PASSIVE, SOON, FORGOTTEN = "passive:active-year", "passive-soon:active-year", "outcome-missing:interview"

ENDS = [
    # name, life, alert, until, how it ends and by what
    ("held", [JOBPARAT, held("2018-01-12")], OVERDUE, "2018-01-13", ("resolved", "held 2018-01-12")),
    ("registered late", [JOBPARAT, held("2018-01-09", learnt="2018-01-12")], OVERDUE, "2018-01-13", ("withdrawn", "held 2018-01-09")),
    ("held late and registered later", [JOBPARAT, held("2018-01-11", learnt="2018-01-20")], OVERDUE, "2018-01-21", ("resolved", "held 2018-01-11")),
    ("the start was wrong", [JOBPARAT, retracted(JOBPARAT.id, "2018-01-12")], OVERDUE, "2018-01-13", ("withdrawn", f"retracted {JOBPARAT.id}")),
    ("the start was later", [JOBPARAT, on_benefit("jobparat", "2018-01-02", learnt="2018-01-12", id="new", first_contact_on="2018-01-08")], OVERDUE, "2018-01-13", ("withdrawn", "new")),
    ("the exemption began before it was due", [JOBPARAT, exemption("interviews", "2018-01-08", "2018-01-20", learnt="2018-01-12")], OVERDUE, "2018-01-13", ("withdrawn", "interviews 2018-01-08")),
    ("the benefit ends", [JOBPARAT, ended("2018-01-12")], OVERDUE, "2018-01-14", ("lapsed", "clock")),
    ("the benefit ended before it was due", [JOBPARAT, ended("2018-01-08", learnt="2018-01-12")], OVERDUE, "2018-01-14", ("withdrawn", "ended 2018-01-08")),
    ("the group is left", [JOBPARAT, group_changed("aktivitetsparat", "2018-01-12")], OVERDUE, "2018-01-13", ("lapsed", "aktivitetsparat from 2018-01-12")),
    ("another benefit begins", [JOBPARAT, on_benefit("sygedagpenge", "2018-01-12")], OVERDUE, "2018-01-13", ("lapsed", "sygedagpenge 2018-01-12")),
    ("erased", [JOBPARAT, erased("2018-01-12")], OVERDUE, "2018-01-13", ("withdrawn", "erased 2018-01-12")),
    ("the warned-of day passes", [JOBPARAT], WARNED, "2018-01-12", ("lapsed", "clock")),
    ("summoned", [JOBPARAT, summoned("2018-01-09", learnt="2018-01-08")], WARNED, "2018-01-08", ("resolved", "summoned 2018-01-09")),
    ("moved into time", [JOBPARAT, summoned("2018-01-15", learnt="2018-01-03"), rebooked("interview 2018-01-15", "2018-01-09", "2018-01-08")], WARNED, "2018-01-08", ("resolved", "moved to 2018-01-09")),
    ("summoned by a correction", [JOBPARAT, summoned("2018-01-15", learnt="2018-01-03"), summoned("2018-01-09", learnt="2018-01-08", supersedes="summoned 2018-01-15")], WARNED, "2018-01-08", ("withdrawn", "summoned 2018-01-09")),
    ("held before it was warned of", [JOBPARAT, held("2018-01-05", learnt="2018-01-08")], WARNED, "2018-01-08", ("withdrawn", "held 2018-01-05")),
    ("held after it", [JOBPARAT, held("2018-01-08")], WARNED, "2018-01-08", ("resolved", "held 2018-01-08")),
    ("the clock stops", [JOBPARAT, absence("maternity", "2018-01-08", learnt="2018-01-08")], WARNED, "2018-01-08", ("resolved", "maternity 2018-01-08")),
    ("an offer is given", [JOBPARAT, offer("nytteindsats", "2018-04-01", "2018-05-01", "2018-03-20")], "due-soon:first-offer", "2018-03-21", ("resolved", "offer 2018-04-01")),
    ("an offer had been given", [JOBPARAT, offer("nytteindsats", "2018-04-01", "2018-05-01", "2018-03-01", learnt="2018-03-20")], "due-soon:first-offer", "2018-03-21", ("withdrawn", "offer 2018-04-01")),
    # Four by 1 September 2026 are a share from 1 July on; the offer's six months too. With 30 days of work the offer's
    # date moves from 30 June into July and with it into the new law.
    ("the new law takes it over", [on_benefit("jobparat", "2025-12-30"), held("2025-12-30"), work("2026-06-20", "2026-06-26", 37, learnt="2026-06-22")], "due-soon:first-offer", "2026-06-23", ("lapsed", "work 2026-06-20")),
    ("an offer begins", [NO_DUTIES, offer("nytteindsats", "2019-01-10", "2019-02-10")], PASSIVE, "2019-01-11", ("resolved", "offer 2019-01-10")),
    ("an offer had begun", [NO_DUTIES, offer("nytteindsats", "2018-12-10", "2018-12-20", learnt="2019-01-11")], PASSIVE, "2019-01-12", ("withdrawn", "offer 2018-12-10")),
    ("a hundred hours had been worked", [NO_DUTIES, work("2018-05-01", "2018-05-31", 100, learnt="2019-01-11")], PASSIVE, "2019-01-12", ("withdrawn", "work 2018-05-01")),
    ("exempt", [NO_DUTIES, exemption("offers", "2019-01-11")], PASSIVE, "2019-01-12", ("resolved", "offers 2019-01-11")),
    ("sygedagpenge", [NO_DUTIES, on_benefit("sygedagpenge", "2019-01-11")], PASSIVE, "2019-01-12", ("lapsed", "sygedagpenge 2019-01-11")),
    ("the year is complete", [NO_DUTIES], SOON, "2019-01-02", ("lapsed", "clock")),
    ("an offer in the last month", [NO_DUTIES, offer("nytteindsats", "2018-12-10", "2018-12-20")], SOON, "2018-12-11", ("resolved", "offer 2018-12-10")),
    ("its outcome is registered", [NO_DUTIES, summoned("2018-02-09"), held("2018-02-09", learnt="2018-02-20")], FORGOTTEN, "2018-02-21", ("resolved", "held 2018-02-09")),
    ("its cancellation is registered", [NO_DUTIES, summoned("2018-02-09"), called_off("interview 2018-02-09", "2018-02-20")], FORGOTTEN, "2018-02-21", ("resolved", "cancelled 2018-02-20")),
    ("it was never summoned", [NO_DUTIES, summoned("2018-02-09"), retracted("summoned 2018-02-09", "2018-02-20")], FORGOTTEN, "2018-02-21", ("withdrawn", "retracted summoned 2018-02-09")),
]  # fmt: skip


@pytest.mark.parametrize(("life", "alert", "until", "end"), [row[1:] for row in ENDS], ids=[row[0] for row in ENDS])
def test_how_an_alert_ends(life: list[f.Fact], alert: str, until: str, end: tuple[str, str]) -> None:
    told = [msgspec.json.decode(message.value) for message in whole(life, at(until))[1]]
    mine = [each for each in told if each["data"]["alert_id"].startswith(f"{alert}:{CITIZEN}:")]
    assert mine[0]["type"] == "dk.rettidig.alert.raised.v1"
    assert (mine[-1]["type"].split(".")[3], mine[-1]["data"]["caused_by"]) == end
    assert [each["data"]["revision"] for each in mine] == list(range(1, len(mine) + 1))


@pytest.mark.parametrize(("kind", "before"), [("overdue", "due-soon"), ("passive", "passive-soon")])
def test_what_was_warned_of_follows_its_warning(kind: str, before: str) -> None:
    life = [JOBPARAT] if kind == "overdue" else [NO_DUTIES]
    told = [
        msgspec.json.decode(message.value)
        for message in whole(life, at("2018-01-10" if kind == "overdue" else "2019-01-02"))[1]
    ]
    (breach,) = [each for each in told if each["data"]["kind"] == kind]
    assert breach["data"]["follows"].startswith(f"{before}:")
    lapsed = next(each for each in told if each["type"].endswith("lapsed.v1"))
    assert (lapsed["time"], lapsed["data"]["alert_id"]) == (breach["time"], breach["data"]["follows"])


def test_the_policy_is_data_and_the_judge_knows_it() -> None:
    assert judge().policy.due_soon_lead_working_days == 10
