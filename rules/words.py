"""The closed sets of words that events and the law use; names on the wire are the names here (contracts/events.md, Values)."""

from __future__ import annotations

from typing import Final, Literal, get_args

Benefit = Literal[
    "dagpenge",
    "kontanthjaelp",
    "integrationsydelse",
    "uddannelseshjaelp",
    "overgangsydelse",
    "sho-ydelse",
    "sygedagpenge",
    "ressourceforloebsydelse",
    "ledighedsydelse",
    "revalideringsydelse",
]
TargetGroup = Literal[
    "dagpenge",
    "jobparat",
    "aktivitetsparat",
    "uddannelsesparat",
    "aabenlyst-uddannelsesparat",
    "ung-aktivitetsparat",
    "sygedagpenge",
    "jobafklaring",
    "ressourceforloeb",
    "ledighedsydelse",
    "revalidering",
]
AbsenceKind = Literal[
    "holiday", "sickness", "maternity", "education", "temporary-work", "civic-duty", "free-period", "other"
]
ExemptionScope = Literal["interviews", "offers", "all"]
ExemptionBasis = Literal["law", "judgement"]
InterviewKind = Literal[
    "job-interview",
    "follow-up",
    "cv-interview",
    "availability-interview",
    "first-contact",
    "team-meeting",
    "group-meeting",
]
InterviewForm = Literal["in-person", "phone", "video", "digital", "letter"]
InterviewActor = Literal["jobcentre", "a-kasse", "other-actor"]
CancelledBy = Literal["citizen", "jobcentre", "a-kasse", "other-actor"]
OfferKind = Literal[
    "virksomhedspraktik",
    "nytteindsats",
    "loentilskud",
    "vejledning-opkvalificering",
    "oevrig-vejledning",
    "laese-skrive-kursus",
    "realkompetence",
    "voksenlaerling",
    "other",
]
Status = Literal["pending", "fulfilled", "overdue", "fulfilled-late", "suspended", "lapsed", "outstanding"]
Binding = Literal["person", "share"]
Owner = Literal["jobcentre", "a-kasse"]
During = Literal["mentor"]
Confidence = Literal["sure", "probable", "unverified"]

TARGET_GROUPS: Final[tuple[TargetGroup, ...]] = get_args(TargetGroup)
"""In the order of the law (LAB § 6)."""

YOUNG_GROUPS: Final = frozenset({"uddannelsesparat", "aabenlyst-uddannelsesparat", "ung-aktivitetsparat"})
"""Under 30 without a qualifying education (LAB § 6 nr. 4 and 5)."""
