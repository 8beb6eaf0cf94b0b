"""`rettidig replay`: the canonical log and the figures of a period, without a broker (contracts/outputs.md, Offline)."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import msgspec
from cyclopts import Parameter

from alerts.policy import load_policy
from alerts.wording.words import Language
from deploy.fitted import tell
from deploy.gathering import SOME_REFUSED, AskedWrongly, gather
from deploy.options import LawbookOption, LawOption, a_day, a_lawbook, an_instant
from deploy.rulebook.markdown import about_variant
from deploy.whatif.comparison import compare as compared_with
from deploy.whatif.comparison import write as write_report
from rules.civil import day, iso
from rules.load import STANDING, load_lawbook
from streams.citizen.judge import Judge
from streams.replay import Replayed, Window
from streams.replay import replay as walk

EARLIEST, LATEST = day("1900-01-01"), day("2199-12-31")
"""The law knows nothing outside, and every midnight between has to be thought of."""
STANDING_LAW = Path(STANDING)
_FILES = ("alerts.jsonl", "figures.csv", "summary.json")


def replay(  # noqa: PLR0913 # the options of the command line
    *files: Annotated[str, Parameter(help="Events, one a line; `-`: standard input; `.gz`: gzipped")],
    from_: Annotated[str, Parameter(name="--from", help="First day of the period, YYYY-MM-DD")],
    until: Annotated[str, Parameter(help="Last day of the period, YYYY-MM-DD")],
    out: Annotated[Path, Parameter(help="Directory for alerts.jsonl, figures.csv and summary.json")],
    known_at: Annotated[str | None, Parameter(help="Figures as known at this instant, RFC 3339")] = None,
    law: LawOption = "standing",
    lawbook: LawbookOption = None,
    compare: Annotated[
        Path | None,
        Parameter(help="Another replay's directory: print what differs. `standing`: write a report of --law"),
    ] = None,
    language: Annotated[Language, Parameter(help="Of the report: Danish or English")] = "da",
    real: Annotated[
        bool, Parameter(help="The events are real: do not mark the report as invented", negative="")
    ] = False,
) -> int:
    """Walk the events through every midnight of a period and write what was told and counted.

    Exit status: 0 done (with --compare: and equal), 1 it differs, 2 asked wrongly, 3 some lines were refused (the first are named, all counted).
    """
    window = Window(a_day("--from", from_), a_day("--until", until), an_instant("--known-at", known_at))
    if window.until < window.from_:
        raise AskedWrongly("--until lies before --from")
    if window.from_ < EARLIEST or window.until > LATEST:
        raise AskedWrongly(f"--from and --until lie between {iso(EARLIEST)} and {iso(LATEST)}")
    judge = Judge(a_lawbook(law, lawbook), load_policy())
    for origin in judge.book.origins:
        tell(f"law: {origin}")
    standing = _standing(law, lawbook, judge) if compare == STANDING_LAW else None
    if real and standing is None:
        raise AskedWrongly("--real is about the report that --compare standing writes")
    _checked(out, None if standing else compare)
    facts, refused = gather(files or ("-",))
    made = walk(facts, window, judge)
    _write(made, out)
    if standing is not None:
        base, named = standing
        compared = compared_with(facts, window, (base, judge), made, (*named, real))
        for path in write_report(compared, language, out):
            print(path)
    elif compare is not None and _differences(out, compare):
        return 1
    return SOME_REFUSED if refused else 0


def _standing(law: str, lawbook: Path | None, judge: Judge) -> tuple[Judge, tuple[str, str]]:
    """The law to compare with, and the name and words of what is compared. Raises AskedWrongly where both are one."""
    if law != STANDING:
        return Judge(a_lawbook(STANDING, lawbook), judge.policy), (law, about_variant(law))
    if not judge.book.origins:
        raise AskedWrongly("--compare standing needs another law to compare: --law VARIANT or --lawbook FILE")
    (origin,) = judge.book.origins
    return Judge(load_lawbook(), judge.policy), (origin, origin)


def _checked(out: Path, compare: Path | None) -> None:
    """That the answer can be written and compared, before a walk that may take an hour. Raises AskedWrongly."""
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise AskedWrongly(f"--out: {out} is no directory and can't be made: {error.strerror}") from error
    if not os.access(out, os.W_OK):
        raise AskedWrongly(f"--out: nothing can be written to {out}")
    for name in _FILES[:2] if compare is not None else ():
        _lines(compare or out, name)


def _lines(directory: Path, name: str) -> list[str]:
    """A file of another replay. Raises AskedWrongly where it is none."""
    try:
        return (directory / name).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise AskedWrongly(f"--compare: {directory / name} can't be read: {why}") from error


def _write(made: Replayed, out: Path) -> None:
    (out / "alerts.jsonl").write_bytes(made.alerts_bytes())
    (out / "figures.csv").write_bytes(made.figures_bytes())
    summary = msgspec.json.format(msgspec.json.encode(made.summary(), order="sorted"), indent=2)
    (out / "summary.json").write_bytes(summary + b"\n")
    print(summary.decode())


def _differences(ours: Path, theirs: Path) -> bool:
    """Print the lines that only one of two replays has. Raises AskedWrongly where the other is none."""
    found = False
    for name in _FILES[:2]:
        other = _lines(theirs, name)
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
