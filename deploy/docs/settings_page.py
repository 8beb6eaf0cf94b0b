"""Writes docs/settings.md from the settings themselves."""

from __future__ import annotations

from pathlib import Path

from pydantic_core import PydanticUndefined

from streams.settings import Settings, variable_of

PAGE = Path(__file__).parents[2] / "docs" / "settings.md"

_HEAD = """# Settings

Written by `make docs` from `streams/settings.py`; a test compares the two. All are environment variables. A name that is
not here is refused, with the nearest right one. Numbers of the law are not settings: they are dated files under `rules/law`.

| variable | default | meaning |
|---|---|---|
"""


def page() -> str:
    """The whole page."""
    rows = []
    for name, field in Settings.model_fields.items():
        default = "" if field.default in (None, "", PydanticUndefined) else f"`{field.default}`"
        rows.append(
            f"| `{variable_of(name)}` | {default} | {(field.description or '').replace('|', chr(92) + '|')} |\n"
        )
    return _HEAD + "".join(rows)


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
