"""start: how long the embedded stack takes from the call until Kafka and Redis answer."""

from __future__ import annotations

import tempfile
from pathlib import Path

from deploy.stack import Stack
from streams import clock
from tests.bench.table import Table

TITLE = "the embedded stack, from the call until it is ready"


def run(quick: bool) -> Table:
    """Measure: a new directory once, then the same again and again."""
    times = 3 if quick else 5
    table = Table("start", TITLE)
    with tempfile.TemporaryDirectory(prefix="rettidig-bench-") as directory:
        with Stack(Path(directory) / "unmeasured"):  # downloads and records the cache of classes if nobody has yet
            pass
        stack = Path(directory) / "stack"
        new, warm = _start_s(stack), [_start_s(stack) for _ in range(times)]
    table.add("warm start on its own data", "s", *warm)
    table.add("first start in a new directory (formats it)", "s", new)
    table.notes.append("Jars and the cache of classes are there; each start follows a clean stop.")
    return table


def _start_s(directory: Path) -> float:
    began = clock.monotonic()
    with Stack(directory):
        return clock.monotonic() - began
