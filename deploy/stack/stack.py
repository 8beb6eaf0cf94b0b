"""Puts Kafka and Redis together as one stack on a data directory; the only thing tests, demo and commands need to know."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from types import TracebackType

from deploy.stack.aot_cache import with_aot_cache
from deploy.stack.holder import Lock
from deploy.stack.jars import Progress, class_path, installed_class_path
from deploy.stack.java import find_java
from deploy.stack.kafka_broker import DEFAULT_HEAP, Installation, KafkaBroker
from deploy.stack.leash import Leash
from deploy.stack.places import DEFAULT_DATA_DIR, DataDir, cache_dir
from deploy.stack.ports import ports_of
from deploy.stack.redis_server import RedisServer, find_redis_server


def kafka_installation(
    java: Path | None = None,
    kafka_home: Path | None = None,
    cache: Path | None = None,
    heap: str = DEFAULT_HEAP,
    progress: Progress | None = None,
) -> Installation:
    """A Kafka that can be run: the installed one that is named, or the pinned jars, fetched if need be.

    Raises NoJava, NoKafka, DownloadFailed, WrongChecksum.
    """
    where = cache or cache_dir()
    jars = installed_class_path(kafka_home) if kafka_home else class_path(where, progress)
    return with_aot_cache(where, Installation(find_java(java), jars, heap=heap))


class Stack:
    """A Kafka broker and a Redis on loopback ports of their own, as a context: `with Stack(data_dir) as stack:`.

    They end with the `with` block and, however it dies, with this process. The directory keeps their data and ports.
    Raises StackError's children on entering: StackHeld names the process that already runs this directory's stack.
    """

    kafka: KafkaBroker
    redis: RedisServer

    def __init__(
        self,
        data_dir: Path = DEFAULT_DATA_DIR,
        installation: Installation | None = None,
        redis_server: Path | None = None,
    ) -> None:
        self.directory = DataDir(data_dir)
        self._installation = installation
        self._redis_server = redis_server
        self._undo = ExitStack()

    @property
    def bootstrap(self) -> str:
        """Kafka's address, for `bootstrap.servers`."""
        return self.kafka.bootstrap

    @property
    def redis_url(self) -> str:
        """Redis' address."""
        return self.redis.url

    def __enter__(self) -> Stack:
        with ExitStack() as undo:
            program = find_redis_server(self._redis_server)
            installation = self._installation or kafka_installation()
            lock = Lock(self.directory)
            undo.callback(lock.release)
            leash = Leash(held_files=[lock.fileno()])
            undo.callback(leash.close)
            ports = ports_of(self.directory)
            self.redis = RedisServer(self.directory.redis, ports.redis, program, leash)
            self.kafka = KafkaBroker(self.directory.kafka, ports.kafka, ports.kafka_controller, installation, leash)
            undo.callback(self.redis.stop)
            undo.callback(self.kafka.stop)
            self.redis.begin()
            self.kafka.begin()
            self.redis.wait_ready()
            self.kafka.wait_ready()
            lock.tell(self.bootstrap, self.redis_url)
            self._undo = undo.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._undo.close()
