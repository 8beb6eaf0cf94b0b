"""What is read from the wire is what was written; what can't be read is named without its contents."""

from __future__ import annotations

import json

import pytest

from alerts.inbox.action_message import decode_action, encode_action
from alerts.inbox.alert_message import decode_alert
from alerts.inbox.entry import Action, ByLaw
from alerts.unreadable import UnreadableMessageError
from rules.civil import day, iso, iso_instant
from tests.alerts.inbox.builders import action
from tests.rules.builders import at, held, on_benefit, summoned
from tests.streams.citizen.walks import whole

LIFE = [on_benefit("jobparat", "2018-01-02", caseworker="w7"), held("2018-01-12"), summoned("2018-04-03")]


def test_every_message_of_a_life_is_read_as_it_was_told() -> None:
    messages = [message.value for message in whole(LIFE, at("2018-06-01"))[1]]
    assert len(messages) > 5
    for value in messages:
        read, wire = decode_alert(value), json.loads(value)
        data = wire["data"]
        assert (read.alert_id, read.revision) == (data["alert_id"], data["revision"])
        assert f"dk.rettidig.alert.{read.change}.v1" == wire["type"]
        assert iso_instant(read.at) == wire["time"]
        assert (iso(read.since), iso(read.due_on)) == (data["since"], data["due_on"])
        assert (None if read.plan_on is None else iso(read.plan_on)) == data.get("plan_on")
        assert (None if read.summoned_for is None else iso(read.summoned_for)) == data.get("summoned_for")
        assert read.finding.arithmetic == data["finding"]["arithmetic"]
        assert iso(read.finding.counted_from) == data["finding"]["counted_from"]
        assert (read.raised_revision == read.revision) == (read.change == "raised")
        assert (read.kind, read.caseworker, read.held, read.needed) == (
            data["kind"],
            "w7",
            data["held"],
            data["needed"],
        )


FULL = Action(
    id="0001-ab",
    type="snoozed",
    alert_id="overdue:first-interview:c1:2018-01-08:1",
    revision=3,
    citizen="c1",
    municipality="101",
    by="w1",
    at=at("2018-02-20") + 1,
    until=day("2018-02-27"),
    to="w2",
    reason="syg",
    note="æøå <b>",
    undoes="0000-cd",
)


@pytest.mark.parametrize(
    "done", [FULL, action("acknowledged"), action("commented", note="x"), action("undone", undoes="y")]
)
def test_an_action_is_read_as_it_was_written(done: Action) -> None:
    value = encode_action(done)
    assert decode_action(value) == done
    read = json.loads(value)
    assert json.dumps(read, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode() == value
    assert read["type"] == f"dk.rettidig.alert.{done.type}.v1"
    assert (read["subject"], read["id"]) == (done.citizen, done.id)
    assert None not in read["data"].values()


ALERT = whole(LIFE, at("2018-06-01"))[1][0].value
DONE = encode_action(FULL)


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (b"", "can't be read"),
        (ALERT[:-20], "can't be read"),
        (ALERT.replace(b".v1", b".v2"), "does not know"),
        (ALERT.replace(b'Z","type"', b'","type"'), "no offset"),
        (ALERT.replace(b'"held":0', b'"held":"0"'), "held"),
    ],
)
def test_an_alert_that_cannot_be_read_is_named(value: bytes, told: str) -> None:
    with pytest.raises(UnreadableMessageError, match=told):
        decode_alert(value)


def test_what_stands_in_a_message_is_not_repeated() -> None:
    with pytest.raises(UnreadableMessageError, match=r"kind") as raised:
        decode_alert(ALERT.replace(b'"kind":"due-soon"', b'"kind":"Anna Andersen"'))
    assert "Anna" not in str(raised.value)


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (DONE.replace(b"snoozed", b"sneezed"), "does not know"),
        (DONE.replace(b'"citizen":"c1"', b'"citizen":"c2"'), "another citizen"),
        (DONE.replace(b'00001Z","by"', b'00001","by"'), "no offset"),
        (DONE.replace(b'"by":"w1",', b""), "by"),
    ],
)
def test_an_action_that_cannot_be_read_is_named(value: bytes, told: str) -> None:
    assert value != DONE
    with pytest.raises(UnreadableMessageError, match=told) as raised:
        decode_action(value)
    assert "æøå" not in str(raised.value)


def test_a_message_that_a_changed_law_brought_says_so() -> None:
    value = json.loads(whole(LIFE, at("2018-06-01"))[1][0].value)
    assert decode_alert(json.dumps(value).encode()).by_law is None
    read = decode_alert(json.dumps(value | {"lawbook": "8bdf6a60"}).encode())
    assert read.by_law == ByLaw(read.revision, "8bdf6a60", read.change, read.at)
    assert read.is_by_law
