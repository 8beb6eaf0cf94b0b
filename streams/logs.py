"""Sets up structured logs for every role and takes person numbers out of them; knows no role.

Our own logs and those of Faust, mode and aiokafka come out in one form. Nobody should log a person number; the last step
before a line is written looks for one all the same.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Mapping
from typing import Any, Final, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from streams.complaints import Complaints

REMOVED: Final = "[person number removed]"

# Takes out more than intake refuses (events.md, Topics): in a log a letter beside the digits, such as the `n` of an escaped
# line break, must not save them.
_PERSON_NUMBER: Final = re.compile(r"(?<!\d)(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d{2}-?\d{4}(?!\d)")

FAUST: Final = logging.getLogger("faust.batch")
"""For classes of ours that Faust speaks through: what it says there is Faust's, and as quiet."""

# Set one by one: Faust's own set-up puts the root logger on DEBUG when it is asked for warnings only, and then every event
# costs three log records. Run its worker with `override_logging=False`.
_LIBRARIES: Final = {
    "faust": logging.WARNING,
    "mode": logging.WARNING,
    "aiokafka": logging.WARNING,
    "asyncio": logging.WARNING,
    "uvicorn": logging.WARNING,
    "uvicorn.error": logging.WARNING,
    "httpx2": logging.WARNING,  # it would name whose figures somebody looks at
    "python_multipart": logging.ERROR,  # it tells of every malformed form, and quotes it
}

_complaints: Final = Complaints(_LIBRARIES)

_SHARED: Final[tuple[Processor, ...]] = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
    structlog.processors.format_exc_info,
)


def set_up(level: str = "info", form: str = "auto", out: TextIO | None = None) -> None:
    """Log from `level` up to `out` (standard error), as `console`, `json`, or whichever suits `out` (`auto`).

    May be called again; the last call counts.
    """
    stream = sys.stderr if out is None else out
    console = form == "console" or (form == "auto" and stream.isatty())
    renderer: Processor = (
        structlog.dev.ConsoleRenderer(colors=stream.isatty(), sort_keys=False)
        if console
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*_SHARED, structlog.stdlib.ExtraAdder()],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, scrub, renderer],
        )
    )
    _complaints.begin()
    handler.addFilter(_complaints)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name, lowest in _LIBRARIES.items():
        library = logging.getLogger(name)
        library.handlers.clear()
        library.propagate = True
        library.setLevel(max(lowest, root.level))
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,  # a second call of set_up must reach loggers that were used before
    )


def left_out() -> int:
    """How many complaints of libraries were left out since somebody was told of such."""
    return _complaints.left_out()


def scrub(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """The log entry with `[person number removed]` for everything in it that looks like one, names included."""
    return {scrubbed_text(str(name)): _scrubbed(value) for name, value in event.items()}


def scrubbed_text(text: str) -> str:
    """The text with `[person number removed]` for everything that looks like one."""
    return _PERSON_NUMBER.sub(REMOVED, text)


def _scrubbed(value: Any) -> Any:
    """The same value where nothing was found; what is no plain value is logged as its `repr`."""
    if value is None or isinstance(value, (bool, float)):
        return value
    if isinstance(value, int):
        return REMOVED if _PERSON_NUMBER.search(f"{value:010}") else value  # 0101… as a number has lost its zero
    if isinstance(value, str):
        return scrubbed_text(value)
    if isinstance(value, Mapping):
        return {scrubbed_text(str(name)): _scrubbed(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_scrubbed(inner) for inner in value]
    return scrubbed_text(repr(value))
