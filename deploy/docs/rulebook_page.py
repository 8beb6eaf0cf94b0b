"""Writes docs/rulebook.md and docs/rulebook.html from the lawbook itself."""

from __future__ import annotations

from pathlib import Path

from deploy.rulebook.markdown import rulebook
from deploy.rulebook.page import rulebook_page
from rules.load import load_lawbook

DOCS = Path(__file__).parents[2] / "docs"


def pages() -> dict[Path, str]:
    """Each page's text by its path."""
    book = load_lawbook()
    return {DOCS / "rulebook.md": rulebook(book), DOCS / "rulebook.html": rulebook_page(book)}


if __name__ == "__main__":
    for path, text in pages().items():
        path.write_text(text, "utf-8")
