"""The rulebook as one page of HTML that needs nothing else: tables, timelines, print; the words are those of the Markdown."""

from __future__ import annotations

from importlib.resources import files
from typing import Final

from jinja2 import Environment, StrictUndefined

from alerts.wording.nouns import NOUNS, named
from deploy.rulebook.entries import duty_chapters, measure_chapters, terms
from deploy.rulebook.eras import changes
from deploy.rulebook.markdown import about_variant, groups_words, period
from deploy.rulebook.municipal import municipal_chapters
from deploy.rulebook.timeline import HEAD, LEFT, ROW_HEIGHT, WIDTH, drawing
from deploy.rulebook.usage import used_in
from rules.amendment import variant_names
from rules.civil import iso
from rules.lawbook import Lawbook
from rules.load import LAW_DIRECTORY

_KINDS: Final = {"rule": "", "share": "share", "none": "no duty", "hole": "hole"}


def rulebook_page(book: Lawbook) -> str:
    """The whole page; every text is escaped by the template."""
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters |= {"iso": iso, "drawing": drawing, "group": _group, "groups": groups_words}
    template = environment.from_string(files("deploy.rulebook").joinpath("rulebook.html.j2").read_text("utf-8"))
    duties, measures, municipal = duty_chapters(book), measure_chapters(book), municipal_chapters(book)
    return template.render(
        parts=(
            ("duties", "Duties", duties, True),
            ("measures", "Measures", measures, True),
            ("municipalities", "Municipalities", municipal, False),
        ),
        changes=changes([*duties, *measures]),
        terms=[(term, used_in(term.name)) for term in terms()],
        variants=[(name, about_variant(name)) for name in variant_names(LAW_DIRECTORY)],
        unsure=[
            (chapter, row)
            for chapter in (*duties, *measures, *municipal)
            for row in chapter.rows
            if row.confidence not in ("sure", "")
        ],
        period=period,
        kinds=_KINDS,
        measures_of_drawing={"width": WIDTH, "left": LEFT, "row": ROW_HEIGHT, "head": HEAD},
    )


def _group(name: str) -> str:
    """A group as Danes say it; what is no group as it is."""
    return named("groups", name, "da") if name in NOUNS.groups else name
