"""The source files of the house, for the tests that look at them."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("rules", "alerts", "streams", "deploy")


def source_files() -> list[Path]:
    """Every Python file of the product, relative to the root."""
    every = (path.relative_to(ROOT) for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
    found = sorted(path for path in every if "node_modules" not in path.parts)
    assert len(found) > 50, "the files were not found"
    return found
