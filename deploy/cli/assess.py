"""`rettidig assess`: what the law says about each citizen of an event file on a day (contracts/assess.md section 7)."""

from __future__ import annotations

import sys
from typing import Annotated, Literal

import msgspec
from cyclopts import Parameter

from alerts.wording.words import Language
from deploy.assess_sheet import sheet
from deploy.fitted import tell
from deploy.gathering import SOME_REFUSED, gather
from deploy.options import LawbookOption, LawOption, a_day, a_lawbook, an_instant
from rules.answer import answer
from rules.assess import assess as judge
from rules.case import dossier
from rules.history import history
from rules.next_change import next_change_on


def assess(
    *files: Annotated[str, Parameter(help="Events, one a line; `-`: standard input; `.gz`: gzipped")],
    on: Annotated[str, Parameter(help="The day that is judged, YYYY-MM-DD")],
    known_at: Annotated[str | None, Parameter(help="Use only what was registered up to this instant, RFC 3339")] = None,
    citizen: Annotated[str | None, Parameter(help="Only this citizen")] = None,
    format: Annotated[Literal["text", "json"], Parameter(help="For people, or one JSON object a line")] = "text",
    law: LawOption = "standing",
    lawbook: LawbookOption = None,
    language: Annotated[Language, Parameter(help="Of the text: Danish or English")] = "da",
) -> int:
    """Judge every citizen of the event files on a day: obligations, measures, what changes next and when.

    Exit status: 0 done, 2 a file can't be read or an option is wrong, 3 some lines were refused: named, or of many counted by reason.
    """
    day, instant = a_day("--on", on), an_instant("--known-at", known_at)
    facts, refused = gather(files or ("-",))
    book = a_lawbook(law, lawbook)
    for origin in book.origins:
        tell(f"law: {origin}")
    encoder = msgspec.json.Encoder(order="sorted")
    for who in sorted(facts):
        if citizen not in (None, who):
            continue
        known = history(facts[who], instant)
        if not known.known:
            continue
        for note in known.notes:
            tell(f"{who}: {note.event}: {note.what}")
        ready = dossier(known, book)
        assessed = judge(ready, day)
        change = next_change_on(ready, assessed)
        if format == "json":
            sys.stdout.write(encoder.encode(answer(who, assessed, change)).decode() + "\n")
        else:
            trials = book.frikommune_on(assessed.municipality or "", day)
            print(sheet(who, ready, assessed, change, language, trials))
    return SOME_REFUSED if refused else 0
