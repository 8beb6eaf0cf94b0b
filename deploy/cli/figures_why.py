"""`rettidig figures why`: what a figure was by what was known then, what it is now, and which registrations changed it."""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args

import msgspec
from cyclopts import Parameter

from alerts.policy import load_policy
from alerts.wording.turn_words import day_of
from alerts.wording.words import Language
from deploy.figure_sheet import figure_sheet, stated_words
from deploy.gathering import SOME_REFUSED, AskedWrongly, gather
from deploy.kafka_awaited import kafka_awaited
from deploy.options import LawbookOption, LawOption, a_lawbook, an_instant
from rules.civil import iso, iso_instant
from rules.facts import WIRE_NAME
from rules.law_file import nearest
from rules.measured import NAMES
from rules.municipalities import MUNICIPALITIES
from rules.words import TargetGroup
from streams.citizen.judge import Judge
from streams.month import ended_at, month_from
from streams.municipality.contributions import Added, Asked, Explained, explained
from streams.municipality.records import Group
from streams.municipality.stated import stated_figure
from streams.settings import load_settings


def figures_why(  # noqa: PLR0913 # the options of the command line
    *files: Annotated[str, Parameter(help="Events, one a line; `-`: standard input; `.gz`: gzipped")],
    municipality: Annotated[str, Parameter(help="By its three digits")],
    group: Annotated[str, Parameter(help="Target group, such as dagpenge")],
    measure: Annotated[str, Parameter(help="A measure, such as active-year")],
    month: Annotated[str, Parameter(help="The month whose end is asked about, YYYY-MM")],
    known_at: Annotated[str | None, Parameter(help="Then, RFC 3339; if not given, the end of the month")] = None,
    law: LawOption = "standing",
    lawbook: LawbookOption = None,
    language: Annotated[Language, Parameter(help="Of the text: Danish or English")] = "da",
    format: Annotated[Literal["text", "json"], Parameter(help="For people, or one JSON object")] = "text",
    live: Annotated[bool, Parameter(help="Also what the running stack has stated", negative="")] = False,
) -> int:
    """Say why a municipal figure is another one now than it was: which citizens (pseudonyms), which events, registered when.

    Exit status: 0 done, 2 asked wrongly, 3 some lines were refused: named, or of many counted by reason.
    """
    asked = _asked(municipality, group, measure, month)
    then = an_instant("--known-at", known_at)
    at = ended_at(asked.month) - 1 if then is None else then
    facts, refused = gather(files or ("-",))
    made = explained(facts, asked, at, Judge(a_lawbook(law, lawbook), load_policy()))
    if format == "json":
        print(msgspec.json.encode(_json(asked, made), order="sorted").decode())
    else:
        print(figure_sheet(asked, at, made, language))
    if live:
        with kafka_awaited(load_settings()) as settings:
            figure = stated_figure(settings, Group(municipality, group), asked.month)
        print("", *stated_words(figure, measure, language), sep="\n")
    return SOME_REFUSED if refused else 0


def _asked(municipality: str, group: str, measure: str, month: str) -> Asked:
    """Raises AskedWrongly."""
    for option, word, known in (
        ("--municipality", municipality, tuple(MUNICIPALITIES)),
        ("--group", group, get_args(TargetGroup)),
        ("--measure", measure, NAMES),
    ):
        if word not in known:
            raise AskedWrongly(f"{option}: {word!r} is not known{nearest(word, known)}")
    try:
        return Asked(municipality, group, measure, month_from(month))
    except ValueError as error:
        raise AskedWrongly(f"--month is a month like 2019-03, not {month!r}") from error


def _json(asked: Asked, made: Explained) -> dict[str, Any]:
    """Keys as in the text; instants in UTC."""
    return {
        "municipality": asked.municipality,
        "target_group": asked.target_group,
        "measure": asked.measure,
        "then": {"counted": made.then.counted, "met": made.then.met},
        "now": {"counted": made.now.counted, "met": made.now.met},
        "changed": [
            {
                "citizen": each.citizen,
                "then": _added(each.then),
                "now": _added(each.now),
                "events": [
                    {
                        "event": turn.fact.id,
                        "type": WIRE_NAME[type(turn.fact)],
                        "day": None if (day := day_of(turn.fact)) is None else iso(day),
                        "registered_at": iso_instant(turn.fact.learnt_at),
                        "after": _added(turn.after),
                    }
                    for turn in each.turns
                ],
            }
            for each in made.changed
        ],
    }


def _added(added: Added) -> dict[str, bool]:
    return {"counted": added.counted, "met": added.met}
