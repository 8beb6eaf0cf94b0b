"""Compares the inbox's view in Redis with one built anew from the topics, key by key; changes nothing."""

from __future__ import annotations

from deploy.comparing.report import Compared
from deploy.demo.comparison import Tell
from streams.inbox.rebuild import Rebuild
from streams.settings import Settings


def compare_inbox(settings: Settings, tell: Tell) -> Compared:
    """How many keys there are, and in how many the two differ. Raises RebuildRefused, RedisError, EndsUnknownError."""
    most = 1

    def read(left: int) -> None:
        nonlocal most
        most = max(most, left)
        tell("building the inbox anew", most - left, most)

    done = Rebuild(settings, read).compare()
    return Compared("keys of the inbox in Redis", done.keys, len(done.differences))
