"""Where the compiled law is kept and from which sources it was made; compiles nothing and loads nothing."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path
from typing import Final

from deploy.compiled.modules import MODULES

ROOT: Final = Path(__file__).resolve().parents[2]
OUT: Final = ROOT / "build" / "compiled" / f"{sys.implementation.cache_tag}"
"""One directory a version of Python."""
LIBRARY: Final = OUT / "lib"
TRAINED: Final = OUT / "training"
"""The library that counts what it does, and below it what it counted; both are gone when the build is over."""
MANIFEST: Final = OUT / "made-of.json"


def source_of(module: str) -> Path:
    """A module's file."""
    path = ROOT.joinpath(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def digests() -> dict[str, str]:
    """The SHA-256 of each compiled module's source as it is now."""
    return {module: hashlib.sha256(source_of(module).read_bytes()).hexdigest() for module in MODULES}
