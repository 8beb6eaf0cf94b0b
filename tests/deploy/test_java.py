"""Which Java and which Redis are used, and what is said when there is none."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from deploy.stack.errors import NoJava, NoRedis
from deploy.stack.java import find_java
from deploy.stack.redis_server import find_redis_server


def program(path: Path, says: str = "") -> Path:
    """A program that says one line on standard error."""
    path.write_text(f"#!/bin/sh\necho '{says}' >&2\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def no_wheels(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine without the wheels and without anything installed; the directory is its whole PATH."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    return tmp_path


def test_the_wheels_java_is_used_when_none_is_named() -> None:
    java = find_java()
    assert java.origin == "wheel"
    assert java.can_use_aot_cache
    assert java.command.exists()


def test_a_named_java_goes_first(tmp_path: Path) -> None:
    named = program(tmp_path / "java", 'openjdk version "17.0.15" 2025-04-15')
    java = find_java(named)
    assert (java.command, java.version, java.origin) == (named, "17.0.15", "named")
    assert not java.can_use_aot_cache
    assert "--enable-native-access=ALL-UNNAMED" not in java.switches("1g"), "Java 17 refuses to start with it"


def test_an_installed_java_is_used_when_there_is_no_wheel(no_wheels: Path) -> None:
    program(no_wheels / "java", 'java version "21" 2023-09-19 LTS')
    assert (find_java().version, find_java().origin) == ("21", "installed")


@pytest.mark.parametrize(
    ("says", "message"),
    [
        ('java version "1.8.0_202"', r"is Java 1\.8\.0; Kafka needs 17 or newer"),
        ('openjdk version "11.0.2"', r"is Java 11\.0\.2; Kafka needs 17 or newer"),
        ("hello", "does not say which Java it is"),
    ],
)
def test_a_java_that_cannot_run_kafka_is_refused(tmp_path: Path, says: str, message: str) -> None:
    with pytest.raises(NoJava, match=message):
        find_java(program(tmp_path / "java", says))


def test_a_named_java_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NoJava, match="is no Java that runs"):
        find_java(tmp_path / "nowhere")


def test_a_machine_without_any_java_is_told_what_to_do(no_wheels: Path) -> None:
    with pytest.raises(NoJava, match="name one with RETTIDIG_JAVA"):
        find_java()


def test_a_named_redis_goes_first_and_must_be_there(tmp_path: Path) -> None:
    assert find_redis_server(program(tmp_path / "redis-server")) == tmp_path / "redis-server"
    with pytest.raises(NoRedis, match="RETTIDIG_REDIS_SERVER"):
        find_redis_server(tmp_path / "nowhere")


def test_an_installed_redis_is_used_when_there_is_no_wheel(no_wheels: Path) -> None:
    assert find_redis_server_or_none() is None
    assert find_redis_server_or_none(program(no_wheels / "redis-server")) == no_wheels / "redis-server"


def find_redis_server_or_none(_installed: Path | None = None) -> Path | None:
    """What is found without a name."""
    try:
        return find_redis_server()
    except NoRedis as error:
        assert "Install Redis" in str(error)
        return None
