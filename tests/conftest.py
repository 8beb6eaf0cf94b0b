"""What tests of all packages share: one embedded stack a session, and topics of their own on it."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from deploy.stack import Stack
from streams import topic_admin
from streams.topics import Topics

TEST_PARTITIONS = 4

os.environ.pop("COLUMNS", None)  # how wide somebody's terminal is decides no test

# A busy machine must not decide a test: an example may take as long as it takes.
hypothesis.settings.register_profile(
    "house", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow], print_blob=True
)
hypothesis.settings.load_profile("house")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests with a browser come last: its event loop stays in this thread as long as it does, and lets no other one run."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A real Kafka and a real Redis, started when the first test asks. Not to be killed: see `own_stack`.

    With xdist each worker process has its own, so that no test waits for another's broker.
    """
    with Stack(tmp_path_factory.mktemp("stack")) as started:
        yield started


@pytest.fixture
def own_stack(tmp_path: Path) -> Iterator[Stack]:
    """A stack for this test alone, which may kill, stop and restart its servers."""
    with Stack(tmp_path / "stack") as started:
        yield started


@pytest.fixture
def topics(stack: Stack) -> Topics:
    """All topics of the table under a prefix of this test's own, created on `stack`: no test sees another's messages."""
    return created_topics(stack)


def created_topics(stack: Stack, partitions: int = TEST_PARTITIONS, replicas: int = 1) -> Topics:
    """All topics of the table under a new prefix, created on a running stack."""
    topics = Topics(prefix=f"t{uuid.uuid4().hex[:8]}-", partitions=partitions, replication_factor=replicas)
    topic_admin.create(topic_admin.connect(stack.bootstrap), topics)
    return topics
