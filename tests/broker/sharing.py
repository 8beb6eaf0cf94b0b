"""How many workers share the partitions must not show: what a group of workers answers, to be compared with another's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from deploy.stack import Stack
from rules.civil import Instant
from streams.citizen.state import CitizenState
from tests.broker.expected import assert_as_folded, figures_in
from tests.broker.lives import Event, chunks
from tests.broker.scene import Scene
from tests.broker.worker_process import RoleProcess
from tests.conftest import created_topics
from tests.eventually import eventually

PARTITIONS = 12


class Answer(NamedTuple):
    """All that a group of workers says of its input: messages by citizen, states by citizen, figures by group."""

    alerts: dict[str, list[bytes]]
    states: dict[str, CitizenState]
    figures: dict[str, object]


def answers(
    stack: Stack, directory: Path, sizes: Iterable[int], events: Sequence[Event], instants: Sequence[Instant]
) -> Mapping[int, Answer]:
    """Number of workers → what they answer, each group on topics of its own, all at the same time.

    Every answer is held to the step without a broker after each instant on the way.
    """
    scenes = {size: _scene(stack, directory / str(size)) for size in sizes}
    try:
        groups = {size: [scene.worker() for _ in range(size)] for size, scene in scenes.items()}
        for group in groups.values():
            eventually(lambda group=group: shares(group), is_shared_by_all, within_s=120)  # type: ignore[misc]  # mypy infers no type for it
        for some, at in chunks(events, instants):
            for scene in scenes.values():
                scene.publish(some)
                scene.tick(at)
            for scene in scenes.values():
                scene.wait_until_handled(at, 120)
                assert_as_folded(scene, events, at)
        return {size: _answer(scene, instants[-1]) for size, scene in scenes.items()}
    finally:
        for scene in scenes.values():
            scene.close()


def _scene(stack: Stack, directory: Path) -> Scene:
    directory.mkdir()
    return Scene(stack, created_topics(stack, PARTITIONS), directory)


def _answer(scene: Scene, at: Instant) -> Answer:
    return Answer(scene.alerts_by_citizen(), scene.states(), figures_in(scene.aggregate(), at))


def shares(group: Sequence[RoleProcess]) -> list[list[int]]:
    """The partitions that each worker of a group last took over."""
    entries = [worker.logged("partitions.taken_over") for worker in group]
    return [list(each[-1]["ours"]) if each else [] for each in entries]  # type: ignore[call-overload]  # a log entry is any JSON


def is_shared_by_all(shares: Sequence[Sequence[int]]) -> bool:
    """Whether every partition has one owner, and every worker as many as any other, or one less."""
    sizes = sorted(map(len, shares))
    return (
        sorted(number for share in shares for number in share) == list(range(PARTITIONS)) and sizes[-1] - sizes[0] <= 1
    )
