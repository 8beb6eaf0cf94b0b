"""Kafka's jars: fetched once, and refused when they are not the pinned ones."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from deploy.stack.errors import DownloadFailed, NoKafka, WrongChecksum
from deploy.stack.jars import KAFKA_VERSION, ROOTS, Jar, class_path, installed_class_path, pinned, verify

RIGHT = b"the bytes of a jar"
JAR = Jar(hashlib.sha256(RIGHT).hexdigest(), len(RIGHT), "dk.example:tool:1.0")


@pytest.fixture
def repository(tmp_path: Path) -> Iterator[Path]:
    """A Maven repository on loopback; its `url` file says where."""
    root = tmp_path / "repository"
    root.mkdir()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(root)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    (root / "url").write_text(f"http://127.0.0.1:{server.server_port}")
    yield root
    server.shutdown()
    server.server_close()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


def serve(repository: Path, content: bytes) -> str:
    """Offer `content` as the jar; the repository's address."""
    place = repository / "dk/example/tool/1.0/tool-1.0.jar"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content)
    return (repository / "url").read_text()


def test_every_jar_is_pinned_by_its_checksum_and_kafka_is_of_one_version() -> None:
    jars = pinned()
    coordinates = [jar.coordinate for jar in jars]
    assert len(jars) == len(set(coordinates)) == 46
    assert set(ROOTS) <= set(coordinates)
    assert all(len(bytes.fromhex(jar.sha256)) == 32 and jar.size_bytes > 0 for jar in jars)
    assert {c.split(":")[2] for c in coordinates if c.startswith("org.apache.kafka:")} == {KAFKA_VERSION}


def test_a_jar_is_fetched_once_and_progress_is_told(repository: Path, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    url = serve(repository, RIGHT)
    first = class_path(tmp_path / "cache", lambda done, total: told.append((done, total)), url, [JAR])
    (repository / "dk/example/tool/1.0/tool-1.0.jar").unlink()
    second = class_path(tmp_path / "cache", lambda done, total: told.append((done, total)), url, [JAR])

    assert first == second
    assert first[0].read_bytes() == RIGHT
    assert told == [(0, len(RIGHT)), (len(RIGHT), len(RIGHT))]
    assert list((tmp_path / "cache").iterdir()) == [first[0].parent], "nothing of the download is left lying about"


def test_a_jar_with_a_wrong_checksum_is_refused_and_never_kept(repository: Path, tmp_path: Path) -> None:
    url = serve(repository, b"another file")
    with pytest.raises(WrongChecksum, match=r"tool-1\.0\.jar: SHA-256 "):
        class_path(tmp_path / "cache", repository=url, jars=[JAR])
    assert list((tmp_path / "cache").rglob("*.jar")) == []

    serve(repository, RIGHT)
    assert class_path(tmp_path / "cache", repository=url, jars=[JAR])[0].read_bytes() == RIGHT


def test_a_cached_jar_that_was_changed_is_refused_and_removed(tmp_path: Path) -> None:
    changed = tmp_path / "tool-1.0.jar"
    changed.write_bytes(RIGHT + b"!")
    with pytest.raises(WrongChecksum, match=JAR.sha256):
        verify(JAR, changed)
    assert not changed.exists()


def test_a_jar_that_nobody_serves_is_named(repository: Path, tmp_path: Path) -> None:
    url = (repository / "url").read_text()
    with pytest.raises(DownloadFailed, match=r"dk\.example:tool:1\.0 could not be fetched from http://127\.0\.0\.1"):
        class_path(tmp_path / "cache", repository=url, jars=[JAR])


def test_an_installed_kafka_is_used_where_it_is_named(tmp_path: Path) -> None:
    (tmp_path / "libs").mkdir()
    for name in ("kafka-server-4.1.0.jar", "a.jar"):
        (tmp_path / "libs" / name).touch()
    assert [path.name for path in installed_class_path(tmp_path)] == ["a.jar", "kafka-server-4.1.0.jar"]


def test_a_directory_without_kafka_is_named(tmp_path: Path) -> None:
    with pytest.raises(NoKafka, match=str(tmp_path)):
        installed_class_path(tmp_path)
