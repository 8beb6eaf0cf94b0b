"""Brings the pinned jars of Apache Kafka from Maven Central and refuses any that differs; knows nothing of running them."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from deploy.stack.errors import DownloadFailed, NoKafka, WrongChecksum
from deploy.stack.usable import ANOTHER_CACHE, usable

KAFKA_VERSION = "4.3.1"
# The two roots from which the list of jars was resolved. A log4j binding must not join them: its bill of materials
# replaces kafka-clients by an older version. Kafka 4.4.0 does not resolve: one of its jars was never published.
ROOTS = (f"org.apache.kafka:kafka_2.13:{KAFKA_VERSION}", "org.slf4j:slf4j-simple:1.7.36")
LOCK_FILE = Path(__file__).with_name("kafka-jars.lock")
PARALLEL_DOWNLOADS = 4

Progress = Callable[[int, int], None]
"""Told of bytes done and bytes in all, after each jar."""


@dataclass(frozen=True, slots=True)
class Jar:
    """One pinned jar."""

    sha256: str
    size_bytes: int
    coordinate: str  # group:artifact:version

    @property
    def file_name(self) -> str:
        """The name of its file, e.g. `kafka-clients-4.3.1.jar`."""
        _, artifact, version = self.coordinate.split(":")
        return f"{artifact}-{version}.jar"


def pinned(lock_file: Path = LOCK_FILE) -> list[Jar]:
    """The checked-in list, in class path order."""
    rows = [line.split() for line in lock_file.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    return [Jar(sha256, int(size), coordinate) for sha256, size, coordinate in rows]


def class_path(
    cache: Path, progress: Progress = lambda _done, _all: None, repository: str = "", jars: Iterable[Jar] | None = None
) -> list[Path]:
    """The jars in `cache`, every one checked against the list on every start (44 MB: less than a tenth of a second).

    What is missing is downloaded first, and `progress` is told of it.
    Raises DownloadFailed, and WrongChecksum for a jar that differs, wherever it came from.
    """
    wanted = list(pinned() if jars is None else jars)
    home = cache / f"kafka-{KAFKA_VERSION}"
    missing = [jar for jar in wanted if not (home / jar.file_name).exists()]
    if missing:
        _download(missing, home, progress, repository)
    for jar in wanted:
        verify(jar, home / jar.file_name)
    return [home / jar.file_name for jar in wanted]


def installed_class_path(kafka_home: Path) -> list[Path]:
    """The jars of an installed Kafka. Raises NoKafka if the directory holds none."""
    found = sorted((kafka_home / "libs").glob("*.jar"))
    if not any(jar.name.startswith("kafka-server-") for jar in found):
        raise NoKafka(f"{kafka_home} holds no Kafka 4: expected libs/kafka-server-….jar. Name another, or none.")
    return found


def verify(jar: Jar, path: Path) -> None:
    """Raises WrongChecksum, and removes the file, if `path` is not byte for byte the pinned jar."""
    with path.open("rb") as content:
        found = hashlib.file_digest(content, "sha256").hexdigest()
    if found == jar.sha256:
        return
    path.unlink()
    raise WrongChecksum(
        f"{jar.file_name}: SHA-256 {found}, but {LOCK_FILE.name} says {jar.sha256}. The file was removed; the next start "
        "fetches it again. If it differs again, the repository serves another file than the one we trust."
    )


def _download(missing: list[Jar], home: Path, progress: Progress, repository: str) -> None:
    """Fetch into a directory of this process, verify there, then move: a jar in `home` is always whole."""
    incoming = home.with_name(f"{home.name}.incoming-{os.getpid()}")
    with usable(home, ANOTHER_CACHE):
        home.mkdir(parents=True, exist_ok=True)
    total = sum(jar.size_bytes for jar in missing)
    done = 0
    progress(0, total)
    try:
        with ThreadPoolExecutor(PARALLEL_DOWNLOADS) as pool:
            for jar, path in pool.map(lambda jar: (jar, _fetch(jar, incoming, repository)), missing):
                verify(jar, path)
                path.replace(home / jar.file_name)
                done += jar.size_bytes
                progress(done, total)
    finally:
        shutil.rmtree(incoming, ignore_errors=True)


def _fetch(jar: Jar, incoming: Path, repository: str) -> Path:
    from jgo.maven import MavenContext  # noqa: PLC0415 - brings requests along, which only the first start needs

    group, artifact, version = jar.coordinate.split(":")
    remote = {"named": repository.rstrip("/")} if repository else None
    context = MavenContext(repo_cache=incoming, remote_repos=remote, timeout=30)
    try:
        found = context.project(group, artifact).at_version(version).artifact().resolve()
    except Exception as error:  # jgo raises RuntimeError, requests its own family: all mean the same here
        raise DownloadFailed(
            f"{jar.coordinate} could not be fetched from {repository or 'Maven Central'}: {error}. Is there a network? "
            "If not, name a mirror (RETTIDIG_MAVEN_REPOSITORY), a running Kafka (RETTIDIG_BOOTSTRAP_SERVERS) or an installed "
            "one (RETTIDIG_KAFKA_HOME)."
        ) from error
    return Path(found)
