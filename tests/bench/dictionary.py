"""Makes the dictionary that states are packed with, from invented lives; run once for each form of a state's bytes.

    python -m tests.bench.dictionary FILE

A new dictionary needs a file name and a state version of its own: what was packed with the old one needs the old one.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Final

import msgspec
import zstandard

from deploy.town.flocks import flocks
from deploy.town.town import Town, lives
from rules.civil import Instant, day, start_of_day
from streams.citizen.encoding import plain
from streams.citizen.judge import Judge
from streams.citizen.step import step
from streams.intake.decode import Accepted, decode_line

BYTES: Final = 16_384
SEED: Final = 2
ERAS: Final = ("2016-07-01", "2018-07-01", "2020-01-01", "2022-07-01", "2025-01-01")
CITIZENS_AN_ERA: Final = 400
MONTHS: Final = 20


def samples() -> Iterator[bytes | bytearray | memoryview]:
    """Citizens' states under the laws of different years, and beside each one of the outboxes that were written before."""
    judge, dice = Judge.load(), Random(SEED)
    for number, first in enumerate(ERAS):
        town = Town(CITIZENS_AN_ERA, MONTHS, seed=number + 1, from_=day(first))
        ended = start_of_day(town.until + 1)
        for register in lives(town, list(flocks(town.seed, town.citizens))):
            said = [decode_line(line) for lines in register.lines.values() for line in lines]
            facts = [each.fact for each in said if isinstance(each, Accepted)]
            citizen = next((each.citizen for each in said if isinstance(each, Accepted)), "")
            if not facts:
                continue
            made = step(None, citizen, facts, ended, judge)
            yield plain(made.state)
            told: defaultdict[Instant, list[bytes]] = defaultdict(list)
            for message in made.messages:
                told[message.time].append(message.value)
            if told:
                yield msgspec.msgpack.encode(dice.choice(list(told.values())))


if __name__ == "__main__":
    found = [*samples()]
    made = zstandard.train_dictionary(BYTES, found).as_bytes()
    Path(sys.argv[1]).write_bytes(made)
    print(f"{len(found)} samples of {sum(map(len, found)) // len(found)} bytes: {len(made)} bytes of dictionary")  # noqa: T201 # a command
