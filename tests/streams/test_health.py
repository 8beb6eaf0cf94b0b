from __future__ import annotations

import socket

import pytest
from prometheus_client import CollectorRegistry

from streams.health import AddressTaken, Health


def test_a_port_that_is_taken_is_named_with_what_to_do() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(AddressTaken, match=rf"127\.0\.0\.1:{port} .*another port"):
            Health("127.0.0.1", port, CollectorRegistry(), lambda: "")
