"""`python -m tests.bench [NAME…] [--quick]`: run benchmarks, print their tables and keep them in build/bench.json."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from rich.console import Console

from rules.civil import iso_instant
from streams import clock
from tests.bench import (
    footprint,
    inbox,
    joining,
    latency,
    law,
    machine,
    pages,
    recovery,
    scrape,
    start,
    step,
    tick,
    worker,
)
from tests.bench.table import WIDTH, Table

BENCHES: Final[dict[str, Callable[[bool], Table]]] = {
    "assess": law.run,
    "step": step.run,
    "worker": worker.run,
    "latency": latency.run,
    "start": start.run,
    "recovery": recovery.run,
    "tick": tick.run,
    "joining": joining.run,
    "footprint": footprint.run,
    "inbox": inbox.run,
    "pages": pages.run,
    "scrape": scrape.run,
}
KEPT: Final = Path("build") / "bench.json"


def main() -> None:
    """Run what was asked for, one after the other; nothing of it passes or fails."""
    asked = argparse.ArgumentParser(prog="python -m tests.bench", description="Measure speed; nothing passes or fails.")
    asked.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(BENCHES)}; none: all")
    asked.add_argument("--quick", action="store_true", help="sizes that are done in about two minutes")
    asked.add_argument("--full", action="store_true", help="worker: a million events of the invented town, once")
    asked.add_argument("--profile", action="store_true", help="worker: once more, with where the time goes")
    given = asked.parse_args()
    if unknown := set(given.names) - set(BENCHES):
        asked.error(f"unknown benchmark {', '.join(sorted(unknown))}; there are {', '.join(BENCHES)}")
    console = Console(width=WIDTH, soft_wrap=False)
    measured = {"at": iso_instant(clock.now()), "quick": given.quick, "machine": machine.description()}
    console.print(" · ".join(str(each) for each in measured["machine"].values()), highlight=False)
    console.print()
    benches = BENCHES | {"worker": partial(worker.run, full=given.full, profile=given.profile)}
    tables = []
    for name in given.names or BENCHES:
        table = benches[name](given.quick)
        table.load = machine.load()
        table.show(console)
        tables.append(table.summary())
        KEPT.parent.mkdir(exist_ok=True)
        KEPT.write_text(json.dumps(measured | {"benchmarks": tables}, indent=1, ensure_ascii=False) + "\n", "utf-8")
    console.print(f"Kept in {KEPT}.")


if __name__ == "__main__":
    main()
