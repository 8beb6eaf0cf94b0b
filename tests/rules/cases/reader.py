"""Reads the tables of cases: each line of a life becomes a fact of the builders; knows no law."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import msgspec
import yaml

from rules import facts as f
from rules.words import TARGET_GROUPS
from tests.rules import builders as b

TABLES: Final = Path(__file__).parent
_NUMBERS: Final = {"accumulated_days", "category", "hours"}
_YES_OR_NO: Final = {"joint", "direct_to_jobcentre"}


class Row(msgspec.Struct, frozen=True):
    """One case. `says`: the obligations of the duty, or what a measure says."""

    table: str
    number: int
    duty: str
    kind: str
    law: str
    life: tuple[str, ...]
    on: str
    known: str | None
    says: tuple[str, ...]
    why: str

    @property
    def name(self) -> str:
        return f"{self.table} {self.number}: {self.kind}, on {self.on}"

    def facts(self) -> list[f.Fact]:
        return list(_facts(self.life))


def rows(table: str) -> list[Row]:
    """The rows of a table, in its order."""
    read = yaml.load((TABLES / f"{table}.yaml").read_text("utf-8"), yaml.BaseLoader)  # noqa: S506 # words only
    made = []
    for number, row in enumerate(read["cases"], 1):
        known = {"kind", "duty", "law", "life", "on", "known", "says", "why"}
        assert row.keys() <= known, f"{table} {number}: {row.keys() - known}"
        says = row["says"]
        made.append(
            Row(
                table=table,
                number=number,
                duty=row.get("duty", read.get("duty", "")),
                kind=row["kind"],
                law=row.get("law", read["law"]),
                life=tuple(row["life"]),
                on=row["on"],
                known=row.get("known"),
                says=tuple(says) if isinstance(says, list) else (says,),
                why=row["why"],
            )
        )
    return made


def _facts(life: tuple[str, ...]) -> Iterator[f.Fact]:
    """One fact a line; a contact is with the mentor told of last, an outcome of the interview planned for its day."""
    mentor = ""
    for line in life:
        words, more = _words(line)
        if words[0] == "mentor":
            mentor = f"mentor {words[1].split('..')[0]}"
        yield _fact(words, more, mentor)


def _words(line: str) -> tuple[list[str], dict[str, Any]]:
    plain = [word for word in line.split() if "=" not in word]
    more: dict[str, Any] = {}
    for word in line.split():
        key, told, value = word.partition("=")
        if told:
            typed: Any = value
            if key in _NUMBERS:
                typed = float(value) if "." in value else int(value)
            more[key] = value == "yes" if key in _YES_OR_NO else typed
    return plain, more


def _fact(words: list[str], more: dict[str, Any], mentor: str) -> f.Fact:
    what, named = words[0], words[-1]
    begins, _, ends = named.partition("..")
    to = {"to": ends} if ends else {}
    if what in TARGET_GROUPS:
        return b.on_benefit(what, begins, **more)
    if what == "retracted":
        return b.retracted(" ".join(words[1:]), **more)
    about = words[1]
    made: dict[str, Callable[[], f.Fact]] = {
        "held": lambda: b.held(begins, **more),
        "summoned": lambda: b.summoned(begins, **more),
        "missed": lambda: b.missed(begins, f"interview {begins}"),
        "cancelled": lambda: b.called_off(f"interview {begins}", **more),
        "ended": lambda: b.ended(begins, **more),
        "group": lambda: b.group_changed(about, begins, **more),
        "municipality": lambda: b.moved_to(about, begins, **more),
        "absence": lambda: b.absence(about, begins, **to, **more),
        "exemption": lambda: b.exemption(about, begins, **to, **more),
        "work": lambda: b.work(begins, ends, **more),
        "offer": lambda: b.offer(about, begins, **to, **more),
        "offer-cancelled": lambda: b.offer_cancelled(f"offer {begins}", **more),
        "mentor": lambda: b.mentor(begins, **to, **more),
        "contact": lambda: b.contact(begins, mentor, **more),
    }
    return made[what]()
