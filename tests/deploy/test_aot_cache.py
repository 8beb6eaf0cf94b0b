"""The recorded start of Kafka belongs to one Java, one set of jars and one heap, and does not pile up."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from deploy.stack import aot_cache, kafka_installation
from deploy.stack.java import Java
from deploy.stack.kafka_broker import Installation


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    home = tmp_path / "java"
    (home / "lib").mkdir(parents=True)
    (home / "lib" / "modules").touch()
    return Installation(Java(home / "bin" / "java", "25.0.2", "wheel"), [Path("a.jar"), Path("b.jar")])


def test_another_java_heap_set_of_jars_or_installation_needs_another_cache(
    installation: Installation, tmp_path: Path
) -> None:
    others = [
        installation,
        replace(installation, heap="1g"),
        replace(installation, class_path=[Path("a.jar")]),
        replace(installation, java=Java(tmp_path / "other" / "bin" / "java", "25.0.2", "wheel")),
    ]
    paths = {aot_cache.aot_cache_path(tmp_path, other) for other in others}
    os.utime(tmp_path / "java" / "lib" / "modules", ns=(1, 1))
    paths.add(aot_cache.aot_cache_path(tmp_path, installation))
    assert len(paths) == 5


def test_a_cache_is_used_when_it_is_there_and_only_then(installation: Installation, tmp_path: Path) -> None:
    assert aot_cache.with_aot_cache(tmp_path, installation).aot_cache is None
    recorded = aot_cache.aot_cache_path(tmp_path, installation)
    recorded.touch()
    used = aot_cache.with_aot_cache(tmp_path, installation)
    assert f"-XX:AOTCache={recorded}" in used.command("kafka.Kafka")


def test_an_older_java_records_nothing_and_starts_nothing(installation: Installation, tmp_path: Path) -> None:
    assert aot_cache.record(tmp_path, replace(installation, java=Java(Path("java"), "17.0.15", "installed"))) is None


@pytest.mark.broker
def test_a_recorded_start_is_kept_and_the_oldest_are_forgotten(tmp_path: Path) -> None:
    for age in range(6):
        old = tmp_path / f"kafka-old-{age}.aot"
        old.touch()
        os.utime(old, (1_000 - age, 1_000 - age))
    recorded = aot_cache.record(tmp_path, replace(kafka_installation(), aot_cache=None))
    assert recorded is not None
    assert recorded.stat().st_size > 1_000_000
    assert sorted(path.name for path in tmp_path.glob("kafka-old-*")) == [f"kafka-old-{age}.aot" for age in range(3)]
