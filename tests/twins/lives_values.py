"""Holds what invented lives are made of: values of the wire format, and days on which rules meet."""

from datetime import date

# First options are what Hypothesis shrinks to: the plain ones stand first, frequent ones stand often.
START_DAYS = (
    date(2018, 1, 2),
    date(2018, 8, 31),
    date(2016, 2, 29),
    date(2015, 11, 30),
    date(2017, 1, 31),
    date(2019, 6, 30),
    date(2019, 7, 1),
    date(2019, 10, 1),
    date(2019, 12, 31),
    date(2020, 1, 1),
    date(2020, 2, 29),
    date(2021, 11, 30),
    date(2021, 12, 15),
    date(2022, 1, 1),
    date(2022, 12, 31),
    date(2023, 2, 28),
    date(2023, 7, 1),
    date(2023, 12, 18),
    date(2024, 1, 1),
    date(2024, 8, 31),
    date(2025, 3, 30),
    date(2025, 7, 1),
    date(2026, 1, 1),
    date(2026, 4, 1),
    date(2026, 6, 17),
    date(2026, 7, 1),
)
ERA_DAYS = (
    date(2015, 12, 31),
    date(2016, 1, 1),
    date(2019, 12, 31),
    date(2020, 1, 1),
    date(2020, 3, 1),
    date(2020, 6, 30),
    date(2021, 12, 31),
    date(2023, 3, 20),
    date(2023, 12, 31),
    date(2025, 7, 1),
    date(2026, 6, 30),
    date(2026, 7, 1),
)
DAY_STEPS = (0, 0, 0, 1, -1, 0, 1, 7, 13, 14, 15, 21, 22, 27, 28, 29, 42, 43, 56, 364, 365, 366, -14, -7, 3)
MONTH_STEPS = (0, 1, 3, 6, 12, 2, 4, 5, 9, 16, 18, 24, -1, -6, -12)
MUNICIPALITIES = ("101", "751", "851", "849")
ABSENCES = (
    "maternity",
    "sickness",
    "holiday",
    "education",
    "temporary-work",
    "civic-duty",
    "free-period",
    "other",
    "maternity",
)
FORMS = ("letter", "in-person", "phone", "video", "digital")
INTERVIEW_KINDS = (
    "job-interview",
    "first-contact",
    "follow-up",
    "cv-interview",
    "availability-interview",
    "team-meeting",
    "group-meeting",
)
OFFER_KINDS = (
    "virksomhedspraktik",
    "loentilskud",
    "loentilskud",
    "nytteindsats",
    "vejledning-opkvalificering",
    "oevrig-vejledning",
    "laese-skrive-kursus",
    "realkompetence",
    "voksenlaerling",
    "other",
)
CANCELLED_BY = ("citizen", "jobcentre", "a-kasse", "other-actor")
_CASH = ("kontanthjaelp", "kontanthjaelp", "integrationsydelse", "overgangsydelse", "sho-ydelse")
_YOUNG = ("uddannelseshjaelp", "uddannelseshjaelp", "kontanthjaelp")
GROUPS = (
    ("dagpenge", ("dagpenge",)),
    ("jobparat", _CASH),
    ("aktivitetsparat", _CASH),
    ("uddannelsesparat", _YOUNG),
    ("ung-aktivitetsparat", _YOUNG),
    ("aabenlyst-uddannelsesparat", _YOUNG),
    ("sygedagpenge", ("sygedagpenge",)),
    ("jobafklaring", ("ressourceforloebsydelse",)),
    ("ressourceforloeb", ("ressourceforloebsydelse",)),
    ("ledighedsydelse", ("ledighedsydelse",)),
    ("revalidering", ("revalideringsydelse", "kontanthjaelp")),
    ("dagpenge", ("dagpenge", "dagpenge", "kontanthjaelp")),
    ("dagpenge", ("dagpenge",)),
    ("aktivitetsparat", ("kontanthjaelp",)),
    ("jobparat", ("kontanthjaelp",)),
    ("sygedagpenge", ("sygedagpenge",)),
)
TYPES = (  # names of Author's methods
    "interview_held",
    "interview_held",
    "interview_held",
    "offer_given",
    "offer_given",
    "offer_given",
    "absence_registered",
    "absence_registered",
    "exemption_granted",
    "exemption_granted",
    "benefit_started",
    "benefit_started",
    "benefit_ended",
    "benefit_ended",
    "group_changed",
    "group_changed",
    "work_reported",
    "interview_other",
    "offer_changed",
    "offer_cancelled",
    "mentor",
    "mentor_with_contacts",
    "mentor_with_contacts",
    "municipality_changed",
    "caseworker_assigned",
    "fact_retracted",
    *("interview_held", "offer_given", "absence_registered", "exemption_granted", "group_changed", "work_reported") * 3,
    "citizen_erased",
)
