"""Writes the list of Kafka's jars with their checksums from what the repository serves now (`make lock-kafka`).

Run by whoever changes Kafka's version, who then looks at the difference before committing it; never by a start.
"""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path

from deploy.stack.jars import KAFKA_VERSION, LOCK_FILE, ROOTS

_HEAD = f"""\
# Every jar of Apache Kafka {KAFKA_VERSION} ({", ".join(ROOTS)}): SHA-256, bytes, Maven coordinate.
# Written by `make lock-kafka` from what the repository serves; a jar that differs is refused.
"""


def lock() -> str:
    """The whole content of the list. Raises ValueError if the resolver mixed two versions of Kafka."""
    from jgo.env import EnvironmentBuilder  # noqa: PLC0415 - needed here only, and slow to load
    from jgo.maven import MavenContext  # noqa: PLC0415 - as the one above

    with tempfile.TemporaryDirectory(prefix="rettidig-jars-") as scratch:
        repository = Path(scratch) / "repository"
        context = MavenContext(repo_cache=repository, timeout=60)
        EnvironmentBuilder(context=context, cache_dir=Path(scratch) / "environment").from_endpoint("+".join(ROOTS))
        jars = sorted(repository.rglob("*.jar"), key=lambda path: path.name)
        rows = [(path, _coordinate(path.relative_to(repository))) for path in jars]
        mixed = [name for _, name in rows if name.startswith("org.apache.kafka:") and not name.endswith(KAFKA_VERSION)]
        if mixed:
            raise ValueError(f"the resolver mixed versions of Kafka: {', '.join(mixed)}")
        return _HEAD + "".join(
            f"{hashlib.sha256(path.read_bytes()).hexdigest()} {path.stat().st_size} {name}\n" for path, name in rows
        )


def _coordinate(path: Path) -> str:
    """`group:artifact:version` of a path in a Maven repository."""
    *group, artifact, version, _ = path.parts
    return f"{'.'.join(group)}:{artifact}:{version}"


if __name__ == "__main__":
    LOCK_FILE.write_text(lock(), "utf-8")
