"""What the machine says about itself and about processes: load, speed, processor seconds, memory; Linux only, from /proc."""

from __future__ import annotations

import os
import platform
import time
from pathlib import Path
from typing import Any, Final

_TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")
_AFTER_THE_NAME_UTIME = 11  # proc(5): the 14th field is utime; the 2nd, the name in brackets, is cut off with the 1st
_AFTER_THE_NAME_STIME = 12
_FIXED_TURNS: Final = 2_000_000
"""Some tenth of a second."""


class NoProcError(RuntimeError):
    """This system has no /proc, so a process's time and memory can't be asked for."""


def cpu_s(pid: int) -> float:
    """Seconds of processor time, user and system, that a process has used with all its threads. Raises NoProcError."""
    fields = _read(pid, "stat").rpartition(")")[2].split()
    return (int(fields[_AFTER_THE_NAME_UTIME]) + int(fields[_AFTER_THE_NAME_STIME])) / _TICKS_A_SECOND


def peak_mib(pid: int) -> float:
    """The most memory that a process has had resident, in MiB. Raises NoProcError."""
    return _status_mib(pid, "VmHWM:")


def resident_mib(pid: int) -> float:
    """The memory that a process has resident now, in MiB. Raises NoProcError."""
    return _status_mib(pid, "VmRSS:")


def _status_mib(pid: int, name: str) -> float:
    line = next(line for line in _read(pid, "status").splitlines() if line.startswith(name))
    return int(line.split()[1]) / 1024


def load() -> tuple[float, float, float]:
    """Load averages over 1, 5 and 15 minutes."""
    return os.getloadavg()


def fixed_work_ms() -> float:
    """Milliseconds of processor time that the same piece of Python takes here and now.

    A virtual machine shares its cores with others: what a process is charged for the same work can double within minutes.
    """
    began, found = time.process_time(), 0
    for turn in range(_FIXED_TURNS):
        found += turn % 7
    return (time.process_time() - began) * 1e3


def description() -> dict[str, Any]:
    """What the numbers were measured on."""
    return {
        "system": platform.platform(),
        "processor": _processor(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def _read(pid: int, name: str) -> str:
    if not Path("/proc/self").exists():
        raise NoProcError("the time and memory of a process are read from Linux's /proc, which this system has not")
    return Path(f"/proc/{pid}/{name}").read_text("utf-8")
