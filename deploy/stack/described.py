"""The stack that settings describe, with progress shown while something must be fetched for it first."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from deploy.stack import Stack, kafka_installation
from deploy.stack.kafka_broker import Installation
from streams.settings import Settings


@contextmanager
def stack_of(settings: Settings, console: Console) -> Iterator[Stack]:
    """The stack that the settings describe, with progress on `console` when something must be fetched first."""
    installation = None if settings.bootstrap_servers else installed(settings, console)
    with Stack(
        settings.data_dir,
        installation,
        settings.redis_server,
        existing_kafka=settings.bootstrap_servers,
        existing_redis=settings.redis_url,
    ) as started:
        yield started


def installed(settings: Settings, console: Console) -> Installation:
    """Kafka and Java as the settings name them; fetched if they are not on this machine."""
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    shown = Progress(*columns, console=console)
    task = shown.add_task("fetching Apache Kafka")

    def progress(done_bytes: int, all_bytes: int) -> None:
        shown.start()  # only now: most starts fetch nothing and show nothing
        shown.update(task, completed=done_bytes, total=all_bytes)

    try:
        return kafka_installation(
            settings.java, settings.kafka_home, repository=settings.maven_repository, progress=progress
        )
    finally:
        if shown.live.is_started:
            shown.stop()
