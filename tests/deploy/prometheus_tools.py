"""Debian's promtool and prometheus, as the set-up brings them; where they are missing a test is left out aloud, in CI it fails."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.architecture.source import ROOT

_UNPACKED = ROOT / ".rettidig-tools" / "prometheus" / "usr" / "bin"


def tool(name: str) -> str:
    """The path of `promtool` or `prometheus`."""
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:{_UNPACKED}")
    if found is not None:
        return found
    missing = f"{name} is missing: `make test` brings it on Debian; elsewhere install Prometheus"
    if os.environ.get("CI"):
        pytest.fail(missing)
    pytest.skip(missing)


PROMETHEUS: Path = ROOT / "deploy" / "prometheus"
"""Configuration, rules and alarms."""
RUNBOOKS: Path = ROOT / "deploy" / "runbooks"
RULE_TESTS: Path = ROOT / "tests" / "deploy" / "prometheus"
