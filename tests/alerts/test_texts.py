"""Every text is there in Danish and English with the same placeholders, and every one of them is really said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files
from typing import get_args

import pytest

from alerts.kinds import open_alerts
from alerts.policy import load_policy
from alerts.wording.account import account
from alerts.wording.lawbook_words import danish
from alerts.wording.nouns import NOUNS
from alerts.wording.turn_words import turn_words
from alerts.wording.voice import (
    FILES,
    LANGUAGES,
    Count,
    Event,
    Named,
    Number,
    On,
    Span,
    UnknownText,
    Voice,
    placeholders,
    texts,
)
from alerts.wording.words import DUTIES
from deploy.rulebook.markdown import about_variant
from deploy.why_sheet import why_sheet
from rules.amendment import variant_names
from rules.assess import assess
from rules.civil import day
from rules.duties import DUTIES as LAW_DUTIES
from rules.facts import WIRE_NAME, Fact
from rules.lawbook import Period
from rules.load import LAW_DIRECTORY
from rules.measured import NAMES
from rules.turns import turns
from rules.words import AbsenceKind, ExemptionScope, InterviewKind, OfferKind
from tests.alerts.silent_cases import CASES, NO_DUTY, OTHERS
from tests.rules import builders as b
from tests.rules.invented_lives import facts_of, life_of, seeds
from tests.said_texts import said_during, texts_of
from tests.twins.lives import random_day

ALIKE = ("times.on-day", "whatif.column-variant", "figures.about")
"""Texts that are one and the same in both languages."""


@pytest.mark.parametrize("name", sorted(texts()))
def test_a_text_says_the_same_in_both_languages(name: str) -> None:
    said = texts()[name]
    assert set(said) == set(LANGUAGES)
    assert placeholders(said["da"]) == placeholders(said["en"])
    assert all(text.strip() == text or name == "times.on-day" for text in said.values())
    assert said["da"] != said["en"] or name in ALIKE


@pytest.mark.parametrize("file", FILES)
def test_no_text_stands_twice(file: str) -> None:
    """YAML would keep the last of two without a word."""
    written = files("alerts.wording").joinpath(f"texts/{file}.yaml").read_text("utf-8")
    names = re.findall(r"^([a-z][a-z0-9-]*):", written, re.MULTILINE)
    assert sorted(names) == sorted(set(names))
    assert set(names) == {name.partition(".")[2] for name in texts_of(file)}


@pytest.mark.parametrize(
    ("name", "values"),
    [("outcome.nowhere", {}), ("outcome.closed", {"due": On(1)}), ("reckoning.begun-benefit", {"on": On(736702)})],
)
def test_a_text_that_does_not_fit_is_refused(name: str, values: dict[str, On]) -> None:
    with pytest.raises(UnknownText, match=name):
        Voice("da").say(name, **values)


def test_a_text_without_a_language_or_with_other_placeholders_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    for wrong in ({"da": "{on}", "en": "{off}"}, {"da": "{on}"}):
        monkeypatch.setattr("alerts.wording.voice.yaml.safe_load", lambda _, wrong=wrong: {"name": wrong})
        with pytest.raises(UnknownText):
            texts.__wrapped__()


def test_every_name_of_the_wire_and_of_the_law_has_its_words() -> None:
    assert set(NOUNS.absences) == set(get_args(AbsenceKind))
    assert set(NOUNS.scopes) == set(get_args(ExemptionScope))
    assert set(NOUNS.offers) == set(get_args(OfferKind))
    assert set(NOUNS.interviews) == set(get_args(InterviewKind))
    assert set(NOUNS.events) == set(WIRE_NAME.values())
    assert set(NOUNS.groups) == set(b.book().rules)
    assert set(DUTIES) == set(LAW_DUTIES)


def test_every_reason_of_the_lawbook_for_having_no_duty_is_there_in_danish() -> None:
    duties = {hole.why for hole in b.book().holes if hole.duty in {*LAW_DUTIES, *NAMES}}
    variants = {about_variant(name) for name in variant_names(LAW_DIRECTORY)}
    missing = (duties | variants) - danish().keys()
    assert not missing, "alerts/wording/texts/lawbook.yaml lacks them"


VALUES = [
    (On(day("2018-01-08")), "8. januar 2018", "8 January 2018"),
    (Span(day("2018-02-01"), day("2018-02-05")), "1.–5. februar 2018", "1–5 February 2018"),
    (Span(day("2018-02-28"), day("2018-03-03")), "28. februar–3. marts 2018", "28 February–3 March 2018"),
    (Span(day("2018-12-30"), day("2019-01-02")), "30. december 2018–2. januar 2019", "30 December 2018–2 January 2019"),
    (Span(day("2018-02-01"), day("2018-02-01")), "1. februar 2018", "1 February 2018"),
    (Count(1, "offer"), "ét tilbud", "one offer"),
    (Count(1, "interview"), "én samtale", "one interview"),
    (Count(12, "day"), "tolv dage", "twelve days"),
    (Count(13, "day"), "13 dage", "13 days"),
    (Period(days=42), "seks uger", "six weeks"),
    (Period(days=10), "ti dage", "ten days"),
    (Period(months=1, days=14), "én måned og to uger", "one month and two weeks"),
    (Named("offers", "loentilskud"), "løntilskud", "wage subsidy (løntilskud)"),
    (Number(0, "interview"), "ingen", "none"),
    (Number(0, "offer"), "intet", "none"),
    (Number(1, "offer"), "ét", "one"),
    (Count(0, "day"), "nul dage", "zero days"),
    (Event("e 1"), " (hændelse e 1)", " (event e 1)"),
    (Event(None), "", ""),
]


@pytest.mark.parametrize(("value", "da", "en"), VALUES, ids=[each[1] or "no event" for each in VALUES])
def test_a_value_is_worded_as_people_write_it(value: On, da: str, en: str) -> None:
    for language, expected in (("da", da), ("en", en)):
        assert Voice("da" if language == "da" else "en").part("times.on-day", on=value) == f" {expected}"


def test_a_year_is_said_once_a_paragraph() -> None:
    voice = Voice("da")
    said = [voice.part("times.on-day", on=On(day(text))) for text in ("2018-01-08", "2018-02-19", "2019-01-01")]
    assert said == [" 8. januar 2018", " 19. februar", " 1. januar 2019"]
    voice.pause()
    assert voice.part("times.on-day", on=On(day("2019-01-02"))) == " 2. januar 2019"


def test_every_text_is_said_of_somebody_and_none_stumbles(monkeypatch: pytest.MonkeyPatch) -> None:
    said = said_during(monkeypatch)
    for facts, on in _told_of():
        made = b.known(facts)
        if not made.history.known:
            continue
        assessed = assess(made, on)
        for language in LANGUAGES:
            told = account(made, assessed, language)
            trials = made.book.frikommune_on(assessed.municipality or "", on)
            assert why_sheet("c", assessed, told, language, trials)
            middle = sorted(fact.learnt_at for fact in facts)[len(facts) // 2]
            assert turn_words(turns(facts, middle, on, made.book), middle, language)
        open_ones, _ = open_alerts(made, assessed, load_policy())
        assert len([each for each in told.obligations if each.alert.startswith("An alert")]) <= len(open_ones)
    of_citizens = texts_of(*(file for file in FILES if file not in ELSEWHERE))
    assert sorted(of_citizens - said) == sorted(UNSAID)


ELSEWHERE = ("whatif", "figures")
"""Texts about many citizens, which their own tests hold to it (test_whatif, test_figures_why)."""
UNSAID = {"outcome.gone", "reckoning.unexplained", "silence.muted"}
"""Said of an alert whose case is gone (test_in_words), where policy keeps quiet (test_silence), and of a date that cannot be
reckoned (there is none)."""


def _told_of() -> Iterator[tuple[list[Fact], int]]:
    for _, facts, on, *_ in (*CASES, *NO_DUTY):
        yield facts, day(on)
    for facts, on in OTHERS:
        yield facts, day(on)
    for seed in seeds(150):
        events, rng = life_of(seed)
        for _ in range(3):
            yield facts_of(events), random_day(rng, events).toordinal()
