"""One process at a time runs a data directory's stack, on ports that the directory keeps."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from deploy.addresses import NothingRuns, addressed
from deploy.stack.errors import NoDirectory, PortTaken, StackHeld
from deploy.stack.holder import Holder, Lock, running
from deploy.stack.places import DataDir
from deploy.stack.ports import CHOICES, is_free, ports_of
from streams.settings import Settings


@pytest.fixture
def directory(tmp_path: Path) -> DataDir:
    return DataDir(tmp_path / "data")


def test_a_second_start_is_told_who_holds_the_stack_and_where(directory: DataDir) -> None:
    lock = Lock(directory)
    with pytest.raises(StackHeld, match=rf"process {os.getpid()} \(still starting\)"):
        Lock(directory)
    lock.tell("127.0.0.1:20001", "redis://127.0.0.1:20002/0")
    with pytest.raises(StackHeld, match=rf"process {os.getpid()} \(Kafka at 127\.0\.0\.1:20001, Redis at redis://"):
        Lock(directory)
    lock.release()
    Lock(directory).release()


def test_whoever_asks_finds_the_running_stack_and_not_one_that_is_gone(directory: DataDir) -> None:
    assert running(directory) is None
    lock = Lock(directory)
    lock.tell("127.0.0.1:20001", "redis://127.0.0.1:20002/0")
    assert running(directory) == Holder(os.getpid(), "127.0.0.1:20001", "redis://127.0.0.1:20002/0")
    lock.release()
    assert running(directory) is None

    directory.lock.write_bytes(b'{"pid":1,"bootstrap":"127.0.0.1:20001","redis_url":"redis://x"}')  # left by a SIGKILL
    assert running(directory) is None


def test_roles_use_the_running_stack_unless_the_settings_name_another(directory: DataDir) -> None:
    lock = Lock(directory)
    lock.tell("127.0.0.1:20001", "redis://127.0.0.1:20002/0")
    found = addressed(Settings(data_dir=directory.root))
    mixed = addressed(Settings(data_dir=directory.root, bootstrap_servers="kafka.invalid:9092"))
    lock.release()

    assert (found.bootstrap_servers, found.redis_url) == ("127.0.0.1:20001", "redis://127.0.0.1:20002/0")
    assert (mixed.bootstrap_servers, mixed.redis_url) == ("kafka.invalid:9092", "redis://127.0.0.1:20002/0")
    with pytest.raises(NothingRuns, match="RETTIDIG_BOOTSTRAP_SERVERS is not set, and no stack runs"):
        addressed(Settings(data_dir=directory.root))


def test_who_asks_beside_a_running_demo_is_told_how_to_ask_that(directory: DataDir) -> None:
    settings = Settings(data_dir=directory.root)
    with pytest.raises(NothingRuns, match=r"start one with `rettidig stack`$"):
        addressed(settings)
    lock = Lock(DataDir(directory.root / "demo"))
    with pytest.raises(NothingRuns, match=r"The demo's runs in .*/demo: what it prints as `by hand` asks that$"):
        addressed(settings)
    lock.release()


def test_a_directory_keeps_its_ports_and_they_are_never_those_of_outgoing_connections(directory: DataDir) -> None:
    ports = ports_of(directory)
    numbers = {ports.kafka, ports.kafka_controller, ports.redis}
    assert len(numbers) == 3
    assert numbers <= set(CHOICES)
    assert all(is_free(port) for port in numbers)
    assert ports_of(directory) == ports


def test_a_port_that_another_program_took_is_named(directory: DataDir) -> None:
    ports = ports_of(directory)
    with socket.socket() as other:
        other.bind(("127.0.0.1", ports.redis))
        other.listen()
        with pytest.raises(PortTaken, match=rf"port {ports.redis} \(redis of .*ports\.json"):
            ports_of(directory)


@pytest.mark.parametrize("ask", [Lock, running, ports_of], ids=["lock", "running", "ports"])
def test_a_data_directory_that_cannot_be_used_is_named_with_the_remedy(
    ask: Callable[[DataDir], object], tmp_path: Path
) -> None:
    file = tmp_path / "file"
    file.touch()
    with pytest.raises(NoDirectory, match=rf"{file} can't be used: .* Remedy: .*RETTIDIG_DATA_DIR"):
        ask(DataDir(file))


@pytest.mark.parametrize("kept", [b"", b'{"kafka":20', b'{"kafka":"x","kafka_controller":1,"redis":2}', b"[]"])
def test_ports_that_were_cut_off_are_named_with_what_to_do(kept: bytes, directory: DataDir) -> None:
    ports_of(directory)
    directory.ports.write_bytes(kept)
    with pytest.raises(NoDirectory, match=r"ports\.json says no ports.*Remove it"):
        ports_of(directory)
    directory.ports.unlink()
    ports_of(directory)
