"""An alert's life: raised, reminded, changed, resolved, withdrawn, lapsed; decides what is told when the open set changes.

Contract: contracts/outputs.md, Alerts. Nothing is random and no clock is read: the moment and its cause are passed in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

import msgspec

from alerts.about import case_of, shows_the_same
from alerts.alert import OpenAlert
from alerts.identity import key
from alerts.record import Record
from rules.assess import Claims
from rules.civil import Day, Instant, start_of_day

Change = Literal["raised", "reminded", "changed", "resolved", "withdrawn", "lapsed"]
CLOCK = "clock"


class Moment(msgspec.Struct, frozen=True):
    """When the open set was judged: the instant, its civil day and the event (or CLOCK) that brought the news.

    `corrects`: that event replaces or retracts another one. `known`, `law`: see Record. `lawbook`: the version of the law
    that brought the news, where neither time nor an event did.
    """

    at: Instant
    on: Day
    cause: str
    corrects: bool = False
    known: int = 0
    law: int = 0
    lawbook: str = ""


class Told(msgspec.Struct, frozen=True):
    """One change in an alert's life, ready to be put into the wire's words. `lawbook`: see Moment."""

    change: Change
    key: str
    revision: int
    at: Instant
    alert: OpenAlert
    caused_by: str
    follows: str | None = None
    lawbook: str = ""


def live_on(
    records: dict[str, Record],
    now_open: Mapping[str, OpenAlert],
    moment: Moment,
    assessed: Claims,
    was_true: Callable[[str, Record], bool],
    explained: Callable[[OpenAlert], OpenAlert],
) -> tuple[dict[str, Record], list[Told]]:
    """The records, the very same where none is another, and what is told when `now_open` is the open set at a moment.

    `was_true(key, record)` says whether with today's knowledge an alert held when it was raised, asked only of alerts
    that end; `explained(alert)` adds the finding, asked only of what is told.
    """
    after: dict[str, Record] = {}
    told: list[Told] = []
    for name, record in records.items():
        if record.told is not None and name not in now_open:
            told.append(_end(name, record, moment, assessed, was_true, explained))
            after[name] = Record(told[-1].revision, told[-1].at, record.raised_at)
    for name, alert in now_open.items():
        known = records.get(name)
        if known is None or known.told is None:
            told.append(_raise(name, explained(alert), known, moment, records))
            raised = (told[-1].at, *_judged_by(moment, told[-1].at))
        elif (change := _renew(known, alert, moment)) is not None:
            at = max(moment.at, known.told_at)
            renewed = Told(change, name, known.revision + 1, at, explained(alert), moment.cause, lawbook=moment.lawbook)
            told.append(renewed)
            raised = (known.raised_at, known.known, known.law)
        else:
            kept = _as_found(known, alert) if moment.lawbook else _in_group(known, alert.target_group)
            if kept is not known:
                after[name] = kept
            continue
        last = told[-1]
        raised_at, facts, law = raised
        after[name] = Record(last.revision, last.at, raised_at, last.alert, _reminded(alert, moment.on), facts, law)
    if len(told) > 1:
        told.sort(key=lambda each: (each.at, each.key))
    return {**records, **after} if after else records, told


def _judged_by(moment: Moment, at: Instant) -> tuple[int, int]:
    """By how many facts and which law an alert is raised; nothing where it is said to have been true at another instant."""
    return (moment.known, moment.law) if at == moment.at else (0, 0)


def _in_group(record: Record, group: str) -> Record:
    """The record of an alert that stays as it was told, kept up with the citizen's group, which is nothing to tell."""
    if record.told is None or record.told.target_group == group:
        return record
    return msgspec.structs.replace(record, told=msgspec.structs.replace(record.told, target_group=group))


def _as_found(record: Record, alert: OpenAlert) -> Record:
    """The record of an alert that another law finds open as it was told, kept up with what is not shown of it."""
    finding = None if record.told is None else record.told.finding
    return msgspec.structs.replace(record, told=msgspec.structs.replace(alert, finding=finding))


def _reminded(alert: OpenAlert, on: Day) -> Day:
    """The planning date for which no reminder is owed any more: told within its last days already."""
    return alert.plan_on or 0 if alert.remind_on is not None and alert.remind_on <= on else 0


def _raise(name: str, alert: OpenAlert, record: Record | None, moment: Moment, before: Mapping[str, Record]) -> Told:
    at = moment.at if moment.cause == CLOCK else max(moment.at, start_of_day(alert.opened_on))
    revision = 1
    if record is not None:
        at, revision = max(at, record.told_at), record.revision + 1
    forerunner = {"overdue": "due-soon", "passive": "passive-soon"}.get(alert.kind)
    follows = None
    if forerunner is not None:
        former = key(forerunner, alert.duty, alert.since, alert.needed)
        if former in before and before[former].told is not None:
            follows = former
    return Told("raised", name, revision, at, alert, moment.cause, follows, moment.lawbook)


def _renew(record: Record, alert: OpenAlert, moment: Moment) -> Change | None:
    """What there is to tell of an alert that stays open."""
    if record.told is not None and not shows_the_same(record.told, alert):
        return "changed"
    if alert.remind_on is not None and alert.remind_on <= moment.on and record.reminded_for != alert.plan_on:
        return "reminded"
    return None


def _end(
    name: str,
    record: Record,
    moment: Moment,
    assessed: Claims,
    was_true: Callable[[str, Record], bool],
    explained: Callable[[OpenAlert], OpenAlert],
) -> Told:
    assert record.told is not None, "only an open alert ends"  # noqa: S101 # the caller asked; narrows the type
    at = max(moment.at, record.told_at)
    alert = explained(record.told)
    change = _lapsed_or_resolved(alert, assessed)
    if alert.kind == "outcome-missing" and not moment.lawbook:
        # It says that nobody had registered an outcome, which a registration cures but does not make untrue.
        never_true = moment.corrects and change == "resolved"
    else:
        never_true = not was_true(name, record)
    if never_true:
        change = "withdrawn"
    return Told(change, name, record.revision + 1, at, alert, moment.cause, lawbook=moment.lawbook)


def _lapsed_or_resolved(alert: OpenAlert, assessed: Claims) -> Change:
    """Lapsed: the spell, the group, the benefit or the law ended it, or what it warned of came true; else resolved."""
    if assessed.target_group is None:
        return "lapsed"
    if alert.kind == "outcome-missing":
        return "resolved"
    if alert.kind in ("passive", "passive-soon"):
        came_true = assessed.passive  # what it warned of, or it is still so and only muted
        same = assessed.support_since == alert.since and assessed.target_group == alert.target_group
        return "lapsed" if came_true or not same else "resolved"
    case = case_of(alert, assessed.obligations)
    # Overdue still: what it warned of came true, or it is only muted.
    if case is None or case.rule.binding == "share" or case.status == "overdue":
        return "lapsed"
    return "resolved"
