"""`rettidig stack`: runs the embedded Kafka and Redis in the foreground, or fetches what they need."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter
from rich.console import Console

from deploy.stack import Stack, aot_cache
from deploy.stack.described import installed, stack_of
from deploy.stack.places import cache_dir
from streams import clock
from streams.settings import load_settings

_LOOK_S = 0.5
"""How often to look whether the servers still run."""

app = App(name="stack", help="Run a Kafka and a Redis on this machine, without containers or an installed Java")


@app.default
def stack(*, data_dir: Annotated[Path | None, Parameter(help="Where its data, logs and ports are kept")] = None) -> int:
    """Run Kafka and Redis until Ctrl-C, or until one of them dies (status 1); what they hold is there at the next start."""
    settings = load_settings(**({"data_dir": data_dir} if data_dir else {}))
    console = Console(stderr=False)
    for asked in (signal.SIGINT, signal.SIGTERM):  # a shell's background job ignores Ctrl-C unless it is told not to
        signal.signal(asked, signal.default_int_handler)
    begun = clock.monotonic()
    try:
        with stack_of(settings, console) as started:
            console.print(f"ready in {clock.monotonic() - begun:.1f} s", highlight=False)
            for line in _whereabouts(started):
                console.print(line, highlight=False, soft_wrap=True)
            while True:
                started.check()
                clock.sleep(_LOOK_S)
    except KeyboardInterrupt:
        console.print("stopped; the data is kept")
    return 0


@app.command
def fetch() -> int:
    """Fetch what the stack needs (some 44 MB, once), and record what makes it start three times as fast."""
    settings = load_settings()
    console = Console()
    installation = installed(settings, console)
    if installation.aot_cache is None and installation.java.can_use_aot_cache:
        with console.status("recording Kafka's start (about ten seconds, once)"):
            installation_cache = aot_cache.record(cache_dir(), installation)
        console.print(f"recorded {installation_cache}" if installation_cache else "not recorded: starts take longer")
    console.print(f"Kafka is ready to start, with Java {installation.java.version} ({installation.java.origin})")
    return 0


def _whereabouts(started: Stack) -> list[str]:
    directory = started.directory.root.absolute()
    return [
        f"Kafka    {started.bootstrap}",
        f"Redis    {started.redis_url}",
        f"data     {directory}",
        f"logs     {directory / 'kafka' / 'kafka.log'}, {directory / 'redis' / 'redis.log'}",
        "Ctrl-C stops both; other commands run in this directory find them by themselves.",
    ]
