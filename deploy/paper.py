"""Lines of at most 80 columns for the demo's closing summary; knows widths only."""

from __future__ import annotations

import textwrap
from typing import Final

WIDTH: Final = 80


def entry(lead: str, text: str) -> list[str]:
    """A lead and a text, which goes on below itself where it is long."""
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=lead,
        subsequent_indent=" " * len(lead),
        break_long_words=False,
        break_on_hyphens=False,
    )
