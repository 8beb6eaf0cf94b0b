"""A server that does not come up says so, with the end of its log."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.stack.errors import NotReady
from deploy.stack.leash import Leash
from deploy.stack.server import Server
from tests.eventually import eventually


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    leash = Leash()
    server = Server("Kafka", tmp_path / "kafka.log", leash)
    yield server
    server.kill()
    leash.close()


def test_a_server_that_ends_while_it_starts_is_named_with_its_last_words(server: Server) -> None:
    server.spawn(["sh", "-c", "echo cannot open the log directory; exit 3"])
    with pytest.raises(
        NotReady, match=r"(?s)Kafka ended with status 3\..*kafka\.log:\n  cannot open the log directory"
    ):
        server.wait_until(lambda: False, timeout_s=20)
    assert server.pid is None


def test_a_server_that_never_answers_is_named(server: Server) -> None:
    server.spawn(["sleep", "600"])
    with pytest.raises(NotReady, match="Kafka did not answer within 0 s"):
        server.wait_until(lambda: False, timeout_s=0.1)


@pytest.mark.parametrize(("ends", "said"), [("exit 3", "with status 3"), ("kill -9 $$", "by SIGKILL")])
def test_how_a_server_ended_by_itself_is_said_and_a_stop_is_no_such_end(server: Server, ends: str, said: str) -> None:
    assert server.ended == ""
    server.spawn(["sh", "-c", ends])
    assert eventually(lambda: server.ended) == f"Kafka ended {said}"
    server.spawn(["sleep", "600"])
    assert server.ended == ""
    server.stop()
    assert server.ended == ""


def test_a_running_server_is_not_started_twice_and_a_stopped_one_may_be_stopped_again(server: Server) -> None:
    server.spawn(["sleep", "600"])
    with pytest.raises(NotReady, match=f"Kafka is running already, as process {server.pid}"):
        server.spawn(["sleep", "600"])
    server.stop()
    server.stop()
    server.kill()
    assert server.pid is None
