"""Everything the demo runs on, put up together and taken down together: stack, topics and roles."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Final

import msgspec
from rich.console import Console

from deploy.addresses import DEMO
from deploy.demo.roles import Role, any_free_port, with_free_ports
from deploy.demo.timetable import Timetable
from deploy.stack import Stack
from deploy.stack.described import stack_of
from deploy.stack.errors import StackHeld
from deploy.stack.holder import running
from deploy.stack.leash import Leash
from deploy.stack.places import DataDir
from deploy.stack.ports import LOOPBACK
from rules.civil import iso, iso_instant
from streams import clock, topic_admin
from streams.settings import Settings, variable_of
from streams.ticker import NoTickError, Ticker

_TICK_S: Final = 1.0
_EMPTIED: Final = ("kafka", "redis", "worker", "figures", "inbox")


class Stage(msgspec.Struct, frozen=True):
    """What runs. `settings` name all addresses; `directory` holds data and logs."""

    settings: Settings
    directory: Path
    workers: tuple[Role, ...]
    figures: Role
    inbox: Role
    ticker: Ticker
    leash: Leash
    stack: Stack

    @property
    def roles(self) -> tuple[Role, ...]:
        """All of them."""
        return (*self.workers, self.figures, self.inbox)

    @property
    def pages(self) -> str:
        """Where the inbox is."""
        return f"http://{LOOPBACK}:{self.settings.inbox_port}/"

    def check(self) -> None:
        """Raises RoleDied if one of the roles has ended."""
        for role in self.roles:
            role.check()

    def restart_worker(self) -> None:
        """Kill the first worker as a crash would, and start it again."""
        self.workers[0].kill()
        self.workers[0].begin(self.leash)

    def restart_redis(self) -> None:
        """Kill Redis as a crash would, throw away what it held, and start it again. Raises NotOurs."""
        redis = self.stack.redis
        redis.kill()
        redis.forget()
        redis.start()

    def by_hand(self) -> str:
        """What another terminal must set, so that the other commands find all this."""
        said = {"data_dir": str(self.directory)}
        fields = (
            "topic_prefix",
            "application_id",
            "partitions",
            "clock_ahead_s",
            "worker_port",
            "figures_port",
            "inbox_port",
        )
        for field in fields:
            if getattr(self.settings, field) != type(self.settings).model_fields[field].default:
                said[field] = str(getattr(self.settings, field))
        return "export " + " ".join(f"{variable_of(field)}={value}" for field, value in said.items())


@contextmanager
def stage(settings: Settings, played: Timetable, console: Console, workers: int = 1) -> Iterator[Stage]:
    """Everything up and ready, with the clock where the timetable begins; down again afterwards, however it ends.

    The stack is new: its directory, `demo` in the data directory, is emptied first. Where a Kafka was named instead, its
    topics get a prefix of their own. The inbox begins quietly: what was true before the play is history in it. Raises
    StackError's children.
    """
    directory = settings.data_dir / DEMO
    with ExitStack() as undo:
        with console.status("starting Kafka and Redis") if console.is_terminal else ExitStack():
            _empty(directory)
            stack = undo.enter_context(stack_of(settings.model_copy(update={"data_dir": directory}), console))
            settings = with_free_ports(_addressed(settings, stack, directory, played))
            topic_admin.create(topic_admin.connect(settings.bootstrap_servers), settings.topics)
        leash = Leash()
        undo.callback(leash.close)
        crew = _workers(settings, directory, workers)
        figures = Role(
            "figures", ("figures", "serve"), settings.figures_port, settings, directory / "figures" / "figures.log"
        )
        inbox = Role(
            "inbox", ("inbox", "serve"), settings.inbox_metrics_port, settings, directory / "inbox" / "inbox.log"
        )
        with console.status("starting workers, figures and inbox") if console.is_terminal else ExitStack():
            for role in (*crew, figures, inbox):
                undo.callback(role.stop)
                role.begin(leash)
            ticker = Ticker(settings.bootstrap_servers, settings.topics)

            def cut() -> None:
                with suppress(NoTickError):  # the next one is a second away, and who waits for it has a limit
                    ticker.cut(played.begins)

            tick = _now_and_then(cut)
            for role in (*crew, figures, inbox):
                role.wait_until_ready(tick)
        yield Stage(settings, directory, crew, figures, inbox, ticker, leash, stack)


def _now_and_then(act: Callable[[], None]) -> Callable[[], None]:
    """Do it when called, but not twice within a second. A partition that goes to another worker while the workers gather
    needs a tick of its own."""
    last = -_TICK_S

    def perhaps() -> None:
        nonlocal last
        if clock.monotonic() - last >= _TICK_S:
            last = clock.monotonic()
            act()

    return perhaps


def _workers(settings: Settings, directory: Path, number: int) -> tuple[Role, ...]:
    """So many, each with a port of its own."""
    crew: list[Role] = []
    for index in range(number):
        name = "worker" if not index else f"worker-{index + 1}"
        port = settings.worker_port if not index else any_free_port(settings, (role.port for role in crew))
        ours = settings.model_copy(update={"worker_port": port})
        crew.append(Role(name, ("worker",), port, ours, directory / "worker" / f"{name}.log"))
    return tuple(crew)


def _addressed(settings: Settings, stack: Stack, directory: Path, played: Timetable) -> Settings:
    """The settings for the roles."""
    fresh = f"demo-{iso_instant(clock.now())[:19].replace(':', '')}-" if settings.bootstrap_servers else ""
    return settings.model_copy(
        update={
            "bootstrap_servers": stack.bootstrap,
            "redis_url": stack.redis_url,
            "data_dir": directory,
            "topic_prefix": settings.topic_prefix + fresh,
            "log_format": "json",
            "names": "invented",
            "clock_ahead_s": 0,  # the clock is simulated, and may be a future's
            "notify_from": settings.notify_from or f"*={iso(played.first_day)}",
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
