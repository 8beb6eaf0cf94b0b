"""scrape: the figures' /metrics with every municipality, target group, duty, measure and kind, over HTTP."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from functools import partial
from http.client import HTTPConnection
from typing import Final

from alerts.alert import KINDS
from rules.duties import DUTIES
from rules.measured import NAMES
from rules.municipalities import MUNICIPALITIES
from rules.words import TARGET_GROUPS
from streams import clock
from streams.citizen.state import Standing, Today
from streams.health import Health
from streams.municipality.aggregate import Aggregate
from streams.municipality.exposition import render
from streams.municipality.page import Page
from streams.municipality.partials import PartitionCounts
from streams.settings import load_settings
from tests.bench.table import Table
from tests.streams.municipality.population import TICK, bits, citizen

TITLE = "the page of the municipal figures, everything in it"
GOAL_MS: Final = 100
_WARM: Final = 3


def run(quick: bool) -> Table:
    """Measure; `quick`: fewer times."""
    times = 10 if quick else 50
    table = Table("scrape", TITLE)
    figures = everything()
    rendered_ms = [_took_ms(lambda: render(figures)) for _ in range(times)]
    page = render(figures)
    health = Health(load_settings(figures_port=0), "figures_port", Page(page), lambda: "")
    health.start()
    try:
        for form in ("gzip", "identity"):
            took_ms = [_took_ms(partial(_fetched, health.port, form)) for _ in range(_WARM + times)][_WARM:]
            table.add(f"a scrape, {form}", "ms", *took_ms)
            table.add(f"a scrape, {form}, p95", "ms", statistics.quantiles(took_ms, n=20)[-1])
    finally:
        health.stop()
    table.add("rendered, once a tick and not once a scrape", "ms", *rendered_ms)
    table.add("size of the page", "MB", len(page) / 1e6)
    table.add("series", "", page.count(b"\n") - 2 * page.count(b"# HELP"))
    table.notes += [
        f"{len(MUNICIPALITIES)} municipalities, {len(TARGET_GROUPS)} target groups, {len(NAMES)} measures, {len(DUTIES)} duties, {len(KINDS)} kinds of alert.",
        f"The aim is a scrape under {GOAL_MS} ms; a client on the same machine, a connection for each.",
    ]
    return table


def everything() -> Aggregate:
    """Sums in which every municipality has every target group with every measure, duty and kind."""
    every = bits(*NAMES)
    owed = tuple((duty, 3, 1) for duty in sorted(DUTIES))
    told = tuple((kind, 2) for kind in sorted(KINDS))
    counts = PartitionCounts(0)
    counts.rebuild(
        (
            citizen(Today(Standing(code, group, every, every), owed, told))
            for code in MUNICIPALITIES
            for group in TARGET_GROUPS
        ),
        "bench",
    )
    aggregate = Aggregate(1)
    for record in counts.at_tick(TICK):
        aggregate.take(*record)
    while aggregate.step():
        pass
    return aggregate


def _took_ms(act: Callable[[], object]) -> float:
    began = clock.monotonic()
    act()
    return (clock.monotonic() - began) * 1000


def _fetched(port: int, form: str) -> None:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", "/metrics", headers={"Accept-Encoding": form})
    connection.getresponse().read()
    connection.close()
