"""Citizens of whom nobody is told, each with the sentence that says why; cases of a table, no test of its own."""

from __future__ import annotations

from rules.facts import Fact
from tests.rules import builders as b

DAGPENGE = b.on_benefit("dagpenge", "2018-01-08")
CASES: list[tuple[str, list[Fact], str, str, str]] = [
    ("fulfilled", [b.on_benefit("jobparat", "2018-01-02"), b.held("2018-01-08")], "2018-01-20", "first-interview",
     "No alert: the duty was fulfilled on 8 January 2018."),
    ("the planning date is not near", [DAGPENGE], "2018-01-20", "joint-interview-1",
     "No alert yet: the next one should take place by 19 February 2018, and an alert comes on 5 February if nothing is arranged."),
    ("summoned", [b.on_benefit("jobparat", "2018-01-02"), b.summoned("2018-01-08")], "2018-01-05", "first-interview",
     "No alert: an interview is summoned for 8 January 2018, so the next one is arranged."),
    ("an offer is arranged", [b.on_benefit("jobparat", "2018-01-02"), b.offer("virksomhedspraktik", "2018-03-20", "2018-05-01", given_on="2018-03-01")],
     "2018-03-10", "first-offer", "No alert: an offer is given that can fulfil the duty."),
    ("the clock stands still", [DAGPENGE, b.absence("sickness", "2018-02-01", "2018-02-20")], "2018-02-10", "joint-interview-1",
     "No alert: the clock has stood still since 1 February 2018 (sickness (event sickness 2018-02-01))."),
    ("the clock stands still for work", [DAGPENGE, b.work("2018-02-01", "2018-02-28", 160)], "2018-02-10", "first-offer",
     "No alert: the clock has stood still since 1 February 2018 (work of at least 20 hours a week (event work 2018-02-01))."),
    ("share", [b.on_benefit("jobparat", "2026-07-06")], "2027-02-10", "interviews-in-period",
     "No alert about a single citizen. The demand is on the group as a whole: at least 75 % must get it in time, and at most 25 % may be exempted by judgement."),
    ("a-kasse", [b.on_benefit("dagpenge", "2024-01-08")], "2024-02-10", "a-kasse-interviews",
     "No alert: it is the a-kasse's task, not the jobcentre's."),
    ("no running benefit", [b.on_benefit("jobparat", "2018-01-02"), b.ended("2018-03-01")], "2018-03-10", "first-interview",
     "No alert: no benefit runs on 10 March 2018."),
    ("the group was left", [b.on_benefit("aktivitetsparat", "2018-01-02"), b.group_changed("jobparat", "2018-08-01")], "2018-09-01", "first-offer",
     "No alert: the spell or the target group has ended, so nobody can do anything about it any more."),
    ("overdue has an alert", [DAGPENGE], "2018-02-20", "joint-interview-1", "An alert has been open since 20 February 2018: Overdue."),
]  # fmt: skip
"""Name, facts, day, duty, and what is said of its first obligation."""

NO_DUTY: list[tuple[str, list[Fact], str, str, str]] = [
    ("not in this era", [b.on_benefit("dagpenge", "2022-01-03")], "2022-02-01", "joint-interview-1",
     "The law has no such duty for the group (recipient of unemployment benefit (dagpenge)) with due dates from 1 January 2020: repealed with the new act."),
    ("never for this group", [DAGPENGE], "2018-02-01", "repeated-offer",
     "The duty does not exist for the group (recipient of unemployment benefit (dagpenge))."),
    ("the window has not begun", [DAGPENGE], "2018-02-01", "interview-interval",
     "The duty begins only on 19 February 2018."),
    ("sent straight to the jobcentre", [b.on_benefit("dagpenge", "2024-01-08", direct_to_jobcentre=True)], "2024-02-10", "a-kasse-interviews",
     "The citizen is sent straight to the jobcentre, so the a-kasse does not hold the interviews."),
    ("what was not found goes before what the law leaves out", [b.on_benefit("uddannelsesparat", "2026-07-06")], "2026-08-20", "interviews-in-period",
     "The law has not been found here for the group (education-ready (uddannelsesparat)), so nothing is reckoned: the interview rule for the young groups from July 2026."),
    ("new offers begin on the first offer's own date, exemption month included",
     [b.on_benefit("uddannelsesparat", "2022-01-03"), b.exemption("offers", "2022-01-20", "2022-03-10")], "2022-02-20", "repeated-offer",
     "The duty begins only on 10 April 2022."),
    ("no mentor", [DAGPENGE], "2018-02-01", "mentor-contact", "No mentor support runs on 1 February 2018."),
    ("an offer runs", [b.on_benefit("aktivitetsparat", "2018-01-02"), b.offer("virksomhedspraktik", "2018-06-01", "2018-09-30")], "2018-08-01", "repeated-offer",
     "An offer runs until 30 September 2018 (event offer 2018-06-01); only after that a new one is due."),
    ("an offer runs without end", [b.on_benefit("aktivitetsparat", "2018-01-02"), b.offer("virksomhedspraktik", "2018-06-01")], "2018-08-01", "repeated-offer",
     "An offer runs with no known end (event offer 2018-06-01); only after that a new one is due."),
    ("before the first benefit", [DAGPENGE], "2017-12-01", "first-offer", "No alert: no benefit is known up to 1 December 2017."),
    ("used up before", [b.on_benefit("dagpenge", "2018-01-08", accumulated_days=60)], "2018-02-01", "joint-interview-1",
     "It was due before the benefit's first day here, 8 January 2018, so it is not this municipality's."),
    ("another version of the law", [b.on_benefit("dagpenge", "2019-09-02")], "2019-12-01", "joint-interview-2",
     "The rule holds for due dates 1 July 2015–31 December 2019; this citizen's due date by it lies outside."),
]  # fmt: skip

OTHERS: list[tuple[list[Fact], str]] = [
    ([b.on_benefit("jobparat", "2016-01-04"), b.offer("virksomhedspraktik", "2016-02-01", "2016-03-01"), b.mentor("2016-02-01"),
      b.offer("realkompetence", "2018-01-08"), b.work("2018-01-08", "2018-01-12", 10)], "2018-02-01"),
    ([b.on_benefit("dagpenge", "2018-01-08", birth_date="1968-05-01")], "2018-02-01"),
    ([b.on_benefit("dagpenge", "2018-01-08", birth_date="1960-05-01")], "2018-02-01"),
    ([b.on_benefit("dagpenge", "2018-01-08", birth_date="1988-03-01")], "2018-02-01"),
    ([b.on_benefit("dagpenge", "2018-01-08", birth_date="1990-03-01")], "2018-02-01"),
    ([b.on_benefit("dagpenge", "2018-01-08", birth_date="1975-03-01")], "2018-02-01"),
    ([DAGPENGE, b.summoned("2018-01-15"), b.missed("2018-01-15", "interview 2018-01-15"), b.summoned("2018-01-22"),
      b.called_off("interview 2018-01-22", "2018-01-20"), b.held("2018-02-26", joint=True)], "2018-02-10"),
    ([b.on_benefit("jobparat", "2018-01-02"), b.offer("loentilskud", "2018-04-10", "2018-06-01", given_on="2018-04-01")], "2018-05-01"),
    ([b.on_benefit("dagpenge", "2024-01-08")], "2024-02-01"),
    ([b.on_benefit("jobparat", "2017-01-02"), b.work("2017-12-01", "2017-12-31", 120)], "2018-02-01"),
    ([b.on_benefit("sygedagpenge", "2017-01-02")], "2018-02-01"),
    ([b.on_benefit("jobparat", "2017-01-02"), b.exemption("offers", "2018-01-01")], "2018-02-01"),
    ([b.on_benefit("aktivitetsparat", "2017-01-02"), b.mentor("2017-12-01")], "2018-02-01"),
]  # fmt: skip
"""Citizens of whom other texts are said."""
