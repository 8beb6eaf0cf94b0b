"""The table as a page for people: `tests/traps/README.md`, which a test compares with it."""

from __future__ import annotations

from typing import Final

from tests.traps.table import ALL, ROOT, Change, Trap

README: Final = ROOT / "tests" / "traps" / "README.md"

_HEAD: Final = """# Traps

Faust and Kafka have ways to lose or to corrupt what they are given. Each that is known to us stands here with our remedy, with
the tests that hold it, and with what was taken away to see them fail. `python -m tests.traps` takes it away again, in a copy of
the checkout, runs each test there, and says which does not fail (`--without-broker` for the quick ones). This page is written
from `table.py` by `python -m tests.traps --write`.
"""


def page() -> str:
    """The whole page."""
    return "\n".join([_HEAD, *(_section(trap) for trap in ALL)])


def _section(trap: Trap) -> str:
    lines = [
        f"## {trap.name}. {trap.what}",
        "",
        f"*Remedy:* {trap.remedy} ({', '.join(f'`{file}`' for file in trap.files)}).",
        "",
        *(f"- `{test}`" for test in trap.tests),
        "",
        *(f"Taken away in `{change.file}`:\n\n```diff\n{_difference(change)}\n```\n" for change in trap.without),
    ]
    return "\n".join(lines)


def _difference(change: Change) -> str:
    old, new = change.old.splitlines(), change.new.splitlines()
    return "\n".join(
        [*(f"-{line}" for line in old if line not in new), *(f"+{line}" for line in new if line not in old)]
    )
