"""What is known without judging the past anew is what judging it anew would say."""

from __future__ import annotations

import random

import pytest

from rules.civil import MICROSECONDS_A_DAY
from streams.citizen import hindsight
from tests.rules.invented_lives import facts_of, life_of, seeds, story
from tests.streams.citizen.walks import one_by_one, whole


@pytest.mark.parametrize("seed", seeds(40))
def test_how_alerts_end_is_the_same_when_every_past_is_judged_anew(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    life, rng = life_of(seed * 41 + 3)
    facts = facts_of(life)
    until = max(fact.learnt_at for fact in facts) + rng.randint(0, 400) * MICROSECONDS_A_DAY
    _, messages = whole(facts, until)
    _, told = one_by_one(facts, until, random.Random(seed))
    monkeypatch.setattr(hindsight, "still_true", lambda *_: False)
    _, messages_anew = whole(facts, until)
    _, told_anew = one_by_one(facts, until, random.Random(seed))
    assert [each.value for each in messages] == [each.value for each in messages_anew], story(life)
    assert [each.value for each in told] == [each.value for each in told_anew], story(life)
