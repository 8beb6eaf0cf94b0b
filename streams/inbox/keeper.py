"""The keeper: brings Redis up to the topics and keeps it there; knows how its parts go together, and who may be away.

It holds nothing that is not in Redis or on a topic. Killed, or overtaken by a wiped Redis, another keeper or a rebuild, it
looks at what is there and goes on from that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import redis
import structlog
from confluent_kafka import KafkaException

from rules.civil import Day, Instant, civil_day
from streams import clock
from streams.inbox.calling import call_for_everything
from streams.inbox.catching_up import catch_up
from streams.inbox.gathering import Gathering, Source
from streams.inbox.keys import Generation, Keys
from streams.inbox.lease import Lease
from streams.inbox.pulse import Pulse
from streams.inbox.silences import SilenceWatch
from streams.inbox.source import TopicReader
from streams.inbox.storing import OvertakenError, Store, begin, read_identities, read_offsets, remove
from streams.inbox.watch import KeeperWatch
from streams.settings import Settings
from streams.topic_ends import EndsUnknownError

LEASE_S: Final = 3.0
_PAUSE_S: Final = 0.5
_READ_AT_ONCE: Final = 5_000
_READ_S: Final = 0.05
_LOOK_S: Final = 0.25
"""How often a keeper that has nothing to store looks whether Redis is as it left it."""
_MUCH: Final = 20_000
"""So many records behind, it reads partition by partition."""

_log: Final = structlog.get_logger(__name__)

GoesOn = Callable[[], bool]


class Keeper:
    """One keeper. `why_not_ready`: empty when the view is whole and kept up, or another keeper does it; else the reason."""

    def __init__(self, settings: Settings) -> None:
        self.why_not_ready = "Kafka and Redis have not been read yet"
        self.behind = 0
        self.watch = KeeperWatch()
        self._topics = settings.topics
        self._servers = settings.bootstrap_servers
        self._keys = Keys(settings.topic_prefix)
        self._client: redis.Redis = redis.Redis.from_url(
            settings.redis_url, socket_timeout=10, socket_connect_timeout=2
        )
        self._lease = Lease(self._client, self._keys.keeper, LEASE_S)
        self._shown_at = 0.0
        self._page: tuple[bool, Day | None, bytes] = (False, None, b"")

    def keep(self, goes_on: GoesOn, pause: Callable[[float], bool]) -> None:
        """Keep until `goes_on` says no, or `pause` (seconds) says not to go on. Whoever is away is waited for."""
        while goes_on():
            try:
                is_ours = self._lease.hold()
                self.watch.redis_was_asked(answers=True)
                if is_ours:
                    self._keep(goes_on)
                else:
                    self.why_not_ready = ""  # another keeper is at work, and this one stands by
            except OvertakenError as overtaken:
                _log.info("inbox.looks_anew", reason=str(overtaken))
                continue
            except redis.RedisError as error:
                self.watch.redis_was_asked(answers=False)
                self._wait("Redis does not answer", error)
            except (EndsUnknownError, KafkaException) as error:
                self._wait("Kafka does not answer", error)
            if not pause(_PAUSE_S):
                break
        try:
            self._lease.give_back()
        except redis.RedisError:
            _log.info("inbox.lease_runs_out")

    def _wait(self, reason: str, error: Exception) -> None:
        if self.why_not_ready != reason:
            _log.warning("inbox.waits", reason=reason, error=f"{type(error).__name__}: {error}")
        self.why_not_ready = reason

    def _keep(self, goes_on: GoesOn) -> None:
        """Take up the live generation where it is, bring it up to now, and follow. Raises what `keep` waits for."""
        reader, pulse = TopicReader(self._servers, self._topics), Pulse(self._servers, self._topics)
        self._silences = SilenceWatch(self._servers, self._topics)
        try:
            pulse.start()
            store = self._taken_up(reader)
            while goes_on() and self._lease.hold():
                if self._is_far(reader, store):
                    self._catch_up(reader, store, goes_on)
                else:
                    _log.info("inbox.follows", generation=store.generation.name)
                    self._follow(reader, pulse, store, goes_on)
        finally:
            reader.close()
            pulse.close()
            self._silences.close()

    def _taken_up(self, reader: TopicReader) -> Store:
        """The live generation, or a new one where there is none that could be continued."""
        live: Any = self._client.get(self._keys.live)
        partitions = self._topics.partitions
        if live is not None:
            generation = self._keys.generation(live.decode())
            offsets = read_offsets(self._client, generation, partitions) if generation.is_readable else None
            if offsets is not None and self._is_of_these_topics(reader, generation, offsets):
                return Store(self._client, self._keys, generation, offsets, self._lease.hold, is_private=False)
        generation, identities = self._keys.new_generation(), reader.identities()
        _log.info("inbox.starts_over", generation=generation.name, was=live.decode() if live else None)
        self.watch.started_over()
        begin(self._client, self._keys, generation, partitions, identities, live=True)
        if live is not None:
            remove(self._client, self._keys.generation(live.decode()))
        fresh = read_offsets(self._client, generation, partitions)
        if fresh is None:
            raise OvertakenError("wiped as soon as it was begun")
        return Store(self._client, self._keys, generation, fresh, self._lease.hold, is_private=False)

    def _is_of_these_topics(self, reader: TopicReader, generation: Generation, offsets: Mapping[Source, int]) -> bool:
        """Whether it was read from the topics that there are: not from others that bore their names before."""
        ends = reader.ends(offsets)
        if any(at > ends[source] for source, at in offsets.items()):
            return False
        return read_identities(self._client, generation) == reader.identities()

    def _is_far(self, reader: TopicReader, store: Store) -> bool:
        ends = reader.ends(store.offsets)
        self.behind = sum(max(0, end - store.offsets[source]) for source, end in ends.items())
        return self.behind > _MUCH

    def _catch_up(self, reader: TopicReader, store: Store, goes_on: GoesOn) -> None:
        def reading(left: int) -> bool:
            self.behind = left
            self.why_not_ready = f"catching up: {left} records to be read"
            self._show(None, None)
            return goes_on() and self._lease.hold()

        began, behind = clock.monotonic(), self.behind
        catch_up(reader, store, reading, self._stored)
        seconds = round(clock.monotonic() - began, 1)
        _log.info("inbox.caught_up", records=behind, seconds=seconds, generation=store.generation.name)

    def _follow(self, reader: TopicReader, pulse: Pulse, store: Store, goes_on: GoesOn) -> None:
        """Store what comes, until so much comes at once that it is better caught up on."""
        looked_at, shown, whole_at, read = 0.0, (pulse.as_of, pulse.now), reader.ends(store.offsets), 0
        reader.assign(store.offsets)
        while goes_on() and self._lease.hold():
            pulse.beat()
            gathered = Gathering()
            gathered.take(reader.read(_READ_AT_ONCE, _READ_S))
            if gathered.records:
                store.store(gathered, calling=True)
                self._stored(gathered)
                self.watch.shown(gathered.appended_ms)
                read += gathered.records
            elif clock.monotonic() - looked_at > _LOOK_S:
                store.check()
                looked_at = clock.monotonic()
            if read >= _READ_AT_ONCE:
                read = 0
                if self._is_far(reader, store):
                    return
            is_whole = reader.has_reached(whole_at)
            self.behind = 0 if is_whole else max(1, self.behind - gathered.records)
            self.why_not_ready = _reason(reader, is_whole=is_whole)
            self._show(shown[0] if is_whole else None, shown[1])
            shown = (
                pulse.as_of,
                pulse.now,
            )  # a round later: alerts go out beside the marker that says so, not before it

    def _stored(self, gathered: Gathering) -> None:
        self.watch.stored(gathered)
        for (topic, reason), records in gathered.unreadable.items():
            _log.warning("inbox.unreadable", topic=topic, reason=reason, records=records)

    def _show(self, as_of: Instant | None, now: Instant | None) -> None:
        """Tell the inboxes how far this is, a few times a second, and when to read everything anew.

        They do when the view has become whole, when a day begins (then snoozed alerts are back, and days are worded anew),
        and when a municipality falls silent or is heard again.
        """
        if clock.monotonic() - self._shown_at < _READ_S:
            return
        self.watch.came(self.behind, as_of)
        self._silences.keep_up()
        said = {"behind": self.behind, "as_of": as_of, "now": now, "silences": self._silences.said}
        page = (self.behind == 0, None if now is None else civil_day(now), self._silences.said)
        with self._client.pipeline(transaction=True) as tx:
            tx.hset(self._keys.progress, mapping={name: each for name, each in said.items() if each is not None})
            if page != self._page:
                tx.publish(*call_for_everything(self._keys))
            tx.execute()
        self._shown_at, self._page = clock.monotonic(), page


def _reason(reader: TopicReader, *, is_whole: bool) -> str:
    if not reader.is_answered:
        return "Kafka does not answer"
    return "" if is_whole else "catching up"
