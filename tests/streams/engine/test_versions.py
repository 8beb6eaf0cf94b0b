"""The check of Faust and aiokafka: it covers all that the engine relies on, and names whatever is not as it was."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

import pytest

from streams.engine import versions
from streams.engine.application import BatchApp, BatchTransport
from streams.engine.consumer import BatchConsumer
from streams.engine.engine import Engine
from streams.engine.member_thread import MemberThread
from streams.engine.recovery import CitizenTable, EngineTableManager, NoRecovery
from streams.engine.versions import UnknownVersionError

OURS = (BatchApp, BatchTransport, BatchConsumer, MemberThread, NoRecovery, EngineTableManager, CitizenTable)


class Other:
    """A class of theirs, as a later release might have it."""

    def __init__(self) -> None:
        self.known = 1

    def fetch(self, timeout: float) -> None: ...


def overrides() -> Iterator[tuple[type, str]]:
    """(class of ours, name) of every function that takes the place of one of theirs."""
    for ours in OURS:
        for name, held in vars(ours).items():
            theirs = any(name in vars(base) for base in ours.__mro__[1:])
            if theirs and inspect.isfunction(held) and not name.startswith("__"):
                yield ours, name


def test_the_versions_are_those_that_the_engine_was_built_on() -> None:
    versions.check()


def test_whatever_the_engine_overrides_is_checked() -> None:
    found = list(overrides())
    assert len(found) > 20
    unchecked = [
        f"{ours.__name__}.{name}"
        for ours, name in found
        if not any((base, name) in versions.RELIED_ON for base in ours.__mro__[1:])
    ]
    assert not unchecked


@pytest.mark.parametrize("name", list(versions.BUILT_ON))
def test_another_version_is_refused_by_name_and_with_a_remedy(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(versions.BUILT_ON, name, "0.13.0")
    with pytest.raises(UnknownVersionError, match=rf"{name} is .*install {name}==0\.13\.0"):
        versions.check()


@pytest.mark.parametrize(
    ("method", "was", "said"),
    [
        ("fetch", "self timeout limit", r"Other\.fetch\(self timeout\) was fetch\(self timeout limit\)"),
        ("fetch", "self", r"Other\.fetch\(self timeout\) was fetch\(self\)"),
        ("poll", "self", r"Other\.poll\(missing\) was poll\(self\)"),
    ],
    ids=["a parameter is gone", "a parameter is new", "the method is gone"],
)
def test_an_inner_method_that_changed_is_named(
    method: str, was: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(versions.RELIED_ON, (Other, method), was)
    with pytest.raises(UnknownVersionError, match=said):
        versions.check()


def test_an_attribute_that_is_gone_is_named_with_what_it_was_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(versions.HELD, (Other, "known"), "what is there")
    versions.check()
    monkeypatch.setitem(versions.HELD, (Other, "gone"), "the proof")
    with pytest.raises(UnknownVersionError, match=r"Other has no gone any more \(the proof\)"):
        versions.check()


def test_no_application_is_made_on_a_version_that_is_not_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(versions.BUILT_ON, "aiokafka", "0.13.0")
    engine = Engine.__new__(Engine)  # never asked: the check comes first
    with pytest.raises(UnknownVersionError):
        BatchApp("id", engine=engine, clock_topic="clock", bootstrap="127.0.0.1:1")
