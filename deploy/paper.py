"""Lines of at most 80 columns, or as many as there are; knows widths only."""

from __future__ import annotations

import textwrap
from typing import Final

WIDTH: Final = 80


def entry(lead: str, text: str, width: int = WIDTH) -> list[str]:
    """A lead and a text, which goes on below itself where it is long; of `width` characters, but for words that are longer."""
    return textwrap.wrap(
        text,
        width,
        initial_indent=lead,
        subsequent_indent=" " * len(lead),
        break_long_words=False,
        break_on_hyphens=False,
    )
