"""A process that was asked to leave leaves: in order, at once when asked twice, and by force when it hangs."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.eventually import eventually

# A role as a worker is one: an application whose stop swallows its cancellation, in an event loop.
ROLE = """
import asyncio, sys
from streams import logs
from streams.leaving import Leaving

async def stop():
    while True:
        try:
            await asyncio.sleep(3600)
        except asyncio.CancelledError:
            print("swallowed", flush=True)

async def live(leaving):
    print("lives", flush=True)
    while leaving.goes_on() and not FAILS:
        await asyncio.sleep(0.01)
    leaving.begin("it broke" if FAILS else "", 70)
    print("leaves", flush=True)
    if HANGS:
        await asyncio.wait_for(stop(), 0.05)

FAILS, HANGS, longest_s = "fails" in sys.argv, "hangs" in sys.argv, float(sys.argv[1])
logs.set_up(form="json")
leaving = Leaving("role", longest_s)
leaving.heed_signals()
asyncio.run(live(leaving))
"""
NEVER_S, SOON_S = "3600", "0.2"


class Role:
    """The process, with what it says."""

    def __init__(self, directory: Path, *arguments: str) -> None:
        self._out, self._log = directory / "out", directory / "log"
        with self._out.open("wb") as out, self._log.open("wb") as log:
            self.process = subprocess.Popen([sys.executable, "-c", ROLE, *arguments], stdout=out, stderr=log)

    def wait_until(self, word: str) -> None:
        eventually(lambda: word in self._out.read_text().split())

    @property
    def log(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self._log.read_text().splitlines()]


@pytest.fixture
def roles(tmp_path: Path) -> Iterator[list[Role]]:
    started: list[Role] = []
    yield started
    for each in started:
        each.process.kill()
        each.process.wait()


def test_who_is_asked_leaves_in_order(tmp_path: Path, roles: list[Role]) -> None:
    roles.append(role := Role(tmp_path, NEVER_S))
    role.wait_until("lives")
    role.process.send_signal(signal.SIGTERM)
    assert role.process.wait(20) == 0
    assert role.log == []


@pytest.mark.parametrize(("fails", "status", "because"), [([], 75, None), (["fails"], 70, "it broke")])
def test_who_cannot_leave_is_ended_by_name_when_the_time_for_it_is_over(
    tmp_path: Path, roles: list[Role], fails: list[str], status: int, because: str | None
) -> None:
    roles.append(role := Role(tmp_path, SOON_S, "hangs", *fails))
    role.wait_until("lives")
    if not fails:
        role.process.send_signal(signal.SIGTERM)
    assert role.process.wait(20) == status
    [said] = role.log
    assert said["event"] == "role.ended_by_force"
    assert said["level"] == "error"
    assert said["status"] == status
    assert said.get("because") == because
    assert "nothing is lost" in str(said["remedy"])


@pytest.mark.parametrize("asked_by", [signal.SIGTERM, signal.SIGINT])
def test_who_is_asked_twice_ends_at_once_by_name(tmp_path: Path, roles: list[Role], asked_by: signal.Signals) -> None:
    roles.append(role := Role(tmp_path, NEVER_S, "hangs"))
    role.wait_until("lives")
    role.process.send_signal(signal.SIGTERM)
    role.process.send_signal(signal.SIGTERM)  # as `timeout` does: the same once more is no second asking
    role.wait_until("swallowed")
    assert role.log == []

    def ended() -> bool:
        role.process.send_signal(asked_by)
        return role.process.poll() is not None

    eventually(ended)
    assert role.process.wait() == 128 + asked_by
    [said] = role.log
    assert (said["event"], said["asked_by"]) == ("role.ended_at_once", asked_by.name)
