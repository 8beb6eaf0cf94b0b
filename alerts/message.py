"""A change in an alert's life in the words of the wire: a CloudEvent in canonical JSON (contracts/outputs.md)."""

from __future__ import annotations

from typing import Any

import msgspec

from alerts.alert import OpenAlert
from alerts.identity import alert_id
from alerts.life import Told
from rules.civil import Day, iso, iso_instant

SOURCE = "/rettidig"
_encoder = msgspec.json.Encoder(order="sorted")


def message(citizen: str, told: Told) -> bytes:
    """Keys sorted, no spaces, UTF-8, instants in UTC with `Z`; fields that say nothing are left out."""
    name = alert_id(told.key, citizen)
    return _encoder.encode(
        {
            "specversion": "1.0",
            "id": f"{name}#{told.revision}",
            "source": SOURCE,
            "type": f"dk.rettidig.alert.{told.change}.v1",
            "subject": citizen,
            "time": iso_instant(told.at),
            "datacontenttype": "application/json",
            "data": _data(citizen, name, told),
        }
    )


def _data(citizen: str, name: str, told: Told) -> dict[str, Any]:
    alert = told.alert
    data: dict[str, Any] = {
        "alert_id": name,
        "revision": told.revision,
        "kind": alert.kind,
        "duty": alert.duty,
        "citizen": citizen,
        "municipality": alert.municipality,
        "target_group": alert.target_group,
        "caseworker": alert.caseworker,
        "since": iso(alert.since),
        "due_on": iso(alert.due_on),
        "needed": alert.needed,
        "held": alert.held,
        "awaiting_outcome": alert.awaiting_outcome,
        "held_back": alert.held_back,
        "finding": _finding(alert),
        "caused_by": told.caused_by,
    }
    _put(data, "plan_on", alert.plan_on)
    _put(data, "summoned_for", alert.summoned_for)
    if told.follows is not None:
        data["follows"] = alert_id(told.follows, citizen)
    return data


def _put(data: dict[str, Any], name: str, on: Day | None) -> None:
    if on is not None:
        data[name] = iso(on)


def _finding(alert: OpenAlert) -> dict[str, Any]:
    finding = alert.finding
    if finding is None:
        raise ValueError("an alert is told only with its finding")
    return {
        "reference": finding.reference,
        "version": finding.version,
        "confidence": finding.confidence,
        "counted_from": iso(finding.counted_from),
        "inputs": finding.inputs,
        "arithmetic": finding.arithmetic,
        "cure": finding.cure,
    }
