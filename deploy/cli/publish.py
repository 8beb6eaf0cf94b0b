"""`rettidig publish`: writes events from files to Kafka, and says what was sent where and what will be refused."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

from cyclopts import Parameter
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from deploy.fitted import tell
from deploy.kafka_awaited import kafka_awaited
from deploy.refused_lines import RefusedLines
from streams import clock
from streams.intake.files import STANDARD_INPUT, STANDARD_INPUT_DEVICE, UnreadableFileError, read_lines
from streams.intake.publisher import Counts, Publisher
from streams.intake.refusal import Refused
from streams.settings import load_settings

SOME_REFUSED: Final = 3
UNREADABLE: Final = 2
_LINES_A_SIGN: Final = 1_000
"""Lines between two signs of progress, which would else cost more than the lines."""


def publish(
    *files: Annotated[str, Parameter(help="Events, one a line; `-`: standard input; `.gz`: gzipped")],
    patience_s: Annotated[float, Parameter(help="Seconds that an event may wait for an absent broker")] = 60.0,
) -> int:
    """Write events to their source topics; to do so again is harmless, because events carry their ids.

    A line that will be refused is sent as well, to become a dead letter; not so a person number or a line that is too
    large: their dead letter is written at once. Exit status: 0 all sound, 2 a file can't be read, 3 some lines refused,
    4 Kafka did not take them.
    """
    with kafka_awaited(load_settings()) as settings:
        publisher = Publisher(settings.bootstrap_servers, settings.topics, patience_s)
        unreadable = False
        try:
            for source in files or (STANDARD_INPUT,):
                try:
                    _publish_file(publisher, source)
                except UnreadableFileError as error:
                    tell(f"rettidig: {error}")
                    unreadable = True
            publisher.finish()
        finally:
            _report(publisher.counts)
    if unreadable:
        return UNREADABLE
    return SOME_REFUSED if publisher.counts.refused else 0


def _publish_file(publisher: Publisher, source: str) -> None:
    """Send every line of one file, with progress on standard error where that is a terminal."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed:,} lines"))
    console = Console(stderr=True)
    not_taken = RefusedLines(source)
    with Progress(*columns, TimeElapsedColumn(), console=console, disable=not console.is_terminal) as shown:
        task = shown.add_task(
            "standard input" if source in (STANDARD_INPUT, STANDARD_INPUT_DEVICE) else Path(source).name, total=None
        )
        for line in read_lines(source):
            publisher.send(line, clock.now())
            if line.number % _LINES_A_SIGN == 0:
                shown.update(task, completed=line.number)
            if isinstance(line.intake, Refused):
                not_taken.take(line.number, line.intake)
    not_taken.close()


def _report(counts: Counts) -> None:
    print(f"{counts.lines:>9,} lines read")
    for topic, number in sorted(counts.delivered.items()):
        print(f"{number:>9,} sent to {topic}")
    for reason, number in sorted(counts.refused.items()):
        print(f"{number:>9,} refused: {reason}")
    if counts.kept_back:
        print(f"{counts.kept_back:>9,} of them kept from their source topic: dead letters written here")
