"""`rettidig town`: writes the events of an invented Denmark to a file, to standard output or to Kafka."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Annotated, BinaryIO, Final

from cyclopts import Parameter
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from deploy.gathering import AskedWrongly
from deploy.kafka_awaited import kafka_awaited
from deploy.options import a_day
from deploy.town.portrait import portrait
from deploy.town.town import EARLIEST, LATEST, Town, lines
from rules.civil import iso
from streams import clock
from streams.intake.files import STANDARD_INPUT, STANDARD_INPUT_DEVICE, line_of
from streams.intake.publisher import Publisher
from streams.settings import load_settings

MOST_CITIZENS: Final = 5_000_000
MOST_MONTHS: Final = 240


def town(
    *,
    citizens: Annotated[int, Parameter(help="How many people; a larger town holds the smaller one")] = 20_000,
    months: Annotated[int, Parameter(help="How many months of registrations, from the first day on")] = 20,
    seed: Annotated[int, Parameter(help="The same seed gives the same bytes")] = 1,
    from_: Annotated[
        str, Parameter(name="--from", help="First day; what happened before is registered on it")
    ] = "2017-07-01",
    out: Annotated[str | None, Parameter(help="A file; `-`: standard output")] = None,
    publish: Annotated[bool, Parameter(negative="", help="Write to Kafka, each event to its source topic")] = False,
    describe: Annotated[bool, Parameter(negative="", help="Only print what kind of town it is")] = False,
) -> int:
    """Invent citizens in the 98 municipalities and write what would be registered of them, in the order of `time`.

    Nothing of it happened, and no statistics are claimed. Give one or more of --out, --publish and --describe. Exit
    status: 0 done, 2 asked wrongly, 4 Kafka did not take the events.
    """
    if not (out or publish or describe):
        raise AskedWrongly("say what to do with the events: --out FILE (`-`: standard output), --publish or --describe")
    invented = _town(citizens, months, seed, from_)
    console = Console(stderr=True, highlight=False)
    counted: Counter[str] = Counter()
    if out or publish:
        with _taken(out, publish, counted) as take, _shown(console, "lives", citizens) as told:
            for month in lines(invented, told):
                take(month)
        for what, number in counted.items():
            console.print(f"{number:>11,} {what}")
    if describe:
        with _shown(console, "lives to look at", citizens) as told:
            described = portrait(invented, told)
        print("\n".join(described))
    return 0


def _town(citizens: int, months: int, seed: int, from_: str) -> Town:
    """The town asked for. Raises AskedWrongly."""
    for option, number, most in (("--citizens", citizens, MOST_CITIZENS), ("--months", months, MOST_MONTHS)):
        if not 1 <= number <= most:
            raise AskedWrongly(f"{option} lies between 1 and {most:,}, not {number:,}")
    invented = Town(citizens, months, seed, a_day("--from", from_))
    if not EARLIEST <= invented.from_ <= LATEST:
        raise AskedWrongly(f"--from lies between {iso(EARLIEST)} and {iso(LATEST)}, not {from_}")
    return invented


@contextmanager
def _taken(out: str | None, publish: bool, counted: Counter[str]) -> Iterator[Callable[[list[bytes]], None]]:
    """Where a month's lines go; all of it is there when the block ends."""
    with ExitStack() as undo:
        yield from _taking(out, publish, counted, undo)


def _taking(
    out: str | None, publish: bool, counted: Counter[str], undo: ExitStack
) -> Iterator[Callable[[list[bytes]], None]]:
    takers: list[Callable[[list[bytes]], None]] = []
    opened: BinaryIO | None = None
    publisher: Publisher | None = None
    if out is not None:
        is_standard = out in (STANDARD_INPUT, STANDARD_INPUT_DEVICE)
        opened = sys.stdout.buffer if is_standard else _created(out)
        takers.append(lambda month: _write(opened, month, counted))
    if publish:
        settings = undo.enter_context(kafka_awaited(load_settings()))
        publisher = Publisher(settings.bootstrap_servers, settings.topics)
        takers.append(lambda month: _publish(publisher, month))

    def take(month: list[bytes]) -> None:
        for taker in takers:
            taker(month)

    yield take
    if opened is not None:
        opened.flush()
    if publisher is not None:
        publisher.finish()
        for topic, number in sorted(publisher.counts.delivered.items()):
            counted[f"sent to {topic}"] = number
        counted["of them refused, each by its reason"] = sum(publisher.counts.refused.values())


def _created(out: str) -> BinaryIO:
    """The file, empty. Raises AskedWrongly."""
    try:
        return Path(out).open("wb")
    except OSError as error:
        raise AskedWrongly(f"--out: {out} can't be written: {error.strerror}") from error


def _write(opened: BinaryIO, month: list[bytes], counted: Counter[str]) -> None:
    opened.write(b"\n".join(month) + b"\n")
    counted["lines written"] += len(month)


def _publish(publisher: Publisher, month: list[bytes]) -> None:
    for number, line in enumerate(month, 1):
        publisher.send(line_of(number, line), clock.now())


@contextmanager
def _shown(console: Console, what: str, total: int) -> Iterator[Callable[[int], None]]:
    """Progress on standard error, where that is a terminal."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:3.0f} %"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal) as shown:
        task = shown.add_task(f"{total:,} {what}", total=total)
        yield lambda done: shown.update(task, advance=done)
