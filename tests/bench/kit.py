"""The kit's driver with our engine among its peers: `PEERS_KIT=… python -m tests.bench.kit --peers rettidig-1s,ks-memory-1s …`.

All options are the kit's own (its run.py). The kit lies outside this repository: docs/bench.md says how it is built.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from deploy.compiled.use import ASKED_BY
from tests.bench.peer import KIT, kit_module

OURS: Final = "rettidig"
ROWS: Final = {
    "rettidig-1s": {"COMMIT_MS": "1000"},
    "rettidig-30s": {"COMMIT_MS": "30000"},
    "rettidig-1s-compiled": {"COMMIT_MS": "1000", ASKED_BY: "1"},
    "rettidig-30s-compiled": {"COMMIT_MS": "30000", ASKED_BY: "1"},
}
"""Row → its environment: how often is committed, in ms, as in the rows of Kafka Streams; whether the engine is compiled to C
(`make compiled`). The toy law is plain Python in all of them."""


def main() -> None:
    """Run the kit."""
    run = kit_module("run")
    root = str(Path(__file__).resolve().parents[2])
    for name, asked in ROWS.items():
        run.PEERS[name] = (OURS, {**asked, "PYTHONPATH": root, KIT: os.environ[KIT]})
    run.command = _with_ours(run.command, lambda *_: [sys.executable, "-m", "tests.bench.peer"])
    run.changelog = _with_ours(run.changelog, lambda _kind, app_id, _admin: f"{app_id}-citizens-changelog")
    run.main()


def _with_ours(theirs: Callable[..., Any], ours: Callable[..., Any]) -> Callable[..., Any]:
    return lambda kind, *more: (ours if kind == OURS else theirs)(kind, *more)


if __name__ == "__main__":
    main()
