"""A real Kafka and a real Redis on this machine, without containers and without an installed Java."""

from deploy.stack.errors import StackError
from deploy.stack.stack import Stack, kafka_installation

__all__ = ["Stack", "StackError", "kafka_installation"]
