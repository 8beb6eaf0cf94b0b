"""`python -m tests.soak [--minutes N] [--seed N] [--rounds N]`: rounds with their seeds until the time is up or one is wrong."""

from __future__ import annotations

import argparse
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console

from deploy.stack import Stack
from streams import clock
from tests.bench.machine import load
from tests.soak.disk import Disk, disk_for
from tests.soak.ordeal import ordeals


@contextmanager
def _stage() -> Iterator[tuple[Stack, Disk, Path]]:
    """A stack on a disk that can be full, and a directory for what the roles say, which stays after a wrong round."""
    directory = Path(tempfile.mkdtemp(prefix="rettidig-soak-"))
    with disk_for(directory / "stack") as disk, Stack(directory / "stack") as stack:
        yield stack, disk, directory
    shutil.rmtree(directory)


def main() -> int:
    """Exit status 0: every round was right; 1: one was not, and its seed is printed."""
    asked = argparse.ArgumentParser(prog="python -m tests.soak", description="Random faults, held to the replay.")
    asked.add_argument("--minutes", type=float, default=30.0, help="begin no round after so many (30)")
    asked.add_argument("--rounds", type=int, default=1_000_000, help="at most so many rounds")
    asked.add_argument("--citizens", type=int, default=60, help="lives a round (60)")
    asked.add_argument("--seed", type=int, default=clock.now() % 1_000_000, help="of the first round (any)")
    given = asked.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))  # in order: the brokers end, the small disk goes
    console = Console(highlight=False)
    until, done = clock.monotonic() + 60 * given.minutes, 0
    with _stage() as (stack, disk, directory):
        for seed, ordeal in ordeals(stack, disk, directory, given.seed, given.citizens):
            began = clock.monotonic()
            try:
                ordeal.run()
            except Exception:  # whatever is wrong, its seed and its traces are what helps
                console.print(f"round {done + 1} is wrong: {', '.join(ordeal.happened)}")
                console.print(f"what the roles said: {directory / str(seed)}")
                console.print(f"again: python -m tests.soak --rounds 1 --citizens {given.citizens} --seed {seed}")
                console.print_exception(max_frames=20)
                console.print(ordeal.account)
                raise SystemExit(1) from None
            done += 1
            what = f"{len(ordeal.events)} events, {', '.join(ordeal.happened)}"
            console.print(
                f"round {done} seed {seed}: right, {clock.monotonic() - began:.0f} s, load {load()[0]:.1f}; {what}"
            )
            if done >= given.rounds or clock.monotonic() > until:
                console.print(f"{done} rounds, all right.")
                return 0
    return 1


if __name__ == "__main__":
    sys.exit(main())
