"""The slow second implementation of `assess` (assess.md), written from the contract alone; knows nothing of the product."""

import json
from datetime import date, datetime, timedelta
from typing import Any

from tests.twins.assess_twin_clock import add_months
from tests.twins.assess_twin_duties import Case, Obligation
from tests.twins.assess_twin_facts import Facts, seniority_months
from tests.twins.assess_twin_life import Spell
from tests.twins.assess_twin_measures import measures, not_counted, passive
from tests.twins.assess_twin_settle import Event, settle

Answer = dict[str, Any]


def assess_twin(
    events: list[Event], on: date, known_at: datetime | None = None, citizen: str | None = None
) -> Answer | None:
    """The object of assess.md section 7 without `reference`, `confidence` and `next_change_on`; None: nothing known."""
    settled = settle(events, known_at)
    if not settled.known:
        return None
    return _assess(Facts(settled), on, citizen if citizen is not None else events[0]["subject"])[0]


def next_change_twin(
    events: list[Event], on: date, known_at: datetime | None = None, limit_days: int | None = None
) -> date | None:
    """The first later day (36 months ahead at most, that day included) on which the answer says something else."""
    settled = settle(events, known_at)
    if not settled.known:
        return None
    facts = Facts(settled)
    today = _what_matters(*_assess(facts, on, ""))
    last = add_months(on, 36)
    if limit_days is not None:
        last = min(last, on + timedelta(days=limit_days))
    day = on
    while day < last:
        day += timedelta(days=1)
        if _what_matters(*_assess(facts, day, "")) != today:
            return day
    return None


def _what_matters(answer: Answer, listed: list[Obligation]) -> tuple[str, list[str]]:
    """All but the day, the seniority, mere shifts of dates (and so the mere order) of obligations; with their version."""
    rest = {k: v for k, v in answer.items() if k not in ("on", "seniority_months", "obligations")}
    duties = []
    for wire, made in zip(answer["obligations"], listed, strict=True):
        kept = {k: v for k, v in wire.items() if k not in ("due_on", "since")}
        duties.append(json.dumps({**kept, "version": made.rule.valid_from.isoformat()}, sort_keys=True))
    return json.dumps(rest, sort_keys=True), sorted(duties)


def _assess(facts: Facts, on: date, citizen: str) -> tuple[Answer, list[Obligation]]:
    state = facts.stretch_on(on)
    spell = _current_spell(facts, on)
    listed = [] if spell is None else _listed(facts, spell, on)
    answer: Answer = {
        "citizen": citizen,
        "on": on.isoformat(),
        "municipality": _last_municipality(facts, on),
        "target_group": None,
        "benefit": None,
        "counted_from": None,
        "seniority_months": None,
        "support_since": None,
        "passive": False,
        "obligations": [] if spell is None else _wire(listed, spell.anchor),
        "measures": not_counted(),
    }
    if state is not None and spell is not None:
        found = measures(facts, spell, state, listed, on)
        support_since = facts.support_since(on)
        answer |= {
            "target_group": state.group,
            "benefit": state.benefit,
            "counted_from": spell.anchor.isoformat(),
            "seniority_months": seniority_months(spell.anchor, facts.clock("seniority", spell, on), on),
            "support_since": None if support_since is None else support_since.isoformat(),
            "passive": passive(facts, state, found, on),
            "measures": found,
        }
    return answer, listed


def _current_spell(facts: Facts, on: date) -> Spell | None:
    """The spell of the latest stretch begun by `on`, whether it still runs or not."""
    begun = [(stretch.first, spell) for spell in facts.spells for stretch in spell.stretches if stretch.first <= on]
    return max(begun, key=lambda pair: pair[0])[1] if begun else None


def _last_municipality(facts: Facts, on: date) -> str | None:
    begun = [stretch for stretch in facts.stretches if stretch.first <= on]
    return begun[-1].municipality if begun else None


def _listed(facts: Facts, spell: Spell, on: date) -> list[Obligation]:
    """All obligations of the spell's stays begun by `on`, sorted by due date, duty and sequence."""
    stays = [stay for stay in spell.stays() if stay.first <= on]
    made = [one for order, stay in enumerate(stays) for one in Case(facts, spell, stay, order, on).obligations()]
    return sorted(made, key=lambda one: (one.due_on, one.rule.duty, one.since, one.rule.needed, one.group_order))


def _wire(listed: list[Obligation], anchor: date) -> list[Answer]:
    seen: dict[str, int] = {}
    wire = []
    for made in listed:
        seen[made.rule.duty] = seen.get(made.rule.duty, 0) + 1
        wire.append(
            {
                "duty": made.rule.duty,
                "sequence": seen[made.rule.duty],
                "counted_from": anchor.isoformat(),
                "since": made.since.isoformat(),
                "due_on": made.due_on.isoformat(),
                "needed": made.rule.needed,
                "held": len(made.acts),
                "status": made.status,
                "fulfilled_on": None if made.fulfilled_on is None else made.fulfilled_on.isoformat(),
                "binding": "share" if made.rule.share else "person",
                "owner": made.rule.owner,
                "closed": made.closed,
                "evidence": [act.event_id for act in made.acts],
            }
        )
    return wire
