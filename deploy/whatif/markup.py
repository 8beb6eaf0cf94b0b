"""A report as Markdown and as one page of HTML that needs nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files

from jinja2 import Environment, StrictUndefined

from deploy.whatif.report import Report, Table


def markdown(made: Report) -> str:
    """The report as Markdown."""
    return "\n".join(_lines(made)) + "\n"


def _lines(made: Report) -> Iterator[str]:
    yield f"# {made.title}\n"
    if made.invented:
        yield f"> **{made.invented}**\n"
    for line in made.lines:
        yield f"{line}\n"
    for section in made.sections:
        yield f"{'#' * section.level} {section.title}\n"
        if section.about:
            yield f"{section.about}\n"
        if section.table is not None:
            yield from _table(section.table)
            yield ""


def _table(table: Table) -> Iterator[str]:
    yield f"| {' | '.join(table.head)} |"
    yield f"|---|{'---:|' * (len(table.head) - 1)}"
    for row in table.rows:
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |"


def html(made: Report) -> str:
    """The report as a page; every text is escaped by the template."""
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    template = environment.from_string(files("deploy.whatif").joinpath("report.html.j2").read_text("utf-8"))
    return template.render(report=made)
