"""Each measure, counted and met, both sides of every border; passivity; support."""

from __future__ import annotations

import pytest

from rules import facts as f
from rules.civil import iso
from rules.measured import BIT
from tests.rules.builders import assessed, ended, exemption, group_changed, held, mentor, offer, on_benefit, work

DAGPENGE = on_benefit("dagpenge", "2018-01-02")
JOBPARAT = on_benefit("jobparat", "2018-01-02")
NEW = on_benefit("jobparat", "2021-01-04")
PRAKTIK = "virksomhedspraktik"


def _held(*days: str) -> list[f.Fact]:
    return [held(on) for on in days]


SIX = _held("2018-01-10", "2018-02-10", "2018-03-10", "2018-04-10", "2018-05-10", "2018-06-10")
FOUR = _held("2021-01-10", "2021-02-10", "2021-03-10")

COUNTED = [
    # measure, life, day, counted, met; None: not counted, hence not met
    ("statutory-interviews", [DAGPENGE, *SIX], "2018-07-01", None),  # five months
    ("statutory-interviews", [DAGPENGE, *SIX], "2018-07-02", True),  # six
    ("statutory-interviews", [DAGPENGE, *SIX], "2018-10-01", True),  # eight
    ("statutory-interviews", [DAGPENGE, *SIX], "2018-10-02", None),  # nine
    ("statutory-interviews", [DAGPENGE, *SIX[:5]], "2018-09-01", False),
    ("statutory-interviews", [DAGPENGE, *SIX[:5], held("2018-09-01")], "2018-09-01", True),  # since the anchor, late too
    ("statutory-interviews", [DAGPENGE, *SIX[:5], held("2018-01-01")], "2018-09-01", False),  # before it
    ("statutory-interviews", [on_benefit("dagpenge", "2019-06-30"), *_held()], "2019-12-31", False),
    ("statutory-interviews", [on_benefit("dagpenge", "2019-06-30"), *_held()], "2020-01-01", None),  # the old act ended
    ("statutory-interviews", [on_benefit("aktivitetsparat", "2018-01-02"), *SIX[:3]], "2018-07-02", True),
    ("statutory-interviews", [on_benefit("aktivitetsparat", "2018-01-02"), *SIX[:2]], "2018-07-02", False),
    ("statutory-interviews", [JOBPARAT, *SIX], "2018-07-02", None),  # no row
    ("early-interviews", [NEW, *FOUR, held("2021-07-04")], "2021-07-03", None),
    ("early-interviews", [NEW, *FOUR, held("2021-07-04")], "2021-07-04", True),  # the last day of the six months
    ("early-interviews", [NEW, *FOUR, held("2021-07-05")], "2021-07-05", False),
    ("early-interviews", [NEW, *FOUR, held("2021-07-04")], "2021-08-03", True),
    ("early-interviews", [NEW, *FOUR, held("2021-07-04")], "2021-08-04", None),  # seven
    ("early-interviews", [on_benefit("dagpenge", "2023-06-30")], "2023-12-31", False),
    ("early-interviews", [on_benefit("dagpenge", "2023-06-30")], "2024-01-01", None),
    ("early-interviews", [on_benefit("jobparat", "2023-06-30")], "2024-01-01", False),
    ("early-interviews", [on_benefit("jobparat", "2025-12-30")], "2026-06-30", False),
    ("early-interviews", [on_benefit("jobparat", "2025-12-30")], "2026-07-01", None),
    ("early-interviews", [on_benefit("jobparat", "2019-06-30")], "2019-12-31", None),
    ("early-interviews", [on_benefit("jobparat", "2019-06-30")], "2020-01-01", False),
    ("early-interviews", [on_benefit("sygedagpenge", "2021-01-04", category=1)], "2021-07-04", None),
    ("early-interviews", [on_benefit("sygedagpenge", "2021-01-04", category=2)], "2021-07-04", False),
    ("early-offer", [NEW, offer(PRAKTIK, "2021-07-04", "2021-07-04")], "2021-07-04", True),  # one day is enough
    ("early-offer", [NEW, offer(PRAKTIK, "2021-07-05", "2021-07-30")], "2021-07-10", False),
    ("early-offer", [NEW, offer(PRAKTIK, "2020-12-01", "2021-01-04")], "2021-07-04", True),  # begun before the spell
    ("early-offer", [NEW, offer(PRAKTIK, "2020-12-01", "2021-01-03")], "2021-07-04", False),
    ("early-offer", [NEW, offer("voksenlaerling", "2021-02-01", "2021-02-02")], "2021-07-04", True),
    ("early-offer", [NEW, offer("realkompetence", "2021-02-01", "2021-02-28")], "2021-07-04", False),
    ("early-offer", [NEW, offer("other", "2021-02-01", "2021-02-28")], "2021-07-04", False),
    ("early-offer", [on_benefit("sygedagpenge", "2021-01-04")], "2021-07-04", None),  # no first-offer duty
    ("early-offer", [on_benefit("jobafklaring", "2021-01-04")], "2021-07-04", None),
    ("early-offer", [on_benefit("dagpenge", "2024-02-01")], "2024-08-01", False),
    ("offer-in-time", [DAGPENGE], "2018-07-02", None),  # due that day
    ("offer-in-time", [DAGPENGE], "2018-07-03", False),
    ("offer-in-time", [DAGPENGE, offer(PRAKTIK, "2018-07-02", "2018-07-31")], "2018-07-03", True),
    ("offer-in-time", [DAGPENGE, offer(PRAKTIK, "2018-07-03", "2018-07-31")], "2018-07-03", False),
    ("offer-in-time", [JOBPARAT], "2018-07-03", None),
    ("active-year", [JOBPARAT], "2019-01-01", None),
    ("active-year", [JOBPARAT], "2019-01-02", False),  # 12 months
    ("active-year", [JOBPARAT, offer("other", "2018-02-01", "2018-12-31")], "2019-01-02", False),
    ("active-year", [JOBPARAT, offer(PRAKTIK, "2018-01-02", "2018-01-02")], "2019-01-02", False),  # the day itself is out
    ("active-year", [JOBPARAT, offer(PRAKTIK, "2018-01-02", "2018-01-03")], "2019-01-02", True),
    ("active-year", [JOBPARAT, offer(PRAKTIK, "2018-01-02", "2018-01-03")], "2019-01-03", False),
    ("active-year", [JOBPARAT, offer(PRAKTIK, "2019-01-02")], "2019-01-02", True),
    ("active-year", [JOBPARAT, mentor("2018-06-01", "2018-06-30")], "2019-01-02", False),  # not for jobparat
    ("active-year", [on_benefit("aktivitetsparat", "2018-01-02"), mentor("2018-06-01", "2018-06-30")], "2019-01-02", True),
    ("active-year", [on_benefit("ung-aktivitetsparat", "2018-01-02"), mentor("2018-06-01")], "2019-01-02", True),
    ("active-year", [on_benefit("uddannelsesparat", "2018-01-02"), mentor("2018-06-01")], "2019-01-02", False),
    ("active-year", [on_benefit("aktivitetsparat", "2018-01-02"), mentor("2017-06-01", "2018-01-02")], "2019-01-02", False),
    ("active-year", [on_benefit("sygedagpenge", "2018-01-02")], "2019-01-02", False),  # counts everybody
    ("active-year", [on_benefit("jobparat", "2016-02-29")], "2017-02-27", None),
    ("active-year", [on_benefit("jobparat", "2016-02-29")], "2017-02-28", False),  # that month's last day
    ("focus-offer", [JOBPARAT], "2019-01-01", None),
    ("focus-offer", [JOBPARAT, work("2018-03-01", "2018-03-31", 100)], "2019-01-02", True),
    ("focus-offer", [JOBPARAT, work("2018-03-01", "2018-03-31", 99.99)], "2019-01-02", False),
    ("focus-offer", [JOBPARAT, work("2018-01-02", "2018-01-03", 200)], "2019-01-02", True),  # half lies inside: 100
    ("focus-offer", [JOBPARAT, work("2018-01-02", "2018-01-03", 200)], "2019-01-03", False),
    ("focus-offer", [JOBPARAT, work("2019-01-01", "2019-01-04", 200)], "2019-01-02", True),  # two of four days: 100
    ("focus-offer", [JOBPARAT, work("2018-03-01", "2018-03-10", 50), work("2018-04-01", "2018-04-10", 50)], "2019-01-02", True),
    ("focus-offer", [JOBPARAT, offer(PRAKTIK, "2018-06-01", "2018-06-01")], "2019-01-02", True),
    ("focus-offer", [on_benefit("aktivitetsparat", "2018-01-02"), mentor("2018-06-01")], "2019-01-02", False),  # mentor does not
    ("focus-interviews", [JOBPARAT, *_held("2018-01-03", "2018-05-01", "2018-09-01", "2019-01-02")], "2019-01-02", True),
    ("focus-interviews", [JOBPARAT, *_held("2018-01-02", "2018-05-01", "2018-09-01", "2019-01-02")], "2019-01-02", False),
    ("focus-interviews", [JOBPARAT], "2019-01-01", None),
    ("focus-interviews", [JOBPARAT, *_held("2018-05-01", "2018-06-01", "2018-07-01"), held("2018-08-01", kind="first-contact")], "2019-01-02", False),
    ("duty-kept", [JOBPARAT], "2018-01-08", None),  # nothing due yet
    ("duty-kept", [JOBPARAT], "2018-01-09", True),  # due today, not yet overdue
    ("duty-kept", [JOBPARAT], "2018-01-10", False),
    ("duty-kept", [JOBPARAT, held("2018-01-10")], "2018-01-10", False),  # fulfilled late: it was overdue
    ("duty-kept", [JOBPARAT, held("2018-01-09")], "2018-01-10", True),
    ("duty-kept", [on_benefit("revalidering", "2018-01-02")], "2019-06-01", None),
    ("duty-kept", [on_benefit("jobafklaring", "2021-01-04")], "2021-07-05", False),
    ("duty-kept", [on_benefit("jobafklaring", "2021-01-04")], "2022-07-03", False),
    ("duty-kept", [on_benefit("jobafklaring", "2021-01-04")], "2022-07-04", None),  # after D - 12 months
    ("duty-kept", [on_benefit("ledighedsydelse", "2026-07-01")], "2027-01-02", None),  # share
]  # fmt: skip


@pytest.mark.parametrize(
    ("measure", "life", "on", "met"), COUNTED, ids=[f"{row[0]} {index}" for index, row in enumerate(COUNTED)]
)
def test_who_is_counted_and_met(measure: str, life: list[f.Fact], on: str, met: bool | None) -> None:
    measured = assessed(life, on).measured
    counted = bool(measured.counted & BIT[measure])
    assert (counted, bool(measured.met & BIT[measure])) == (met is not None, bool(met))


PASSIVE = [
    ("not yet a year", [JOBPARAT], "2019-01-01", False),
    ("a year", [JOBPARAT], "2019-01-02", True),
    ("one day of an offer", [JOBPARAT, offer("voksenlaerling", "2018-06-01", "2018-06-01")], "2019-01-02", False),
    ("100 hours of work", [JOBPARAT, work("2018-06-01", "2018-06-30", 100)], "2019-01-02", False),
    ("99 hours", [JOBPARAT, work("2018-06-01", "2018-06-30", 99)], "2019-01-02", True),
    ("interviews do not help", [JOBPARAT, *_held("2018-05-01", "2018-06-01", "2018-07-01", "2018-08-01")], "2019-01-02", True),
    ("exempt from offers on the day", [JOBPARAT, exemption("offers", "2019-01-02", "2019-01-02")], "2019-01-02", False),
    ("exempt until yesterday", [JOBPARAT, exemption("offers", "2018-06-01", "2019-01-01")], "2019-01-02", True),
    ("exempt from all", [JOBPARAT, exemption("all", "2018-06-01")], "2019-01-02", False),
    ("exempt by judgement: an exemption like any other", [JOBPARAT, exemption("all", "2018-06-01", basis="judgement")], "2019-01-02", False),
    ("exempt from interviews", [JOBPARAT, exemption("interviews", "2018-06-01")], "2019-01-02", True),
    ("sygedagpenge never", [on_benefit("sygedagpenge", "2018-01-02")], "2019-01-02", False),
    ("mentor for aktivitetsparat", [on_benefit("aktivitetsparat", "2018-01-02"), mentor("2018-06-01")], "2019-01-02", False),
    ("who became jobparat since", [on_benefit("aktivitetsparat", "2018-01-02"), mentor("2018-06-01"), group_changed("jobparat", "2018-12-01")], "2019-01-02", True),
    ("without a benefit", [JOBPARAT, ended("2019-01-01")], "2019-01-02", False),
]  # fmt: skip


@pytest.mark.parametrize(("life", "on", "passive"), [row[1:] for row in PASSIVE], ids=[row[0] for row in PASSIVE])
def test_who_is_passive(life: list[f.Fact], on: str, passive: bool) -> None:
    assert assessed(life, on).passive is passive


SUPPORT = [
    # off benefit from 1 February 2018; 28 days end on 28 February
    ("28 days of neither", [JOBPARAT, ended("2018-01-31"), on_benefit("jobparat", "2018-03-01")], "2018-03-01", "2018-01-02"),
    ("29 days of neither", [JOBPARAT, ended("2018-01-31"), on_benefit("jobparat", "2018-03-02")], "2018-03-02", "2018-03-02"),
    ("a change of benefit", [DAGPENGE, on_benefit("jobparat", "2018-03-01")], "2018-06-01", "2018-01-02"),
    ("a loentilskud lies between", [JOBPARAT, ended("2018-01-31"), offer("loentilskud", "2018-02-15", "2018-03-31"), on_benefit("jobparat", "2018-04-20")], "2018-04-20", "2018-01-02"),
    ("another offer does not", [JOBPARAT, ended("2018-01-31"), offer(PRAKTIK, "2018-02-15", "2018-03-31"), on_benefit("jobparat", "2018-04-20")], "2018-04-20", "2018-04-20"),
    ("a loentilskud before the first benefit", [offer("loentilskud", "2017-11-01", "2017-12-15"), JOBPARAT], "2018-01-02", "2017-11-01"),
    ("a loentilskud of unknown end runs on", [JOBPARAT, ended("2018-01-31"), offer("loentilskud", "2018-02-15"), on_benefit("jobparat", "2018-12-01")], "2018-12-01", "2018-01-02"),
    ("no stops", [JOBPARAT, exemption("all", "2018-01-10")], "2018-06-01", "2018-01-02"),
]  # fmt: skip


@pytest.mark.parametrize(("life", "on", "since"), [row[1:] for row in SUPPORT], ids=[row[0] for row in SUPPORT])
def test_since_when_on_public_support(life: list[f.Fact], on: str, since: str) -> None:
    assert iso(assessed(life, on).support_since or 0) == since
