"""One partition's states: at rest as bytes, those touched last as objects as well; knows neither the law nor the broker.

A state as objects takes some ten times the memory of its bytes, and of a municipality's citizens few are touched in an
hour. So a state is unpacked when it is asked for and packed when it is written; in between it is an object only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import msgspec

from streams.engine.due import Key
from streams.engine.ports import Form

KEPT: Final = 8_192
"""States of a worker that are kept as objects although their bytes are there, some 8 KB each, if nobody says otherwise:
between an event and the tick that judges it, nobody need be unpacked again."""
_NOT_YET: Final = b""
"""In the place of the bytes of a state that was never packed."""


class Opened(msgspec.Struct, gc=False):
    """A citizen's state that was unpacked or changed: its bytes and the object.

    `weight`: how much the changes weigh that the bytes do not hold, 0: there are none. `state` is None where the object was
    let go. `era`: see Recent.
    """

    value: bytes
    state: Any
    weight: int = 0
    era: int = -1


class Recent:
    """The states that were unpacked or packed last, of all partitions of a worker: those that are let go, and when.

    At most `most`, at least half as many: when the younger half is full, what was not touched since the older half was
    full is let go, but for what is changed. `era`: whoever bears it is among the younger.
    """

    def __init__(self, most: int = KEPT) -> None:
        self.era = 0
        self._half = max(1, most // 2)
        self._younger: list[Opened] = []
        self._older: list[Opened] = []

    def __len__(self) -> int:
        return len(self._younger) + len(self._older)

    def keep(self, opened: Opened) -> None:
        """Keep a state as an object for a while; it is not among the younger yet."""
        opened.era = self.era
        self._younger.append(opened)
        if len(self._younger) >= self._half:
            for old in self._older:
                if old.era < self.era and not old.weight:
                    old.state = None
            self._older, self._younger = self._younger, []
            self.era += 1


class States:
    """The states by citizen. Use: `put` what changed, `pack` before it is written, `rest` what was recovered.

    Looking up raises UnreadableStateError for bytes that are none; what is recovered was looked through before anything is
    judged (`Partition.recover`).
    """

    def __init__(self, form: Form[Any, Any], recent: Recent | None = None) -> None:
        self._form = form
        self._recent = Recent() if recent is None else recent
        # One table: of a large one every look-up waits for memory.
        self._held: dict[Key, Opened | bytes] = {}

    def __len__(self) -> int:
        return len(self._held)

    def __iter__(self) -> Iterator[Key]:
        return iter(self._held)

    def __contains__(self, key: object) -> bool:
        return key in self._held

    def __getitem__(self, key: Key) -> Any:
        return self._opened(key, self._held[key])

    def get(self, key: Key) -> Any | None:
        """The state; None for a citizen of whom nothing was ever heard."""
        held = self._held.get(key)
        return None if held is None else self._opened(key, held)

    def items(self) -> Iterator[tuple[Key, Any]]:
        """All citizens with their states."""
        for key in list(self._held):
            yield key, self[key]

    def _opened(self, key: Key, held: Opened | bytes) -> Any:
        if isinstance(held, bytes):
            state, _ = self._form.decode(held)
            held = self._held[key] = Opened(held, state)
        elif held.state is None:
            held.state, _ = self._form.decode(held.value)
        if held.era != self._recent.era:
            self._recent.keep(held)
        return held.state

    def put(self, key: Key, state: Any, weight: int = 1) -> bool:
        """A citizen's new state; whether the change weighs more than those before it since the state was packed.

        It stays an object at least until it is packed.
        """
        held = self._held.get(key)
        if not isinstance(held, Opened):
            self._held[key] = Opened(_NOT_YET if held is None else held, state, weight)
            return True
        held.state = state
        if held.weight >= weight:
            return False
        held.weight = weight
        return True

    def pack(self, key: Key, outbox: Sequence[bytes] = ()) -> bytes | None:
        """The changelog value of a state with the messages that may not have been told; None if there is no state."""
        held = self._held.get(key)
        if isinstance(held, Opened) and held.weight:
            value = self._form.encode(held.state, outbox)
            held.value, held.weight = self._form.at_rest(value) if outbox else value, 0
            if held.era != self._recent.era:
                self._recent.keep(held)
            return value
        if held is None or not outbox:
            return held.value if isinstance(held, Opened) else held
        return self._form.encode(self._opened(key, held), outbox)

    def rest(self, key: Key, value: bytes) -> None:
        """Take in a recovered state, without an outbox."""
        self._held[key] = value
