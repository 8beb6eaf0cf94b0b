"""Knows where the choices of an invented life come from: a seeded generator, or Hypothesis; knows no lives."""

import random
from collections.abc import Sequence
from typing import Protocol, TypeVar

from hypothesis import strategies as st

T = TypeVar("T")


class Dice(Protocol):
    """Where the choices come from: a seeded generator, or Hypothesis (which then knows how to shrink them)."""

    def number(self, low: int, high: int) -> int: ...

    def pick(self, options: Sequence[T]) -> T: ...


class SeededDice:
    """Choices from a seeded generator."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng

    def number(self, low: int, high: int) -> int:
        return self._rng.randint(low, high)

    def pick(self, options: Sequence[T]) -> T:
        return options[self._rng.randrange(len(options))]


class DrawnDice:
    """Choices drawn by Hypothesis; the simplest choice of each is the first option, the lowest number."""

    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw

    def number(self, low: int, high: int) -> int:
        return self._draw(st.integers(low, high))

    def pick(self, options: Sequence[T]) -> T:
        return options[self._draw(st.integers(0, len(options) - 1))]
