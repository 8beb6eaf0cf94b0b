"""Puts Kafka and Redis together as one stack on a data directory; the only thing tests, demo and commands need to know."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from types import TracebackType

from deploy.stack.aot_cache import with_aot_cache
from deploy.stack.errors import NotOurs, NotReady, ServerDied
from deploy.stack.holder import Lock
from deploy.stack.jars import Progress, class_path, installed_class_path
from deploy.stack.java import find_java
from deploy.stack.kafka_broker import DEFAULT_HEAP, Installation, KafkaBroker, broker_answers
from deploy.stack.leash import Leash
from deploy.stack.places import DEFAULT_DATA_DIR, DataDir, cache_dir
from deploy.stack.ports import ports_of
from deploy.stack.redis_server import RedisServer, find_redis_server, redis_answers

EXISTING_TIMEOUT_S = 10.0


def kafka_installation(
    java: Path | None = None,
    kafka_home: Path | None = None,
    cache: Path | None = None,
    heap: str = DEFAULT_HEAP,
    repository: str = "",
    progress: Progress = lambda _done, _all: None,
) -> Installation:
    """A Kafka that can be run: the installed one that is named, or the pinned jars, fetched if need be.

    Raises NoJava, NoKafka, DownloadFailed, WrongChecksum.
    """
    where = cache or cache_dir()
    jars = installed_class_path(kafka_home) if kafka_home else class_path(where, progress, repository)
    return with_aot_cache(where, Installation(find_java(java), jars, heap=heap))


class Stack:
    """A Kafka broker and a Redis on loopback ports of their own, as a context: `with Stack(data_dir) as stack:`.

    They end with the `with` block and, however it dies, with this process. The directory keeps their data and ports.
    A Kafka or Redis that runs already is used instead if it is named (`existing_kafka`, `existing_redis`).
    Raises StackError's children on entering: StackHeld names the process that already runs this directory's stack.
    """

    def __init__(
        self,
        data_dir: Path = DEFAULT_DATA_DIR,
        installation: Installation | None = None,
        redis_server: Path | None = None,
        *,
        existing_kafka: str = "",
        existing_redis: str = "",
    ) -> None:
        self.directory = DataDir(data_dir)
        self._installation = installation
        self._redis_server = redis_server
        self._existing_kafka = existing_kafka
        self._existing_redis = existing_redis
        self._kafka: KafkaBroker | None = None
        self._redis: RedisServer | None = None
        self._undo = ExitStack()

    @property
    def bootstrap(self) -> str:
        """Kafka's address, for `bootstrap.servers`."""
        return self._existing_kafka or self.kafka.bootstrap

    @property
    def redis_url(self) -> str:
        """Redis' address."""
        return self._existing_redis or self.redis.url

    @property
    def kafka(self) -> KafkaBroker:
        """The broker, to stop, kill and start. Raises NotOurs for one that was not started here."""
        if self._kafka is None:
            raise NotOurs(f"Kafka at {self._existing_kafka or 'no address'} was not started by this stack")
        return self._kafka

    @property
    def redis(self) -> RedisServer:
        """The Redis, to stop, kill and start. Raises NotOurs for one that was not started here."""
        if self._redis is None:
            raise NotOurs("this Redis was not started by this stack")
        return self._redis

    def check(self) -> None:
        """Raises ServerDied if a server that was started here has ended by itself."""
        for server in (self._kafka, self._redis):
            if server is not None and server.server.ended:
                raise ServerDied(
                    f"{server.server.ended}. Remedy: look at {server.server.log} (a full disk, or too little memory?), and "
                    "start the stack again: what was acknowledged is kept"
                )

    def __enter__(self) -> Stack:
        self._ask_existing()
        with ExitStack() as undo:
            lock = Lock(self.directory)
            undo.callback(lock.release)
            leash = Leash(held_files=[lock.fileno()])
            undo.callback(leash.close)
            self._begin(leash, undo)
            for server in (self._redis, self._kafka):
                if server is not None:
                    server.wait_ready()
            lock.tell(self.bootstrap, self.redis_url)
            self._undo = undo.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._undo.close()

    def _ask_existing(self) -> None:
        """Raises NotReady if a server that was named does not answer. Redis' address may hold a password: not shown."""
        if self._existing_kafka and not broker_answers(self._existing_kafka, EXISTING_TIMEOUT_S):
            raise NotReady(f"no Kafka broker answered at {self._existing_kafka} within {EXISTING_TIMEOUT_S:.0f} s")
        if self._existing_redis and not redis_answers(self._existing_redis, EXISTING_TIMEOUT_S):
            raise NotReady(f"the Redis that was named did not answer within {EXISTING_TIMEOUT_S:.0f} s")

    def _begin(self, leash: Leash, undo: ExitStack) -> None:
        """Start what is ours, both at once."""
        ports = ports_of(self.directory)
        if not self._existing_redis:
            program = find_redis_server(self._redis_server)
            self._redis = RedisServer(self.directory.redis, ports.redis, program, leash)
            undo.callback(self._redis.stop)
            self._redis.begin()
        if not self._existing_kafka:
            installation = self._installation or kafka_installation()
            self._kafka = KafkaBroker(self.directory.kafka, ports.kafka, ports.kafka_controller, installation, leash)
            undo.callback(self._kafka.stop)
            self._kafka.begin()
