"""What a role does before it starts while a broker comes and goes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from streams import topic_admin
from streams.preflight import wait_for_topics
from streams.settings import Settings
from streams.topic_admin import BrokerAway


class Admin:
    """Answers the first question."""

    def list_topics(self, timeout: float) -> None: ...


@pytest.mark.parametrize("gives_up", [False, True])
def test_a_broker_that_goes_between_two_questions_is_waited_for(
    monkeypatch: pytest.MonkeyPatch, gives_up: bool
) -> None:
    answers: Iterator[BrokerAway | list[object]] = iter([BrokerAway("gone"), []])

    def check(_admin: object, _topics: object) -> list[object]:
        answer = next(answers)
        if isinstance(answer, BrokerAway):
            raise answer
        return answer

    waited: list[float] = []

    def pause(seconds: float) -> bool:
        waited.append(seconds)
        return not gives_up

    monkeypatch.setattr(topic_admin, "connect", lambda _servers: Admin())
    monkeypatch.setattr(topic_admin, "check", check)
    assert wait_for_topics(Settings.model_validate({}), pause) is not gives_up
    assert len(waited) == 1
