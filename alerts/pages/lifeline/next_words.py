"""What comes next, said in a few lines: a sign, what it is about, how it stands and what has to happen; decides nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec

from alerts.pages.lifeline.next_up import NextUp
from alerts.pages.lifeline.saying import Saying
from rules.obligation import Obligation

CureOf = Callable[[Obligation], tuple[str, ...]]
"""What has to happen for an obligation, in whole sentences."""


class NextLine(msgspec.Struct, frozen=True):
    """`about`: the obligation that it leads to, None for what is none. `is_late`: something is past due or missing."""

    icon: str
    what: str
    stands: str
    cure: str = ""
    about: Obligation | None = None
    is_late: bool = False


def next_lines(found: NextUp, say: Saying, cure_of: CureOf, *, is_running: bool) -> list[NextLine]:
    """The lines in order of urgency; never none."""
    if not is_running:
        return [NextLine("gone", say.t("life.next.no-benefit"), ""), *_arranged(found, say)]
    lines = [*_late(found, say, cure_of), *_due(found, say, cure_of)]
    if found.is_quiet:
        lines = [NextLine("met", say.t("life.next.quiet"), "")]
    return [*lines, *_arranged(found, say)]


def _late(found: NextUp, say: Saying, cure_of: CureOf) -> Iterator[NextLine]:
    for each in found.late:
        yield NextLine(say.icon(each), say.duty(each), say.due(each), " ".join(cure_of(each)), each, is_late=True)
    if found.passive:
        yield NextLine("late", say.t("life.next.passive"), "", is_late=True)
    for interview in found.awaiting:
        if interview.planned_on is not None:
            day = say.when.weekday_date(interview.planned_on)
            yield NextLine("awaiting", say.t("life.next.awaiting", day=day), "")


def _due(found: NextUp, say: Saying, cure_of: CureOf) -> Iterator[NextLine]:
    if found.next_due is not None:
        each = found.next_due
        yield NextLine(say.icon(each), say.duty(each), say.due(each), " ".join(cure_of(each)), each)
    for each in found.then:
        yield NextLine(say.icon(each), say.duty(each), say.due(each), "", each)
    for each in found.still[:2]:
        yield NextLine(say.icon(each), say.duty(each), say.status(each), "", each)


def _arranged(found: NextUp, say: Saying) -> Iterator[NextLine]:
    if found.arranged is not None and found.arranged.planned_on is not None:
        day = say.near(found.arranged.planned_on)
        yield NextLine("planned", say.t("life.next.arranged", day=day), "")
    elif found.late or found.next_due:
        yield NextLine("none", say.t("life.next.nothing-arranged"), "")
    if found.begins is not None:
        offer = say.t(f"life.offer-{found.begins.kind}")
        yield NextLine("offer", say.t("life.next.begins", offer=offer, day=say.near(found.begins.from_)), "")
