"""Why an event may not come in: every reason by name, with what it means and what to do; knows no bytes."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

import msgspec

MAX_BYTES: Final = 65_536
"""The largest message value, and the longest line without its newline (contracts/events.md)."""
KEPT_OF_TOO_LARGE: Final = 1_024
"""Bytes kept of an event that is larger."""


class Reason(StrEnum):
    """A named reason for a refusal (contracts/events.md, "What a bad event gets").

    The name stands in dead letters and in a metric's label: never reuse one for something else. `meaning` says what is
    wrong, `remedy` what the sender or the operator can do.
    """

    meaning: str
    remedy: str

    def __new__(cls, name: str, meaning: str, remedy: str) -> Reason:
        member = str.__new__(cls, name)
        member._value_ = name
        member.meaning = meaning
        member.remedy = remedy
        return member

    PERSON_NUMBER = (
        "person-number",
        "something in the event looks like a person number (CPR); nothing but its hash was kept",
        "send the citizen's pseudonym instead; tell the source's data protection officer",
    )
    TOO_LARGE = (
        "too-large",
        "the event is over 65,536 bytes; its first 1,024 were kept",
        "leave out what the contract does not name",
    )
    NO_VALUE = (
        "no-value",
        "the message has a key but no value (a tombstone)",
        "to forget a citizen send citizen.erased",
    )
    NOT_UTF8 = ("not-utf8", "the bytes are not UTF-8", "encode the event as UTF-8")
    NOT_JSON = ("not-json", "the bytes are not one JSON value", "send the event as it was before it was cut or damaged")
    TOO_DEEP = ("too-deep", "the JSON is nested more than 64 levels deep", "leave out what the contract does not name")
    DUPLICATE_NAME = (
        "duplicate-name",
        "a name stands twice in one JSON object and the two do not agree",
        "state each attribute once",
    )
    NOT_AN_OBJECT = ("not-an-object", "the JSON is not an object", "send one CloudEvent a message, not a list of them")
    SPECVERSION = ("specversion", "`specversion` is not 1.0", "send CloudEvents 1.0 in structured JSON")
    CONTENT_TYPE = (
        "content-type",
        "`datacontenttype` is not application/json",
        "write application/json or leave the attribute out",
    )
    UNKNOWN_TYPE = ("unknown-type", "no such event type", "use a type of the contract")
    UNKNOWN_VERSION = (
        "unknown-version",
        "the event type is known, but not in this version",
        "send version v1, or upgrade Rettidig and replay the dead letter",
    )
    MISSING_FIELD = ("missing-field", "a required attribute or field is missing", "add it at the source")
    NULL_FIELD = ("null-field", "an attribute or field is null", "leave out what is not known")
    WRONG_TYPE = (
        "wrong-type",
        "an attribute or field has another JSON type than the contract's",
        "send the right type",
    )
    EMPTY_ID = ("empty-id", "an id is the empty text", "give the thing an id of its own")
    BAD_ID = ("bad-id", "an event's id holds control characters", "use visible characters")
    BAD_SOURCE = ("bad-source", "`source` is not a URI-reference", "percent-encode it, or use a plain path or URN")
    SUBJECT = (
        "subject",
        "`subject` is not a pseudonym: 1 to 64 characters of A-Z, a-z, 0-9, `.`, `_` and `-`",
        "send the citizen's pseudonym",
    )
    BAD_TIME = (
        "bad-time",
        "`time` is no RFC 3339 instant with an offset",
        "write it like 2018-03-05T12:00:00+01:00",
    )
    BAD_DATE = ("bad-date", "a date is no day of the calendar in the form YYYY-MM-DD", "correct the date at the source")
    UNKNOWN_VALUE = ("unknown-value", "a value is not among those of the contract", "use a value of the contract")
    UNKNOWN_MUNICIPALITY = (
        "unknown-municipality",
        "no municipality has this code",
        "use the three digits of one of the 98 municipalities",
    )
    IMPOSSIBLE_NUMBER = ("impossible-number", "a number is negative or beyond all reason", "correct it at the source")
    IMPOSSIBLE_DATES = ("impossible-dates", "a period ends before it begins", "correct the dates at the source")
    HAPPENED_AFTER_REGISTERED = (
        "happened-after-registered",
        "something is said to have happened after the Copenhagen date of `time`",
        "correct the date, or the source's clock; register it when it has happened",
    )
    WRONG_TOPIC = ("wrong-topic", "the event type belongs to another topic", "send it to the topic of its type")
    KEY_MISMATCH = (
        "key-mismatch",
        "the message's key is not the event's `subject`",
        "use the subject's bytes as the key, so that a citizen's events meet on one worker",
    )
    UNJUDGED = (
        "unjudged",
        "the event is sound, but judging it failed: a fault in Rettidig",
        "report it, upgrade Rettidig and replay the dead letter",
    )


class Refused(msgspec.Struct, frozen=True, gc=False):
    """An event that may not come in. `error`: the fault in words, without any value that could tell who it is about."""

    reason: Reason
    error: str


def refused(reason: Reason, where: str = "", detail: str = "") -> Refused:
    """A refusal in one sentence: what is wrong, where (the path in words), the detail and the remedy."""
    place = f" (at {where})" if where else ""
    more = f": {detail}" if detail else ""
    return Refused(reason, f"{reason.meaning}{place}{more}. Remedy: {reason.remedy}.")


class RefusalError(Exception):
    """Carries a refusal out of a reader's depths; never leaves the intake."""

    def __init__(self, reason: Reason, where: str = "", detail: str = "") -> None:
        self.refused = refused(reason, where, detail)
        super().__init__(self.refused.error)
