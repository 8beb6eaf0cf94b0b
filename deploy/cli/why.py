"""`rettidig why`: why something is due for a citizen, how the date comes about, what would cure it, and why nobody is told."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from cyclopts import Parameter

from alerts.wording.account import account
from alerts.wording.turn_words import since_json, turn_words
from alerts.wording.words import Language
from deploy.fitted import tell
from deploy.gathering import SOME_REFUSED, AskedWrongly, gather
from deploy.kafka_awaited import kafka_awaited
from deploy.options import LawbookOption, LawOption, a_day, a_lawbook, an_instant
from deploy.why_sheet import why_sheet, wrapped
from rules.assess import assess
from rules.case import dossier
from rules.civil import Day, iso
from rules.duties import DUTIES
from rules.facts import Fact
from rules.history import history
from rules.law_file import nearest
from rules.turns import turns
from streams.changelog_view import kept_state
from streams.settings import load_settings


def why(  # noqa: PLR0913 # the options of the command line
    citizen: Annotated[str, Parameter(help="The citizen's pseudonym")],
    *files: Annotated[str, Parameter(help="A duty first, if only one is asked for; then event files, `-`, `.gz`")],
    on: Annotated[str, Parameter(help="The day that is judged, YYYY-MM-DD")],
    known_at: Annotated[str | None, Parameter(help="Use only what was registered up to this instant, RFC 3339")] = None,
    live: Annotated[bool, Parameter(help="Ask the running stack instead of files", negative="")] = False,
    law: LawOption = "standing",
    lawbook: LawbookOption = None,
    language: Annotated[Language, Parameter(help="Of the text: Danish or English")] = "da",
    format: Annotated[Literal["text", "json"], Parameter(help="For people, or one JSON object")] = "text",
) -> int:
    """Say of one citizen on one day what is due and why, and of every other duty why it is not.

    Exit status: 0 done, 1 nothing is known of the citizen, 2 asked wrongly, 3 some lines were refused: named, or of many counted by reason.
    """
    duty, sources = _asked(files, live=live)
    day, instant = a_day("--on", on), an_instant("--known-at", known_at)
    facts, refused = ({citizen: _live(citizen)}, 0) if live else gather(sources)
    said = facts.get(citizen, [])
    known = history(said, instant)
    if not known.known:
        tell(f"nothing is known of {citizen!r}")
        return 1
    ready = dossier(known, a_lawbook(law, lawbook))
    assessed = assess(ready, day)
    told = account(ready, assessed, language, duty)
    since = () if instant is None else turns(said, instant, day, ready.book, duty)
    if format == "json":
        answer = {"citizen": citizen, **msgspec.to_builtins(told), "since": since_json(since)}
        print(msgspec.json.encode(_days_as_text(answer), order="sorted").decode())
    else:
        trials = ready.book.frikommune_on(assessed.municipality or "", day)
        print(why_sheet(citizen, assessed, told, language, trials))
        if instant is not None:
            print("")
            for line in turn_words(since, instant, language):
                indent = " " * (len(line) - len(line.lstrip()))
                print(*wrapped(line.lstrip(), indent, f"{indent}  "), sep="\n")
    return SOME_REFUSED if refused else 0


def _live(citizen: str) -> list[Fact]:
    """What the worker keeps of the citizen. Raises BrokerAway."""
    with kafka_awaited(load_settings()) as settings:
        state = kept_state(settings, citizen)
    return [] if state is None else list(state.facts)


def _asked(words: tuple[str, ...], *, live: bool) -> tuple[str | None, tuple[str, ...]]:
    """The duty, if the first word is one, and the event files. Raises AskedWrongly where neither makes sense."""
    if words and words[0] in DUTIES:
        return words[0], words[1:] or ("-",)
    if live and words:
        raise AskedWrongly(f"--live asks the running stack: {words[0]!r} is no duty, and no file is read")
    if words and "." not in words[0] and "/" not in words[0] and (close := nearest(words[0], DUTIES)):
        raise AskedWrongly(f"{words[0]!r} is neither a duty nor a file{close}")
    return None, words or ("-",)


def _days_as_text(value: Any) -> Any:
    """Built-in values with the days under `on` and `due_on` as YYYY-MM-DD."""
    if isinstance(value, dict):
        return {key: _day(key, each) for key, each in value.items()}
    return [_days_as_text(each) for each in value] if isinstance(value, list | tuple) else value


def _day(key: str, value: Any) -> Any:
    return iso(Day(value)) if key in ("on", "due_on") else _days_as_text(value)
