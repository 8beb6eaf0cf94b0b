"""What this release answers of lives that do not change: as one sum, which is kept.

    python -m tests.upgrades.answers

writes it anew. That is right when lawbook or policy changed (their version changes by itself), and when an answer was changed
on purpose and `streams/citizen/edition.py` was raised for it. Otherwise it hides a change that no worker would bring to those
who were judged before.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final

import msgspec

from rules.civil import Instant, day, start_of_day
from rules.facts import Fact
from streams.citizen.edition import EDITION
from streams.citizen.judge import Judge
from streams.citizen.step import step
from tests.rules.invented_lives import facts_of, life_of
from tests.upgrades.recording import PARTITIONS, facts

KEPT: Final = Path(__file__).with_name("answers.json")
_END_OF_SAMPLE: Final = start_of_day(day("2020-01-01"))
_END_OF_INVENTED: Final = start_of_day(day("2027-12-31"))
_INVENTED: Final = 60
_SEED: Final = 20_261_121


class Answers(msgspec.Struct, frozen=True):
    """The edition and version (`Judge.version`, as people see it) that answered, how many lives and messages, and their sum."""

    edition: int
    version: str
    lives: int
    messages: int
    sha256: str


def _lives() -> Iterator[tuple[str, Sequence[Fact], Instant]]:
    """The recordings' citizens (2016–2019), and lives of all eras by the dice."""
    for number in range(PARTITIONS):
        yield from ((citizen, said, _END_OF_SAMPLE) for citizen, said in facts(number, _END_OF_SAMPLE).items())
    for number in range(_INVENTED):
        yield f"i{number:03}", facts_of(life_of(_SEED + number)[0]), _END_OF_INVENTED


def answers(judge: Judge | None = None) -> Answers:
    """What is told of each life up to its end, and how it then stands in the figures, month ends included."""
    judge, digest, lives, messages = judge or Judge.load(), sha256(), 0, 0
    for citizen, said, until in _lives():
        if not said:
            continue
        made = step(None, citizen, said, until, judge)
        lives, messages = lives + 1, messages + len(made.messages)
        for message in made.messages:
            digest.update(message.value + b"\n")
        digest.update(msgspec.json.encode((made.state.today, made.state.months)) + b"\n")
    return Answers(EDITION, judge.name, lives, messages, digest.hexdigest())


def kept() -> Answers:
    """What is written down."""
    return msgspec.json.decode(KEPT.read_bytes(), type=Answers)


if __name__ == "__main__":
    KEPT.write_bytes(msgspec.json.format(msgspec.json.encode(answers())) + b"\n")
