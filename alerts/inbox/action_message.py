"""What people did, in the words of the wire: a CloudEvent of the topic `alert-actions` in canonical JSON, both ways.

Contract: contracts/outputs.md, Topics out. `undone` and the field `undoes` are ours: an action that was taken back stands
in the log with the one that takes it back, so that nothing that was done is ever missing.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final, Literal

import msgspec

from alerts.inbox.alert_message import citizen_of
from alerts.inbox.entry import Action, ActionType
from alerts.unreadable import UnreadableMessageError, why_unreadable
from rules.civil import Day, instant, iso, iso_instant

SOURCE: Final = "/rettidig/inbox"
_TYPES: Final[tuple[ActionType, ...]] = (
    "acknowledged",
    "snoozed",
    "unsnoozed",
    "assigned",
    "commented",
    "noted",
    "undone",
)
_WIRE: Final[dict[str, ActionType]] = {f"dk.rettidig.alert.{name}.v1": name for name in _TYPES}


class _Data(msgspec.Struct, frozen=True, gc=False):
    alert_id: str
    revision: int
    citizen: str
    municipality: str
    by: str
    at: datetime
    until: date | None = None
    to: str | None = None
    reason: str | None = None
    note: str | None = None
    undoes: str | None = None


class _Event(msgspec.Struct, frozen=True, gc=False):
    specversion: Literal["1.0"]
    id: str
    type: str
    data: _Data


_encoder: Final = msgspec.json.Encoder(order="sorted")
_decoder: Final = msgspec.json.Decoder(_Event)


def encode_action(action: Action) -> bytes:
    """Keys sorted, no spaces, UTF-8, instants in UTC with `Z`; fields that say nothing are left out."""
    said: dict[str, Any] = {
        "alert_id": action.alert_id,
        "revision": action.revision,
        "citizen": action.citizen,
        "municipality": action.municipality,
        "by": action.by,
        "at": iso_instant(action.at),
        "until": None if action.until is None else iso(action.until),
        "to": action.to,
        "reason": action.reason,
        "note": action.note,
        "undoes": action.undoes,
    }
    return _encoder.encode(
        {
            "specversion": "1.0",
            "id": action.id,
            "source": SOURCE,
            "type": f"dk.rettidig.alert.{action.type}.v1",
            "subject": action.citizen,
            "time": iso_instant(action.at),
            "datacontenttype": "application/json",
            "data": {name: value for name, value in said.items() if value is not None},
        }
    )


def decode_action(value: bytes) -> Action:
    """The action in a message. Raises UnreadableMessageError."""
    try:
        event = _decoder.decode(value)
        kind = _WIRE[event.type]
        at = instant(event.data.at)
    except KeyError as error:
        raise UnreadableMessageError("an action's message of a type that this version does not know") from error
    except ValueError as error:
        raise UnreadableMessageError(f"an action's message of {len(value)} bytes {why_unreadable(error)}") from error
    data = event.data
    if citizen_of(data.alert_id) != data.citizen:
        raise UnreadableMessageError("an action's message names another citizen than its alert is about")
    return Action(
        id=event.id,
        type=kind,
        alert_id=data.alert_id,
        revision=data.revision,
        citizen=data.citizen,
        municipality=data.municipality,
        by=data.by,
        at=at,
        until=_day(data.until),
        to=data.to,
        reason=data.reason,
        note=data.note,
        undoes=data.undoes,
    )


def _day(on: date | None) -> Day | None:
    return None if on is None else on.toordinal()
