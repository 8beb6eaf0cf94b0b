"""Reasons in words: what a colleague would say, in Danish and English, with every date, event and step in its place."""

from __future__ import annotations

import pytest

from alerts.alert import OpenAlert
from alerts.kinds import open_alerts
from alerts.policy import load_policy
from alerts.wording.in_words import InWords, in_words
from alerts.wording.words import Language
from rules.assess import assess
from rules.civil import day
from rules.facts import Fact
from tests.rules import builders as b

SICK = [b.on_benefit("dagpenge", "2018-01-08"), b.absence("sickness", "2018-02-01", "2018-02-05")]


def _words(facts: list[Fact], on: str, duty: str, language: Language) -> InWords:
    made = b.known(facts)
    assessed = assess(made, day(on))
    each = next(each for each in assessed.obligations if each.duty == duty and not each.closed)
    return in_words(each, made, assessed, language)


def test_the_arithmetic_reads_like_a_colleague() -> None:
    told = _words(SICK, "2018-02-10", "joint-interview-1", "da")
    assert told.outcome == "Fristen er 24. februar 2018. Der kræves én fællessamtale; indtil nu tæller ingen."
    assert told.reckoning == (
        "Forløbet begyndte 8. januar 2018 (hændelse dagpenge 2018-01-08).",
        "Seks uger efter er 19. februar.",
        "Sygdom 1.–5. februar (hændelse sickness 2018-02-01) flytter datoen fem dage til 24. februar.",
    )
    assert told.cure == ("Hold én fællessamtale senest 24. februar 2018.",)
    assert told.law == "LAB (LBK 1342 af 21/11/2016) § 16 a. Gælder for frister 1. juli 2015–31. december 2019."
    assert (told.version, told.doubt) == ("joint-interview-1@2015-07-01", None)


def test_the_same_in_english() -> None:
    told = _words(SICK, "2018-02-10", "joint-interview-1", "en")
    assert told.outcome == "It is due on 24 February 2018. Needed: one joint interview; counted so far: none."
    assert (
        told.reckoning[2]
        == "Sickness 1–5 February (event sickness 2018-02-01) moves the date by five days to 24 February."
    )
    assert told.cure == ("Hold one joint interview by 24 February 2018.",)


NEAR_MISSES: list[tuple[str, list[Fact], str]] = [
    ("by the a-kasse", [b.held("2018-02-01", actor="a-kasse")], "Samtale holdt 1. februar 2018 af a-kassen: tæller ikke for jobcentret."),
    ("by letter", [b.held("2018-02-01", form="letter")], "Samtale holdt 1. februar 2018 som brev: tæller ikke."),
    ("not joint", [b.held("2018-02-01")], "Samtale holdt 1. februar 2018: ikke registreret som fællessamtale."),
    ("a CV interview", [b.held("2018-02-01", kind="cv-interview")], "Samtale holdt 1. februar 2018 (CV-samtale): den slags tæller ikke her."),
    ("summoned", [b.summoned("2018-02-20")], "Samtale planlagt 20. februar 2018: ikke holdt endnu."),
    ("nobody knows", [b.summoned("2018-02-02")], "Samtale planlagt 2. februar 2018: ingen har registreret, hvad der skete."),
    ("missed", [b.summoned("2018-02-02"), b.missed("2018-02-02", "interview 2018-02-02")], "Samtale planlagt 2. februar 2018: borgeren udeblev."),
    ("called off", [b.summoned("2018-02-02"), b.called_off("interview 2018-02-02", "2018-01-30")], "Samtale planlagt 2. februar 2018: aflyst."),
]  # fmt: skip


@pytest.mark.parametrize(("facts", "line"), [each[1:] for each in NEAR_MISSES], ids=[each[0] for each in NEAR_MISSES])
def test_what_does_not_count_is_told_with_its_reason(facts: list[Fact], line: str) -> None:
    (fact,) = _words([*SICK, *facts], "2018-02-10", "joint-interview-1", "da").facts
    assert (fact.text, fact.counts) == (line, False)
    assert fact.event == facts[-1].id


def test_an_alert_has_the_words_of_its_obligation_and_passivity_its_own() -> None:
    made = b.known([b.on_benefit("jobparat", "2017-01-02"), b.summoned("2018-01-08")])
    assessed = assess(made, day("2018-02-10"))
    found, _ = open_alerts(made, assessed, load_policy())
    by_kind: dict[str, OpenAlert] = {alert.kind: alert for alert in found.values()}
    overdue = in_words(by_kind["overdue"], made, assessed, "en")
    assert overdue.outcome.startswith("It was due on ")
    assert overdue.reckoning[0] == "The spell began on 2 January 2017 (event jobparat 2017-01-02)."
    passive = in_words(by_kind["passive"], made, assessed, "da")
    assert passive.outcome == (
        "Borgeren har fået offentlig forsørgelse siden 2. januar 2017 og har ikke haft en aktiv indsats siden 2. januar; "
        "2. januar 2018 var der gået tolv måneder."
    )
    missing = in_words(by_kind["outcome-missing"], made, assessed, "da")
    assert (
        missing.outcome
        == "Der var planlagt samtale 8. januar 2018, og 10. januar havde ingen registreret, hvad der blev af den."
    )
    assert [fact.event for fact in missing.facts] == ["summoned 2018-01-08"]


def test_an_alert_whose_case_is_gone_says_so() -> None:
    made = b.known(SICK)
    assessed = assess(made, day("2018-02-10"))
    gone = OpenAlert("overdue", "first-interview", 1, 1, 2, 3, 0, "101", "dagpenge", None)
    assert in_words(gone, made, assessed, "da").outcome.startswith("Det, som advis handlede om, findes ikke længere")
