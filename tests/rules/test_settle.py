"""Facts about facts: duplicates, corrections, retractions, erasure and what was known when; never the order of arrival."""

from __future__ import annotations

import itertools

import pytest

from rules import facts as f
from rules.case import dossier
from rules.civil import day, iso
from rules.history import history
from rules.settle import settle
from tests.rules.builders import (
    absence,
    assessed,
    at,
    book,
    called_off,
    erased,
    exemption,
    held,
    known,
    missed,
    offer,
    on_benefit,
    rebooked,
    retracted,
    summoned,
    work,
)

START = on_benefit("jobparat", "2018-01-02")
LATER = "2018-02-01"

SETTLED = [
    # name, facts besides the start of 2 January, the ids that stand (without retractions)
    ("retracted", [retracted(START.id, LATER)], []),
    ("a retracted retraction retracts nothing", [retracted(START.id, LATER), retracted(f"retracted {START.id}", LATER)], [START.id]),
    ("superseded", [held("2018-01-05", supersedes=START.id)], ["held 2018-01-05"]),
    ("superseded twice: the first stays replaced", [held("2018-01-05", supersedes=START.id), held("2018-01-06", supersedes="held 2018-01-05")], ["held 2018-01-06"]),
    ("retracting the successor brings the first back", [held("2018-01-05", supersedes=START.id), retracted("held 2018-01-05", LATER)], [START.id]),
    ("a superseded retraction retracts no more, but its own supersedes lives on",
     [held("2018-01-05"), retracted(START.id, LATER, supersedes="held 2018-01-05"), held("2018-01-06", supersedes=f"retracted {START.id}")], [START.id, "held 2018-01-06"]),
    ("superseding what is not there", [held("2018-01-05", supersedes="nowhere")], [START.id, "held 2018-01-05"]),
    ("retracting what is not there", [retracted("nowhere", LATER)], [START.id]),
    ("superseding oneself has no effect", [held("2018-01-05", supersedes="held 2018-01-05")], [START.id, "held 2018-01-05"]),
    ("retracting oneself has no effect", [retracted("me", LATER, id="me")], [START.id]),
    ("two that supersede each other are both replaced", [held("2018-01-05", supersedes="held 2018-01-06"), held("2018-01-06", supersedes="held 2018-01-05")], [START.id]),
    ("one that supersedes what is learnt later", [held("2018-01-05", id="a", learnt="2018-01-05", supersedes="b"), held("2018-01-06", id="b", learnt="2018-01-09")], [START.id, "a"]),
    ("erased", [erased(LATER)], []),
    ("erased, and learnt since", [erased(LATER), held("2018-03-01")], ["held 2018-03-01"]),
    ("an erasure is not retracted", [erased(LATER), retracted(f"erased {LATER}", "2018-03-01")], []),
    ("an erasure takes along a retraction of what came before", [retracted(START.id, "2018-01-20"), erased("2018-01-10")], []),
]  # fmt: skip


@pytest.mark.parametrize(("more", "standing"), [row[1:] for row in SETTLED], ids=[row[0] for row in SETTLED])
def test_which_facts_stand_in_every_order_and_however_often_told(more: list[f.Fact], standing: list[str]) -> None:
    for order in itertools.permutations([START, *more]):
        for told in (order, (*order, *order[:2])):
            found = settle(told)
            assert sorted(fact.id for fact in found.facts if type(fact) is not f.CitizenErased) == sorted(standing)


def test_of_two_events_with_one_id_the_later_stands_at_equal_time_the_greater_text() -> None:
    earlier, later = held("2018-01-05", id="x", learnt="2018-01-10"), held("2018-01-04", id="x", learnt="2018-01-11")
    for told in ([earlier, later], [later, earlier]):
        assert list(settle(told).facts) == [later]
        assert [note.event for note in settle(told).notes] == ["x"]
    same_time = held("2018-01-06", id="x", learnt="2018-01-10")  # {"held_on":"2018-01-06" is greater than "2018-01-05"
    for told in ([earlier, same_time], [same_time, earlier]):
        assert list(settle(told).facts) == [same_time]


def test_an_id_conflict_is_settled_before_corrections() -> None:
    """The event that would supersede the start lost its id to a later one, which supersedes nothing."""
    loser, winner = held("2018-01-05", id="x", supersedes=START.id), held("2018-01-06", id="x", learnt="2018-01-20")
    assert [fact.id for fact in settle([START, loser, winner]).facts] == [START.id, "x"]


STATED_TWICE = [
    # name, events of one interview, its status on the wire's words, planned, held
    ("summoned", [summoned("2018-02-05")], "planned", "2018-02-05", None),
    ("moved", [summoned("2018-02-05"), rebooked("interview 2018-02-05", "2018-02-09", "2018-02-01")], "planned", "2018-02-09", None),
    ("held", [summoned("2018-02-05"), held("2018-02-05")], "held", "2018-02-05", "2018-02-05"),
    ("missed", [summoned("2018-02-05"), missed("2018-02-05", "interview 2018-02-05")], "missed", "2018-02-05", None),
    ("cancelled", [summoned("2018-02-05"), called_off("interview 2018-02-05", "2018-02-02")], "cancelled", "2018-02-05", None),
    ("held, then called missed", [held("2018-02-05"), missed("2018-02-05", "interview 2018-02-05", learnt="2018-02-07")], "missed", None, "2018-02-05"),
    ("missed, then summoned anew", [missed("2018-02-05", "interview 2018-02-20"), summoned("2018-02-20")], "planned", "2018-02-20", None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("said", "status", "planned", "on"), [row[1:] for row in STATED_TWICE], ids=[row[0] for row in STATED_TWICE]
)
def test_the_latest_event_gives_a_thing_its_status(
    said: list[f.Fact], status: str, planned: str | None, on: str | None
) -> None:
    (interview,) = history(said[::-1]).interviews
    assert (interview.status, interview.planned_on, interview.held_on) == (
        status,
        None if planned is None else day(planned),
        None if on is None else day(on),
    )


def test_at_equal_time_the_greater_id_gives_the_status() -> None:
    both = [
        held("2018-02-05", id="a", learnt="2018-02-05"),
        missed("2018-02-05", "interview 2018-02-05", learnt="2018-02-05"),
    ]
    assert history(both).interviews[0].status == "missed"  # "missed 2018-02-05" > "a"


def test_a_field_left_out_keeps_its_last_value() -> None:
    said = summoned("2018-02-05", kind="follow-up", form="letter", actor="other-actor")
    (interview,) = history([said, held("2018-02-05", form="phone")]).interviews
    assert (interview.kind, interview.form, interview.actor) == ("follow-up", "phone", "other-actor")


def test_a_thing_whose_merged_dates_end_before_they_begin_is_left_out_and_named() -> None:
    first = absence("holiday", "2018-02-01", "2018-02-10", absence_id="a")
    then = absence("holiday", "2018-03-01", learnt="2018-03-01", absence_id="a", id="then")  # keeps `to` 10 February
    found = history([START, first, then])
    assert found.absences == ()
    assert [(note.event, "before it begins" in note.what) for note in found.notes] == [("then", True)]


def test_an_offer_known_only_by_a_change_counts_once_kind_and_first_day_are_known() -> None:
    first = f.OfferChanged(id="c1", learnt_at=at("2018-02-01"), offer_id="o", from_=day("2018-02-01"))
    assert history([first]).offers == ()
    kind = f.OfferChanged(id="c2", learnt_at=at("2018-02-02"), offer_id="o", kind="nytteindsats", to=day("2018-03-01"))
    (found,) = history([first, kind]).offers
    assert (found.kind, iso(found.from_), found.event) == ("nytteindsats", "2018-02-01", "c2")


def test_a_contact_does_not_reopen_a_mentor_that_ended() -> None:
    begun = f.MentorStarted(id="m1", learnt_at=at("2018-01-01"), mentor_id="m", from_=day("2018-01-01"))
    over = f.MentorEnded(id="m2", learnt_at=at("2018-02-01"), mentor_id="m", to=day("2018-02-01"))
    again = f.MentorContact(id="m3", learnt_at=at("2018-03-01"), mentor_id="m", on=day("2018-03-01"))
    (found,) = history([begun, over, again]).mentors
    assert found.to == day("2018-02-01")


def test_of_several_birth_dates_the_latest_told_whose_start_lost_its_day_too() -> None:
    starts = [
        on_benefit("dagpenge", "2018-01-02", birth_date="1990-01-01", learnt="2018-03-01"),
        on_benefit("dagpenge", "2018-01-02", birth_date="1960-01-01", learnt="2018-02-01", id="older"),
    ]
    assert history(starts).birth_date == day("1990-01-01")


NAMED = [
    ("no effect before any benefit", [f.BenefitEnded(id="e", learnt_at=0, to=day("2018-01-01"))], "e"),
    (
        "a change outside a benefit",
        [f.MunicipalityChanged(id="m", learnt_at=0, municipality="461", from_=day("2017-01-01"))],
        "m",
    ),
    ("two starts of one day", [on_benefit("dagpenge", "2018-01-02", learnt="2017-12-01", id="lost")], "lost"),
    ("an exemption that ends before it begins", [exemption("all", "2018-02-02", "2018-02-01", id="x")], "x"),
    ("work that does", [work("2018-02-02", "2018-02-01", 3, id="w")], "w"),
    ("an offer that does", [offer("other", "2018-02-02", "2018-02-01", id="o")], "o"),
]


@pytest.mark.parametrize(("more", "named"), [row[1:] for row in NAMED], ids=[row[0] for row in NAMED])
def test_what_is_left_out_of_account_is_named(more: list[f.Fact], named: str) -> None:
    assert named in [note.event for note in history([START, *more]).notes]


def test_known_at_uses_what_was_learnt_up_to_the_instant() -> None:
    late = held("2018-01-05", learnt="2018-02-01")
    before, at_it = history([START, late], at("2018-02-01") - 1), history([START, late], at("2018-02-01"))
    assert (len(before.interviews), len(at_it.interviews)) == (0, 1)
    assert not history([START], START.learnt_at - 1).known


def test_known_at_may_lie_before_a_correction_or_an_erasure() -> None:
    facts = [START, retracted(START.id, "2018-02-01"), erased("2018-03-01")]
    for instant, stands in ((at("2018-02-01") - 1, 1), (at("2018-02-01"), 0), (at("2018-03-01"), 0)):
        assert len(history(facts, instant).stretches) == stands
    assert history(facts, at("2018-03-01")).erased


def test_an_erased_citizen_has_an_answer_without_municipality_and_obligations() -> None:
    answer = assessed([START, held("2018-01-05"), erased("2018-02-01")], "2018-06-01")
    assert (answer.municipality, answer.target_group, answer.obligations) == (None, None, [])


def test_a_dossier_is_made_once_and_answers_for_any_day_in_any_order() -> None:
    facts = [START, held("2018-01-05"), exemption("all", "2018-02-01")]
    one = known(facts)
    from rules.assess import assess  # noqa: PLC0415 # beside its use: only this test goes around the builder

    days = [day("2018-05-01"), day("2018-01-02"), day("2018-02-10"), day("2018-05-01")]
    assert [assess(one, on) for on in days] == [assess(dossier(history(facts), book()), on) for on in days]
