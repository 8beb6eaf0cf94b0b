"""`python -m tests.soak.sharing [--citizens N] [--seed N]`: one, two and four workers must answer the same, byte for byte."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from rich.console import Console

from deploy.stack import Stack
from rules.civil import MICROSECONDS_A_DAY, start_of_day
from streams import clock
from tests.bench.lives import AS_OF, BEGINS, lines
from tests.broker.expected import told
from tests.broker.lives import event_of
from tests.broker.sharing import answers

_SIZES = (1, 2, 4)
_PIECES = 6


def main() -> int:
    """Exit status 0: all groups answered the same, and what the step says without a broker; 1: one did not."""
    asked = argparse.ArgumentParser(
        prog="python -m tests.soak.sharing", description="However many workers: one answer."
    )
    asked.add_argument("--citizens", type=int, default=2_000, help="lives of ten events (2000)")
    asked.add_argument("--seed", type=int, default=clock.now() % 1_000_000, help="of the lives (any)")
    given = asked.parse_args()
    console = Console(highlight=False)
    events = sorted((event_of(line.value) for line in lines(given.citizens, given.seed)), key=lambda each: each.at)
    first, last = start_of_day(BEGINS), AS_OF + MICROSECONDS_A_DAY
    instants = [first + (last - first) * piece // _PIECES for piece in range(1, _PIECES + 1)]
    with (
        tempfile.TemporaryDirectory(prefix="rettidig-sharing-") as directory,
        Stack(Path(directory) / "stack") as stack,
    ):
        found = answers(stack, Path(directory), _SIZES, events, instants)
    expected = told(events, last)
    wrong = [size for size, answer in found.items() if answer.alerts != expected or answer != found[1]]
    for size, answer in found.items():
        verdict = "differs" if size in wrong else "the same"
        messages = sum(map(len, answer.alerts.values()))
        console.print(
            f"{size:>2} workers: {messages:,} messages, {len(answer.states):,} states, {len(answer.figures)} groups: {verdict}"
        )
    console.print(f"seed {given.seed}, {len(events):,} events: {len(wrong)} differing")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
