"""Where the compiled law is kept and from which sources it was made; compiles nothing and loads nothing."""

from __future__ import annotations

import ast
import hashlib
import sys
from collections.abc import Iterable
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
BUILT: Final = OUT / "built.json"
"""The digest of each file of the library: to load one that was cut off can end the process without a word (SIGBUS)."""


def source_of(module: str) -> Path:
    """A module's file."""
    path = ROOT.joinpath(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


_PACKAGES: Final = frozenset({"rules", "alerts", "streams"})
_MADE_BY: Final = ("deploy.compiled.build", "deploy.compiled.modules", "deploy.compiled.native", "deploy.compiled.seen")


def sources() -> list[str]:
    """The modules that the compiled law is made of: those compiled, all that these import, and what makes C of them.

    mypyc writes the value of a `Final` into the code wherever it is read, also that of a module which stays Python.
    """
    found, ahead = set(_MADE_BY), list(MODULES)
    while ahead:
        module = ahead.pop()
        if module not in found and source_of(module).exists():
            found.add(module)
            ahead += _imported(module)
    return sorted(found)


def _imported(module: str) -> Iterable[str]:
    """The modules of the house that a module imports; some names are those of no module."""
    for each in ast.walk(ast.parse(source_of(module).read_bytes())):
        if isinstance(each, ast.ImportFrom) and (each.module or "").partition(".")[0] in _PACKAGES:
            yield str(each.module)
            yield from (f"{each.module}.{name.name}" for name in each.names)


def digests(modules: Iterable[str]) -> dict[str, str]:
    """The SHA-256 of each module's source as it is now; "" where it is gone."""
    return {module: _digest(source_of(module)) for module in modules}


def built(library: Path) -> dict[str, str]:
    """The SHA-256 of each file of a library, by its path in it."""
    files = sorted(path for path in library.rglob("*") if path.is_file())
    return {str(path.relative_to(library)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def _digest(path: Path) -> str:
    try:
        digest = hashlib.sha256(path.read_bytes())
    except OSError:
        return ""
    if path.parent.name == "compiled" and path.name == "seen.py":
        digest.update(path.with_suffix(".h").read_bytes())
    return digest.hexdigest()
