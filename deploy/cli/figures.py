"""`rettidig figures`: serves the municipal figures, or prints them once."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from confluent_kafka import KafkaException
from cyclopts import App, Parameter
from rich.console import Console
from rich.table import Table

from deploy.addresses import kafka_addressed
from deploy.fitted import tell
from deploy.gathering import AskedWrongly
from deploy.kafka_awaited import kafka_awaited
from rules.civil import iso_instant
from rules.law_file import nearest
from rules.measured import NAMES
from rules.municipalities import MUNICIPALITIES
from streams import clock, logs
from streams.municipality.aggregate import Aggregate
from streams.municipality.records import Group, GroupCounts
from streams.municipality.service import read_once, run_figures
from streams.municipality.tally import Tally
from streams.settings import Settings, load_settings
from streams.topic_admin import BrokerAway

NO_FIGURES = 3
"""Exit status of `show` when a partition's figures are missing: what is known of the others would be too little."""
_WITHIN_S = 60.0

app = App(name="figures", help="Serve the municipal figures, print them once, or say why one changed")


app.command(
    "deploy.cli.figures_why:figures_why",
    name="why",
    help="Which citizens and registrations changed a figure since then",
)


@app.command
def serve() -> int:
    """Sum what the workers publish, serve it at /metrics and state month ends, until Ctrl-C or SIGTERM; one is enough."""
    settings = kafka_addressed(load_settings())
    logs.set_up(settings.log_level, settings.log_format)
    run_figures(settings)
    return 0


@app.command
def show(
    *,
    municipality: Annotated[str, Parameter(help="Only this one, by its three digits; with its measures")] = "",
    form: Annotated[Literal["table", "json"], Parameter(name="--format", help="How to print")] = "table",
) -> int:
    """Print the figures as they stand; exit status 3 if they are not complete."""
    if municipality and municipality not in MUNICIPALITIES:
        raise AskedWrongly(
            f"--municipality: {municipality!r} is not known{nearest(municipality, tuple(MUNICIPALITIES))}"
        )
    with kafka_awaited(load_settings()) as settings:
        aggregate = _read(settings)
    if aggregate.as_of is None:
        missing = ", ".join(map(str, aggregate.unheard))
        tell(f"there are no complete figures: no worker has published partitions {missing}")
        return NO_FIGURES
    groups = sorted(group for group in aggregate.known if municipality in ("", group.municipality))
    if form == "json":
        _print_json(aggregate, groups, iso_instant(aggregate.as_of))
    else:
        _print_tables(aggregate, groups, iso_instant(aggregate.as_of), with_measures=bool(municipality))
    return 0


def _read(settings: Settings) -> Aggregate:
    """The figures as they stand. Raises BrokerAway."""
    deadline = clock.monotonic() + _WITHIN_S
    try:
        return read_once(settings, lambda: clock.monotonic() < deadline)
    except KafkaException as error:
        raise BrokerAway(f"the figures could not be read: {error.args[0].str()}") from error


def _record(aggregate: Aggregate, group: Group) -> GroupCounts:
    return aggregate.sums.get(group, Tally()).record("", ())


def _print_json(aggregate: Aggregate, groups: list[Group], as_of: str) -> None:
    """One object a municipality and target group, one a line, keys sorted."""
    encoder = msgspec.json.Encoder(order="sorted")
    for group in groups:
        record = _record(aggregate, group)
        shares = {name: record.measures.get(name, (0, 0)) for name in NAMES}
        line = {
            "as_of": as_of,
            "municipality": group.municipality,
            "target_group": group.target_group,
            "citizens": record.citizens,
            "measures": {name: {"counted": counted, "met": met} for name, (counted, met) in shares.items()},
            "obligations": {
                duty: {"open": is_open, "overdue": overdue} for duty, (is_open, overdue) in record.obligations.items()
            },
            "alerts": record.alerts,
        }
        print(encoder.encode(line).decode())


def _print_tables(aggregate: Aggregate, groups: list[Group], as_of: str, *, with_measures: bool) -> None:
    table = Table("municipality", "target group", title=f"Figures as of {as_of}", title_justify="left", box=None)
    for heading in ("citizens", "open", "overdue", "alerts"):
        table.add_column(heading, justify="right")
    for group in groups:
        record = _record(aggregate, group)
        is_open = sum(is_open for is_open, _ in record.obligations.values())
        overdue = sum(overdue for _, overdue in record.obligations.values())
        table.add_row(*group, *map(str, (record.citizens, is_open, overdue, sum(record.alerts.values()))))
    console = Console()
    console.print(table)
    if with_measures:
        console.print(_measures_table(aggregate, groups))


def _measures_table(aggregate: Aggregate, groups: list[Group]) -> Table:
    table = Table("target group", "measure", box=None)
    for heading in ("counted", "met", "share"):
        table.add_column(heading, justify="right")
    for group in groups:
        for name, (counted, met) in _record(aggregate, group).measures.items():
            table.add_row(group.target_group, name, str(counted), str(met), f"{met / counted:.0%}")
    return table
