"""How the worker's end is put into words, and which ends are told without a trace."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

import pytest
from aiokafka.errors import MessageSizeTooLargeError

import streams.agents
import streams.citizen
import streams.engine
from streams.agents.inspecting import NotAnswered
from streams.agents.worker import WorkerFailed, is_explained
from streams.citizen.packing import UnpackableError
from streams.complaints import ToldOnce, named
from streams.engine.engine import EngineError
from streams.engine.guard import InstanceLostError, MembershipLostError
from streams.engine.settlement import LaterOwnerError
from streams.engine.ticks import StillDueError, UnreadableTickError
from streams.engine.versions import UnknownVersionError

OTHERWISE = {
    MembershipLostError: "caught: the partition is another worker's",
    NotAnswered: "caught: an answer to who inspects",
    StillDueError: "caught: a defect of the law's code",
    UnpackableError: "caught: a state that cannot be read",
    UnreadableTickError: "caught: a tick that is left out",
    UnknownVersionError: "before the worker begins: the command line names it",
}
"""Errors of the worker's own that never end it once it works, and why they do not."""


def undurable(because: Exception) -> EngineError:
    error = EngineError(f"partition 3 can't be made durable: {named(because)}")
    error.__cause__ = because
    return error


@pytest.mark.parametrize(
    ("failure", "said", "is_all"),
    [
        (EngineError("partition 3 stands still"), "partition 3 stands still", True),
        (InstanceLostError("another has the name"), "another has the name", True),
        (WorkerFailed("nothing moved"), "nothing moved", True),
        (undurable(LaterOwnerError("later")), "partition 3 can't be made durable: later", True),
        (MessageSizeTooLargeError("8 MB"), "[Error 10] MessageSizeTooLargeError: 8 MB", True),
        (undurable(KeyError(7)), "partition 3 can't be made durable: KeyError: 7", False),
        (ZeroDivisionError("of time"), "ZeroDivisionError: of time", False),
    ],
    ids=repr,
)
def test_a_worker_says_why_it_ended_with_the_kind_and_the_trace_of_what_nobody_expected(
    failure: Exception, said: str, is_all: bool
) -> None:
    assert named(failure) == said
    assert is_explained(failure) is is_all


def test_every_error_of_the_workers_own_is_an_expected_end_or_never_one() -> None:
    own = set(errors_of(streams.engine, streams.agents, streams.citizen))
    assert own >= OTHERWISE.keys()
    assert {error for error in own if not issubclass(error, ToldOnce)} == OTHERWISE.keys()


def errors_of(*packages: object) -> Iterator[type[Exception]]:
    for package in packages:
        name, path = package.__name__, package.__path__  # type: ignore[attr-defined]  # packages have both
        for module in pkgutil.iter_modules(path, f"{name}."):
            for value in vars(importlib.import_module(module.name)).values():
                if isinstance(value, type) and issubclass(value, Exception) and value.__module__ == module.name:
                    yield value
