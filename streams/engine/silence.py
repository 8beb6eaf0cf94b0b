"""Whether an error of aiokafka's says only that nobody answered: then the question is put again; knows no question."""

from __future__ import annotations

from aiokafka.errors import KafkaError, KafkaTimeoutError


def is_silence(error: BaseException) -> bool:
    """Whether asking again may help: no answer in time, no connection, or nobody who leads or coordinates just now.

    aiokafka marks what its own tries may be repeated for; that they took too long, or found no room, it does not count as that.
    """
    return isinstance(error, KafkaTimeoutError) or (isinstance(error, KafkaError) and bool(error.retriable))
