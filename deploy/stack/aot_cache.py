"""Records once, for a Java and a set of jars, the classes that a starting broker loads: later starts take a third of the time.

Recorded by `rettidig stack fetch` (which `make setup` runs), where people wait anyhow, and never beside a running stack:
it takes some ten seconds of two cores, which a demo or a test would feel. Without it a broker starts all the same.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import replace
from pathlib import Path

from deploy.stack.jars import KAFKA_VERSION
from deploy.stack.kafka_broker import Installation, KafkaBroker
from deploy.stack.leash import Leash
from deploy.stack.places import DataDir
from deploy.stack.ports import ports_of

KEPT = 4


def aot_cache_path(cache: Path, installation: Installation) -> Path:
    """Where the cache for just this Java, these jars and this heap is, or would be."""
    command = installation.java.command
    modules = command.resolve().parent.parent / "lib" / "modules"
    # Java refuses a cache when its own files have another date, as after a fresh installation of the same version.
    dated = str(modules.stat().st_mtime_ns) if modules.exists() else ""
    made_for = [str(command), dated, installation.heap, *(str(jar) for jar in installation.class_path)]
    key = hashlib.sha256("\n".join(made_for).encode()).hexdigest()[:12]
    return cache / f"kafka-{KAFKA_VERSION}-java-{installation.java.version}-{key}.aot"


def with_aot_cache(cache: Path, installation: Installation) -> Installation:
    """The installation, using its recorded cache if there is one."""
    recorded = aot_cache_path(cache, installation)
    return replace(installation, aot_cache=recorded) if recorded.exists() else installation


def record(cache: Path, installation: Installation) -> Path | None:
    """Start and stop a broker on a throw-away directory, recording; None if this Java can't. Raises NotReady."""
    if not installation.java.can_use_aot_cache:
        return None
    target = aot_cache_path(cache, installation)
    unfinished = target.with_suffix(f".{os.getpid()}.unfinished")
    leash = Leash()
    with tempfile.TemporaryDirectory(prefix="rettidig-aot-") as scratch:
        directory = DataDir(Path(scratch))
        ports = ports_of(directory)
        broker = KafkaBroker(directory.kafka, ports.kafka, ports.kafka_controller, installation, leash)
        try:
            broker.start(switches=(f"-XX:AOTCacheOutput={unfinished}",))
        finally:
            broker.stop()
            leash.close()
    if not unfinished.exists():
        return None
    _forget_oldest(cache)
    return unfinished.replace(target)


def _forget_oldest(cache: Path) -> None:
    """Make room for one more: each is 62 MB, and those of environments that are gone are of no use."""
    newest_first = sorted(cache.glob("kafka-*.aot"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in newest_first[KEPT - 1 :]:
        path.unlink(missing_ok=True)
