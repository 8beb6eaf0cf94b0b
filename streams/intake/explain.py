"""Says in words why msgspec would not read an event; slow, asked only when one is refused, and silent about values.

The path is given in words (`data.from`), never what stands there: it could tell who the event is about.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches
from typing import Any, Final, Literal, get_args, get_origin

import msgspec

from streams.intake import wire
from streams.intake.refusal import Reason, RefusalError

_TYPE: Final = re.compile(re.escape(wire.TYPE_PREFIX) + r"([a-z.\-]+)\.v[0-9]+")
_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
_MOST_DIGITS: Final = 100
"""Of a whole number that is looked at: far more than any field admits."""
_ENVELOPE: Final = ("id", "source", "subject", "time", "datacontenttype", "supersedes", "data")
"""In the order in which their faults are named, after `specversion` and `type`, which say how to read the rest."""

_WANTED: Final[Mapping[Any, tuple[tuple[type, ...], str, Reason]]] = {
    str: ((str,), "a text", Reason.UNKNOWN_VALUE),
    int: ((int,), "a whole number", Reason.UNKNOWN_VALUE),
    bool: ((bool,), "true or false", Reason.UNKNOWN_VALUE),
    date: ((str,), "a text", Reason.BAD_DATE),
    wire.Id: ((str,), "a text", Reason.EMPTY_ID),
    wire.Days: ((int,), "a whole number", Reason.IMPOSSIBLE_NUMBER),
    wire.Hours: ((int, float), "a number", Reason.IMPOSSIBLE_NUMBER),
}
"""By a field's type (a closed set: the type of its words): the JSON types it admits, in words, and the fault of a value among them."""


def explain(value: bytes) -> RefusalError:
    """The refusal of an event that the wire's decoder has refused: UTF-8 already, and not too deep."""
    try:
        found = _json(value)
        if not isinstance(found, dict):
            return RefusalError(Reason.NOT_AN_OBJECT)
        _check_version(found)
        event = wire.EVENTS[_type_name(found)]
        for name in _ENVELOPE:
            _check_field(event, name, found, where=name)
        _check_repeats(value)
    except RefusalError as refusal:
        return refusal
    except ValueError:
        pass  # the standard library is asked about what msgspec would not hold, and may not hold it either
    return RefusalError(Reason.NOT_JSON, detail="a number or text in it cannot be held")


def _json(value: bytes) -> Any:
    if value.startswith(_BYTE_ORDER_MARK):
        raise RefusalError(Reason.NOT_JSON, detail="it begins with a byte order mark")
    if not value.strip():
        raise RefusalError(Reason.NOT_JSON, detail="it is empty")
    try:
        return msgspec.json.decode(value)
    except msgspec.ValidationError:
        # An unheld number, which msgspec calls invalid; it may stand in a field nobody reads.
        return json.loads(value, parse_int=_whole_number)
    except msgspec.DecodeError as error:
        raise RefusalError(Reason.NOT_JSON, detail=str(error)) from None


def _whole_number(digits: str) -> int:
    """A whole number, or one as far beyond any that is wanted: Python makes none of thousands of digits."""
    return int(digits[:_MOST_DIGITS])


def _check_version(found: dict[str, Any]) -> None:
    version = _required(found, "specversion", "specversion")
    if not isinstance(version, str):
        raise RefusalError(Reason.WRONG_TYPE, "specversion", "a text is wanted")
    if version != "1.0":
        raise RefusalError(Reason.SPECVERSION, "specversion")


def _type_name(found: dict[str, Any]) -> str:
    """The known name in the middle of `type`."""
    text = _required(found, "type", "type")
    if not isinstance(text, str):
        raise RefusalError(Reason.WRONG_TYPE, "type", "a text is wanted")
    form = _TYPE.fullmatch(text)
    name = form[1] if form else ""
    if name in wire.EVENTS:
        if text != wire.TYPE_PREFIX + name + wire.VERSION:
            raise RefusalError(Reason.UNKNOWN_VERSION, "type", f"{name} is known as {wire.VERSION[1:]}")
        return name
    nearest = get_close_matches(name or text[:100], wire.EVENTS, n=1)
    raise RefusalError(Reason.UNKNOWN_TYPE, "type", f"the nearest known is {nearest[0]}" if nearest else "")


def _required(found: dict[str, Any], name: str, where: str) -> Any:
    if name not in found:
        raise RefusalError(Reason.MISSING_FIELD, where)
    if found[name] is None:
        raise RefusalError(Reason.NULL_FIELD, where)
    return found[name]


def _check_field(owner: type[msgspec.Struct], name: str, found: dict[str, Any], where: str) -> None:
    """Name the fault of one field, if it has one. `name` is the field's name on the wire."""
    field = next(field for field in msgspec.structs.fields(owner) if field.encode_name == name)
    if name not in found and not field.required:
        return
    value = _required(found, name, where)
    if isinstance(field.type, type) and issubclass(field.type, wire.Data):
        if not isinstance(value, dict):
            raise RefusalError(Reason.WRONG_TYPE, where, "an object is wanted")
        for inner in msgspec.structs.fields(field.type):
            _check_field(field.type, inner.encode_name, value, f"{where}.{inner.encode_name}")
        return
    try:
        msgspec.convert(value, field.type)
    except msgspec.ValidationError:
        raise _fault(field.type, value, where) from None


def _fault(wanted: Any, value: Any, where: str) -> RefusalError:
    """What is wrong with a value that is not of the type wanted: the JSON type first, then the value."""
    values = get_args(wanted) if get_origin(wanted) is Literal else ()
    json_types, words, reason = _WANTED[type(values[0]) if values else wanted]
    if type(value) not in json_types:
        return RefusalError(Reason.WRONG_TYPE, where, f"{words} is wanted")
    if where == "datacontenttype":
        return RefusalError(Reason.CONTENT_TYPE, where)
    return RefusalError(reason, where, f"known are {', '.join(map(str, values))}" if values else "")


def _check_repeats(value: bytes) -> None:
    """Refuse a name that stands twice: the last may be sound where an earlier is not."""

    def no_repeats(pairs: list[tuple[str, Any]]) -> None:
        if len({name for name, _ in pairs}) < len(pairs):
            raise RefusalError(Reason.DUPLICATE_NAME)

    json.loads(value, object_pairs_hook=no_repeats, parse_int=str)
