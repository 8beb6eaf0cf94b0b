"""How a difference is said: what, how many and of which kind; never whose. Knows counting, not what is compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Set

from tests.eventually import eventually


class Differs(AssertionError):
    """What was found is not what the replay says. `what`: a line for each thing that differs."""

    def __init__(self, what: list[str]) -> None:
        super().__init__("; ".join(what))
        self.what = what


def refuse(what: list[str]) -> None:
    """Raises Differs if anything does."""
    if what:
        raise Differs(what)


def refuse_at_last(question: Callable[[], list[str]], within_s: float) -> None:
    """The same of what is on its way: asked again and again until nothing differs. Raises Differs with what did at last."""
    last: list[str] = []

    def asked() -> bool:
        last[:] = question()
        return not last

    try:
        eventually(asked, within_s=within_s)
    except AssertionError:
        raise Differs(last) from None


def between(what: str, found: Set[str], expected: Set[str], kind: Callable[[str], Hashable]) -> list[str]:
    """How two sets differ, by kind; empty if they are equal."""
    return [
        f"{what}: {len(some)} {verdict} ({_by_kind(map(kind, some))})"
        for verdict, some in (("missing", expected - found), ("too many", found - expected))
        if some
    ]


def _by_kind(kinds: Iterable[Hashable]) -> str:
    return ", ".join(f"{kind} x{count}" for kind, count in Counter(kinds).most_common(6))


def kind_of_alert(alert_id: str) -> str:
    """`<kind>:<duty>` of an alert's name."""
    return ":".join(alert_id.split(":")[:2])
