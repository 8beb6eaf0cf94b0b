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
