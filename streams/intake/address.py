"""Where a line of a file belongs on Kafka: topic and key, as far as they can be told; knows no broker and judges nothing."""

from __future__ import annotations

import re
from typing import Any, Final, NamedTuple

import msgspec

from rules.facts import WIRE_NAME
from streams.intake import wire
from streams.intake.decode import Accepted, Intake, is_pseudonym
from streams.topics import BENEFIT_EVENTS

_FAMILY: Final = re.compile(re.escape(wire.TYPE_PREFIX) + r"([a-z\-]+\..*)", re.DOTALL)


class Address(NamedTuple):
    """`topic`: its name in the contract. `key`: the citizen's pseudonym; None where it can't be told."""

    topic: str
    key: bytes | None


def address_of(value: bytes, intake: Intake) -> Address:
    """The address of an event; a refused one goes where its type points, else to `benefit-events`."""
    if isinstance(intake, Accepted):
        return Address(wire.topic_of(WIRE_NAME[type(intake.fact)]), intake.citizen.encode())
    found = _object(value)
    kind, subject = found.get("type"), found.get("subject")
    form = _FAMILY.fullmatch(kind) if isinstance(kind, str) else None
    return Address(
        wire.topic_of(form[1]) if form else BENEFIT_EVENTS,
        subject.encode() if isinstance(subject, str) and is_pseudonym(subject) else None,
    )


def _object(value: bytes) -> dict[str, Any]:
    """The JSON object in `value`; an empty one where there is none to be had."""
    try:
        found = msgspec.json.decode(value)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
