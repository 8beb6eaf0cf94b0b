"""Chooses free loopback ports and keeps them for a data directory, so that a restarted broker is found where it was."""

from __future__ import annotations

import random
import socket

import msgspec

from deploy.stack.errors import NoDirectory, PortTaken
from deploy.stack.places import DataDir
from deploy.stack.usable import ANOTHER_DATA_DIR, usable

LOOPBACK = "127.0.0.1"
# Below the range from which the system takes the near end of outgoing connections: a client that tries again and again
# to reach a broker that is down can otherwise be given the broker's own port, connect to itself, and keep it taken.
CHOICES = range(20_000, 32_000)
TRIES = 200


class Ports(msgspec.Struct, frozen=True):
    """Where the servers of one data directory listen, all on 127.0.0.1."""

    kafka: int
    kafka_controller: int
    redis: int


def ports_of(directory: DataDir) -> Ports:
    """The ports of this directory: those it had before, or free ones that it has from now on.

    Raises PortTaken if a port it had before is used by another program, NoDirectory if what is kept of them can't be read.
    """
    if directory.ports.exists():
        ports = _kept(directory)
        for name, port in msgspec.structs.asdict(ports).items():
            if not is_free(port):
                raise PortTaken(
                    f"port {port} ({name.replace('_', ' ')} of {directory.root}) is used by another program. End that "
                    f"program, or remove {directory.ports} to have new ports chosen."
                )
        return ports
    kafka, controller, redis = free_ports(3)
    ports = Ports(kafka, controller, redis)
    with usable(directory.root, ANOTHER_DATA_DIR):
        directory.root.mkdir(parents=True, exist_ok=True)
        directory.ports.write_bytes(msgspec.json.encode(ports))
    return ports


def _kept(directory: DataDir) -> Ports:
    with usable(directory.root, ANOTHER_DATA_DIR):
        kept = directory.ports.read_bytes()
    try:
        return msgspec.json.decode(kept, type=Ports)
    except msgspec.MsgspecError as error:
        raise NoDirectory(
            f"{directory.ports} says no ports: {error}. It was cut off or changed. Remove it to have new ports chosen; the data "
            "stays as it is."
        ) from error


def is_free(port: int) -> bool:
    """Whether a server could listen on this loopback port now."""
    with socket.socket() as probe:
        probe.setsockopt(
            socket.SOL_SOCKET, socket.SO_REUSEADDR, 1
        )  # as servers do: ends of old connections don't count
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
        return True


def free_ports(count: int) -> list[int]:
    """`count` different free ports, in no order: two stacks that start at once hardly ever meet."""
    candidates = random.SystemRandom().sample(CHOICES, TRIES)
    free = [port for port in candidates if is_free(port)][:count]
    if len(free) < count:
        raise PortTaken(
            f"fewer than {count} of {TRIES} ports tried between {CHOICES.start} and {CHOICES.stop} are free"
        )
    return free
