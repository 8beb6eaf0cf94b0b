"""Compiles the law with mypyc: `python -m deploy.compiled.build`; needs the developers' packages and a C compiler.

The sources are copied, their plain structs written out as classes (native.py), and compiled as one library, so that calls
between modules are calls in C. Nothing that Python would import by itself is touched: see use.py.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from copy import deepcopy
from pathlib import Path
from typing import Any, Final

from deploy.compiled.modules import MODULES
from deploy.compiled.native import native
from deploy.compiled.places import BUILT, LIBRARY, MANIFEST, OUT, ROOT, TRAINED, built, digests, source_of, sources
from deploy.compiled.seen import remembering

_SOURCES: Final = OUT / "src"
_TEMPORARY: Final = OUT / "temp"
_COUNTS: Final = TRAINED / "counts"
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
    made_of = digests(sources())
    extensions = in_c(_SOURCES)
    print(f"{len(MODULES)} modules are C now; compiling them takes some minutes of a core", flush=True)
    if counts_as_gcc(compiler):
        _compile(extensions, TRAINED, f"-fprofile-generate={_COUNTS}", "-fprofile-update=single")
        _train()
        _compile(extensions, LIBRARY, f"-fprofile-use={_COUNTS}", "-fprofile-correction", "-Wno-missing-profile")
    else:
        print(f"{compiler} is not GCC: compiled without learning first what is often done, which makes it slower")
        _compile(extensions, LIBRARY)
    BUILT.write_text(json.dumps(built(LIBRARY), indent=1), "utf-8")
    MANIFEST.write_text(json.dumps(made_of, indent=1), "utf-8")
    for each in (_SOURCES, TRAINED, _TEMPORARY):
        shutil.rmtree(each, ignore_errors=True)
    print(f"{len(MODULES)} modules compiled to {OUT}; RETTIDIG_COMPILED=1 uses them")
    return 0


def counts_as_gcc(compiler: str) -> bool:
    """Whether the compiler takes GCC's word for what was counted: clang says that it is GCC, and counts in another way."""
    asked = [compiler, "-dM", "-E", "-x", "c", os.devnull]
    macros = subprocess.run(asked, capture_output=True, text=True, check=False).stdout
    return "__GNUC__" in macros and "__clang__" not in macros


def _train() -> None:
    """Have the library that counts do what a worker does; the counts are written when its process ends."""
    subprocess.run([sys.executable, "-m", "deploy.compiled.training", str(TRAINED)], cwd=ROOT, check=True)


def in_c(place: Path) -> list[Any]:
    """mypyc's C of the modules, as what setuptools compiles; written to a directory, which is the working one from then on.

    Raises NotNativeError and UnknownOutputError; where mypy refuses what native.py has written, it says so and SystemExit is
    raised.
    """
    from mypyc.build import mypycify  # noqa: PLC0415 # a tool of developers: importing this file must not need it

    paths = _written_sources(place)
    os.chdir(place)
    # The repository's own checks are stricter; here mypy only has to find out what is what.
    options = ["--config-file=", "--ignore-missing-imports", "--no-warn-unused-ignores"]
    extensions = mypycify([*options, *paths], opt_level=_OPTIMISED, debug_level="0", group_name="rettidig_law")
    for written in Path().glob("build/__native_*.c"):
        written.write_text(remembering(written.read_text("utf-8")), "utf-8")
    return list(extensions)


def _written_sources(place: Path) -> list[str]:
    """A copy of the packages in which the modules to be compiled stand as mypyc can take them; their paths in it."""
    for package in _PACKAGES:
        shutil.copytree(ROOT / package, place / package, ignore=shutil.ignore_patterns("__pycache__", "assets*"))
    paths = [source_of(module).relative_to(ROOT) for module in MODULES]
    for path in paths:
        written = place / path
        written.write_text(native(written.read_text("utf-8"), str(path)), "utf-8")
    return [str(path) for path in paths]


def _compile(extensions: list[Any], library: Path, *flags: str) -> None:
    """Compile to a directory; the objects in between always have the same names, by which counts are found again."""
    from setuptools import setup  # type: ignore[import-untyped]  # noqa: PLC0415 # a tool of developers; ships no types

    with_flags = deepcopy(extensions)
    for each in with_flags:
        each.extra_compile_args += [*_FLAGS, *flags]
        each.extra_link_args += flags
    setup(
        name="rettidig-law",
        packages=[],
        ext_modules=with_flags,
        script_args=["--quiet", "build_ext", "--force", "--build-lib", str(library), "--build-temp", str(_TEMPORARY)],
    )


if __name__ == "__main__":
    sys.exit(main())
