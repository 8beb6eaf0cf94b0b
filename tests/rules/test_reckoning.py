"""A reckoning ends where the form does, for every obligation of every life, and names each step of the cases a lawyer would ask."""

from __future__ import annotations

from collections import Counter

import pytest

from rules.amendment import variant_names
from rules.assess import assess
from rules.case import dossier
from rules.civil import day, iso
from rules.facts import Fact
from rules.history import history
from rules.load import LAW_DIRECTORY, load_lawbook
from rules.reckoning import reckoned
from rules.reckoning.steps import Step, Unexplained
from tests.rules import builders as b
from tests.rules.invented_lives import facts_of, life_of, ready, seeds
from tests.twins.lives import random_day


def test_every_due_date_of_every_life_is_reckoned_to_the_day() -> None:
    forms: Counter[str] = Counter()
    for seed in seeds(250):
        events, rng = life_of(seed)
        made = ready(events)
        if made is None:
            continue
        for _ in range(4):
            on = random_day(rng, events).toordinal()
            assessed = assess(made, on)
            for each in assessed.obligations:
                steps = reckoned(each, made, assessed)
                assert steps[-1].to == each.due_on
                assert not isinstance(steps[-1], Unexplained), (seed, iso(on), each.duty, iso(each.due_on), each.group)
                forms[each.rule.form] += 1
    assert set(forms) == {"count", "between", "every", "repeated", "first-offer", "repeated-offer"}


@pytest.mark.parametrize("variant", variant_names(LAW_DIRECTORY))
def test_a_variant_of_the_law_is_reckoned_as_well(variant: str) -> None:
    amended = load_lawbook(variant=variant)
    for seed in seeds(30):
        events, rng = life_of(seed)
        known = history(facts_of(events))
        if not known.known:
            continue
        made = dossier(known, amended)
        assessed = assess(made, random_day(rng, events).toordinal())
        for each in assessed.obligations:
            assert not isinstance(reckoned(each, made, assessed)[-1], Unexplained), (seed, each.duty)


JOBCENTRE_AT_SIX_WEEKS = [b.on_benefit("dagpenge", "2018-01-08"), b.absence("sickness", "2018-02-01", "2018-02-05")]
CASES: list[tuple[str, list[Fact], str, str, list[str]]] = [
    (
        "sickness stops the clock for five days (LAB § 9)",
        JOBCENTRE_AT_SIX_WEEKS,
        "2018-02-10",
        "joint-interview-1",
        ["Begun 2018-01-08", "Ran 2018-02-19", "Stood 2018-02-24"],
    ),
    (
        "two absences that overlap stop each day once: 1–5 and 4–8 February are eight days",
        [*JOBCENTRE_AT_SIX_WEEKS, b.absence("holiday", "2018-02-04", "2018-02-08")],
        "2018-02-10",
        "joint-interview-1",
        ["Begun 2018-01-08", "Ran 2018-02-19", "Stood 2018-02-24", "Stood 2018-02-27"],
    ),
    (
        "an absence on the day zero moves nothing, one that begins after the date neither",
        [
            b.on_benefit("dagpenge", "2018-01-08"),
            b.absence("sickness", "2018-01-08", "2018-01-08"),
            b.absence("holiday", "2018-02-20", "2018-02-25"),
        ],
        "2018-02-26",
        "joint-interview-1",
        ["Begun 2018-01-08", "Ran 2018-02-19"],
    ),
    (
        "under 30 the first offer is due after three months, and a birthday inside them gives the longer period",
        [b.on_benefit("dagpenge", "2018-01-08", birth_date="1988-03-01")],
        "2018-02-10",
        "first-offer",
        ["Begun 2018-01-08", "Aged 2018-01-08", "Ran 2018-07-08"],
    ),
    (
        "who turns 50 after the shorter period owes it on the birthday",
        [b.on_benefit("dagpenge", "2018-01-08", birth_date="1968-05-01")],
        "2018-02-10",
        "first-offer",
        ["Begun 2018-01-08", "Aged 2018-01-08", "Ran 2018-04-08", "AtBirthday 2018-05-01"],
    ),
    (
        "an exemption from offers that holds the due date gives a month after its end (§ 102, stk. 4)",
        [b.on_benefit("jobparat", "2018-01-02"), b.exemption("offers", "2018-03-20", "2018-05-31")],
        "2018-06-10",
        "first-offer",
        ["Begun 2018-01-02", "Ran 2018-04-02", "Exempted 2018-06-30"],
    ),
    (
        "a change of group gives fourteen days where its own date is earlier",
        [b.on_benefit("aktivitetsparat", "2018-01-02"), b.group_changed("jobparat", "2018-03-28")],
        "2018-04-10",
        "first-offer",
        ["Begun 2018-01-02", "Ran 2018-04-02", "Graced 2018-04-11"],
    ),
]


@pytest.mark.parametrize(
    ("facts", "on", "duty", "expected"), [case[1:] for case in CASES], ids=[case[0][:60] for case in CASES]
)
def test_the_steps_are_those_of_the_law(facts: list[Fact], on: str, duty: str, expected: list[str]) -> None:
    made = b.known(facts)
    assessed = assess(made, day(on))
    each = next(each for each in assessed.obligations if each.duty == duty and not each.closed)
    steps: tuple[Step, ...] = reckoned(each, made, assessed)
    assert [f"{type(step).__name__} {iso(step.to)}" for step in steps] == expected
