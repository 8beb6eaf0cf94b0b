"""Which case an alert is about, and whether it still looks as it was told; knows neither its life nor who reads it."""

from __future__ import annotations

from collections.abc import Iterable

from alerts.alert import About, OpenAlert
from rules.obligation import Obligation


def case_of(alert: About, obligations: Iterable[Obligation]) -> Obligation | None:
    """The open obligation that an alert tells of; of two versions of the law under one alert id the one due that day.

    Another group's equal duty has the same alert id but is another case.
    """
    since, duty, needed, group, due_on = alert.since, alert.duty, alert.needed, alert.target_group, alert.due_on
    first: Obligation | None = None
    for each in obligations:
        if each.since != since or each.closed or each.group != group:
            continue
        if each.rule.duty != duty or each.rule.needed != needed:
            continue
        if each.due_on == due_on:
            return each
        first = first or each
    return first


def shows_the_same(told: OpenAlert, alert: OpenAlert) -> bool:
    """Whether an open alert is as it was told; where it is not, it is `changed`."""
    return (
        told.held == alert.held
        and told.plan_on == alert.plan_on
        and told.summoned_for == alert.summoned_for
        and told.due_on == alert.due_on
        and told.awaiting_outcome == alert.awaiting_outcome
        and told.caseworker == alert.caseworker
        and told.municipality == alert.municipality
        and told.held_back == alert.held_back
    )
