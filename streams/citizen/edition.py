"""The number of the edition of the rules' code; knows no rule.

Lawbook and policy are data, and a change of them changes the law's version by itself. A correction in the code of `rules/` or
`alerts/` that makes other answers of the same data does not: citizens who were judged before it would keep the old answers until
something is learnt about them. So whoever changes an answer raises this number, in the same change; then everybody is judged
anew once, with one summary (`lawbook.changed`). A change that only moves code or makes it quicker leaves it alone.
`tests/upgrades/test_edition.py` fails where answers change and the number does not.
"""

from __future__ import annotations

from typing import Final

EDITION: Final = 2
"""1 is that of all releases before editions were counted, so it adds nothing to their versions.

2: since when 12 months without effort have been complete is worked out from work, mentors and groups, too.
"""


def mark(edition: int) -> bytes:
    """What an edition adds to the law's version."""
    return b"" if edition == 1 else b"edition %d" % edition
