"""`rettidig inbox`: serves the pages, keeps their view in Redis, builds it anew."""

from __future__ import annotations

import sys
from typing import Annotated, Final

import redis
from cyclopts import App, Parameter

from alerts.inbox.quiet_start import NotADayList, parse_notify_from
from deploy.addresses import addressed
from deploy.kafka_awaited import kafka_awaited
from streams import logs
from streams.inbox.rebuild import Rebuild, RebuildRefused, Rebuilt
from streams.inbox.service import run_keeper
from streams.settings import SettingRefused, Settings, load_settings
from streams.topic_admin import BrokerAway
from streams.topic_ends import EndsUnknownError

DIFFERENT: Final = 3
"""Exit status of `rebuild --compare` when the live view is not what the topics say."""
_MOST_NAMED: Final = 20

app = App(name="inbox", help="Serve the pages, keep their view in Redis, build it anew from the topics")


@app.default  # `rettidig inbox` alone serves
@app.command
def serve(
    *,
    keeper: Annotated[
        bool, Parameter(help="Keep the view as well, in a process beside; of several keepers one works")
    ] = True,
) -> int:
    """Serve the pages until Ctrl-C or SIGTERM; any number may run at once."""
    from deploy.inbox.serving import serve_inbox  # noqa: PLC0415 # the other commands need no web server

    settings = addressed(load_settings())
    logs.set_up(settings.log_level, settings.log_format)
    try:
        quiet_start = parse_notify_from(settings.notify_from)
    except NotADayList as error:
        raise SettingRefused(f"RETTIDIG_NOTIFY_FROM: {error}") from error
    serve_inbox(settings, quiet_start, with_keeper=keeper)
    return 0


@app.command
def keep(
    *,
    with_parent: Annotated[
        bool, Parameter(help="End when standard input does: for a process that starts this one")
    ] = False,
) -> int:
    """Bring the view in Redis up to the topics and keep it there, until Ctrl-C or SIGTERM; of several, one is at work."""
    settings = addressed(load_settings())
    logs.set_up(settings.log_level, settings.log_format)
    run_keeper(settings, with_parent=with_parent)
    return 0


@app.command
def rebuild(
    *,
    compare: Annotated[
        bool, Parameter(help="Change nothing: say in what the live view differs; status 3 if it does")
    ] = False,
) -> int:
    """Build the view anew from the topics beside the live one, and let it take its place."""
    settings = addressed(load_settings())
    logs.set_up(settings.log_level, settings.log_format)
    try:
        with kafka_awaited(settings):
            done = _rebuilt(settings, compare=compare)
    except redis.RedisError as error:
        raise RebuildRefused(f"Redis does not answer ({type(error).__name__}); the live view is as it was") from error
    print(f"{done.records:,} records read and stored in {done.seconds:.1f} s, {done.keys:,} keys")
    if not compare:
        print("it is shown from now on")
        return 0
    if not done.differences:
        print("the live view is equal, key by key")
        return 0
    print(
        f"the live view differs in {len(done.differences):,} keys; `rettidig inbox rebuild` mends it", file=sys.stderr
    )
    for name in done.differences[:_MOST_NAMED]:
        print(f"  {name}", file=sys.stderr)
    return DIFFERENT


def _rebuilt(settings: Settings, *, compare: bool) -> Rebuilt:
    work = Rebuild(settings, _tell)
    try:
        return work.compare() if compare else work.swap()
    except EndsUnknownError as error:
        raise BrokerAway(f"Kafka does not answer ({error}); the live view is as it was") from error


def _tell(left: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{left:,} records to be read   ", end="\r" if left else "\n", file=sys.stderr)
