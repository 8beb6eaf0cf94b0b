"""The obligations of one spell of several: on its own days they are those of the assessment."""

from __future__ import annotations

import pytest

from rules.assess import assess, obligations_of
from rules.civil import day
from tests.rules import builders as b

FACTS = [
    b.on_benefit("jobparat", "2021-02-01"),
    b.held("2021-02-05"),
    b.ended("2021-11-30"),
    b.on_benefit("jobparat", "2023-02-01"),
    b.held("2023-03-01"),
]


@pytest.mark.parametrize(("spell", "on"), [(0, "2021-02-01"), (0, "2021-08-02"), (0, "2022-01-01"), (1, "2023-06-01")])
def test_they_are_those_of_the_assessment_on_the_spells_own_days(spell: int, on: str) -> None:
    known = b.known(FACTS)
    found = obligations_of(known, known.spells[spell], day(on))
    assert found and found == assess(b.known(FACTS), day(on)).obligations


def test_a_spell_that_another_has_followed_is_closed() -> None:
    known = b.known(FACTS)
    found = obligations_of(known, known.spells[0], day("2024-01-01"))
    assert found and all(each.closed for each in found)
