"""`python -m tests.soak [--minutes N] [--seed N] [--rounds N] [--compiled]`: rounds with their seeds until the time is up or one is wrong."""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from rich.console import Console

from deploy.compiled.use import ASKED_BY, NotCompiledError, require
from deploy.stack import Stack
from streams import clock
from tests.bench.machine import load
from tests.soak.disk import disk_for
from tests.soak.ordeal import Ordeal
from tests.soak.plan import Plan, Size, plan
from tests.soak.record import DEFAULT, Record
from tests.soak.servers import OneNode, Servers, three_nodes

STOPPED: Final = 128 + signal.SIGTERM


@contextmanager
def _stage() -> Iterator[tuple[Servers, Path]]:
    """A stack on a disk that can be full, and a directory for what the roles say, which stays after a wrong round."""
    directory = Path(tempfile.mkdtemp(prefix="rettidig-soak-"))
    with disk_for(directory / "stack") as disk, Stack(directory / "stack") as stack:
        yield OneNode(stack, disk), directory
    shutil.rmtree(directory)


@contextmanager
def _servers_for(drawn: Plan, one: Servers, directory: Path) -> Iterator[Servers]:
    """The one node that stays, or three for this round."""
    if drawn.nodes == 1:
        yield one
        return
    with three_nodes(directory / "nodes") as three:
        yield three


def _asked() -> argparse.Namespace:
    asked = argparse.ArgumentParser(prog="python -m tests.soak", description="Random faults, held to the replay.")
    asked.add_argument("--minutes", type=float, default=30.0, help="begin no round after so many (30)")
    asked.add_argument("--rounds", type=int, default=1_000_000, help="at most so many rounds")
    asked.add_argument(
        "--citizens", type=int, default=60, help="lives a round (60; twice as many where shares are told)"
    )
    asked.add_argument("--seed", type=int, default=clock.now() % 1_000_000, help="of the first round (any)")
    asked.add_argument("--nodes", type=int, choices=(1, 3), help="all rounds on so many nodes (what the seed draws)")
    asked.add_argument("--compiled", action="store_true", help="the roles judge by the compiled law (`make compiled`)")
    asked.add_argument("--record", type=Path, default=DEFAULT, help=f"where each round adds a line of JSON ({DEFAULT})")
    given = asked.parse_args()
    if given.compiled:  # the roles inherit it; what is expected of them is plain Python's
        try:
            require()
        except NotCompiledError as error:
            asked.error(str(error))
        os.environ[ASKED_BY] = "1"
    return given


class Soak:
    """Rounds one after another, until one is wrong."""

    def __init__(self, given: argparse.Namespace, console: Console) -> None:
        self._given = given
        self._console = console
        self.record = Record(given.record)

    def run(self) -> int:
        """Exit status 0: every round was right; 1: one was not, and its seed is printed."""
        until, seed, is_right = clock.monotonic() + 60 * self._given.minutes, self._given.seed, True
        with _stage() as (one, directory):
            try:
                while is_right and len(self.record.rounds) < self._given.rounds and clock.monotonic() < until:
                    is_right = self._round(one, directory / str(seed), seed)
                    seed += 1
            finally:  # also of a soak that is stopped
                self._console.print(self.record.summary())
            if not is_right:
                raise SystemExit(1)  # past the removal of what the roles said
        return 0

    def _round(self, one: Servers, directory: Path, seed: int) -> bool:
        directory.mkdir()
        drawn, began = plan(seed, Size(self._given.citizens), self._given.nodes), clock.monotonic()
        with _servers_for(drawn, one, directory) as servers:
            ordeal = Ordeal(servers, directory, drawn)
            try:
                ordeal.run()
            except Exception:  # whatever is wrong, its seed and its traces are what helps
                self._console.print_exception(max_frames=20)
                self._console.print(ordeal.account)
        done = ordeal.round
        done.is_compiled = self._given.compiled
        done.seconds = round(clock.monotonic() - began, 1)
        self.record.add(done)
        kind = (
            f"{done.nodes} node{'s' * (done.nodes > 1)}, {'in order' if done.is_in_order else 'shuffled and doubled'}"
        )
        verdict = "right" if done.is_right else "WRONG"
        self._console.print(
            f"round {len(self.record.rounds)} seed {seed}: {verdict}, {done.seconds:.0f} s, load {load()[0]:.1f}; {kind}; "
            f"{', '.join(done.happened)}"
        )
        if not done.is_right:
            self._console.print(f"{'; '.join(done.what) or done.failed}\nthe last mishap: {done.last}")
            self._console.print(f"what the roles said: {directory}\nagain: {self._again(seed)}")
        return done.is_right

    def _again(self, seed: int) -> str:
        nodes = f" --nodes {self._given.nodes}" if self._given.nodes else ""
        law = " --compiled" if self._given.compiled else ""
        return f"python -m tests.soak --rounds 1 --citizens {self._given.citizens}{nodes}{law} --seed {seed}"


def main() -> int:
    """Exit status 0: every round was right; 1: one was not, and its seed is printed; 143: stopped before its time."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(STOPPED))  # in order: the brokers end, the small disk goes
    return Soak(_asked(), Console(highlight=False)).run()


if __name__ == "__main__":
    sys.exit(main())
