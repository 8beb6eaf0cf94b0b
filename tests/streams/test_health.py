from __future__ import annotations

import socket

import pytest
from prometheus_client import CollectorRegistry

from streams.health import AddressTaken, Health
from streams.settings import load_settings


@pytest.mark.parametrize("setting", ["worker_port", "figures_port", "clock_port", "inbox_metrics_port", "keeper_port"])
def test_a_port_that_is_taken_is_named_with_the_roles_own_setting(setting: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(
            AddressTaken, match=rf"127\.0\.0\.1:{port} .*set RETTIDIG_{setting.upper()} to another port"
        ):
            Health(load_settings(**{setting: port}), setting, CollectorRegistry(), lambda: "")
