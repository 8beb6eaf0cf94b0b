"""What a reader asks to see, to and from the address of the page: which list, which shelf, kinds, duties and words."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Final, Literal, TypeAlias
from urllib.parse import quote, urlencode

import msgspec

from alerts.alert import KINDS, Kind
from alerts.inbox.search import Asked
from alerts.inbox.standing import State

ListName = Literal["mine", "queue"]
PATHS: Final[dict[ListName, str]] = {"mine": "/", "queue": "/koe"}
Tab: TypeAlias = Literal["todo", "snoozed", "noted", "history"]
TABS: Final[tuple[Tab, ...]] = ("todo", "snoozed", "noted", "history")
"""To do; put off; taken note of; what was true before the municipality began."""
_MOST_CHARACTERS: Final = 80
_STATES: Final[dict[Tab, frozenset[State]]] = {
    "todo": frozenset({"new", "acknowledged"}),
    "noted": frozenset({"noted"}),
}
_TAB_IN_ADDRESS: Final[dict[Tab, str]] = {
    "todo": "",
    "snoozed": "udskudt",
    "noted": "efterretning",
    "history": "historik",
}


class Asking(msgspec.Struct, frozen=True):
    """One page of a list. Empty: no choice was made."""

    list: ListName = "mine"
    tab: Tab = "todo"
    kind: Kind | None = None
    duty: str = ""
    text: str = ""

    @property
    def is_narrowed(self) -> bool:
        """Whether less than the whole tab is shown."""
        return bool(self.kind or self.duty or self.text)

    @property
    def tab_in_address(self) -> str:
        """The tab as the address says it; empty for what there is to do."""
        return _TAB_IN_ADDRESS[self.tab]

    def asked(self) -> Asked:
        """In the words of the inbox."""
        return Asked(
            kinds=frozenset({self.kind} if self.kind else ()),
            duties=frozenset({self.duty} if self.duty else ()),
            states=states_of(self.tab),
            shelf="snoozed" if self.tab == "snoozed" else "history" if self.tab == "history" else "todo",
            text=self.text,
        )

    def address(self, **other: str | None) -> str:
        """The page's own address, or that of one that differs."""
        return _address(msgspec.structs.replace(self, **other) if other else self)

    @property
    def quoted(self) -> str:
        """The address as a part of another one."""
        return quote(self.address())


@lru_cache(maxsize=256)  # every row of a page asks for it
def _address(asking: Asking) -> str:
    said = {
        "vis": _TAB_IN_ADDRESS[asking.tab],
        "art": asking.kind or "",
        "pligt": asking.duty,
        "q": asking.text,
    }
    query = urlencode({name: value for name, value in said.items() if value})
    return PATHS[asking.list] + (f"?{query}" if query else "")


def states_of(tab: Tab) -> frozenset[State]:
    """The states that lie on a tab; empty: all of its shelf."""
    return _STATES.get(tab, frozenset())


def asking_in(name: ListName, query: Mapping[str, str]) -> Asking:
    """What an address asks for; what it says that can't be asked is left out."""
    by_address = {said: tab for tab, said in _TAB_IN_ADDRESS.items()}
    kind = query.get("art")
    return Asking(
        list=name,
        tab=by_address.get(query.get("vis", ""), "todo"),
        kind=next((each for each in KINDS if each == kind), None),
        duty=query.get("pligt", "")[:_MOST_CHARACTERS],
        text=query.get("q", "").strip()[:_MOST_CHARACTERS],
    )
