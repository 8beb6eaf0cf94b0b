"""The Monday on which the rules change under everybody's hands: every life judged anew by a lawbook of the tests' own."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Final

from alerts.inbox.alert_message import decode_alert
from alerts.inbox.entry import Telling
from streams.citizen.changed_law import under_changed_law
from streams.citizen.judge import Judge
from streams.citizen.step import step
from tests.pages.lives import LIVES
from tests.pages.monday import NOW, Monday

RULES: Final = Path(__file__).with_name("changed-rules.yaml")


@lru_cache(maxsize=1)
def changed() -> Judge:
    """The changed law."""
    return Judge.load(RULES)


@lru_cache(maxsize=1)
def told() -> tuple[Telling, ...]:
    """What the workers tell when they begin to judge by it."""
    before = Judge.load()
    return tuple(
        decode_alert(message.value)
        for citizen, facts in LIVES.items()
        for message in under_changed_law(
            step(None, citizen, facts, NOW, before).state, citizen, NOW, changed()
        ).messages
    )


def change_rules(it: Monday) -> None:
    """All of it, as the keeper would take it in."""
    for telling in told():
        it.view.tell(telling)
