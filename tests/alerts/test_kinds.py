"""Each kind of alert, both sides of the day on which it opens and closes (contracts/outputs.md, the table)."""

from __future__ import annotations

import pytest

from alerts.alert import OpenAlert
from alerts.kinds import open_alerts
from alerts.passivity import _turning_days
from alerts.policy import load_policy
from rules import facts as f
from rules.assess import assess, is_passive
from rules.case import dossier
from rules.civil import day, iso
from rules.history import history
from rules.load import load_lawbook
from tests.rules.builders import (
    called_off,
    caseworker,
    ended,
    exemption,
    group_changed,
    held,
    known,
    mentor,
    missed,
    offer,
    on_benefit,
    plus,
    rebooked,
    summoned,
    work,
)

JOBPARAT = on_benefit("jobparat", "2018-01-02")
NO_DUTIES = on_benefit("revalidering", "2018-01-02")  # none are known until 2019
DAGPENGE = on_benefit("dagpenge", "2018-01-02")
SICK = on_benefit("sygedagpenge", "2021-01-04")  # first interview by 1 March: 56 days, so the lead is 10 working days
FIRST, JOINT = "first-interview", "joint-interview-1"


def opened(life: list[f.Fact], on: str) -> dict[str, OpenAlert]:
    made = known(life)
    return open_alerts(made, assess(made, day(on)), load_policy())[0]


def is_open(life: list[f.Fact], on: str, kind: str, duty: str) -> bool:
    return any((alert.kind, alert.duty) == (kind, duty) for alert in opened(life, on).values())


BORDERS = [
    # name, life, kind, duty, first day open, last day open (None: it goes on)
    ("overdue from the day after", [JOBPARAT], "overdue", FIRST, "2018-01-10", None),
    ("overdue until held", [JOBPARAT, held("2018-01-15")], "overdue", FIRST, "2018-01-10", "2018-01-14"),
    ("overdue until the benefit ends", [JOBPARAT, ended("2018-01-19")], "overdue", FIRST, "2018-01-10", "2018-01-19"),
    ("overdue until the group is left", [JOBPARAT, group_changed("aktivitetsparat", "2018-01-20")], "overdue", FIRST, "2018-01-10", "2018-01-19"),
    # 10 working days before Monday 1 March 2021: 15 to 26 February and 1 March are eleven, so from Monday 15 February.
    ("due-soon 10 working days before", [SICK], "due-soon", FIRST, "2021-02-15", "2021-03-01"),
    # A third of seven days is two.
    ("due-soon at most a third of the interval", [JOBPARAT], "due-soon", FIRST, "2018-01-07", "2018-01-09"),
    ("due-soon until held", [SICK, held("2021-02-20")], "due-soon", FIRST, "2021-02-15", "2021-02-19"),
    # The quarterly interval of dagpenge from 2 July: 2 October is a Tuesday, 10 working days before it 18 September.
    ("due-soon of an interval", [DAGPENGE], "due-soon", "interview-interval", "2018-03-04", "2018-03-13"),  # 28 days / 3 = 9
    # Four by 4 July 2021, 181 days: p(1) = 18 February, p(2) = 4 April; a third of 181 / 4 is 15 days,
    # 10 working days before 18 February are 14, before Easter Sunday 18.
    ("due-soon of the first of four", [SICK], "due-soon", "interviews-in-period", "2021-02-04", "2021-07-04"),
    ("due-soon of the second of four", [SICK, held("2021-01-10")], "due-soon", "interviews-in-period", "2021-03-20", "2021-07-04"),
    # Over Easter 2018 the 10 working days before 3 April begin on 15 March: open from the 15th.
    ("due-soon over Easter", [on_benefit("jobparat", "2018-01-03"), held("2018-01-03"), held("2018-01-20"), held("2018-02-20")], "due-soon", "first-offer", "2018-03-15", "2018-04-03"),
    ("passive from a year on", [NO_DUTIES], "passive", "active-year", "2019-01-02", None),
    ("passive-soon 31 days before", [NO_DUTIES], "passive-soon", "active-year", "2018-12-02", "2019-01-01"),
    ("passive-soon after an offer's year: 15 March 2018 leaves the window on 15 March 2019", [NO_DUTIES, offer("other", "2018-01-01", "2018-12-31"), offer("nytteindsats", "2018-03-01", "2018-03-15")], "passive-soon", "active-year", "2019-02-12", "2019-03-14"),
    ("passive-soon after an exemption", [NO_DUTIES, exemption("offers", "2018-06-01", "2019-03-31")], "passive-soon", "active-year", "2019-03-01", "2019-03-31"),
    # Planned for Friday 9 February: Monday, Tuesday, Wednesday.
    ("outcome-missing after 3 working days", [NO_DUTIES, summoned("2018-02-09")], "outcome-missing", "interview", "2018-02-14", None),
    ("outcome-missing over Easter", [NO_DUTIES, summoned("2018-03-28")], "outcome-missing", "interview", "2018-04-05", None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("life", "kind", "duty", "first", "last"), [row[1:] for row in BORDERS], ids=[row[0] for row in BORDERS]
)
def test_it_is_open_from_its_first_day_to_its_last(
    life: list[f.Fact], kind: str, duty: str, first: str, last: str | None
) -> None:
    assert not is_open(life, plus(first, -1), kind, duty)
    assert is_open(life, first, kind, duty)
    if last is not None:
        assert is_open(life, last, kind, duty)
        assert not is_open(life, plus(last, 1), kind, duty)


COVERED = [
    # name, what is arranged on 8 January 2018 (due 9 January), whether the warning is open that day
    ("summoned for the due date", [summoned("2018-01-09")], False),
    ("summoned for today", [summoned("2018-01-08")], False),
    ("summoned for the day after the due date", [summoned("2018-01-10")], True),
    ("summoned for yesterday, no outcome yet", [summoned("2018-01-07")], True),
    ("a first contact covers the first interview", [summoned("2018-01-09", kind="first-contact")], False),
    ("by the a-kasse", [summoned("2018-01-09", actor="a-kasse")], True),
    ("by letter", [summoned("2018-01-09", form="letter")], True),
    ("a group meeting", [summoned("2018-01-09", kind="group-meeting")], True),
    ("moved behind the due date", [summoned("2018-01-09"), rebooked("interview 2018-01-09", "2018-01-12", "2018-01-05")], True),
    ("moved before it", [summoned("2018-01-12"), rebooked("interview 2018-01-12", "2018-01-09", "2018-01-06")], False),
    ("cancelled", [summoned("2018-01-09"), called_off("interview 2018-01-09", "2018-01-05")], True),
    ("missed", [summoned("2018-01-07"), missed("2018-01-07", "interview 2018-01-07")], True),
    ("held", [held("2018-01-08")], False),
]  # fmt: skip


@pytest.mark.parametrize(("arranged", "warned"), [row[1:] for row in COVERED], ids=[row[0] for row in COVERED])
def test_a_summons_in_time_covers_and_a_cancelled_one_does_not(arranged: list[f.Fact], warned: bool) -> None:
    assert is_open([JOBPARAT, *arranged], "2018-01-08", "due-soon", FIRST) is warned


OFFERED = [
    # name, the offer, whether the warning of 2 April 2018 is open on 20 March
    ("none", [], True),
    ("given, to begin on the due date", [offer("nytteindsats", "2018-04-02", "2018-05-02", "2018-03-19")], False),
    ("given today", [offer("nytteindsats", "2018-04-02", "2018-05-02", "2018-03-20")], False),
    ("given tomorrow", [offer("nytteindsats", "2018-04-02", "2018-05-02", "2018-03-21")], True),
    ("to begin a day late", [offer("nytteindsats", "2018-04-03", "2018-05-02", "2018-03-19")], True),
    ("loentilskud within three weeks", [offer("loentilskud", "2018-04-23", "2018-06-02", "2018-03-19")], False),
    ("loentilskud a day beyond", [offer("loentilskud", "2018-04-24", "2018-06-02", "2018-03-19")], True),
    ("13 days", [offer("nytteindsats", "2018-04-02", "2018-04-14", "2018-03-19")], True),
    ("of unknown end", [offer("nytteindsats", "2018-04-02", None, "2018-03-19")], False),
    ("of a kind that does not qualify", [offer("other", "2018-04-02", None, "2018-03-19")], True),
]  # fmt: skip


@pytest.mark.parametrize(("offers", "warned"), [row[1:] for row in OFFERED], ids=[row[0] for row in OFFERED])
def test_an_offer_given_that_begins_in_time_covers(offers: list[f.Fact], warned: bool) -> None:
    assert is_open([JOBPARAT, *offers], "2018-03-20", "due-soon", "first-offer") is warned


NEVER = [
    ("the a-kasse's duties", [on_benefit("dagpenge", "2024-02-01")], "2024-02-20", {"a-kasse-interviews"}),
    ("the a-kasse's duties, soon", [on_benefit("dagpenge", "2024-02-01")], "2024-02-15", {"a-kasse-interviews"}),
    ("share duties", [on_benefit("jobparat", "2026-07-01"), held("2026-07-02")], "2026-12-30", {"interviews-in-period", "first-offer"}),
    ("outstanding share duties", [on_benefit("jobparat", "2026-07-01")], "2027-01-10", {"interviews-in-period", "first-offer"}),
    ("closed ones", [JOBPARAT, group_changed("aktivitetsparat", "2018-01-15")], "2018-01-16", {"first-interview"}),
    ("suspended ones", [SICK, exemption("interviews", "2021-02-01")], "2021-03-10", {"first-interview", "interviews-in-period"}),
]  # fmt: skip


@pytest.mark.parametrize(("life", "on", "silent"), [row[1:] for row in NEVER], ids=[row[0] for row in NEVER])
def test_of_some_nobody_is_told(life: list[f.Fact], on: str, silent: set[str]) -> None:
    assert not silent & {alert.duty for alert in opened(life, on).values()}


def test_without_a_running_benefit_nothing_is_open() -> None:
    life = [JOBPARAT, summoned("2018-01-15"), ended("2018-01-31")]
    assert {alert.kind for alert in opened(life, "2018-01-31").values()} == {"overdue", "due-soon", "outcome-missing"}
    assert opened(life, "2018-02-01") == {}


def test_work_that_falls_out_of_the_year_is_foreseen_to_the_day() -> None:
    """200 hours on 1 and 2 June 2018, 100 a day: on 1 June 2019 the first day is out and 100 are left, on the 2nd none."""
    life = [NO_DUTIES, work("2018-06-01", "2018-06-02", 200)]
    assert not is_open(life, "2019-06-01", "passive", "active-year")
    assert is_open(life, "2019-06-02", "passive", "active-year")
    assert is_open(life, plus("2019-06-02", -31), "passive-soon", "active-year")
    assert not is_open(life, plus("2019-06-02", -32), "passive-soon", "active-year")


EFFORTS = {
    "none": [],
    "an offer": [offer("nytteindsats", "2018-03-01", "2018-03-15")],
    "work": [work("2018-06-01", "2018-06-02", 200)],
    "work twice": [work("2018-06-01", "2018-06-30", 200), work("2019-09-01", "2019-09-20", 200)],
    "a mentor": [mentor("2018-04-01", "2018-09-30")],
    "an exemption": [exemption("offers", "2018-06-01", "2019-03-31")],
    "another group": [group_changed("aktivitetsparat", "2019-05-01"), mentor("2018-04-01", "2018-09-30")],
}


@pytest.mark.parametrize("effort", EFFORTS)
def test_a_passive_alert_names_the_last_day_on_which_the_effort_was_in_time(effort: str) -> None:
    life = [
        on_benefit("aktivitetsparat" if effort == "a mentor" else "uddannelsesparat", "2018-01-02"),
        *EFFORTS[effort],
    ]
    made, in_time = known(life), day("2018-01-01")
    seen = 0
    for on in range(day("2018-01-02"), day("2021-01-01")):
        if not is_passive(made, on):
            in_time = on
        elif on % 5 == 0 or on == in_time + 1:
            [alert] = [each for each in opened(life, iso(on)).values() if each.kind == "passive"]
            assert (iso(alert.due_on), iso(alert.opened_on)) == (iso(in_time), iso(in_time + 1)), iso(on)
            seen += 1
    assert seen


def test_an_alert_says_what_it_is_about() -> None:
    """Four interviews in 181 days from 4 January 2021: with one held the second is planned for 4 January + 90 days."""
    life = [SICK, held("2021-01-20"), summoned("2021-07-10"), summoned("2021-03-01"), caseworker("w7", "2021-02-01")]
    alert = opened(life, "2021-04-10")["due-soon:interviews-in-period:2021-01-04:4"]
    assert (iso(alert.since), iso(alert.due_on), alert.needed, alert.held) == ("2021-01-04", "2021-07-04", 4, 1)
    assert (iso(alert.plan_on or 0), iso(alert.summoned_for or 0)) == ("2021-04-04", "2021-07-10")
    assert (alert.awaiting_outcome, alert.caseworker, alert.municipality) == (True, "w7", "101")


def test_the_caseworker_is_the_one_assigned_by_then() -> None:
    life = [JOBPARAT, caseworker("w1", "2018-01-01"), caseworker("w2", "2018-01-12")]
    named = [next(iter(opened(life, on).values())).caseworker for on in ("2018-01-11", "2018-01-12")]
    assert named == ["w1", "w2"]


def test_several_interviews_planned_for_one_day_are_one_question() -> None:
    life = [NO_DUTIES, summoned("2018-02-09"), summoned("2018-02-09", id="other", interview_id="other")]
    assert list(opened(life, "2018-02-14")) == ["outcome-missing:interview:2018-02-09:1"]


def test_two_versions_of_the_law_under_one_alert_id_tell_of_the_one_due_first() -> None:
    """repeated-offer from 29 November 2021: 27 December by the law until 2021, 29 March 2022 by the one after it."""
    life = [on_benefit("uddannelsesparat", "2021-10-29")]
    alert = opened(life, "2022-04-10")["overdue:repeated-offer:2021-11-29:1"]
    assert iso(alert.due_on) == "2021-12-27"


def test_of_work_without_an_end_only_the_days_in_question_are_looked_at() -> None:
    """Some sources write 9999-12-31 for an end that is not known: nearly three million days on which hours leave the year."""
    open_ended = work("2018-03-01", "9999-12-31", 800_000)
    made, on = known([NO_DUTIES, open_ended]), day("2018-12-02")
    looked_at = list(_turning_days(made, on + 31, on + 1, on + 32))
    assert len(looked_at) < 10
    assert {name.split(":")[0] for name in opened([NO_DUTIES, open_ended], "2018-12-02")} == {"passive-soon"}


@pytest.mark.parametrize("variant", ["standing", "two-years", "three-years", "gap-tolerant-passivity"])
def test_hours_that_leave_the_focus_year_are_foreseen_however_far_passivity_looks_back(variant: str) -> None:
    """What is open is asked for on the noted days only, and must be what stepping through the days finds."""
    life = [NO_DUTIES, work("2018-03-01", "2018-03-31", 300), work("2020-05-01", "2020-07-10", 300)]
    made, policy = dossier(history(life), load_lawbook(variant=variant)), load_policy()
    passive = {on for on in range(day("2018-01-02"), day("2022-06-01")) if is_passive(made, on)}
    on, told = day("2018-01-02"), 0
    while on < day("2022-01-01"):
        found, again = open_alerts(made, assess(made, on), policy)
        kinds = {alert.kind for alert in found.values() if alert.kind.startswith("passive")}
        for later in range(on, min(again, day("2022-01-01"))):
            ahead = any(later + days in passive for days in range(1, policy.passive_soon_days + 1))
            assert kinds == ({"passive"} if later in passive else {"passive-soon"} if ahead else set()), iso(later)
        told += "passive-soon" in kinds
        on = again
    assert told, "something was foreseen"
