"""One partition's states: at rest as bytes, those touched last as objects as well; knows neither the law nor the broker.

A state as objects takes some ten times the memory of its bytes, and of a municipality's citizens few are touched in an
hour. So a state is unpacked when it is asked for and packed when it is written; in between it is an object only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, overload

from streams.engine.due import Key
from streams.engine.ports import Form

KEPT: Final = 8_192
"""States of a worker that are kept as objects although their bytes are there, some 8 KB each, if nobody says otherwise:
between an event and the tick that judges it, nobody need be unpacked again."""
_NEW: Final = b""
"""In the place of the bytes of a state that was never packed."""


class Recent:
    """The states that were unpacked or packed last, of all partitions of a worker.

    At most `most`, at least half as many: when the younger half is full, the older one is dropped. A state is found
    only by the very bytes that it was packed to, so none is found that was since replaced or belongs to an owner before.
    """

    def __init__(self, most: int = KEPT) -> None:
        self._half = max(1, most // 2)
        self._younger: dict[Key, tuple[bytes, Any]] = {}
        self._older: dict[Key, tuple[bytes, Any]] = {}

    def __len__(self) -> int:
        return len(self._younger) + len(self._older)

    def find(self, key: Key, value: bytes) -> Any | None:
        """The state whose bytes these are, if it is kept."""
        found = self._younger.get(key)
        if found is None:
            found = self._older.get(key)
            if found is not None and found[0] is value:
                self.keep(key, *found)
        return found[1] if found is not None and found[0] is value else None

    def keep(self, key: Key, value: bytes, state: Any) -> None:
        """Keep a state beside its bytes for a while."""
        self._younger[key] = value, state
        if len(self._younger) >= self._half:
            self._older, self._younger = self._younger, {}


class States(Mapping[Key, Any]):
    """The states by citizen. Use: `put` what changed, `pack` before it is written, `rest` what was recovered.

    Looking up raises UnreadableStateError for bytes that are none; what is recovered was looked through before anything is
    judged (`Partition.recover`).
    """

    def __init__(self, form: Form[Any, Any], recent: Recent | None = None) -> None:
        self._form = form
        self._recent = Recent() if recent is None else recent
        self._at_rest: dict[Key, bytes] = {}
        self._changed: dict[Key, Any] = {}

    def __len__(self) -> int:
        return len(self._at_rest)

    def __iter__(self) -> Iterator[Key]:
        return iter(self._at_rest)

    def __contains__(self, key: object) -> bool:
        return key in self._at_rest

    def __getitem__(self, key: Key) -> Any:
        state = self._changed.get(key)
        return self._unpacked(key, self._at_rest[key]) if state is None else state

    @overload
    def get(self, key: Key, default: None = None, /) -> Any | None: ...
    @overload
    def get(self, key: Key, default: Any, /) -> Any: ...
    def get(self, key: Key, default: Any = None, /) -> Any:
        """The state, or the default for a citizen of whom nothing was ever heard."""
        state = self._changed.get(key)
        if state is not None:
            return state
        value = self._at_rest.get(key)
        return default if value is None else self._unpacked(key, value)

    def _unpacked(self, key: Key, value: bytes) -> Any:
        state = self._recent.find(key, value)
        if state is None:
            state, _ = self._form.decode(value)
            self._recent.keep(key, value, state)
        return state

    def put(self, key: Key, state: Any) -> None:
        """A citizen's new state. It stays an object at least until it is packed."""
        self._changed[key] = state
        self._at_rest.setdefault(key, _NEW)

    def pack(self, key: Key, outbox: Sequence[bytes] = ()) -> bytes | None:
        """The changelog value of a state with the messages that may not have been told; None if there is no state."""
        if key in self._changed:
            state = self._changed.pop(key)
            value = self._form.encode(state, outbox)
            resting = self._form.at_rest(value) if outbox else value
            self._at_rest[key] = resting
            self._recent.keep(key, resting, state)
            return value
        resting = self._at_rest.get(key, _NEW)
        if resting is _NEW:
            return None
        return self._form.encode(self[key], outbox) if outbox else resting

    def rest(self, key: Key, value: bytes) -> None:
        """Take in a recovered state, without an outbox."""
        self._at_rest[key] = value
