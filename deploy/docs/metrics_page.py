"""Writes docs/metrics.md from the declarations of the metrics themselves."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from streams import metrics
from streams.metrics import Metric

PAGE = Path(__file__).parents[2] / "docs" / "metrics.md"

_HEAD = """# Metrics

Written by `make docs` from `streams/metrics.py`; a test compares the two. All are in Prometheus' text format. No label ever
holds a citizen, a caseworker or free text. What is unknown is absent, never 0.
"""
_TABLE = "\n| metric | type | labels | meaning |\n|---|---|---|---|\n"


def page() -> str:
    """The whole page."""
    return (
        _HEAD
        + "\n## Served by `rettidig figures serve`, port `RETTIDIG_FIGURES_PORT`\n"
        + _rows(metrics.FIGURES)
        + "\n## Served by `rettidig worker`, port `RETTIDIG_WORKER_PORT`\n"
        + _rows(metrics.WORKER)
        + "\n## Served by `rettidig clock`, port `RETTIDIG_CLOCK_PORT`\n"
        + _rows(metrics.CLOCK)
        + "\n## Served by `rettidig inbox keep`, port `RETTIDIG_KEEPER_PORT`\n"
        + _rows(metrics.INBOX_KEEPER)
        + "\n## Served by `rettidig inbox serve`, port `RETTIDIG_INBOX_METRICS_PORT`\n"
        + _rows(metrics.INBOX)
        + "\n## To be served by `rettidig delivery`, which is not written yet\n"
        + _rows(metrics.DELIVERY)
    )


def _rows(declared: Iterable[Metric]) -> str:
    rows = (f"| `{m.name}` | {m.kind} | {', '.join(m.labels) or '—'} | {m.meaning} |\n" for m in declared)
    return _TABLE + "".join(rows)


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
