"""How the worker's end is put into words."""

from __future__ import annotations

import pytest

from streams.agents.worker import named
from streams.engine.engine import EngineError
from streams.engine.guard import InstanceLostError


@pytest.mark.parametrize(
    ("failure", "said"),
    [
        (EngineError("partition 3 stands still"), "EngineError: partition 3 stands still"),
        (InstanceLostError("another has the name"), "InstanceLostError: another has the name"),
    ],
)
def test_why_a_worker_ended_names_the_kind_of_failure_once(failure: Exception, said: str) -> None:
    assert named(failure) == said
