"""Which alerts are open by what `alerts` tells, as far as a state had come when it was read; knows messages, no law."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Final, NamedTuple

import msgspec

ENDS: Final = frozenset({"resolved", "withdrawn", "lapsed"})


class _Data(msgspec.Struct, frozen=True, gc=False):
    alert_id: str
    revision: int
    citizen: str


class _Message(msgspec.Struct, frozen=True, gc=False):
    type: str
    data: _Data


class Word(NamedTuple):
    """What a message says of an alert: at which revision, and whether it is open; `is_early`: see `Told`."""

    revision: int
    is_open: bool
    is_early: bool


_TYPE: Final = "dk.rettidig.alert.raised.v1"
_decoder: Final = msgspec.json.Decoder(_Message)


def read(value: bytes, *, is_early: bool) -> tuple[str, str, Word]:
    """(citizen, alert's id, what a message says of it). Raises msgspec.MsgspecError, and ValueError for no type of ours."""
    message = _decoder.decode(value)
    parts = message.type.split(".")
    if len(parts) != len(_TYPE.split(".")):
        raise ValueError("its type is no alert's")
    data = message.data
    return data.citizen, data.alert_id, Word(data.revision, parts[3] not in ENDS, is_early)


class Told(msgspec.Struct):
    """What `alerts` tells of one citizen.

    A message is early if it was there before the states were read: whatever it tells, the states know. A later one may tell
    of something that happened after the state was written.
    """

    words: dict[str, list[Word]] = {}

    def take(self, alert: str, word: Word) -> None:
        """One message; of the early ones only the last revision is kept, as whoever reads the topic goes by it."""
        kept = self.words.setdefault(alert, [])
        if not word.is_early or not kept:
            kept.append(word)
        elif kept[0].is_early and kept[0].revision < word.revision:
            kept[0] = word

    def open(self, revisions: Mapping[str, int]) -> set[str]:
        """The alerts that are open by what was told up to these revisions, and by whatever was told early."""
        found = set()
        for alert, words in self.words.items():
            upto = revisions.get(alert, 0)
            last = max((word for word in words if word.is_early or word.revision <= upto), default=None)
            if last is not None and last.is_open:
                found.add(alert)
        return found

    def lacks(self, outbox: Iterable[tuple[str, Word]]) -> dict[str, Word]:
        """The last word of each alert in messages that were to be told, and that are not there."""
        missing: dict[str, Word] = {}
        for alert, word in outbox:
            if all(each.revision < word.revision for each in self.words.get(alert, ())):
                missing[alert] = word
        return missing


def open_if_told(is_open: Collection[str], missing: Mapping[str, Word]) -> set[str]:
    """What will be open when the messages that are missing were told."""
    return {alert for alert in is_open if alert not in missing} | {
        alert for alert, word in missing.items() if word.is_open
    }
