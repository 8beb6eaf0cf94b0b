"""`rettidig replay`: the canonical log and the figures of a period, without a broker (contracts/outputs.md, Offline)."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import msgspec
from cyclopts import Parameter

from alerts.policy import load_policy
from deploy.gathering import SOME_REFUSED, AskedWrongly, gather
from deploy.options import LawbookOption, LawOption, a_day, a_lawbook, an_instant
from rules.civil import day, iso
from streams.citizen.judge import Judge
from streams.replay import Replayed, Window
from streams.replay import replay as walk

EARLIEST, LATEST = day("1900-01-01"), day("2199-12-31")
"""The law knows nothing outside, and every midnight between has to be thought of."""
_FILES = ("alerts.jsonl", "figures.csv", "summary.json")


def replay(
    *files: Annotated[str, Parameter(help="Events, one a line; `-`: standard input; `.gz`: gzipped")],
    from_: Annotated[str, Parameter(name="--from", help="First day of the period, YYYY-MM-DD")],
    until: Annotated[str, Parameter(help="Last day of the period, YYYY-MM-DD")],
    out: Annotated[Path, Parameter(help="Directory for alerts.jsonl, figures.csv and summary.json")],
    known_at: Annotated[str | None, Parameter(help="Figures as known at this instant, RFC 3339")] = None,
    law: LawOption = "standing",
    lawbook: LawbookOption = None,
    compare: Annotated[Path | None, Parameter(help="Another replay's directory: print what differs")] = None,
) -> int:
    """Walk the events through every midnight of a period and write what was told and counted.

    Exit status: 0 done (with --compare: and equal), 1 it differs, 2 asked wrongly, 3 some lines were refused.
    """
    window = Window(a_day("--from", from_), a_day("--until", until), an_instant("--known-at", known_at))
    if window.until < window.from_:
        raise AskedWrongly("--until lies before --from")
    if window.from_ < EARLIEST or window.until > LATEST:
        raise AskedWrongly(f"--from and --until lie between {iso(EARLIEST)} and {iso(LATEST)}")
    judge = Judge(a_lawbook(law, lawbook), load_policy())
    for origin in judge.book.origins:
        print(f"law: {origin}", file=sys.stderr)
    facts, refused = gather(files or ("-",))
    made = walk(facts, window, judge)
    _write(made, out)
    differs = compare is not None and _differences(out, compare)
    if differs:
        return 1
    return SOME_REFUSED if refused else 0


def _write(made: Replayed, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    (out / "alerts.jsonl").write_bytes(made.alerts_bytes())
    (out / "figures.csv").write_bytes(made.figures_bytes())
    summary = msgspec.json.format(msgspec.json.encode(made.summary(), order="sorted"), indent=2)
    (out / "summary.json").write_bytes(summary + b"\n")
    print(summary.decode())


def _differences(ours: Path, theirs: Path) -> bool:
    """Print the lines that only one of two replays has. Raises AskedWrongly where the other is none."""
    found = False
    for name in _FILES[:2]:
        try:
            other = (theirs / name).read_text(encoding="utf-8").splitlines()
        except OSError as error:
            raise AskedWrongly(f"--compare: {theirs / name} can't be read: {error.strerror}") from error
        mine = (ours / name).read_text(encoding="utf-8").splitlines()
        before, after = set(other), set(mine)
        for line in (
            *(f"- {line}" for line in other if line not in after),
            *(f"+ {line}" for line in mine if line not in before),
        ):
            print(f"{name}: {line}")
            found = True
    print("they differ" if found else "0 differing")
    return found
