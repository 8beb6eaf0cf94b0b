"""Records which texts are said during a test; says none itself."""

from __future__ import annotations

import pytest

from alerts.wording.voice import Voice, texts


def said_during(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The names of all texts that are said from now on."""
    names: set[str] = set()
    part = Voice.part

    def recorded(voice: Voice, name: str, **values: object) -> str:
        names.add(name)
        return part(voice, name, **values)  # type: ignore[arg-type] # passed on as they came

    monkeypatch.setattr(Voice, "part", recorded)
    return names


def texts_of(*files: str) -> set[str]:
    """The names of the texts of some files."""
    return {name for name in texts() if name.split(".")[0] in files}
