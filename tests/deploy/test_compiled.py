"""The compiled law: its sources say what the plain ones say, and what is missing or was made from other sources is refused."""

from __future__ import annotations

import gc
import importlib.util
import json
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

import pytest

from deploy.cli import run
from deploy.compiled import use
from deploy.compiled.build import counts_as_gcc
from deploy.compiled.modules import MODULES
from deploy.compiled.native import NotNativeError, native
from deploy.compiled.places import ROOT, built, digests, source_of, sources
from deploy.compiled.seen import UnknownOutputError, remembering
from deploy.compiled.training import live
from deploy.town.town import Town
from rules.civil import day
from streams.citizen.judge import Judge
from tests.bench.lives import AS_OF, lives
from tests.bench.step import Lives, one_by_one

STRUCTS = '''
import msgspec
class Act(msgspec.Struct, frozen=True, order=True):
    """What was done."""
    on: int
    event: str = "none"
    @property
    def week(self) -> int:
        return self.on // 7
class Offer(Act):
    kind: str = "other"
'''


ANSWERS = """
from functools import lru_cache
asked = []
@lru_cache(maxsize=2)
def half(of: int) -> int:
    asked.append(of)
    return of // 2
@lru_cache(maxsize=2)
def least(of: int, other: int) -> int:
    asked.append(of)
    return min(of, other, 7) + max(of, other, key=lambda each: -each)
"""


KEPT_UP = """
import msgspec
class Act(msgspec.Struct, frozen=True):
    on: int
def a_day_later(act: Act) -> Act:
    return msgspec.structs.replace(act, on=act.on + 1)
"""


def _defined(source: str) -> dict[str, Any]:
    # What mypyc is told of a class by a decorator is nothing to Python.
    names: dict[str, Any] = {"mypyc_attr": lambda **_: lambda each: each}
    exec(source, names)  # noqa: S102 # the test's own source
    return names


def test_a_struct_written_out_is_made_compared_hashed_and_shown_as_the_struct() -> None:
    written = native(STRUCTS, "here")
    assert "msgspec.Struct" not in written
    for names in (_defined(STRUCTS.replace("Offer(Act)", "Offer(Act, frozen=True)")), _defined(written)):
        act, offer = names["Act"], names["Offer"]
        assert act(7).event == "none"
        assert act(14, event="e").week == 2
        assert (act(1) == act(1), act(1) == act(2), act(1) == 1) == (True, False, False)
        assert len({act(1), act(1), act(2)}) == 2
        assert sorted([act(2), act(1, "b"), act(1, "a")]) == [act(1, "a"), act(1, "b"), act(2)]
        made = offer(3, "e", kind="loentilskud")
        assert (made.on, made.event, made.kind) == (3, "e", "loentilskud")


def test_a_struct_that_is_written_to_bytes_is_refused() -> None:
    with pytest.raises(NotNativeError, match=r"rules/x\.py: Fact"):
        native("import msgspec\nclass Fact(msgspec.Struct, array_like=True):\n    on: int\n", "rules/x.py")


def test_what_holds_its_own_fields_only_is_no_part_of_cycles_and_what_has_a_base_is_left_alone() -> None:
    written = native(STRUCTS + 'class Seen:\n    __slots__ = ("on",)\nclass Walk:\n    on: int\n', "here")
    light = "@mypyc_attr(acyclic=True, free_list_len=1)\nclass "
    assert [name for name in ("Act", "Offer", "Seen", "Walk") if light + name in written] == ["Act", "Offer", "Seen"]


def test_no_object_of_the_law_leads_back_to_itself() -> None:
    judge, population = Judge.load(), Lives({life.citizen: life.facts for life in lives(20)}, AS_OF)
    one_by_one(population, judge)  # calendars and the like fill, and some libraries' own objects do
    gc.collect()
    gc.disable()
    try:
        told = one_by_one(population, judge)
        judge = Judge.load()  # with the old one go the dossiers that it remembers
        assert (gc.collect(), told > 100) == (0, True)
    finally:
        gc.enable()


def test_what_a_function_remembers_is_remembered_written_out_and_forgotten_when_it_is_too_much() -> None:
    written = native(ANSWERS, "here")
    assert "@lru_cache" not in written
    assert "min(min(of, other), 7)" in written
    for source in (ANSWERS, written):
        names = _defined(source)
        assert [names["half"](each) for each in (2, 4, 2, 4)] == [1, 2, 1, 2]
        assert names["asked"] == [2, 4]
        assert [names["half"](each) for each in (6, 6, 2)] == [3, 3, 1]
        assert names["asked"] == [2, 4, 6, 2]
        assert (names["least"](9, 8), names["least"](9, 8), names["least"](1, 9)) == (15, 15, 2)
        assert names["asked"] == [2, 4, 6, 2, 9, 1]


def test_what_mypyc_wrote_reads_names_of_a_module_by_what_was_seen_and_other_dicts_as_before() -> None:
    code = """#include "__native_internal_law.h"
    cpy_r_r1 = CPyStatic_case___globals;
    cpy_r_r2 = CPyStatics[7]; /* 'FORMS' */
    cpy_r_r3 = CPyDict_GetItem(cpy_r_r1, cpy_r_r2);
    cpy_r_r4 = CPyDict_GetItem(cpy_r_r3, cpy_r_r2);
    cpy_r_r5 = CPyObject_GetAttr(cpy_r_r4, cpy_r_r2);
"""
    edited = remembering(code)
    assert "SEEN_NAME(cpy_r_r1, cpy_r_r2)" in edited
    assert "CPyDict_GetItem(cpy_r_r3, cpy_r_r2)" in edited
    assert 'seen.h"' in edited.splitlines()[1]
    with pytest.raises(UnknownOutputError):
        remembering(code.replace("__native_internal", "another"))


@pytest.mark.parametrize("module", MODULES)
def test_every_module_of_the_list_is_there_and_can_be_written_out(module: str) -> None:
    assert "(msgspec.Struct" not in native(source_of(module).read_text("utf-8"), module)


def test_mypyc_takes_all_that_is_to_be_compiled(tmp_path: Path) -> None:
    # All but the C compiler, which alone takes a minute or more: what mypyc refuses is found out here, not by who builds.
    made = _python("from deploy.compiled.build import in_c; in_c(Path(sys.argv[1]))", str(tmp_path / "c"))
    assert made.returncode == 0, made.stdout + made.stderr
    assert (tmp_path / "c" / "build" / "__native_rettidig_law.c").stat().st_size > 1_000_000


def test_what_works_on_structs_only_is_refused_where_a_struct_is_written_out(tmp_path: Path) -> None:
    for source, refused in ((KEPT_UP, 0), (native(KEPT_UP, "here"), 1)):
        (tmp_path / "kept_up.py").write_text(source)
        made = _python(
            "from mypy import api; print(*api.run(sys.argv[1:]))", "--config-file=", str(tmp_path / "kept_up.py")
        )
        assert made.stdout.count("error:") == refused, made.stdout + made.stderr
    assert '"replace"' in made.stdout


def _python(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Another process, since mypyc has a working directory of its own."""
    command = [sys.executable, "-c", f"import sys; from pathlib import Path; {code}", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_what_the_compiler_learns_from_are_lives_of_every_kind() -> None:
    town, judge = Town(20, 6, seed=1, from_=day("2018-01-01")), Judge.load()
    assert live(town, judge, by_month=True) == live(town, judge, by_month=False) > 20


@pytest.mark.parametrize(
    ("macros", "is_gcc"), [("#define __GNUC__ 12", True), ("#define __GNUC__ 4\n#define __clang__ 1", False)]
)
def test_only_gcc_counts_in_the_way_of_gcc(tmp_path: Path, macros: str, is_gcc: bool) -> None:
    compiler = tmp_path / "cc"
    compiler.write_text(f"#!/bin/sh\ncat <<END\n{macros}\nEND\n")
    compiler.chmod(0o755)
    assert counts_as_gcc(str(compiler)) == is_gcc


@pytest.mark.parametrize("asked", ["", "0", "false"])
def test_plain_python_runs_where_nothing_else_is_asked_for(monkeypatch: pytest.MonkeyPatch, asked: str) -> None:
    monkeypatch.setenv(use.ASKED_BY, asked)
    monkeypatch.setattr(use, "MANIFEST", Path("nowhere"))
    use.use_if_asked()


def test_a_law_that_was_not_compiled_is_asked_for_in_vain(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(use.ASKED_BY, "1")
    monkeypatch.setattr(use, "MANIFEST", tmp_path / "made-of.json")
    with pytest.raises(use.NotCompiledError, match=r"there is no compiled law .* Run `make compiled`"):
        use.use_if_asked()


@pytest.mark.parametrize("gone", ["rettidig_law__mypyc", "rules/case", "rules/measures/__init__"])
def test_a_compiled_law_of_which_a_file_is_gone_is_refused_with_its_name(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str], gone: str
) -> None:
    (tmp_path / "made-of.json").write_text(json.dumps(digests(sources())))
    suffix = sysconfig.get_config_var("EXT_SUFFIX")
    names = ["rettidig_law__mypyc", *(str(source_of(each).relative_to(ROOT).with_suffix("")) for each in MODULES)]
    for name in set(names) - {gone}:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / f"{name}{suffix}").touch()
    monkeypatch.setenv(use.ASKED_BY, "1")
    monkeypatch.setattr(use, "MANIFEST", tmp_path / "made-of.json")
    monkeypatch.setattr(use, "LIBRARY", tmp_path)
    assert run(["law", "list"]) == 2
    assert capsys.readouterr().err == (
        f"rettidig: of the compiled law {tmp_path / gone}{suffix} is gone. Run `make compiled`, or unset RETTIDIG_COMPILED.\n"
    )


@pytest.mark.parametrize("size", [0, 500, 999])
def test_a_compiled_law_of_which_a_file_was_cut_off_is_refused_before_it_is_loaded(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str], size: int
) -> None:
    (tmp_path / "made-of.json").write_text(json.dumps(digests(sources())))
    for path in use._libraries(tmp_path / "lib").values():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"C" * 1000)
    (tmp_path / "built.json").write_text(json.dumps(built(tmp_path / "lib")))
    monkeypatch.setattr(use, "MANIFEST", tmp_path / "made-of.json")
    monkeypatch.setattr(use, "BUILT", tmp_path / "built.json")
    monkeypatch.setattr(use, "LIBRARY", tmp_path / "lib")
    assert use.is_compiled()

    cut_off = use._libraries(tmp_path / "lib")["rules.case"]
    cut_off.write_bytes(b"C" * size)
    monkeypatch.setenv(use.ASKED_BY, "1")
    assert run(["law", "list"]) == 2
    assert capsys.readouterr().err == (
        f"rettidig: of the compiled law {cut_off} is damaged. Run `make compiled`, or unset RETTIDIG_COMPILED.\n"
    )


def test_a_compiled_law_that_this_system_cannot_load_is_named_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "case.so").write_bytes(b"of another system")
    spec = use._Compiled({"rules.case": tmp_path / "case.so"}).find_spec("rules.case", None)
    assert spec is not None
    with pytest.raises(use.NotCompiledError, match=r"can't be loaded: .*case\.so.*`make compiled`, or unset"):
        importlib.util.module_from_spec(spec)


def test_a_law_that_was_compiled_from_other_sources_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    made_of = {**digests(sources()), "rules.case": "another"}
    (tmp_path / "made-of.json").write_text(json.dumps(made_of))
    monkeypatch.setenv(use.ASKED_BY, "1")
    monkeypatch.setattr(use, "MANIFEST", tmp_path / "made-of.json")
    with pytest.raises(use.NotCompiledError, match=r"made from another rules\.case"):
        use.use_if_asked()
