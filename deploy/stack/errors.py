"""Names everything that can go wrong with the embedded stack, each with what to do about it; decides nothing."""

from __future__ import annotations


class StackError(Exception):
    """The embedded stack can't do what was asked; the message says why and what to do."""


class DownloadFailed(StackError):
    """A jar could not be fetched from the Maven repository."""


class WrongChecksum(StackError):
    """A jar is not byte for byte the one that the checked-in list names."""


class NoJava(StackError):
    """There is no Java that can run Kafka: no wheel, none named, none installed, or one that is too old."""


class NoRedis(StackError):
    """There is no Redis server: no wheel, none named, none installed."""


class NoKafka(StackError):
    """The installation of Kafka that was named holds no Kafka."""


class StackHeld(StackError):
    """Another process runs the stack on this data directory; the message names it."""


class PortTaken(StackError):
    """A port that this data directory is bound to is used by another program."""


class NoDirectory(StackError):
    """A directory for data or downloads can't be made, read or written."""


class NotReady(StackError):
    """A server was started but did not answer in time, or ended; the message ends with the last lines of its log."""


class ServerDied(StackError):
    """A server of the running stack ended by itself; the message names it, how, and its log."""


class NotOurs(StackError):
    """A server was asked for that this stack only uses, and did not start."""
