"""Debian's real Prometheus as a process of its own, with our rules, on the targets of a test; knows its API, no metric."""

from __future__ import annotations

import json
import socket
import subprocess
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from deploy.stack.leash import Leash
from tests.deploy.prometheus_tools import PROMETHEUS, tool


class PrometheusProcess:
    """Scrapes and judges every second. `targets`: job → address."""

    def __init__(self, directory: Path, targets: Mapping[str, str], leash: Leash) -> None:
        config = {
            "global": {"scrape_interval": "1s", "evaluation_interval": "1s"},
            "rule_files": [str(PROMETHEUS / "rules" / "*.yml")],
            "scrape_configs": [
                {"job_name": job, "static_configs": [{"targets": [target]}]} for job, target in targets.items()
            ],
        }
        directory.mkdir()
        (directory / "prometheus.yml").write_text(yaml.safe_dump(config), "utf-8")
        self._address = f"127.0.0.1:{_free_port()}"
        self.log = directory / "prometheus.log"
        with self.log.open("wb") as out:
            self._child = subprocess.Popen(
                [
                    tool("prometheus"),
                    f"--config.file={directory / 'prometheus.yml'}",
                    f"--storage.tsdb.path={directory / 'data'}",
                    f"--web.listen-address={self._address}",
                ],
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
        leash.hold(self._child.pid)
        self._leash = leash

    def ask(self, expr: str) -> list[dict[str, Any]]:
        """The samples of an instant query now; none while Prometheus is starting. Raises AssertionError if it is refused."""
        assert self._child.poll() is None, self.log.read_text("utf-8")
        url = f"http://{self._address}/api/v1/query?{urllib.parse.urlencode({'query': expr})}"
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                found: list[dict[str, Any]] = json.load(answer)["data"]["result"]
                return found
        except urllib.error.HTTPError as refusal:
            assert refusal.code == 503, f"{expr}: {refusal.read().decode()}"
            return []
        except OSError:
            return []

    def stop(self) -> None:
        """End it."""
        self._child.terminate()
        self._child.wait(30)
        self._leash.release(self._child.pid)


def _free_port() -> int:
    """A port that nobody has; below those that outgoing connections take, nobody else asks for it at this moment."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port
