"""The demo as a whole, on a real Kafka: right after a kill, and gone without a trace when it is told to end."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console

from deploy.demo.player import Player
from deploy.demo.roles import RoleDied
from deploy.demo.stage import stage
from deploy.demo.timetable import SAMPLE, timetable
from deploy.stack.errors import StackHeld
from deploy.stack.holder import running
from deploy.stack.places import DataDir
from deploy.stack.ports import is_free
from rules.civil import day
from streams.settings import load_settings
from tests.eventually import eventually

pytestmark = pytest.mark.broker

PROGRAM = (sys.executable, "-c", "from deploy.cli import main; main()", "demo")
QUICK = ("--citizens", "50", "--days-a-second", "30")
FILE = ("--events", str(SAMPLE), "--from", "2016-06-16", "--days-a-second", "100")


def _environment(data_dir: Path) -> dict[str, str]:
    ours = {name: value for name, value in os.environ.items() if not name.startswith("RETTIDIG_")}
    return ours | {
        "RETTIDIG_DATA_DIR": str(data_dir),
        "RETTIDIG_PARTITIONS": "4",
        "RETTIDIG_SESSION_TIMEOUT_MS": "3000",
        "RETTIDIG_HEARTBEAT_INTERVAL_MS": "500",
    }


def _ports(data_dir: Path, told: str) -> set[int]:
    """Every port that this demo listened on."""
    kept = re.findall(r"\d+", (data_dir / "demo" / "ports.json").read_text("utf-8"))
    return {int(port) for port in (*kept, *re.findall(r"127\.0\.0\.1:(\d+)", told))}


def test_a_demo_whose_worker_and_redis_are_killed_ends_as_the_replay_says_and_shows_one_citizen_all_the_way(
    tmp_path: Path,
) -> None:
    command = [*PROGRAM, *QUICK, "--kill", "--kill-redis"]
    ended = subprocess.run(
        command, env=_environment(tmp_path), capture_output=True, text=True, timeout=150, check=False
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert [found for _, found in re.findall(r"([\d,]+) [^:\n]+: (\d+) differing", ended.stdout)] == ["0"] * 5
    assert all(int(number) > 20 for number, _ in re.findall(r"(\d+) (alert messages|citizens' states)", ended.stdout))
    citizen = re.search(r"^(invented-\d+), one citizen of it$", ended.stdout, re.MULTILINE)
    assert citizen is not None
    for part in (
        f"{citizen[1]}-00",
        "kept, in rettidig-worker-citizens-changelog, partition",
        f":{citizen[1]}:",
        "rettidig_obligations_overdue{",
        "A worker was killed on 2026-01-",
        "Redis was killed, emptied on 2026-01-",
        "Loaded 2024-06-30 to 2025-12-30 in ",
        " refused, each a dead letter",
    ):
        assert part in ended.stdout
    summary = ended.stdout[ended.stdout.index("Loaded ") : ended.stdout.index("Where to look")]
    assert max(map(len, summary.splitlines())) <= 80
    assert all(is_free(port) for port in _ports(tmp_path, ended.stdout))


@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGKILL])
def test_a_demo_that_is_ended_in_the_middle_leaves_no_process(asked: signal.Signals, tmp_path: Path) -> None:
    playing = subprocess.Popen(
        [*PROGRAM, *FILE, "--until", "2018-12-31"], env=_environment(tmp_path), stdout=subprocess.PIPE, text=True
    )
    assert playing.stdout is not None
    assert playing.stdout.readline().startswith("inbox http://127.0.0.1:")
    assert playing.stdout.readline().startswith("2016-0")
    holder = running(DataDir(tmp_path / "demo"))
    assert holder is not None
    playing.send_signal(asked)
    told = playing.communicate(timeout=60)[0]
    assert playing.returncode == (-signal.SIGKILL if asked == signal.SIGKILL else 130)
    assert asked == signal.SIGKILL or told.endswith("ended; nothing is left running\n")
    ports = _ports(tmp_path, holder.bootstrap)
    eventually(lambda: [port for port in ports if not is_free(port)], lambda taken: taken == [], within_s=30)
    eventually(lambda: running(DataDir(tmp_path / "demo")), lambda found: found is None, within_s=30)


def test_a_worker_that_dies_is_named_with_its_log_and_a_second_demo_is_refused(tmp_path: Path) -> None:
    settings = load_settings(data_dir=tmp_path, partitions=4)
    played = timetable(str(SAMPLE), day("2016-06-16"), day("2016-08-31"))
    with stage(settings, played, Console()) as ready:
        with pytest.raises(StackHeld, match=f"process {os.getpid()}"), stage(settings, played, Console()):
            pass
        player = Player(ready, played, 1_000, lambda _player: None, lambda: None)
        ready.workers[0].kill()
        with pytest.raises(
            RoleDied, match=r"(?s)^the worker ended\. The last lines of .*worker\.log:\n.*worker\.ready"
        ):
            player.play()
        player.close()
