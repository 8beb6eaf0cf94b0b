"""One citizen's account for people: each obligation with its reason, the duties that are silent, and why."""

from __future__ import annotations

import os
import re
import shutil
import sys
import textwrap
from collections.abc import Iterable, Iterator
from typing import Final

from alerts.wording.account import Account, Told
from alerts.wording.in_words import InWords
from alerts.wording.voice import Count, Named, On, Span, Voice
from alerts.wording.words import DUTIES, STATUSES, THEMES, Language, word
from rules.assess import Assessment
from rules.lists import Frikommune
from rules.municipalities import MUNICIPALITIES

_WIDEST = 100
_NARROWEST = 60
_UNKNOWN = 80
_DATE = re.compile(r"(?<=\d\.) |(?<=\d) (?=[A-Z][a-z]+\b)|(?<=[a-z]) (?=\d{4}\b)")
NO_BREAK: Final = "\u00a0"


def why_sheet(
    citizen: str, assessed: Assessment, told: Account, language: Language, trials: Iterable[Frikommune] = ()
) -> str:
    """The account as text, at most as wide as the terminal; `trials`: the municipality's, as a frikommune."""
    return "\n".join(_lines(citizen, assessed, told, Voice(language), trials))


def _lines(
    citizen: str, assessed: Assessment, told: Account, voice: Voice, trials: Iterable[Frikommune]
) -> Iterator[str]:
    if assessed.target_group is None:
        yield from wrapped(voice.part("sheet.head-none", citizen=citizen, on=On(assessed.on)), "")
    else:
        named = MUNICIPALITIES.get(assessed.municipality or "")
        head = voice.part(
            "sheet.head",
            citizen=citizen,
            on=On(assessed.on),
            group=Named("groups", assessed.target_group),
            municipality=assessed.municipality or "" if named is None else f"{named.name} ({named.code})",
            seniority=Count(assessed.seniority_months or 0, "month"),
        )
        yield from wrapped(head, "")
    for trial in trials:
        theme = word(THEMES, trial.theme, voice.language)
        yield from wrapped(
            voice.say("sheet.frikommune", theme=theme, span=Span(trial.from_, trial.until), programme=trial.programme),
            "",
        )
    for each in told.obligations:
        yield ""
        yield from _obligation(each, voice)
    if told.silent:
        yield ""
        yield voice.say("sheet.silent")
        for silent in told.silent:
            yield from wrapped(f"{word(DUTIES, silent.duty, voice.language)}: {silent.why}", "  ")
    for why in told.missing:
        yield ""
        yield voice.say("sheet.missing")
        yield from _reason(why, voice)
        yield from _part("alert", [told.muted or ""], voice)
    if told.passive is not None or told.not_passive:
        yield ""
        yield voice.say("sheet.passive")
        if told.passive is not None:
            yield from _reason(told.passive, voice)
            yield from _part("alert", [told.muted or ""], voice)
        yield from wrapped(" ".join(told.not_passive), "  ")


def _obligation(each: Told, voice: Voice) -> Iterator[str]:
    status = word(STATUSES, each.status, voice.language)
    closed = f", {voice.part('sheet.closed')}" if each.closed else ""
    yield from wrapped(f"{word(DUTIES, each.duty, voice.language)}: {status}{closed}", "")
    yield from _reason(each.why, voice)
    yield from _part("alert", [each.alert], voice)


def _reason(why: InWords, voice: Voice) -> Iterator[str]:
    yield from wrapped(why.outcome, "  ")
    yield from _part("reckoning", [" ".join(why.reckoning)], voice)
    yield from _part("facts", [f"{fact.text} [{fact.event}]" for fact in why.facts], voice)
    yield from _part("cure", [" ".join(why.cure)], voice)
    yield from _part("law", [why.law if why.doubt is None else f"{why.law} {why.doubt}"], voice)


def _part(heading: str, texts: Iterable[str], voice: Voice) -> Iterator[str]:
    said = [text for text in texts if text]
    if said:
        yield f"  {voice.say(f'sheet.{heading}')}:"
        for text in said:
            yield from wrapped(text, "    ")


def width() -> int:
    """How many characters a line has: what COLUMNS says, else the terminal, else 80; few enough to read, enough for a date.

    So a file holds the same whatever terminal it was written from.
    """
    is_known = "COLUMNS" in os.environ or sys.stdout.isatty()
    columns = shutil.get_terminal_size((_UNKNOWN, 0)).columns if is_known else _UNKNOWN
    return max(_NARROWEST, min(_WIDEST, columns))


def wrapped(text: str, indent: str, hanging: str | None = None) -> list[str]:
    """The text in lines of the sheet's width, no date torn apart; `hanging`: the indent of all lines but the first."""
    joined = _DATE.sub(NO_BREAK, text)
    below = indent if hanging is None else hanging
    wrapped = textwrap.wrap(
        joined, width(), initial_indent=indent, subsequent_indent=below, break_long_words=False, break_on_hyphens=False
    )
    return [line.replace(NO_BREAK, " ") for line in wrapped]
