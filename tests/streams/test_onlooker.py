"""Who looks on asks again while a partition's leadership moves, and only then."""

from __future__ import annotations

import pytest
from confluent_kafka import KafkaError, KafkaException

from streams import clock, onlooker


def refusing(*codes: int) -> list[KafkaException]:
    return [KafkaException(KafkaError(code)) for code in codes]


def asked(answers: list[KafkaException]) -> tuple[tuple[int, int], int]:
    """(what was answered at last, how often it was learnt anew who leads)."""
    left, learnt = list(answers), []

    def ask() -> tuple[int, int]:
        if left:
            raise left.pop(0)
        return 3, 7

    return onlooker.asked_until_led(ask, lambda: learnt.append(len(left))), len(learnt)


def test_a_leader_that_moved_is_asked_again_and_who_leads_is_learnt_before() -> None:
    moved = refusing(KafkaError.NOT_LEADER_FOR_PARTITION, KafkaError.FENCED_LEADER_EPOCH)
    assert asked(moved) == ((3, 7), 2)
    assert asked([]) == ((3, 7), 0)


def test_what_asking_again_does_not_mend_is_raised_at_once() -> None:
    with pytest.raises(KafkaException, match="TOPIC_AUTHORIZATION_FAILED"):
        asked(refusing(KafkaError.TOPIC_AUTHORIZATION_FAILED))


def test_a_partition_that_nobody_leads_is_not_asked_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    now = iter(range(100))
    monkeypatch.setattr(clock, "monotonic", lambda: float(next(now)))
    with pytest.raises(KafkaException, match="LEADER_NOT_AVAILABLE"):
        asked(refusing(*[KafkaError.LEADER_NOT_AVAILABLE] * 50))
