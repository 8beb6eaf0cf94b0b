"""Everything the demo runs on, put up together and taken down together: stack, topics, worker and figures."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

import msgspec
from rich.console import Console

from deploy.cli.stack import stack_of
from deploy.demo.roles import Role, with_free_ports
from deploy.stack import Stack
from deploy.stack.errors import StackHeld
from deploy.stack.holder import running
from deploy.stack.leash import Leash
from deploy.stack.places import DataDir
from rules.civil import Instant, iso_instant
from streams import clock, topic_admin
from streams.settings import Settings, variable_of
from streams.ticker import Ticker

DIRECTORY: Final = "demo"
_EMPTIED: Final = ("kafka", "redis", "worker", "figures")


class Stage(msgspec.Struct, frozen=True):
    """What runs. `settings` name all addresses; `ours`: the directory of the stack started here, None for a foreign one."""

    settings: Settings
    directory: Path
    worker: Role
    figures: Role
    ticker: Ticker
    leash: Leash
    stack: Stack

    def check(self) -> None:
        """Raises RoleDied if one of the roles has ended."""
        self.worker.check()
        self.figures.check()

    def restart_worker(self) -> None:
        """Kill the worker as a crash would, and start it again."""
        self.worker.kill()
        self.worker.begin(self.leash)

    def by_hand(self) -> str:
        """What another terminal must set, so that the other commands find all this."""
        said = {"data_dir": str(self.directory)}
        for field in ("topic_prefix", "application_id", "partitions", "worker_port", "figures_port"):
            if getattr(self.settings, field) != type(self.settings).model_fields[field].default:
                said[field] = str(getattr(self.settings, field))
        return "export " + " ".join(f"{variable_of(field)}={value}" for field, value in said.items())


@contextmanager
def stage(settings: Settings, begins: Instant, console: Console) -> Iterator[Stage]:
    """Everything up and ready, with the clock at `begins`; down again afterwards, however it ends.

    The stack is new: its directory, `demo` in the data directory, is emptied first. Where a Kafka was named instead, its
    topics get a prefix of their own. Raises StackError's children.
    """
    directory = settings.data_dir / DIRECTORY
    with ExitStack() as undo:
        with console.status("starting Kafka and Redis") if console.is_terminal else ExitStack():
            _empty(directory)
            stack = undo.enter_context(stack_of(settings.model_copy(update={"data_dir": directory}), console))
            settings = with_free_ports(_addressed(settings, stack, directory))
            topic_admin.create(topic_admin.connect(settings.bootstrap_servers), settings.topics)
        leash = Leash()
        undo.callback(leash.close)
        worker = Role("worker", ("worker",), settings.worker_port, settings, directory / "worker" / "worker.log")
        figures = Role(
            "figures", ("figures", "serve"), settings.figures_port, settings, directory / "figures" / "figures.log"
        )
        with console.status("starting the worker and the figures") if console.is_terminal else ExitStack():
            for role in (worker, figures):
                undo.callback(role.stop)
                role.begin(leash)
            ticker = Ticker(settings.bootstrap_servers, settings.topics)
            ticker.cut(begins)
            for role in (worker, figures):
                role.wait_until_ready()
        yield Stage(settings, directory, worker, figures, ticker, leash, stack)


def _addressed(settings: Settings, stack: Stack, directory: Path) -> Settings:
    """The settings for the roles."""
    fresh = f"demo-{iso_instant(clock.now())[:19].replace(':', '')}-" if settings.bootstrap_servers else ""
    return settings.model_copy(
        update={
            "bootstrap_servers": stack.bootstrap,
            "redis_url": stack.redis_url,
            "data_dir": directory,
            "topic_prefix": settings.topic_prefix + fresh,
            "log_format": "json",
        }
    )


def _empty(directory: Path) -> None:
    """Remove what the last demo left, ports too. Raises StackHeld if it still runs."""
    holder = running(DataDir(directory))
    if holder is not None:
        raise StackHeld(f"a demo already runs in {directory}: {holder}. End that one first, or set RETTIDIG_DATA_DIR")
    for name in _EMPTIED:
        shutil.rmtree(directory / name, ignore_errors=True)
    DataDir(directory).ports.unlink(missing_ok=True)
