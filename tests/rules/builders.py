"""Facts of one citizen with good defaults, so that a test shows only what matters to it; knows no law.

Days are text as on the wire. A fact is learnt at noon (UTC) of the day it tells of unless `learnt` says otherwise; a
summons a week before its day. Ids follow from what is said, so evidence can be named: `held 2018-02-08`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, Final, cast

from rules import facts as f
from rules.assess import Assessment, assess
from rules.case import Dossier, dossier
from rules.civil import Instant, day, instant, iso
from rules.facts import DAY_FIELDS
from rules.history import history
from rules.lawbook import Lawbook
from rules.load import load_lawbook
from rules.obligation import Obligation

BENEFIT_OF: Final = {
    "dagpenge": "dagpenge",
    "jobparat": "kontanthjaelp",
    "aktivitetsparat": "kontanthjaelp",
    "uddannelsesparat": "uddannelseshjaelp",
    "aabenlyst-uddannelsesparat": "uddannelseshjaelp",
    "ung-aktivitetsparat": "uddannelseshjaelp",
    "sygedagpenge": "sygedagpenge",
    "jobafklaring": "ressourceforloebsydelse",
    "ressourceforloeb": "ressourceforloebsydelse",
    "ledighedsydelse": "ledighedsydelse",
    "revalidering": "revalideringsydelse",
}


@lru_cache(maxsize=1)
def book() -> Lawbook:
    """The lawbook that ships with the product."""
    return load_lawbook()


def at(text: str) -> Instant:
    """An instant from a day (noon UTC) or from RFC 3339."""
    return instant(datetime.fromisoformat(f"{text}T12:00:00+00:00" if len(text) == 10 else text.replace("Z", "+00:00")))


def plus(text: str, days: int) -> str:
    """The day so many days later, as text."""
    return iso(day(text) + days)


def _fact(kind: type[f.FactBase], id_: str, happened: str, learnt: str | None, said: dict[str, Any]) -> f.Fact:
    data: dict[str, Any] = {
        name: day(value) if name in DAY_FIELDS and value is not None else value for name, value in said.items()
    }
    envelope: dict[str, Any] = {"id": id_, "learnt_at": at(learnt or happened)}
    return cast(f.Fact, kind(**envelope, **data))


def on_benefit(group: str, from_: str, learnt: str | None = None, **more: Any) -> f.Fact:
    said = {"benefit": BENEFIT_OF[group], "target_group": group, "municipality": "101", "from_": from_, **more}
    return _fact(f.BenefitStarted, said.pop("id", f"{group} {from_}"), from_, learnt, said)


def ended(to: str, learnt: str | None = None, **more: Any) -> f.Fact:
    return _fact(f.BenefitEnded, more.pop("id", f"ended {to}"), to, learnt, {"to": to, **more})


def group_changed(group: str, from_: str, learnt: str | None = None, **more: Any) -> f.Fact:
    said = {"target_group": group, "from_": from_, **more}
    return _fact(f.TargetGroupChanged, said.pop("id", f"{group} from {from_}"), from_, learnt, said)


def moved_to(municipality: str, from_: str, learnt: str | None = None, **more: Any) -> f.Fact:
    said = {"municipality": municipality, "from_": from_, **more}
    return _fact(f.MunicipalityChanged, said.pop("id", f"to {municipality}"), from_, learnt, said)


def caseworker(name: str, from_: str, learnt: str | None = None) -> f.Fact:
    return _fact(f.CaseworkerAssigned, f"{name} {from_}", from_, learnt, {"caseworker": name, "from_": from_})


def absence(kind: str, from_: str, to: str | None = None, learnt: str | None = None, **more: Any) -> f.Fact:
    said = {"absence_id": f"{kind} {from_}", "kind": kind, "from_": from_, "to": to, **more}
    return _fact(f.AbsenceRegistered, said.pop("id", f"{kind} {from_}"), from_, learnt, said)


def exemption(scope: str, from_: str, to: str | None = None, learnt: str | None = None, **more: Any) -> f.Fact:
    said = {"exemption_id": f"{scope} {from_}", "scope": scope, "from_": from_, "to": to, **more}
    return _fact(f.ExemptionGranted, said.pop("id", f"{scope} {from_}"), from_, learnt, said)


def work(from_: str, to: str, hours: float, learnt: str | None = None, **more: Any) -> f.Fact:
    said = {"work_id": f"work {from_}", "from_": from_, "to": to, "hours": hours, **more}
    return _fact(f.WorkReported, said.pop("id", f"work {from_}"), from_, learnt, said)


def held(on: str, learnt: str | None = None, **more: Any) -> f.Fact:
    said = {"interview_id": f"interview {on}", "held_on": on, **more}
    return _fact(f.InterviewHeld, said.pop("id", f"held {on}"), on, learnt, said)


def summoned(planned_on: str, learnt: str | None = None, **more: Any) -> f.Fact:
    said = {"interview_id": f"interview {planned_on}", "planned_on": planned_on, **more}
    when = learnt or plus(planned_on, -7)
    return _fact(f.InterviewSummoned, said.pop("id", f"summoned {planned_on}"), planned_on, when, said)


def rebooked(interview_id: str, planned_on: str, learnt: str, **more: Any) -> f.Fact:
    said = {"interview_id": interview_id, "planned_on": planned_on, **more}
    return _fact(f.InterviewMoved, said.pop("id", f"moved to {planned_on}"), planned_on, learnt, said)


def missed(on: str, interview_id: str, learnt: str | None = None) -> f.Fact:
    return _fact(f.InterviewMissed, f"missed {on}", on, learnt, {"interview_id": interview_id, "missed_on": on})


def called_off(interview_id: str, learnt: str, by: str = "jobcentre") -> f.Fact:
    return _fact(f.InterviewCancelled, f"cancelled {learnt}", learnt, learnt, {"interview_id": interview_id, "by": by})


def offer(
    kind: str, from_: str, to: str | None = None, given_on: str | None = None, learnt: str | None = None, **more: Any
) -> f.Fact:
    given = given_on or from_
    said = {"offer_id": f"offer {from_}", "kind": kind, "given_on": given, "from_": from_, "to": to, **more}
    return _fact(f.OfferGiven, said.pop("id", f"offer {from_}"), given, learnt, said)


def offer_changed(offer_id: str, learnt: str, from_: str | None = None, to: str | None = None, **more: Any) -> f.Fact:
    said = {"offer_id": offer_id, "from_": from_, "to": to, **more}
    return _fact(f.OfferChanged, said.pop("id", f"changed {offer_id} {learnt}"), learnt, learnt, said)


def offer_cancelled(offer_id: str, learnt: str) -> f.Fact:
    return _fact(f.OfferCancelled, f"cancelled {offer_id}", learnt, learnt, {"offer_id": offer_id})


def mentor(from_: str, to: str | None = None, learnt: str | None = None, **more: Any) -> f.Fact:
    said = {"mentor_id": f"mentor {from_}", "from_": from_, "to": to, **more}
    return _fact(f.MentorStarted, said.pop("id", f"mentor {from_}"), from_, learnt, said)


def contact(on: str, mentor_id: str, learnt: str | None = None, **more: Any) -> f.Fact:
    said = {"mentor_id": mentor_id, "on": on, **more}
    return _fact(f.MentorContact, said.pop("id", f"contact {on}"), on, learnt, said)


def retracted(event: str, learnt: str, **more: Any) -> f.Fact:
    said = {"retracts": event, **more}
    return _fact(f.FactRetracted, said.pop("id", f"retracted {event}"), learnt, learnt, said)


def erased(learnt: str) -> f.Fact:
    return f.CitizenErased(id=f"erased {learnt}", learnt_at=at(learnt))


def known(facts: Sequence[f.Fact]) -> Dossier:
    """The facts made ready to be judged."""
    return dossier(history(facts), book())


def assessed(facts: Sequence[f.Fact], on: str) -> Assessment:
    return assess(known(facts), day(on))


def obligations(facts: Sequence[f.Fact], on: str, duty: str) -> list[Obligation]:
    return [each for each in assessed(facts, on).obligations if each.duty == duty]


def the(facts: Sequence[f.Fact], on: str, duty: str) -> Obligation:
    """The one open or closed obligation of a duty."""
    found = obligations(facts, on, duty)
    assert len(found) == 1, [(each.duty, iso(each.due_on), each.status) for each in found]
    return found[0]


def due_dates(facts: Sequence[f.Fact], on: str) -> list[str]:
    """`duty needed due_on status` of all that is listed, in the answer's order."""
    return [line(each) for each in assessed(facts, on).obligations]


def line(each: Obligation) -> str:
    closed = " closed" if each.closed else ""
    return f"{each.duty} {each.held}/{each.needed} {iso(each.due_on)} {each.status}{closed}"


def days(first: str, last: str) -> range:
    """Every day from the first to the last, both included."""
    return range(day(first), day(last) + 1)
