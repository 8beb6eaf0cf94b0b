"""The README says what is so: its commands exist, those that need no broker print what it shows, its links lead somewhere."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from alerts.alert import KINDS
from deploy.cli import COMMANDS, command_line, run
from deploy.docs import metrics_page
from rules.measured import NAMES
from streams.metrics import ALERTS_OPEN, ALL
from streams.settings import Settings, variable_of

ROOT: Final = Path(__file__).parents[2]
README: Final = ROOT / "README.md"
WHY: Final = ROOT / "docs" / "why.md"
PAGES: Final = (README, ROOT / "docs" / "demo.md", WHY)
GAP: Final = "…"
OFFLINE: Final = ("assess", "replay", "law", "why", "figures why")
"""Commands that need no broker: what the README shows of them is compared."""


def _consoles(page: Path) -> Iterator[tuple[str, list[str]]]:
    """(command, shown output) of every `console` block."""
    for block in re.findall(r"```console\n(.*?)```", page.read_text("utf-8"), re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, *shown = part.rstrip("\n").split("\n")
            yield command, shown


EXAMPLES: Final = [*_consoles(README), *_consoles(WHY)]


def _mentioned() -> Iterator[str]:
    """Commands in running text and in the examples of all pages."""
    yield from (command for command, _ in EXAMPLES)
    for page in PAGES:
        yield from re.findall(r"`((?:RETTIDIG_\w+=\S+ )?(?:rettidig|make) [^`<>]+)`", page.read_text("utf-8"))


@pytest.mark.parametrize("command", sorted(set(_mentioned())))
def test_every_command_that_is_shown_can_be_given(command: str) -> None:
    words = [word for word in shlex.split(command) if not word.startswith("RETTIDIG_")]
    if words[0] == "make":
        assert re.search(rf"^{re.escape(words[1])}:", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    elif words[0] == "curl":
        assert words[-1].endswith(f":{Settings.model_fields['figures_port'].default}/metrics")
    else:
        assert words[0] == "rettidig"
        known = {name for name, *_ in COMMANDS}
        assert words[1] in known
        if not _is_cut_short(words):
            command_line().parse_args(words[1:], exit_on_error=False, print_error=False)


def _is_cut_short(words: list[str]) -> bool:
    """A command named in a sentence, without what it needs to run: `rettidig assess`."""
    return len(words) == 2 and words[1] in ("assess", "replay", "why")


@pytest.mark.parametrize(
    ("command", "shown"),
    [example for example in EXAMPLES if example[0].removeprefix("rettidig ").startswith(OFFLINE)],
    ids=lambda each: str(each)[:40],
)
def test_a_command_that_needs_no_broker_prints_what_is_shown(
    command: str, shown: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(ROOT / "deploy" / "demo", tmp_path / "deploy" / "demo", ignore=shutil.ignore_patterns("*.py"))
    monkeypatch.chdir(tmp_path)
    assert run(shlex.split(command)[1:]) == 0
    assert _differs(shown, capsys.readouterr().out.splitlines()) is None


def test_the_comparison_of_outputs_can_fail() -> None:
    assert _differs(["a", GAP, "c"], ["a", "x", "y", "c"]) is None
    assert _differs(["a", GAP, "c"], ["a", "c"]) is None
    assert _differs([GAP, "c"], ["a", "c"]) is None
    assert _differs(["a", "c"], ["a", "b"]) == "c"
    assert _differs(["a", GAP], ["b"]) == "a"
    assert _differs([GAP, "c", "d"], ["c", "x", "d"]) == "c"
    assert _differs(["a"], ["a", "b"]) == "b"


def _differs(shown: list[str], printed: list[str]) -> str | None:
    """The first line that is shown and not printed there; a line `…` stands for any lines."""
    parts: list[list[str]] = [[]]
    for each in shown:
        if each == GAP:
            parts.append([])
        else:
            parts[-1].append(each)
    if len(parts) == 1:
        return next(
            (a or b for a, b in zip(_padded(shown, printed), _padded(printed, shown), strict=True) if a != b), None
        )
    first, *middle, last = parts
    if printed[: len(first)] != first:
        return first[0]
    if last and printed[-len(last) :] != last:
        return last[0]
    place = len(first)
    for part in middle:
        found = next((i for i in range(place, len(printed)) if printed[i : i + len(part)] == part), None)
        if found is None:
            return part[0]
        place = found + len(part)
    return None


def _padded(lines: list[str], other: list[str]) -> list[str]:
    return lines + [""] * (len(other) - len(lines))


def test_every_setting_and_metric_that_is_named_exists() -> None:
    variables = {variable_of(name) for name in Settings.model_fields}
    metrics = {metric.name for metric in ALL}
    for page in PAGES:
        text = page.read_text("utf-8")
        assert set(re.findall(r"RETTIDIG_[A-Z_]+", text)) <= variables
        assert set(re.findall(r"\brettidig_[a-z_]+", text)) <= metrics
    assert ALERTS_OPEN.name in README.read_text("utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_and_every_path_leads_somewhere(page: Path) -> None:
    text = page.read_text("utf-8")
    links = re.findall(r"\]\(([^)#]+)\)", text)
    assert links
    for link in links:
        assert link.startswith("https://") or (page.parent / link).exists(), link
    for path in re.findall(r"`((?:rules|alerts|streams|deploy|tests)/[\w/.-]*)`", text):
        assert (ROOT / path).exists(), path


def test_the_words_are_the_codes_own() -> None:
    words = README.read_text("utf-8").partition("## Words")[2]
    assert all(re.search(rf"\b{re.escape(name)}\b", words) for name in (*KINDS, *NAMES))


def test_the_readme_is_short_enough_to_be_read() -> None:
    assert len(README.read_text("utf-8").splitlines()) <= 220


def test_the_page_of_metrics_is_up_to_date_and_has_them_all() -> None:
    page = metrics_page.page()
    assert metrics_page.PAGE.read_text("utf-8") == page, "run `make docs`"
    assert all(f"| `{metric.name}` |" in page for metric in ALL)
