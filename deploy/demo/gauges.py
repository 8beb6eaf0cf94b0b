"""Reads the numbers of a metrics page; counts nothing itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from prometheus_client.parser import text_string_to_metric_families


class Series(NamedTuple):
    """One series: the metric's name and its labels in the order of their names."""

    name: str
    labels: tuple[tuple[str, str], ...]

    def label(self, name: str) -> str:
        """A label's value; empty where it has none."""
        return dict(self.labels).get(name, "")

    def __str__(self) -> str:
        inner = ",".join(f'{name}="{value}"' for name, value in self.labels)
        return f"{self.name}{{{inner}}}" if inner else self.name


def series(name: str, **labels: str) -> Series:
    """A series by its labels."""
    return Series(name, tuple(sorted(labels.items())))


def read(page: bytes, names: Iterable[str]) -> dict[Series, float]:
    """The series of some metrics on a page; other lines are not looked at, because a page may be long."""
    starts = tuple(f"{name}{{" for name in names) + tuple(f"{name} " for name in names)
    lines = [line for line in page.decode().splitlines() if line.startswith(starts)]
    found = {}
    for family in text_string_to_metric_families("\n".join(lines) + "\n"):
        for sample in family.samples:
            found[Series(sample.name, tuple(sorted(sample.labels.items())))] = sample.value
    return found


def summed(found: dict[Series, float], name: str, by: str = "") -> Counter[str]:
    """The values of one metric summed by a label; under the empty text where none is named."""
    sums: Counter[str] = Counter()
    for each, value in found.items():
        if each.name == name:
            sums[each.label(by) if by else ""] += int(value)
    return sums
