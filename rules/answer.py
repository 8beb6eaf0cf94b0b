"""An assessment in the words of the wire: the JSON object of contracts/assess.md section 7."""

from __future__ import annotations

from typing import Any

from rules.assess import Assessment
from rules.civil import Day, iso
from rules.measured import BIT, NAMES
from rules.obligation import Obligation


def answer(citizen: str, assessed: Assessment, next_change: Day | None) -> dict[str, Any]:
    """One object a citizen; days as text, absent days null."""
    return {
        "citizen": citizen,
        "on": iso(assessed.on),
        "municipality": assessed.municipality,
        "target_group": assessed.target_group,
        "benefit": assessed.benefit,
        "counted_from": _iso(assessed.counted_from),
        "seniority_months": assessed.seniority_months,
        "support_since": _iso(assessed.support_since),
        "passive": assessed.passive,
        "obligations": [_obligation(each) for each in assessed.obligations],
        "measures": {
            name: {
                "counted": bool(assessed.measured.counted & BIT[name]),
                "met": bool(assessed.measured.met & BIT[name]),
            }
            for name in NAMES
        },
        "next_change_on": _iso(next_change),
    }


def _iso(on: Day | None) -> str | None:
    return None if on is None else iso(on)


def _obligation(each: Obligation) -> dict[str, Any]:
    return {
        "duty": each.duty,
        "sequence": each.sequence,
        "counted_from": iso(each.counted_from),
        "since": iso(each.since),
        "due_on": iso(each.due_on),
        "needed": each.needed,
        "held": each.held,
        "status": each.status,
        "fulfilled_on": _iso(each.fulfilled_on),
        "binding": each.rule.binding,
        "owner": each.rule.owner,
        "closed": each.closed,
        "evidence": [event for _, event in each.acts],
        "reference": each.rule.reference,
        "confidence": each.rule.confidence,
    }
