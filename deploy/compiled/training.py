"""Has a compiled law do what a worker does all day, so that a C compiler learns what is often done; judges nothing.

`python -m deploy.compiled.training DIRECTORY`, of the library that counts (deploy/compiled/build.py). The lives are invented,
by this repository and from seeds: the same every time.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from deploy.compiled.use import use

if TYPE_CHECKING:
    from deploy.town.town import Town
    from rules.civil import Instant
    from rules.facts import Fact
    from streams.citizen.judge import Judge

LIVES: Final = Path("deploy") / "demo" / "lives-2016-2019.jsonl.gz"
CITIZENS: Final = 250
BEGINS: Final = ("2017-07-01", "2026-01-01")
MONTHS: Final = 12


def main() -> int:
    """Live through it all once. Exit status: 0."""
    use(Path(sys.argv[1]))  # before anything imports the law
    from deploy.gathering import gather  # noqa: PLC0415 # see above
    from deploy.town.town import Town  # noqa: PLC0415 # see above
    from rules.civil import day, start_of_day  # noqa: PLC0415 # see above
    from streams.citizen.judge import Judge  # noqa: PLC0415 # see above

    judge = Judge.load()
    known, _ = gather([str(LIVES)])
    learnt = max(fact.learnt_at for facts in known.values() for fact in facts)
    live(dict(list(known.items())[:CITIZENS]), learnt, judge)
    for begins in BEGINS:
        town = Town(CITIZENS, MONTHS, seed=1, from_=day(begins))
        live(_facts(town), start_of_day(town.until + 1), judge)
    return 0


def _facts(town: Town) -> dict[str, list[Fact]]:
    """What is registered of a town's citizens, read as from Kafka."""
    from deploy.town.town import lines  # noqa: PLC0415 # imports the law
    from streams.intake.address import address_of  # noqa: PLC0415 # the same
    from streams.intake.decode import Accepted, decode, decode_line  # noqa: PLC0415 # the same

    facts: dict[str, list[Fact]] = {}
    for month in lines(town, lambda _: None, processes=1):
        for line in month:
            topic, key = address_of(line, decode_line(line))
            read = decode(topic, key, line, ())
            if isinstance(read, Accepted):
                facts.setdefault(read.citizen, []).append(read.fact)
    return facts


def live(known: Mapping[str, Sequence[Fact]], until: Instant, judge: Judge) -> int:
    """Each life at one tick, as after a standstill, and event by event, as all day; returns how many messages were told."""
    from rules.settle import by_time  # noqa: PLC0415 # imports the law
    from streams.citizen.encoding import decode, encode  # noqa: PLC0415 # the same
    from streams.citizen.state import CitizenState  # noqa: PLC0415 # the same
    from streams.citizen.step import step  # noqa: PLC0415 # the same
    from streams.citizen.waiting import with_waiting  # noqa: PLC0415 # the same
    from streams.municipality.partials import PartitionCounts  # noqa: PLC0415 # the same

    told = 0
    counts = PartitionCounts(0)
    counts.rebuild((), "training", until)
    for citizen, facts in known.items():
        waiting: CitizenState | None = None
        for fact in sorted(facts, key=by_time):
            waiting = with_waiting(waiting, (fact,)) or waiting
        whole = step(waiting, citizen, (), until, judge)
        counts.replace(waiting, whole.state, whole.passed)
        state: CitizenState | None = None
        for fact in sorted(facts, key=by_time):
            made = step(state, citizen, (fact,), fact.learnt_at, judge)
            counts.replace(state, made.state, made.passed)
            state, told = decode(encode(made.state)), told + len(made.messages)
        told += len(whole.messages)
    counts.at_tick(until)
    return told


if __name__ == "__main__":
    sys.exit(main())
