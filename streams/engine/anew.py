"""Who of a partition must be judged anew because the law is another one, and what came of it; knows keys, not citizens.

They are judged in slices between other work. Until all are, no tick is done with and no figure is published: what stands
in the figures is never half by one law and half by another.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from streams.engine.due import Key
from streams.engine.ports import Change


class Anew:
    """The citizens of one partition who are still judged by the law before, and what was told of the others.

    - `before`: the version of the law that was in force, 0 where nobody noted it. `citizens`: all that were to be judged.
    - `touched`: of how many something was told. `changes`: how often what.
    - `is_on`: some have not had their turn. `is_done`: all have; `is_said`: that was told to the operators.
    """

    def __init__(self) -> None:
        self.before = 0
        self.citizens = 0
        self.touched = 0
        self.changes: Counter[Change] = Counter()
        self.is_on = self.is_done = self.is_said = False
        self._left: dict[Key, None] = {}
        self._queue: Iterator[Key] = iter(())

    def begin(self, keys: Iterable[Key], before: int) -> None:
        """All of these are to be judged anew."""
        self._left = dict.fromkeys(keys)
        self._queue = iter(list(self._left))
        self.before, self.citizens, self.is_on = before, len(self._left), True

    def __len__(self) -> int:
        """How many are left."""
        return len(self._left)

    def __contains__(self, key: Key) -> bool:
        return key in self._left

    def next(self) -> Key | None:
        """Somebody who is left; None when everybody had a turn. Whom the law's code could not judge has none again."""
        if not self.is_on:
            return None
        key = next((key for key in self._queue if key in self._left), None)
        if key is None:
            self.is_on, self.is_done = False, True
        return key

    def judged(self, key: Key, changes: Sequence[Change]) -> None:
        """A citizen is judged by the law in force."""
        del self._left[key]
        self.touched += bool(changes)
        self.changes.update(changes)
