"""The compiled law: its sources say what the plain ones say, and what is missing or was made from other sources is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from deploy.compiled import use
from deploy.compiled.modules import MODULES
from deploy.compiled.native import NotNativeError, native
from deploy.compiled.places import digests, source_of
from deploy.compiled.seen import UnknownOutputError, remembering

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


def _defined(source: str) -> dict[str, Any]:
    names: dict[str, Any] = {}
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


def test_a_law_that_was_compiled_from_other_sources_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    made_of = {**digests(), "rules.case": "another"}
    (tmp_path / "made-of.json").write_text(json.dumps(made_of))
    monkeypatch.setenv(use.ASKED_BY, "1")
    monkeypatch.setattr(use, "MANIFEST", tmp_path / "made-of.json")
    with pytest.raises(use.NotCompiledError, match=r"made from another rules\.case"):
        use.use_if_asked()
