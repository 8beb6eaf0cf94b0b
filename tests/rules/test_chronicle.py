"""A dossier that grows fact by fact, and answers that are remembered, are those of all facts read anew."""

from __future__ import annotations

import pytest

from rules.assess import Assessment, assess
from rules.case import Dossier, dossier
from rules.chronicle import Chronicle
from rules.civil import civil_day, iso
from rules.history import history
from rules.settle import by_time
from tests.rules.builders import book
from tests.rules.invented_lives import facts_of, life_of, seeds, story

STEP_DAYS = (0, 1, 13, 40)
"""After each fact the citizen is assessed on its day and on some days after it, as far as the next fact."""


@pytest.mark.parametrize("seed", seeds(40))
def test_what_grew_and_is_remembered_is_what_is_read_anew(seed: int) -> None:
    life, _ = life_of(seed * 37 + 29)
    facts = sorted(facts_of(life), key=by_time)
    known = Chronicle((), book())
    for index, fact in enumerate(facts, start=1):
        known.learn(fact)
        anew = dossier(history(facts[:index]), book())
        assert _parts(known.dossier) == _parts(anew), f"{fact.id}\n{story(life)}"
        until = civil_day(facts[index].learnt_at) if index < len(facts) else civil_day(fact.learnt_at) + max(STEP_DAYS)
        for days in STEP_DAYS:
            on = civil_day(fact.learnt_at) + days
            if on <= until:
                fresh = assess(dossier(history(facts[:index]), book()), on)
                assert _said(assess(known.dossier, on)) == _said(fresh), f"{fact.id} {iso(on)}\n{story(life)}"


def _parts(known: Dossier) -> tuple[object, ...]:
    return known.history, known.spells, known.interviews, known.offers, known.planned, *_turns(known)


def _turns(known: Dossier) -> tuple[tuple[int, ...], ...]:
    return known.ground_turns, known.interview_turns, known.offer_turns


def _said(answer: Assessment) -> tuple[object, ...]:
    """All that an assessment says; when to look again may be said in more than one way."""
    return (
        answer.municipality,
        answer.target_group,
        answer.counted_from,
        answer.seniority_months,
        answer.support_since,
        answer.passive,
        answer.obligations,
        answer.unmet,
        answer.measured,
    )
