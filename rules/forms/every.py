"""Every I from A until B: never more than I between acts in the window [anchor + A, anchor + B] (assess.md section 3)."""

from __future__ import annotations

from collections.abc import Iterable

from rules.case import Case
from rules.civil import Day
from rules.clock_stops import ClockKind
from rules.lawbook import Rule
from rules.obligation import Obligation, obligation
from rules.timeline import OPEN


def every(rule: Rule, case: Case, kind: ClockKind, acts: str) -> Iterable[Obligation]:
    """A chain: each act fulfils the open obligation and starts the next; listed from the day its interval begins.

    In a group entered by a change the base is the later of the window's start and the last act before the change.
    """
    anchor = case.spell.anchor
    window = case.date(kind, anchor, rule.after)
    ends = OPEN if rule.within == Rule.NO_PERIOD else case.date(kind, anchor, rule.within)
    said = case.dossier.interviews[acts]
    base = window
    if case.stint.changed:
        base = max([window, *(on for on, _ in said if on < case.stint.from_)])
    if base > case.on:
        case.note_fixed(kind, base)
        return
    for on, event in said:
        if on > case.on:
            break
        if on > base:
            yield from _link(rule, case, kind, (base, ends), (on, event))
            base = on
    yield from _link(rule, case, kind, (base, ends), None)


def _link(
    rule: Rule, case: Case, kind: ClockKind, span: tuple[Day, Day], act: tuple[Day, str] | None
) -> Iterable[Obligation]:
    """The obligation that runs from a base day, fulfilled by the act that ends its interval, if there is one."""
    base, ends = span
    due_on = max(case.date(kind, base, rule.every), case.earliest)
    if due_on > ends or not case.watch(rule, kind, due_on) or not case.arises(due_on):
        return
    acts = () if act is None else (act,)
    yield obligation(case, rule, kind, base, due_on, acts, None if act is None else act[0])
