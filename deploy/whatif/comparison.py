"""Judges the same lives by two laws over a period and writes what differs: a report for people and two tables for machines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from alerts.wording.words import Language
from deploy.whatif.interviews import interviews_asked
from deploy.whatif.markup import html, markdown
from deploy.whatif.overdue import told_of
from deploy.whatif.report import Compared, report
from rules.facts import Fact
from streams.citizen.judge import Judge
from streams.month import month_text
from streams.replay import Replayed, Window, replay

CHANGES_HEADER: Final = "citizen,duty,change,municipality,target_group"
INTERVIEWS_HEADER: Final = "municipality,month,standing,variant"


def compare(
    facts: Mapping[str, Sequence[Fact]],
    window: Window,
    judges: tuple[Judge, Judge],
    made: Replayed,
    named: tuple[str, str, bool],
) -> Compared:
    """The lives under the standing law and the variant: `judges` in this order; `made`: the variant's own replay.

    `named`: the variant's name, what it says it is, and whether the data are real.
    """
    standing_judge, other_judge = judges
    known = {citizen: _known(said, window) for citizen, said in facts.items()}
    standing = replay(facts, window, standing_judge)
    variant, about, real = named
    return Compared(
        variant=variant,
        about=about,
        first=window.from_,
        last=window.until,
        citizens=len(known),
        events=sum(map(len, known.values())),
        real=real,
        standing=standing,
        other=made,
        told_standing=told_of(standing),
        told_other=told_of(made),
        asked_standing=interviews_asked(known, window.from_, window.until, standing_judge),
        asked_other=interviews_asked(known, window.from_, window.until, other_judge),
    )


def _known(said: Sequence[Fact], window: Window) -> Sequence[Fact]:
    until = window.ends() if window.known_at is None else window.known_at
    return [fact for fact in said if fact.learnt_at <= until]


def write(compared: Compared, language: Language, out: Path) -> list[Path]:
    """Write report.md, report.html, changes.csv and interviews.csv; their paths."""
    made = report(compared, language)
    texts = {
        "report.md": markdown(made),
        "report.html": html(made),
        "changes.csv": "\n".join((CHANGES_HEADER, *changes_rows(compared), "")),
        "interviews.csv": "\n".join((INTERVIEWS_HEADER, *interviews_rows(compared), "")),
    }
    for name, text in texts.items():
        (out / name).write_text(text, "utf-8")
    return [out / name for name in texts]


def changes_rows(compared: Compared) -> Iterator[str]:
    """Who becomes overdue or is relieved, by pseudonym, sorted."""
    before, after = compared.told_standing, compared.told_other
    for case in sorted(before.keys() ^ after.keys()):
        place = after[case] if case in after else before[case]
        change = "becomes" if case in after else "relieved"
        yield f"{case.citizen},{case.duty},{change},{place.municipality},{place.target_group}"


def interviews_rows(compared: Compared) -> Iterator[str]:
    """The interviews that each law asks for, by municipality and month, sorted."""
    before, after = compared.asked_standing, compared.asked_other
    for key in sorted(before.keys() | after.keys()):
        municipality, month = key
        yield f"{municipality},{month_text(month)},{before[key]},{after[key]}"
