"""Where each shared term is used: read from the source itself, so that no list can go stale."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
_JUDGES: Final = "rules"
_RETRACES: Final = "reckoning"
"""Says why, and decides nothing; it asks for the terms that the forms use."""
_RESOLVED: Final = {
    "renamed-by-law": ("renamings",),
    "passive-months": ("passive_months", "passive_back"),
    "passive-window-weeks": ("passive_back",),
    "passive-support-weeks": ("passive_back",),
    "measure-months": ("measure_months", "measure_back"),
    "absence-stops": ("absence_stops_for",),
    "qualifying-offer-kinds": ("offer_may_qualify",),
}
"""Terms that code asks for under another name than their own."""


@lru_cache(maxsize=1)
def _sources() -> dict[str, str]:
    files = sorted(path for path in (ROOT / _JUDGES).rglob("*.py") if _RETRACES not in path.parts)
    return {str(path.relative_to(ROOT)): path.read_text("utf-8") for path in files}


def used_in(term: str) -> list[str]:
    """The files of the law that ask for a term, sorted."""
    names = "|".join(_RESOLVED.get(term, (term.replace("-", "_"),)))
    asked = re.compile(rf"\bterms\.(?:{names})\b")
    return [path for path, source in _sources().items() if asked.search(source)]
