"""Compiles the law with mypyc: `python -m deploy.compiled.build`; needs the developers' packages and a C compiler.

The sources are copied, their plain structs written out as classes (native.py), and compiled as one library, so that calls
between modules are calls in C. Nothing that Python would import by itself is touched: see use.py.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import sysconfig
from pathlib import Path
from typing import Final

from deploy.compiled.modules import MODULES
from deploy.compiled.native import native
from deploy.compiled.places import LIBRARY, MANIFEST, OUT, ROOT, digests, source_of
from deploy.compiled.seen import remembering

_SOURCES: Final = OUT / "src"
_PACKAGES: Final = ("rules", "alerts", "streams")
_OPTIMISED: Final = "2"
_FLAGS: Final = ("-fno-semantic-interposition", "-fvisibility=hidden")
"""Calls between modules are calls within the library: nobody else may put a function of the same name before them."""


def main() -> int:
    """Build. Exit status: 0 built, 1 there is no C compiler."""
    compiler = (os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc").split()[0]
    if shutil.which(compiler) is None:
        print(f"{compiler} is not on the PATH: install gcc or clang, or name a compiler by CC=…", file=sys.stderr)
        return 1
    shutil.rmtree(OUT, ignore_errors=True)
    made_of = digests()
    paths = _written_sources()
    _compile(paths)
    MANIFEST.write_text(json.dumps(made_of, indent=1), "utf-8")
    shutil.rmtree(_SOURCES)
    shutil.rmtree(OUT / "temp")
    print(f"{len(MODULES)} modules compiled to {OUT}; RETTIDIG_COMPILED=1 uses them")
    return 0


def _written_sources() -> list[str]:
    """A copy of the packages in which the modules to be compiled stand as mypyc can take them; their paths in it."""
    for package in _PACKAGES:
        shutil.copytree(ROOT / package, _SOURCES / package, ignore=shutil.ignore_patterns("__pycache__", "assets*"))
    paths = [source_of(module).relative_to(ROOT) for module in MODULES]
    for path in paths:
        written = _SOURCES / path
        written.write_text(native(written.read_text("utf-8"), str(path)), "utf-8")
    return [str(path) for path in paths]


def _compile(paths: list[str]) -> None:
    from mypyc.build import mypycify  # noqa: PLC0415 # a tool of developers: importing this file must not need it
    from setuptools import setup  # type: ignore[import-untyped]  # noqa: PLC0415 # the same; ships no types

    os.chdir(_SOURCES)
    # The repository's own checks are stricter; here mypy only has to find out what is what.
    options = ["--config-file=", "--ignore-missing-imports", "--no-warn-unused-ignores"]
    extensions = mypycify([*options, *paths], opt_level=_OPTIMISED, debug_level="0", group_name="rettidig_law")
    for written in Path().glob("build/__native_*.c"):
        written.write_text(remembering(written.read_text("utf-8")), "utf-8")
    for extension in extensions:
        extension.extra_compile_args += list(_FLAGS)
    setup(
        name="rettidig-law",
        packages=[],
        ext_modules=extensions,
        script_args=["--quiet", "build_ext", "--build-lib", str(LIBRARY), "--build-temp", str(OUT / "temp")],
    )


if __name__ == "__main__":
    sys.exit(main())
