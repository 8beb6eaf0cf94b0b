"""`rettidig compare`: whether what stands in the running installation equals the replay of its own log."""

from __future__ import annotations

from typing import Annotated

import msgspec
from cyclopts import Parameter
from rich.console import Console
from rich.progress import Progress

from deploy.comparing.reading import Reader
from deploy.comparing.report import Report
from deploy.comparing.running import compare_all
from deploy.comparing.sheet import beginning, sheet
from deploy.comparing.whose import refuse_another
from deploy.fitted import tell
from deploy.gathering import AskedWrongly
from deploy.kafka_awaited import kafka_awaited
from deploy.options import LawbookOption
from streams import topic_admin
from streams.applications import at_work
from streams.citizen.judge import Judge
from streams.settings import Settings, load_settings


def compare(
    *,
    partition: Annotated[
        tuple[int, ...], Parameter(help="Only this partition; can be given more than once", negative="")
    ] = (),
    json: Annotated[bool, Parameter(help="One JSON object", negative="")] = False,
    lawbook: LawbookOption = None,
) -> int:
    """Compare open alerts, states and figures with the replay of the log; returns the exit status (report.Status)."""
    with kafka_awaited(load_settings()) as settings:
        numbers = sorted(set(partition)) or range(settings.topics.partitions)
        if not all(0 <= number < settings.topics.partitions for number in numbers):
            raise AskedWrongly(f"--partition is a number from 0 to {settings.topics.partitions - 1}")
        judge = Judge.load(lawbook or settings.lawbook)
        names = settings.topics
        workers = refuse_another(at_work(topic_admin.connect(settings.bootstrap_servers), names), names.application_id)
        report = msgspec.structs.replace(_compared(settings, list(numbers), judge), workers=workers)
    if json:
        answer = {
            "status": report.status.name.lower().replace("_", "-"),
            "lawbook": report.lawbook,
            "workers": report.workers,
            "compared": report.compared,
            "partitions": report.parts,
        }
        print(msgspec.json.encode(answer).decode())
    else:
        print("\n".join(sheet(report)))
    return report.status


def _compared(settings: Settings, numbers: list[int], judge: Judge) -> Report:
    watched = Console(stderr=True)
    with Progress(console=watched, transient=True, disable=not watched.is_terminal) as bar:
        reading = bar.add_task("reading", total=None)
        reader = Reader(settings, lambda read: bar.update(reading, advance=read))

        def heard(number: int, done: int, whole: int) -> None:
            bar.update(reading, description=f"partition {number}", completed=done, total=whole)

        try:
            tell(f"rettidig: {beginning(len(numbers), reader.size(numbers))}")
            return compare_all(reader, numbers, judge, heard)
        finally:
            reader.close()
