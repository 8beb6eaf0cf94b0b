"""One citizen's facts as they are learnt one after another, and the dossier after each: that of `dossier(history(facts))`.

Most facts only add to an interview or an offer. Then all else stays the very same, and so do the answers that rest on it
(rules/memory.py). Whatever else comes - a correction, a retraction, an erasure, an id heard twice - is settled from all facts.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import Final, TypeVar

from rules import facts as f
from rules.case import (
    Dossier,
    act_kinds,
    dossier,
    interview_acts,
    planned,
    qualifying_offers,
    regrounded,
)
from rules.civil import Day
from rules.history import (
    THING_ID,
    History,
    Interview,
    Offer,
    caseworkers_of,
    ground_of,
    history_of,
    interview_of,
    offers_of,
    things_of,
)
from rules.lawbook import Lawbook
from rules.obligation import Act
from rules.settle import Note, settle
from rules.turning_days import interview_turns, offer_turns

_INTERVIEW: Final = "interview_id"
_OFFER: Final = "offer_id"
_UNDOING: Final = frozenset({f.FactRetracted, f.CitizenErased})


class Chronicle:
    """`dossier` is that of the facts learnt so far, which come by (learnt_at, id)."""

    def __init__(self, facts: Sequence[f.Fact], book: Lawbook) -> None:
        self._book = book
        self._facts = list(facts)
        self.dossier: Dossier = self._settle(None)

    def holds(self, facts: Sequence[f.Fact]) -> bool:
        """Whether these are the facts learnt so far."""
        return len(facts) == len(self._facts) and list(facts) == self._facts

    def learn(self, fact: f.Fact) -> None:
        """One more fact, later than all before it."""
        grown = self._grown(fact) if self._only_adds(fact) else None
        self._facts.append(fact)
        if grown is None:
            self.dossier = self._settle(self.dossier)
        else:
            self._ids.add(fact.id)
            self._standing.append(fact)
            self.dossier = _on_its_ground(self.dossier, grown, self._book)

    def _settle(self, former: Dossier | None) -> Dossier:
        """The dossier of all facts from the ground up; keeps of a former one what is as it was."""
        settled = settle(self._facts)
        self._standing = list(settled.facts)
        self._things = things_of(settled.facts)
        self._ids = {fact.id for fact in self._facts}
        self._meant = {fact.supersedes for fact in self._facts}
        self._meant |= {fact.retracts for fact in self._facts if type(fact) is f.FactRetracted}
        self._erased_at = max((fact.learnt_at for fact in self._facts if type(fact) is f.CitizenErased), default=None)
        found = history_of(settled)
        return dossier(found, self._book) if former is None else _on_its_ground(former, found, self._book)

    def _only_adds(self, fact: f.Fact) -> bool:
        """Whether a fact stands and leaves all others standing."""
        return (
            bool(self._standing)
            and fact.supersedes is None
            and fact.id not in self._ids
            and fact.id not in self._meant
            and (self._erased_at is None or fact.learnt_at > self._erased_at)
        )

    def _grown(self, fact: f.Fact) -> History | None:
        """The history with one more fact; None: all of them have to be settled."""
        known = self.dossier.history
        if type(fact) is f.CaseworkerAssigned:
            return _also(known, known.interviews, known.offers, caseworkers_of([*self._standing, fact]))
        field = THING_ID.get(type(fact))
        if field not in (_INTERVIEW, _OFFER):
            return None if known.notes or type(fact) in _UNDOING else self._on_new_ground(fact, field)
        key: str = getattr(fact, field)
        said = self._things.setdefault(field, {}).setdefault(key, [])
        if field == _INTERVIEW:
            said.append(fact)
            interviews = _with_interview(known.interviews, interview_of(key, said))
            return _also(known, interviews, known.offers, known.caseworkers)
        notes: list[Note] = []
        if said:
            offers_of({key: said}, notes)
        said.append(fact)
        offers = offers_of({key: said}, notes)
        if notes:
            return None
        return _also(known, known.interviews, _with_offers(known.offers, key, offers), known.caseworkers)

    def _on_new_ground(self, fact: f.Fact, field: str | None) -> History | None:
        """The history with one more fact about its ground; None: something is to be named, so all has to be settled."""
        known, standing = self.dossier.history, [*self._standing, fact]
        things = dict(self._things)
        if field is not None:
            key: str = getattr(fact, field)
            said = dict(things.get(field, {}))
            said[key] = [*said.get(key, []), fact]
            things[field] = said
        notes: list[Note] = []
        ground = ground_of(standing, things, notes)
        if notes:
            return None
        self._things = things
        return History(
            known=True,
            erased=False,
            stretches=ground.stretches,
            interviews=known.interviews,
            offers=known.offers,
            absences=ground.absences,
            exemptions=ground.exemptions,
            works=ground.works,
            mentors=ground.mentors,
            caseworkers=caseworkers_of(standing),
            birth_date=ground.birth_date,
            notes=(),
        )


def _on_its_ground(former: Dossier, history: History, book: Lawbook) -> Dossier:
    """The dossier of a history; keeps of the former one what is as it was, and all answers where the ground is the same."""
    before = former.history
    if (
        history.stretches == before.stretches
        and history.absences == before.absences
        and history.exemptions == before.exemptions
        and history.works == before.works
        and history.mentors == before.mentors
        and history.birth_date == before.birth_date
    ):
        return _ready(former, history)
    if history.interviews is before.interviews and history.offers is before.offers:
        return regrounded(former, history, book)
    return dossier(history, book)


def _also(
    known: History,
    interviews: tuple[Interview, ...],
    offers: tuple[Offer, ...],
    caseworkers: tuple[tuple[Day, str], ...],
) -> History:
    """The history with other interviews, offers or caseworkers on the same ground."""
    return History(
        known=known.known,
        erased=known.erased,
        stretches=known.stretches,
        interviews=interviews,
        offers=offers,
        absences=known.absences,
        exemptions=known.exemptions,
        works=known.works,
        mentors=known.mentors,
        caseworkers=caseworkers,
        birth_date=known.birth_date,
        notes=known.notes,
    )


def _with_interview(interviews: tuple[Interview, ...], new: Interview) -> tuple[Interview, ...]:
    """The interviews by id with a new one, or another state of one."""
    at = bisect_left(interviews, new.interview_id, key=lambda each: each.interview_id)
    known = at < len(interviews) and interviews[at].interview_id == new.interview_id
    return (*interviews[:at], new, *interviews[at + known :])


def _with_offers(offers: tuple[Offer, ...], offer_id: str, new: tuple[Offer, ...]) -> tuple[Offer, ...]:
    """The offers by id with the one or none that is known of an id."""
    at = bisect_left(offers, offer_id, key=lambda each: each.offer_id)
    known = at < len(offers) and offers[at].offer_id == offer_id
    return (*offers[:at], *new, *offers[at + known :])


def _ready(former: Dossier, history: History) -> Dossier:
    """The dossier of a history on the same ground: spells, stops, acts that are equal, and all answers are kept."""
    book, before = former.book, former.history
    new_interviews = history.interviews is not before.interviews
    new_offers = history.offers is not before.offers
    acts = former.interviews
    held_before, held_now = (_held(before), _held(history)) if new_interviews else ([], [])
    if (more := _one_more(held_before, held_now)) is not None:
        acts = _with_act(acts, more, book)
    elif held_before != held_now:
        acts = _kept(acts, interview_acts(history, book))
    return Dossier(
        history=history,
        book=book,
        spells=former.spells,
        interviews=acts,
        offers=_same(former.offers, qualifying_offers(history, book)) if new_offers else former.offers,
        ground_turns=former.ground_turns,
        interview_turns=interview_turns(history.interviews) if new_interviews else former.interview_turns,
        offer_turns=offer_turns(history.offers, book) if new_offers else former.offer_turns,
        planned=_same(former.planned, planned(history.interviews, book)) if new_interviews else former.planned,
        stops=former.stops,
        memory=former.memory,
    )


def _held(history: History) -> list[Interview]:
    return [each for each in history.interviews if each.status == "held"]


def _one_more(before: list[Interview], now: list[Interview]) -> Interview | None:
    """The one interview that is new, where all others are as they were."""
    if len(now) != len(before) + 1:
        return None
    at = 0
    while at < len(before) and now[at] == before[at]:
        at += 1
    return now[at] if now[at + 1 :] == before[at:] else None


def _with_act(acts: dict[str, tuple[Act, ...]], held: Interview, book: Lawbook) -> dict[str, tuple[Act, ...]]:
    """The acts with those that one more interview counts as."""
    if held.held_on is None:
        return acts
    act, kinds = (held.held_on, held.event), act_kinds(held, book)
    return {kind: tuple(sorted((*said, act))) if kind in kinds else said for kind, said in acts.items()}


_Kept = TypeVar("_Kept")


def _same(former: _Kept, new: _Kept) -> _Kept:
    """The former one where they are equal: answers are remembered by the very tuples they were read from."""
    return former if former == new else new


def _kept(former: dict[str, tuple[Act, ...]], new: Mapping[str, tuple[Act, ...]]) -> dict[str, tuple[Act, ...]]:
    if former == new:
        return former
    return {kind: _same(former[kind], acts) for kind, acts in new.items()}
