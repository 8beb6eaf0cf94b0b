"""Lets this process import the compiled law, where it is asked for and as fresh as the sources; else plain Python runs.

It is asked for by `RETTIDIG_COMPILED=1`, before anything of the law is imported. What was built from other sources than those
that stand here is refused by name: two laws that differ would be worse than a slow one.
"""

from __future__ import annotations

import importlib.util
import json
import os
import sys
import sysconfig
from collections.abc import Mapping, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ExtensionFileLoader, ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Final

from deploy.compiled.modules import MODULES
from deploy.compiled.places import BUILT, LIBRARY, MANIFEST, built, digests, source_of

ASKED_BY: Final = "RETTIDIG_COMPILED"
SHARED: Final = "rettidig_law__mypyc"
"""What the compiled modules share: mypyc's name for it, after the group that build.py gives."""
_NOT_ASKED: Final = frozenset({"", "0", "false", "off", "no", "n", "f"})
"""As settings read them (streams/settings.py)."""


class NotCompiledError(RuntimeError):
    """The compiled law was asked for and is not there, is damaged, or was made from other sources."""


class _Library(ExtensionFileLoader):
    """Loads a compiled module, and says what to do where this system can't."""

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        try:
            return super().create_module(spec)
        except ImportError as error:
            raise NotCompiledError(
                f"the compiled law can't be loaded: {error}. Run `make compiled`, or unset {ASKED_BY}."
            ) from error


class _Compiled(MetaPathFinder):
    """Finds the compiled modules in build/compiled, before Python finds their sources."""

    def __init__(self, libraries: Mapping[str, Path]) -> None:
        self._libraries = libraries

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        library = self._libraries.get(fullname)
        if library is None:
            return None
        source = source_of(fullname)
        return importlib.util.spec_from_file_location(
            fullname,
            library,
            loader=_Library(fullname, str(library)),
            submodule_search_locations=[str(source.parent)] if source.name == "__init__.py" else None,
        )


def use_if_asked() -> None:
    """Use the compiled law where the environment asks for it. Raises NotCompiledError."""
    if runs_compiled() or os.environ.get(ASKED_BY, "").lower() in _NOT_ASKED:
        return
    require(f", or unset {ASKED_BY}")
    loaded = sorted(module for module in MODULES if module in sys.modules)
    if loaded:
        raise NotCompiledError(f"{loaded[0]} is imported already: ask for the compiled law earlier")
    use(LIBRARY)


def require(or_else: str = "") -> None:
    """That there is a whole compiled law for this Python, made from the sources as they are. Raises NotCompiledError.

    `or_else`: what may be done instead of compiling it.
    """
    remedy = f"Run `make compiled`{or_else}."
    try:
        made_of: dict[str, str] = json.loads(MANIFEST.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise NotCompiledError(f"there is no compiled law for this Python in {MANIFEST.parent}. {remedy}") from error
    now = digests(made_of.keys() | set(MODULES))  # what is imported anew is imported by something that has changed
    changed = sorted(module for module in now.keys() | made_of.keys() if now.get(module) != made_of.get(module))
    if changed:
        raise NotCompiledError(f"the compiled law was made from another {changed[0]}. {remedy}")
    if gone := _gone():
        raise NotCompiledError(f"of the compiled law {gone[0]} is gone. {remedy}")
    if damaged := _damaged():
        raise NotCompiledError(f"of the compiled law {LIBRARY / damaged[0]} is damaged. {remedy}")


def use(library: Path) -> None:
    """Use the compiled law of a directory, whatever it was made from; before anything of the law is imported."""
    sys.meta_path.insert(0, _Compiled(_libraries(library)))


def _gone() -> list[Path]:
    return [path for path in _libraries(LIBRARY).values() if not path.is_file()]


def _damaged() -> list[str]:
    """Files of the library that are not what was built, by their paths in it."""
    try:
        was: dict[str, str] = json.loads(BUILT.read_text("utf-8"))
    except (OSError, ValueError):
        was = {}
    return sorted(path for path, digest in built(LIBRARY).items() if was.get(path) != digest)


def _libraries(library: Path) -> dict[str, Path]:
    """The file of each compiled module, and of the one that holds what they share, whether it is there or not."""
    suffix = str(sysconfig.get_config_var("EXT_SUFFIX"))
    libraries = {module: library / Path(*module.split(".")).with_suffix(suffix) for module in MODULES}
    for module in MODULES:
        if source_of(module).name == "__init__.py":
            libraries[module] = library / Path(*module.split(".")) / f"__init__{suffix}"
    libraries[SHARED] = library / f"{SHARED}{suffix}"
    return libraries


def is_compiled() -> bool:
    """Whether there is a compiled law for this Python, made from the sources as they are now."""
    try:
        require()
    except NotCompiledError:
        return False
    return True


def runs_compiled() -> bool:
    """Whether the law that runs here is the compiled one."""
    return any(isinstance(finder, _Compiled) for finder in sys.meta_path)
