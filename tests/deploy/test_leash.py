"""Servers end with the process that started them, however that process ends."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.stack import watcher
from tests.eventually import eventually

STARTS_TWO_AND_WAITS = """
import signal
from pathlib import Path
from deploy.stack.leash import Leash
from deploy.stack.server import Server

signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs are started deaf to it
leash = Leash()
servers = [Server(name, Path("LOG"), leash) for name in ("one", "two")]
for server in servers:
    server.spawn(["sleep", "600"])
print(*(server.pid for server in servers), flush=True)
signal.pause()
"""


def is_gone(pid: int) -> bool:
    return watcher._is_gone(pid)


@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_servers_end_when_their_starter_is_ended(tmp_path: Path, sign: signal.Signals) -> None:
    script = STARTS_TWO_AND_WAITS.replace("LOG", str(tmp_path / "log"))
    with subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as starter:
        assert starter.stdout is not None
        pids = [int(pid) for pid in starter.stdout.readline().split()]
        assert len(pids) == 2
        assert not any(is_gone(pid) for pid in pids)
        starter.send_signal(sign)
    eventually(lambda: [pid for pid in pids if not is_gone(pid)], lambda left: not left)


def test_a_server_that_does_not_listen_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watcher, "GRACE_S", 0.2)
    deaf = [sys.executable, "-c", "import signal; signal.signal(15, signal.SIG_IGN); print(flush=True); signal.pause()"]
    with subprocess.Popen(deaf, stdout=subprocess.PIPE) as server:
        assert server.stdout is not None
        server.stdout.readline()
        watcher._end({server.pid})
        assert server.wait(10) == -signal.SIGKILL


def test_a_server_that_was_taken_off_the_leash_is_left_alone() -> None:
    assert watcher._watch([b"+11\n", b"+22\n", b"-11\n", b"-33\n"]) == {22}
