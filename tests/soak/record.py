"""What is kept of a soak: a line of JSON a round, and at the end how much of what befell it; knows numbers, no round's course."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import msgspec

from rules.civil import iso_instant
from streams import clock
from streams.amount import amount
from tests.bench.machine import load

DEFAULT: Final = Path("build") / "soak.jsonl"
_MOST_NAMED: Final = 40


class Round(msgspec.Struct, omit_defaults=True):
    """One round. `drawn`: the mishaps in their order, which the seed gives again; `happened`: what came of them.

    `records`: how many there are on each topic at the end. `differing`: 0 when all is as the replay says; `what`: a line for
    each thing that is not. `failed`: what else went wrong (a bound that ran out, a process that died).
    """

    seed: int
    began: str
    nodes: int
    citizens: int
    years: str
    is_in_order: bool
    keepers: int
    changes_law: bool
    has_clock: bool
    drawn: list[str]
    is_compiled: bool = False
    happened: list[str] = []
    compared: dict[str, int] = {}
    records: dict[str, int] = {}
    seconds: float = 0.0
    load: float = 0.0
    last: str = ""
    differing: int = 0
    what: list[str] = []
    failed: str = ""

    @property
    def is_right(self) -> bool:
        """Whether nothing differed and nothing else went wrong."""
        return not self.differing and not self.failed


class Record:
    """The rounds so far, each a line of a file as soon as it is over."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.rounds: list[Round] = []
        path.parent.mkdir(parents=True, exist_ok=True)

    def add(self, done: Round) -> None:
        """A round is over."""
        self.rounds.append(done)
        with self._path.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(msgspec.to_builtins(done), sort_keys=True) + "\n")

    def summary(self) -> str:
        """What can be quoted of the run."""
        rounds = self.rounds
        mishaps, compared, records = (_summed(part) for part in _parts(rounds))
        seeds = f"{rounds[0].seed} to {rounds[-1].seed}" if rounds else "none"
        kinds = {
            "three nodes": sum(each.nodes > 1 for each in rounds),
            "a newer law": sum(each.changes_law for each in rounds),
            "the clock role": sum(each.has_clock for each in rounds),
            "shuffled and doubled": sum(not each.is_in_order for each in rounds),
        }
        minutes = round(sum(each.seconds for each in rounds) / 60)
        wrong = [each.seed for each in rounds if not each.is_right]
        return "\n".join(
            (
                f"{amount(len(rounds), 'round')} in {amount(minutes, 'minute')}, seeds {seeds}",
                f"  with: {_listed(kinds)}",
                f"  mishaps: {sum(mishaps.values())}: {_listed(mishaps)}",
                f"  compared: {_listed(compared)}",
                f"  records: {sum(records.values()):,}: {_listed(records)}",
                f"  differing: {sum(each.differing for each in rounds)}; rounds that are wrong: {wrong or 'none'}",
            )
        )


def begun(**known: Any) -> Round:
    """A round that begins now."""
    return Round(began=iso_instant(clock.now()), load=round(load()[0], 1), **known)


def _parts(rounds: Iterable[Round]) -> tuple[list[Counter[str]], list[Counter[str]], list[Counter[str]]]:
    mishaps = [Counter(each.drawn) for each in rounds]
    return mishaps, [Counter(each.compared) for each in rounds], [Counter(each.records) for each in rounds]


def _summed(counts: Iterable[Counter[str]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for each in counts:
        total.update(each)
    return total


def _listed(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in Counter(counts).most_common(_MOST_NAMED))
