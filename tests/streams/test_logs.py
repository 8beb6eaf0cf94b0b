"""Logs: one form for all, and no person number in any line."""

from __future__ import annotations

import errno
import io
import json
import logging
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from streams import logs

# made up; an impossible day would not be taken out, so these have possible ones
LOOKS_LIKE_ONE = "0112990000"
WITH_A_DASH = "311299-0000"
IMPOSSIBLE_DAY = "6112990000"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """Where the logs of this test go, as JSON; afterwards logging is as it was."""
    root = logging.getLogger()
    before = root.handlers[:], root.level
    out = io.StringIO()
    logs.set_up("info", "json", out)
    yield out
    root.handlers[:], root.level = before
    structlog.reset_defaults()


def entries(written: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


@pytest.mark.parametrize(
    ("logged", "expected"),
    [
        (f"no place for {LOOKS_LIKE_ONE} here", f"no place for {logs.REMOVED} here"),
        (f"nor for {WITH_A_DASH}", f"nor for {logs.REMOVED}"),
        (f"\n{LOOKS_LIKE_ONE}x", f"\n{logs.REMOVED}x"),
        (int(LOOKS_LIKE_ONE), logs.REMOVED),
        ({"a": [LOOKS_LIKE_ONE, 7]}, {"a": [logs.REMOVED, 7]}),
        ({LOOKS_LIKE_ONE: 1}, {logs.REMOVED: 1}),
        (LOOKS_LIKE_ONE.encode(), f"b'{logs.REMOVED}'"),
        (ValueError(LOOKS_LIKE_ONE), f"ValueError('{logs.REMOVED}')"),
        (IMPOSSIBLE_DAY, IMPOSSIBLE_DAY),
        (LOOKS_LIKE_ONE + "0", LOOKS_LIKE_ONE + "0"),
        (1_234_567_890_123_456, 1_234_567_890_123_456),
        (4711, 4711),
        (True, True),
        (None, None),
        (0.5, 0.5),
    ],
)
def test_what_looks_like_a_person_number_is_taken_out_of_a_value(
    written: io.StringIO, logged: Any, expected: Any
) -> None:
    structlog.get_logger("rettidig").info("told", value=logged)
    assert entries(written)[0]["value"] == expected


def test_the_message_of_an_exception_is_scrubbed(written: io.StringIO) -> None:
    for logger in (structlog.get_logger("rettidig"), logging.getLogger("aiokafka.consumer")):
        try:
            raise RuntimeError(f"broke on {LOOKS_LIKE_ONE}")
        except RuntimeError:
            logger.exception("failed")

    ours, theirs = entries(written)
    for entry in (ours, theirs):
        assert logs.REMOVED in entry["exception"]
    assert LOOKS_LIKE_ONE not in written.getvalue()


def test_a_library_that_logs_is_scrubbed_and_has_the_same_form(written: io.StringIO) -> None:
    logging.getLogger("faust.transport").warning("key %s", LOOKS_LIKE_ONE)
    entry = entries(written)[0]
    assert entry["event"] == f"key {logs.REMOVED}"
    assert entry["level"] == "warning"
    assert entry["logger"] == "faust.transport"
    assert entry["timestamp"].endswith("Z")


@pytest.mark.parametrize("library", ["faust", "mode", "aiokafka", "httpx2", "python_multipart"])
def test_libraries_are_quiet_below_a_warning(written: io.StringIO, library: str) -> None:
    logging.getLogger(f"{library}.somewhere").info("chatter")
    assert entries(written) == []


class FullDisk(io.StringIO):
    """A file for which there is no room."""

    def write(self, _text: str) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.usefixtures("written")
def test_a_full_disk_under_the_log_stops_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    full = FullDisk()
    monkeypatch.setattr(sys, "stderr", full)
    logs.set_up("info", "json", full)
    structlog.get_logger("rettidig").info("told", what="that nobody reads")
    assert full.getvalue() == ""


def test_what_is_below_the_level_is_not_written(written: io.StringIO) -> None:
    structlog.get_logger("rettidig").debug("detail")
    structlog.get_logger("rettidig").info("told")
    assert [entry["event"] for entry in entries(written)] == ["told"]


def test_a_terminal_gets_text_and_a_file_gets_json(written: io.StringIO) -> None:
    out = io.StringIO()
    logs.set_up("info", "console", out)
    structlog.get_logger("rettidig").info("told", number=LOOKS_LIKE_ONE)
    assert f"number={logs.REMOVED!r}" in out.getvalue()
    with pytest.raises(json.JSONDecodeError):
        json.loads(out.getvalue())
