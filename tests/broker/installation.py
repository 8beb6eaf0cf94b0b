"""A command line that is pointed at this test's own topics."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from deploy.cli import run
from deploy.stack import Stack
from streams.topics import Topics

Rettidig = Callable[..., int]
"""Runs a command with its arguments; its exit status."""


def rettidig_at(stack: Stack, topics: Topics, monkeypatch: pytest.MonkeyPatch) -> Rettidig:
    """`rettidig` with the settings of an installation on `stack` with `topics`."""
    monkeypatch.setenv("RETTIDIG_BOOTSTRAP_SERVERS", stack.bootstrap)
    monkeypatch.setenv("RETTIDIG_REDIS_URL", stack.redis_url)
    monkeypatch.setenv("RETTIDIG_TOPIC_PREFIX", topics.prefix)
    monkeypatch.setenv("RETTIDIG_PARTITIONS", str(topics.partitions))
    return lambda *arguments: run(arguments)
