"""Days, instants and the law given on the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, TypeAlias

from cyclopts import Parameter

from deploy.gathering import AskedWrongly
from rules.amendment import variant_names
from rules.civil import Day, Instant, day
from rules.law_file import nearest
from rules.lawbook import Lawbook
from rules.load import LAW_DIRECTORY, STANDING, load_lawbook
from streams.intake.rfc3339 import parse_instant

LawOption: TypeAlias = Annotated[
    str, Parameter(help="A variant of the law by its name (rules/law/variants), or `standing`, the law as it stands")
]
LawbookOption: TypeAlias = Annotated[
    Path | None, Parameter(help="A lawbook of your own that amends the law; else that of RETTIDIG_LAWBOOK")
]


def a_day(option: str, text: str) -> Day:
    """A day given as YYYY-MM-DD. Raises AskedWrongly."""
    try:
        return day(text)
    except ValueError as error:
        raise AskedWrongly(f"{option} is a day like 2018-06-01, not {text!r}") from error


def an_instant(option: str, text: str | None) -> Instant | None:
    """An instant given as RFC 3339 with offset, None where none is given. Raises AskedWrongly."""
    if text is None:
        return None
    try:
        return parse_instant(text)
    except ValueError as error:
        raise AskedWrongly(f"{option} is an instant like 2018-06-01T12:00:00Z, not {text!r}") from error


def a_lawbook(variant: str, own: Path | None) -> Lawbook:
    """The lawbook of the options `--law` and `--lawbook`. Raises AskedWrongly, LawbookError and SettingRefused."""
    names = variant_names(LAW_DIRECTORY)
    if variant not in (STANDING, *names):
        raise AskedWrongly(f"--law: no variant {variant!r}{nearest(variant, names)}; there are {', '.join(names)}")
    if own is None:
        from streams.settings import load_settings  # noqa: PLC0415 - needed here only, and slow to load

        own = load_settings().lawbook
    return load_lawbook(variant=variant, own=own)
