"""Lines for people fit their terminal; what another program reads stays one line."""

from __future__ import annotations

import io

import pytest

from deploy.fitted import fitted

LONG = (
    "rettidig: no Kafka broker answered at 127.0.0.1:23533; remedy: see that it runs there, and then ask again for it"
)
PATH = "/a/path/that/is/longer/than/any/terminal/" + "x" * 80


class Terminal(io.StringIO):
    """What a person looks at."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("columns", ["40", "80"])
def test_a_line_is_broken_between_words_and_nothing_is_lost(columns: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    for stream in (Terminal(), io.StringIO()):  # COLUMNS says so also for what is no terminal, as for other programs
        lines = fitted(LONG, stream).split("\n")
        assert max(map(len, lines)) <= int(columns)
        assert " ".join(line.strip() for line in lines) == LONG


def test_what_nobody_looks_at_stays_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    assert fitted(LONG, io.StringIO()) == LONG


def test_what_is_there_to_be_copied_is_never_broken_and_lines_keep_their_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    text = f"short  and spaced\n    {LONG}\nsee {PATH} for it"
    lines = fitted(text, Terminal()).split("\n")
    assert lines[0] == "short  and spaced"
    assert lines[1].startswith("    rettidig")
    assert lines[2].startswith("    ")
    assert any(PATH in line for line in lines)
