"""Copying topics: a broker that is not there is said at once."""

from __future__ import annotations

import pytest

from deploy.cli import run
from streams import topic_copy


def test_a_broker_that_does_not_answer_is_named_with_the_status_of_the_other_commands(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(topic_copy, "_ANSWER_S", 0.2)
    monkeypatch.setenv("RETTIDIG_BOOTSTRAP_SERVERS", "127.0.0.1:1")
    assert run(["topics", "copy", "--from-prefix", "old-"]) == 1
    said = capsys.readouterr()
    assert said.err.startswith("rettidig: no Kafka broker answered at 127.0.0.1:1")
    assert said.out == ""
