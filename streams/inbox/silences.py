"""Which municipalities are silent: follows `municipal-alerts` from its beginning; knows the topic, not what is shown.

The topic is small (some messages a municipality a year) and not about citizens, so nothing of it is kept in a generation: it
is read anew at every start, and said beside how far the keeper has come.
"""

from __future__ import annotations

from typing import Final

import msgspec
import structlog

from alerts.held_back import Silence, silences_of
from alerts.municipal.life import MunicipalLives
from alerts.municipal.message import decode_municipal
from alerts.unreadable import UnreadableMessageError
from streams.inbox.gathering import Source
from streams.inbox.source import TopicReader
from streams.topics import MUNICIPAL_ALERTS, Topics

_AT_ONCE: Final = 2_000
_encoder: Final = msgspec.msgpack.Encoder()
_decoder: Final = msgspec.msgpack.Decoder(tuple[Silence, ...])

_log: Final = structlog.get_logger(__name__)


class SilenceWatch:
    """`said`: the silences, packed for Redis."""

    def __init__(self, bootstrap: str, topics: Topics) -> None:
        self.said = pack_silences(())
        self._lives = MunicipalLives()
        self._reader = TopicReader(bootstrap, topics)
        self._reader.assign({Source(MUNICIPAL_ALERTS, 0): 0})

    def keep_up(self) -> None:
        """Take in what was told since."""
        is_news = False
        while records := self._reader.read(_AT_ONCE, 0.0):
            for record in records:
                is_news |= self._take(record.value)
        if is_news:
            self.said = pack_silences(tuple(silences_of(self._lives.open()).values()))

    def close(self) -> None:
        """Read no more."""
        self._reader.close()

    def _take(self, value: bytes | None) -> bool:
        try:
            return self._lives.recall(decode_municipal(value or b""))
        except UnreadableMessageError as error:
            _log.warning("inbox.unreadable", topic=MUNICIPAL_ALERTS, reason=str(error), records=1)
            return False


def pack_silences(silences: tuple[Silence, ...]) -> bytes:
    """Silences as they are stored."""
    return _encoder.encode(silences)


def unpack_silences(stored: bytes | None) -> dict[str, Silence]:
    """The silences in what is stored, by municipality; none where nothing is."""
    return {} if stored is None else {each.municipality: each for each in _decoder.decode(stored)}
