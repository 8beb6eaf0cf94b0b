"""A topic that is missing or has other partitions is named with its remedy, before anything is looked for in it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from streams.changelog_view import OtherPartitionsError, refuse_other_partitions
from streams.topics import BENEFIT_EVENTS, CITIZENS_CHANGELOG, Topics

NAMES = Topics(prefix="north-", application_id="second")
CHANGELOG, SOURCE = NAMES.name(CITIZENS_CHANGELOG), NAMES.name(BENEFIT_EVENTS)


def consumer(partitions: int) -> Any:
    """One that knows of every topic that it has so many partitions."""
    found = SimpleNamespace(partitions=dict.fromkeys(range(partitions)))
    return SimpleNamespace(list_topics=lambda name, timeout: SimpleNamespace(topics={name: found}))


@pytest.mark.parametrize(
    ("name", "partitions", "said"),
    [
        (SOURCE, 0, f"{SOURCE} is missing. Remedy: `rettidig topics create`; were the topics made, look at RETTIDIG_T"),
        (CHANGELOG, 0, "were the topics made, look at RETTIDIG_APPLICATION_ID and RETTIDIG_TOPIC_PREFIX"),
        (CHANGELOG, 3, f"{CHANGELOG} has 3 partitions, expected 12. Remedy: give this command the RETTIDIG_PARTITIONS"),
    ],
)
def test_what_is_not_as_the_settings_say_is_named(name: str, partitions: int, said: str) -> None:
    with pytest.raises(OtherPartitionsError) as refused:
        refuse_other_partitions(consumer(partitions), name, 12)
    assert said in str(refused.value)


def test_as_many_partitions_as_the_settings_say_pass() -> None:
    refuse_other_partitions(consumer(12), CHANGELOG, 12)
