"""What the figures role says: its page, and the month ends that it has stated."""

from __future__ import annotations

import json
from typing import Any

from deploy.stack import Stack
from streams.metrics import MUNICIPAL_ALERTS_OPEN
from streams.topics import MUNICIPAL_FIGURES, Topics
from tests.broker.topic_log import TopicLog
from tests.broker.worker_process import RoleProcess


def served(process: RoleProcess) -> str:
    """The figures on the page that is served; what it says of its own process comes after them."""
    return process.get("/metrics")[1].partition("# HELP process_")[0]


def nonzero(page: str) -> set[str]:
    """The series that are not 0: which zeros are known depends on what was ever counted.

    Without the alerts about municipalities, which are judged from these (test_municipal_alerts).
    """
    return {
        line
        for line in page.splitlines()
        if not line.startswith(("#", MUNICIPAL_ALERTS_OPEN.name)) and not line.endswith(" 0")
    }


def statements(stack: Stack, topics: Topics) -> list[dict[str, Any]]:
    """Everything on `municipal-figures` but what was taken back."""
    log = TopicLog(stack.bootstrap, topics.name(MUNICIPAL_FIGURES), partitions=1)
    try:
        return [json.loads(seen.value) | {"key": (seen.key or b"").decode()} for seen in log.read() if seen.value]
    finally:
        log.close()
