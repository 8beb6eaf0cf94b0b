"""Every I from A until B: never more than I between acts in the window [anchor + A, anchor + B] (assess.md section 3)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rules.case import Case, Horizon
from rules.civil import Day
from rules.clock_stops import ClockKind, Span, merge
from rules.lawbook import Rule
from rules.obligation import Act, Obligation
from rules.status import close, obligation
from rules.timeline import OPEN


def every(rule: Rule, case: Case, kind: ClockKind, acts: str) -> Sequence[Obligation]:
    """The chain of a window that is counted from the anchor, or of each time on which a mentor runs."""
    if rule.during is None:
        anchor = case.spell.anchor
        ends = OPEN if rule.within == Rule.NO_PERIOD else case.date(kind, anchor, rule.within)
        window = case.date(kind, anchor, rule.after)
        if window > case.on:
            case.note_fixed(kind, window)
        return _chain(rule, case, kind, acts, (window, ends))
    made: list[Obligation] = []
    for span in with_mentor(case):
        case.horizon.note(span[0])
        if span[1] >= case.on:
            made += _chain(rule, case, kind, acts, span)
        elif span[1] >= case.stint.from_:
            made += _ended(rule, case, kind, acts, span)
    return made


def with_mentor(case: Case) -> Iterator[Span]:
    """The days of the spell on which a mentor runs: mentors that overlap or follow one another are one to the citizen."""
    earliest = max(case.spell.anchor, case.spell.first)
    mentors = case.dossier.history.mentors
    for begins, ends in merge([(each.from_, OPEN if each.to is None else each.to) for each in mentors]):
        if ends >= earliest:
            yield max(begins, earliest), ends


def _ended(rule: Rule, case: Case, kind: ClockKind, acts: str, span: Span) -> list[Obligation]:
    """What is left of mentor support that has ended: nobody can cure it any more, so it is closed as of the last day."""
    last = span[1]
    then = Case(case.dossier, case.spell, case.stint, last, Horizon(last))
    made = _chain(rule, then, kind, acts, span)
    for each in made:
        close(each, last)
    return made


def _chain(rule: Rule, case: Case, kind: ClockKind, acts: str, span: Span) -> list[Obligation]:
    """Each act fulfils the open obligation and starts the next; listed from the day its interval begins.

    In a group entered by a change the base is the later of the window's start and the last act before the change.
    """
    said = case.dossier.interviews[acts]
    base, ends = span
    if case.stint.changed:
        base = max([base, *(on for on, _ in said if on < case.stint.from_)])
    made: list[Obligation] = []
    if base > case.on:
        return made
    for act in said:
        on = act[0]
        if on > case.on:
            break
        if on > base:
            _link(made, rule, case, kind, (base, ends), act)
            base = on
    _link(made, rule, case, kind, (base, ends), None)
    return made


def _link(
    made: list[Obligation], rule: Rule, case: Case, kind: ClockKind, span: tuple[Day, Day], act: Act | None
) -> None:
    """Adds the obligation that runs from a base day, fulfilled by the act that ends its interval, if there is one."""
    base, ends = span
    due_on = max(case.date(kind, base, rule.every), case.earliest)
    if due_on > ends or not case.watch(rule, kind, due_on) or not case.arises(due_on):
        return
    if rule.during is not None and case.clock(kind).moves and ends < OPEN:
        # The mentor's last day stays where it is while the due date moves on; beyond it there is no obligation.
        case.horizon.note(case.clock(kind).crosses(case.on, due_on, ends + 1))
    acts = () if act is None else (act,)
    made.append(obligation(case, rule, kind, base, due_on, acts, None if act is None else act[0]))
