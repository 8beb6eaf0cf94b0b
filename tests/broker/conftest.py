"""Scenes for the broker tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.stack import Stack
from streams.topics import Topics
from tests.broker.scene import Scene
from tests.conftest import created_topics


@pytest.fixture
def scene(stack: Stack, topics: Topics, tmp_path: Path) -> Iterator[Scene]:
    """A scene on the session's stack, with topics of its own."""
    made = Scene(stack, topics, tmp_path)
    yield made
    made.close()


@pytest.fixture
def own_scene(own_stack: Stack, tmp_path: Path) -> Iterator[Scene]:
    """A scene on a stack of its own, whose servers may be killed."""
    made = Scene(own_stack, created_topics(own_stack), tmp_path)
    yield made
    made.close()
