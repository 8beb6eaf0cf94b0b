"""Which modules are compiled: those in which the step spends its time; knows their names and nothing else.

A module whose structs are written to bytes (facts, states, messages, the lawbook) stays as it is: mypyc knows no msgspec.
"""

from __future__ import annotations

from typing import Final

MODULES: Final = (
    "rules.civil",
    "rules.settle",
    "rules.history",
    "rules.timeline",
    "rules.spell",
    "rules.clock_stops",
    "rules.support",
    "rules.memory",
    "rules.turning_days",
    "rules.case",
    "rules.duties.duty",
    "rules.obligation",
    "rules.forms",
    "rules.forms.between",
    "rules.forms.count",
    "rules.forms.every",
    "rules.forms.offers",
    "rules.forms.repeated",
    "rules.listing",
    "rules.chronicle",
    "rules.measures",
    "rules.measures.duty_kept",
    "rules.measures.early",
    "rules.measures.last_year",
    "rules.measures.names",
    "rules.measures.offer_in_time",
    "rules.assess",
    "alerts.about",
    "alerts.view",
    "alerts.passivity",
    "alerts.identity",
    "alerts.explain",
    "alerts.life",
    "alerts.message",
    "alerts.kinds",
    "alerts.kinds.seen",
    "alerts.kinds.outlook",
    "alerts.kinds.due_soon",
    "alerts.kinds.overdue",
    "alerts.kinds.passive",
    "alerts.kinds.passive_soon",
    "alerts.kinds.outcome_missing",
    "streams.citizen.month_ends",
    "streams.citizen.months",
    "streams.citizen.difference",
    "streams.citizen.hindsight",
    "streams.citizen.recall",
    "streams.citizen.step",
)
