"""A change in an alert's life in the words of the wire: a CloudEvent in canonical JSON (contracts/outputs.md)."""

from __future__ import annotations

from msgspec import UNSET, UnsetType

from alerts.alert import Finding, OpenAlert
from alerts.identity import alert_id
from alerts.life import Told
from alerts.wire import SOURCE, Data, Envelope, Why, encode
from rules.civil import Day, iso, iso_instant


def message(citizen: str, told: Told) -> tuple[str, bytes]:
    """The message's id, and its bytes: keys sorted, no spaces, UTF-8, instants in UTC with `Z`; what says nothing left out."""
    name = alert_id(told.key, citizen)
    event = f"{name}#{told.revision}"
    return event, encode(
        Envelope(
            _about(citizen, name, told),
            "application/json",
            event,
            told.lawbook or UNSET,
            SOURCE,
            "1.0",
            citizen,
            iso_instant(told.at),
            f"dk.rettidig.alert.{told.change}.v1",
        )
    )


def _about(citizen: str, name: str, told: Told) -> Data:
    alert = told.alert
    return Data(
        name,
        alert.awaiting_outcome,
        alert.caseworker,
        told.caused_by,
        citizen,
        iso(alert.due_on),
        alert.duty,
        _why(alert),
        UNSET if told.follows is None else alert_id(told.follows, citizen),
        alert.held,
        alert.held_back,
        alert.kind,
        alert.municipality,
        alert.needed,
        _iso(alert.plan_on),
        told.revision,
        iso(alert.since),
        _iso(alert.summoned_for),
        alert.target_group,
    )


def _why(alert: OpenAlert) -> Why:
    finding: Finding | None = alert.finding
    if finding is None:
        raise ValueError("an alert is told only with its finding")
    return Why(
        finding.arithmetic,
        finding.confidence,
        iso(finding.counted_from),
        finding.cure,
        finding.inputs,
        finding.reference,
        finding.version,
    )


def _iso(on: Day | None) -> str | UnsetType:
    return UNSET if on is None else iso(on)
