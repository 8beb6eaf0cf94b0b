"""Knows where downloads are cached and where a stack keeps its files; creates nothing."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

DEFAULT_DATA_DIR = Path(".rettidig")


def cache_dir() -> Path:
    """The directory for downloads: `$XDG_CACHE_HOME/rettidig`, or `~/.cache/rettidig`. Safe to delete at any time."""
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "rettidig"


@dataclass(frozen=True, slots=True)
class DataDir:
    """One stack's own directory: everything that must outlive a restart."""

    root: Path

    @property
    def lock(self) -> Path:
        """Held by the process that runs the stack; names it."""
        return self.root / "stack.lock"

    @property
    def ports(self) -> Path:
        """The loopback ports that this directory keeps over restarts."""
        return self.root / "ports.json"

    @property
    def kafka(self) -> Path:
        """Kafka's configuration, log file and data."""
        return self.root / "kafka"

    @property
    def redis(self) -> Path:
        """Redis' log file and data."""
        return self.root / "redis"
