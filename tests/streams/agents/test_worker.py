"""How the worker's end is put into words."""

from __future__ import annotations

import pytest

from streams.agents.worker import WorkerFailed, named
from streams.engine.engine import EngineError
from streams.engine.guard import InstanceLostError


@pytest.mark.parametrize(
    ("failure", "said"),
    [
        (EngineError("partition 3 stands still"), "EngineError: partition 3 stands still"),
        (InstanceLostError("another has the name"), "another has the name"),
        (WorkerFailed("nothing moved"), "nothing moved"),
    ],
)
def test_why_a_worker_ended_names_the_kind_of_a_failure_once_and_of_an_expected_end_never(
    failure: Exception, said: str
) -> None:
    assert named(failure) == said
