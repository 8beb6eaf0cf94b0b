"""What stands on the wire: canonical CloudEvents, every field of the contract, nothing that says nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest

from rules import facts as f
from streams.citizen.step import AlertMessage
from tests.rules.builders import at, caseworker, held, offer, on_benefit, summoned
from tests.rules.invented_lives import facts_of, life_of, seeds
from tests.streams.citizen.walks import whole

ALWAYS = {
    "alert_id", "revision", "kind", "duty", "citizen", "municipality", "target_group", "caseworker", "since", "due_on", "needed",
    "held", "awaiting_outcome", "held_back", "finding", "caused_by",
}  # fmt: skip
SOMETIMES = {"plan_on", "summoned_for", "follows"}
FINDING = {"reference", "version", "confidence", "counted_from", "inputs", "arithmetic", "cure"}
CHANGES = {"raised", "reminded", "changed", "resolved", "withdrawn", "lapsed"}


def _told(facts: list[f.Fact], until: str) -> list[dict[str, Any]]:
    return [json.loads(message.value) for message in whole(facts, at(until))[1]]


def test_the_first_alert_of_a_life_byte_for_byte() -> None:
    life = [on_benefit("jobparat", "2018-01-02", caseworker="w7"), held("2018-01-12")]
    value = whole(life, at("2018-01-10"))[1][-1].value
    assert value.decode() == (
        '{"data":{"alert_id":"overdue:first-interview:c1:2018-01-02:1","awaiting_outcome":false,"caseworker":"w7",'
        '"caused_by":"clock","citizen":"c1","due_on":"2018-01-09","duty":"first-interview",'
        '"finding":{"arithmetic":"2018-01-02 + 1 week = 2018-01-09; 0 of 1 held","confidence":"sure",'
        '"counted_from":"2018-01-02","cure":"1 interview as soon as possible: the last day was 2018-01-09","inputs":[],'
        '"reference":"LAB (LBK 1342 af 21/11/2016) kap. 7","version":"first-interview@2014-01-01"},'
        '"follows":"due-soon:first-interview:c1:2018-01-02:1","held":0,"held_back":false,"kind":"overdue",'
        '"municipality":"101","needed":1,"revision":1,"since":"2018-01-02","target_group":"jobparat"},'
        '"datacontenttype":"application/json","id":"overdue:first-interview:c1:2018-01-02:1#1","source":"/rettidig",'
        '"specversion":"1.0","subject":"c1","time":"2018-01-09T23:00:00Z","type":"dk.rettidig.alert.raised.v1"}'
    )


def _check(message: AlertMessage) -> None:
    read = json.loads(message.value)
    assert json.dumps(read, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode() == message.value
    data = read["data"]
    assert ALWAYS <= data.keys() <= ALWAYS | SOMETIMES
    assert data["finding"].keys() == FINDING
    assert all(data["finding"][name] for name in FINDING - {"inputs"})
    assert read["id"] == message.id == f"{data['alert_id']}#{data['revision']}"
    assert data["alert_id"] == f"{data['kind']}:{data['duty']}:{read['subject']}:{data['since']}:{data['needed']}"
    assert read["type"].split(".")[3] in CHANGES
    assert read["time"].endswith("Z")


@pytest.mark.parametrize("seed", seeds(30))
def test_every_message_of_an_invented_life_is_canonical_and_whole(seed: int) -> None:
    life, _ = life_of(seed * 37 + 4)
    facts = facts_of(life)
    for message in whole(facts, max(fact.learnt_at for fact in facts) + 86_400_000_000 * 120)[1]:
        _check(message)


def test_a_citizen_without_a_caseworker_has_none() -> None:
    assert {each["data"]["caseworker"] for each in _told([on_benefit("jobparat", "2018-01-02")], "2018-01-12")} == {
        None
    }


def test_the_finding_says_what_moved_the_date_and_names_its_events() -> None:
    life = [on_benefit("sygedagpenge", "2021-01-04"), held("2021-01-20"), caseworker("w1", "2021-01-04")]
    told = [each for each in _told(life, "2021-07-10") if each["data"]["kind"] == "overdue"]
    assert [(each["data"]["duty"], each["data"]["finding"]["inputs"]) for each in told] == [
        ("interviews-in-period", ["held 2021-01-20"])
    ]
    assert told[0]["data"]["finding"]["arithmetic"] == "2021-01-04 + 6 months = 2021-07-04; 1 of 4 held"
    assert told[0]["data"]["finding"]["cure"] == "3 interviews as soon as possible: the last day was 2021-07-04"


def test_a_reminder_comes_once_for_a_planning_date() -> None:
    """sygedagpenge, first interview by Monday 1 March 2021: warned on 15 February, reminded on 24 February, and not again."""
    told = [
        each
        for each in _told([on_benefit("sygedagpenge", "2021-01-04")], "2021-03-01")
        if each["data"]["duty"] == "first-interview"
    ]
    assert [(each["type"].split(".")[3], each["time"][:10]) for each in told] == [
        ("raised", "2021-02-14"),
        ("reminded", "2021-02-23"),
    ]


def test_a_planning_date_that_moves_on_is_reminded_of_anew() -> None:
    """Four in 181 days: planned for 18 February; the first is held on 10 February (a late plan is warned of from the 4th)."""
    told = _told([on_benefit("sygedagpenge", "2021-01-04"), held("2021-02-10")], "2021-04-04")
    mine = [each for each in told if each["data"]["duty"] == "interviews-in-period"]
    assert [(each["type"].split(".")[3], each["time"][:10], each["data"]["plan_on"]) for each in mine] == [
        ("raised", "2021-02-03", "2021-02-18"),
        ("resolved", "2021-02-10", "2021-02-18"),
        ("raised", "2021-03-19", "2021-04-04"),
        ("reminded", "2021-03-25", "2021-04-04"),  # 29, 30 and 31 March; Easter
    ]


def test_an_offer_that_is_called_off_uncovers_the_warning() -> None:
    """First offer by 2 April 2018, given on 10 March for 1 April; called off on 20 March."""
    gone = f.OfferCancelled(id="off", learnt_at=at("2018-03-20"), offer_id="offer 2018-04-01")
    life = [on_benefit("jobparat", "2018-01-02"), offer("nytteindsats", "2018-04-01", "2018-05-01", "2018-03-10"), gone]
    mine = [each for each in _told(life, "2018-03-21") if each["data"]["duty"] == "first-offer"]
    assert [(each["type"].split(".")[3], each["time"], each["data"]["caused_by"]) for each in mine] == [
        ("raised", "2018-03-20T12:00:00Z", "off")
    ]


def test_a_summons_that_passes_without_outcome_uncovers_the_warning_and_awaits_it() -> None:
    """Summoned for 24 February, no outcome: on the 25th the warning opens, awaiting it; on the 1st the outcome is asked for."""
    told = _told([on_benefit("sygedagpenge", "2021-01-04"), summoned("2021-02-24", learnt="2021-02-01")], "2021-03-01")
    shown = [
        (each["data"]["kind"], each["time"][:10], each["data"]["awaiting_outcome"])
        for each in told
        if each["data"]["duty"] in ("first-interview", "interview")
    ]
    assert shown == [("due-soon", "2021-02-24", True), ("outcome-missing", "2021-02-28", True)]
