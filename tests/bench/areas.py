"""Where a process spends its processor time, by area of the code: py-spy samples it from outside; judges nothing.

A sample belongs to the area of its innermost frame that has one: the law's helpers that the figures call are figures. Only
the thread that holds the interpreter is sampled: one that waits for it looks busy, and beside a law that computes the
fetching thread would seem to take three times what it does. Compression and sockets, which run without it, are not seen.
"""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Final

RATE: Final = 200
"""Samples a second of each thread that runs."""

AREAS: Final = (
    ("figures", r"streams/municipality/"),
    ("states", r"streams/citizen/(state|form|packing|waiting)|streams/engine/states"),
    ("law", r"streams/citizen/|streams/agents/binding.py:\d+ (rules\.<locals>\.)?judged"),
    ("decode", r"streams/intake/|streams/agents/binding.py:\d+ (rules\.<locals>\.)?read"),
    ("send", r"aiokafka/producer/|streams/engine/(changelog|courier)|aiokafka/protocol/produce"),
    ("fetch", r"aiokafka/(consumer|record|protocol/fetch)|faust/transport"),
    ("engine", r"streams/engine/"),
    ("watch", r"streams/agents/(?!worker\.py)|streams/health|prometheus_client/"),
)
"""Area → file (and function) of its frames, as `file:line function`; what belongs to none is the event loop and the rest.

`worker.py` is no area: all that the main thread does is called by it, the loop's own work too."""
REST: Final = "loop and rest"
_STARTING: Final = re.compile(r"importlib|load_lawbook|load_policy")
"""What is done once, before anything is worked: left out."""
_WAITING: Final = re.compile(r"(select|poll|wait|sleep) \([^;]*\)$")
"""Innermost frames that only wait: on a busy machine py-spy takes a thread that is about to wake for one that works."""
_PATTERNS: Final = [(name, re.compile(pattern)) for name, pattern in AREAS]
_FRAME: Final = re.compile(r"(?P<function>.+) \((?P<place>[^()]+)\)$")


class NoProfiler(RuntimeError):
    """py-spy is missing or may not look into other processes."""


class Profile:
    """Samples a process from `start` to `stop`."""

    def __init__(self, directory: Path) -> None:
        self._out = directory / "samples.txt"
        self._log = directory / "py-spy.log"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, pid: int) -> None:
        """Begin."""
        spy = Path(sys.executable).with_name("py-spy")
        command = [str(spy), "record", "--pid", str(pid), "--output", str(self._out), "--format", "raw"]
        options = ["--gil", "--rate", str(RATE), "--full-filenames", "--duration", "unlimited"]
        try:
            self._process = subprocess.Popen(
                [*command, *options], stderr=self._log.open("wb"), stdout=subprocess.DEVNULL
            )
        except FileNotFoundError as missing:
            raise NoProfiler(f"{spy} is not there: `make setup` brings it") from missing

    def stop(self) -> dict[str, float]:
        """End; the share of each area, the largest first. Raises NoProfiler with what py-spy said."""
        assert self._process is not None, "not started"
        self._process.send_signal(signal.SIGINT)
        self._process.wait(60)
        if not self._out.exists():
            raise NoProfiler(self._log.read_text("utf-8", errors="replace").strip())
        return shares(self._out.read_text("utf-8").splitlines())


def shares(samples: list[str]) -> dict[str, float]:
    """Area → its share, of collapsed stacks as py-spy writes them: frames from the outermost in, then how often."""
    counted: Counter[str] = Counter()
    for sample in samples:
        stack, _, count = sample.rpartition(" ")
        if not stack or _STARTING.search(stack) or _WAITING.search(stack):
            continue
        counted[_area(stack.split(";"))] += int(count)
    total = counted.total() or 1
    return {area: number / total for area, number in counted.most_common()}


def _area(frames: list[str]) -> str:
    for frame in reversed(frames):
        form = _FRAME.match(frame)
        place = f"{form['place']} {form['function']}" if form else frame
        for name, pattern in _PATTERNS:
            if pattern.search(place):
                return name
    return REST
