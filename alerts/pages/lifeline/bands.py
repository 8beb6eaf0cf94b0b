"""What lasts: benefit and target group, pauses, offers, work and mentors, as spans of days; knows no obligations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, Literal

import msgspec

from alerts.pages.lifeline.window import Place, Span, Window
from rules import facts as f
from rules.civil import Day
from rules.history import History
from rules.spell import Spell
from rules.terms import Terms
from rules.timeline import OPEN

BandKind = Literal["benefit", "absence", "exemption", "national-stop", "off-benefit", "offer", "work", "mentor"]


PAUSES: Final[frozenset[BandKind]] = frozenset({"absence", "exemption", "national-stop", "off-benefit"})


class Band(msgspec.Struct, frozen=True):
    """`name`: in the words of the code (a target group, a kind of absence, a scope, a kind of offer, hours of work).

    - `beside`: what is said with it: the municipality of a benefit, the hours of work.
    - `to`: None where no end is known; `counts`: whether an offer's kind can fulfil a duty; `days`: of a mentor's contacts.
    - `given_on`: of an offer; `is_cancelled`: it never took place.
    """

    kind: BandKind
    name: str
    from_: Day
    to: Day | None
    beside: str = ""
    counts: bool = True
    days: tuple[Day, ...] = ()
    given_on: Day | None = None
    is_cancelled: bool = False


class Drawn(msgspec.Struct, frozen=True):
    """A band in a window.

    - `lane`: which of the lanes above one another, 0 on top; `is_open`: no end is known.
    - `room_after`, `room_before`: per cent of the width that are free up to the next band of its lane or the drawing's end.
    """

    band: Band
    place: Place
    lane: int
    is_open: bool
    ticks: tuple[float, ...] = ()
    room_after: float = 0.0
    room_before: float = 0.0


def benefits(spell: Spell) -> list[Band]:
    """The spell's stretches of benefit."""
    return [
        Band("benefit", stretch.group, stretch.from_, _end(stretch.to), stretch.municipality)
        for stretch in spell.stretches
    ]


def pauses(history: History, spell: Spell, terms: Terms) -> list[Band]:
    """Absences, exemptions, the national stop, and days off the benefit inside the spell, in order of days."""
    found = [Band("absence", each.kind, each.from_, each.to) for each in history.absences]
    found += [Band("exemption", each.scope, each.from_, each.to) for each in history.exemptions]
    found += [Band("national-stop", "national-stop", begins, ends) for begins, ends in terms.national_stops]
    if spell.dagpenge:
        found += [Band("off-benefit", "off-benefit", begins, ends) for begins, ends in spell.off_days()]
    return sorted(found, key=lambda band: (band.from_, band.kind, band.name))


def offers(history: History, facts: Iterable[f.Fact], terms: Terms) -> list[Band]:
    """The offers, those that were cancelled too, so that nobody wonders where one has gone. `facts`: those that stand."""
    found = [
        Band("offer", each.kind, each.from_, each.to, counts=terms.offer_may_qualify(each), given_on=each.given_on)
        for each in history.offers
    ]
    return sorted([*found, *_cancelled(facts)], key=lambda band: (band.from_, band.name))


def _cancelled(facts: Iterable[f.Fact]) -> Iterator[Band]:
    """The law leaves cancelled offers out of account, so what was said of them is read from the facts."""
    said: dict[str, list[f.OfferGiven | f.OfferChanged | f.OfferCancelled]] = {}
    for fact in facts:
        if isinstance(fact, (f.OfferGiven, f.OfferChanged, f.OfferCancelled)):
            said.setdefault(fact.offer_id, []).append(fact)
    for some in said.values():
        known = [fact for fact in some if not isinstance(fact, f.OfferCancelled)]
        kind = next((fact.kind for fact in reversed(known) if fact.kind is not None), None)
        begins = next((fact.from_ for fact in reversed(known) if fact.from_ is not None), None)
        ends = next((fact.to for fact in reversed(known) if fact.to is not None), None)
        if isinstance(some[-1], f.OfferCancelled) and kind is not None and begins is not None:
            yield Band("offer", kind, begins, begins if ends is None else max(begins, ends), is_cancelled=True)


def works_and_mentors(history: History) -> list[Band]:
    """Work reported, and mentors with the days of their contacts."""
    found = [Band("work", "work", each.from_, each.to, f"{each.hours:g}") for each in history.works]
    found += [
        Band("mentor", "mentor", each.from_, each.to, days=tuple(on for on, _ in each.contacts))
        for each in history.mentors
    ]
    return sorted(found, key=lambda band: (band.from_, band.kind))


def drawn(bands: list[Band], window: Window, on: Day, most_lanes: int = 3) -> list[Drawn]:
    """The bands inside a window, those that overlap in lanes of their own. An open end reaches to the day, or one day."""
    ends: list[Day] = []
    made: list[Drawn] = []
    for band in bands:
        last = max(on, band.from_) if band.to is None else band.to
        place = window.place(Span(band.from_, last))
        if place is None:
            continue
        lane = next((number for number, end in enumerate(ends) if end < band.from_), None)
        if lane is None and len(ends) < most_lanes:
            lane = len(ends)
            ends.append(0)
        if lane is None:
            lane = ends.index(min(ends))
        ends[lane] = max(ends[lane], last)
        ticks = tuple(window.middle(day) for day in band.days if window.holds(day))
        made.append(Drawn(band, place, lane, band.to is None, ticks))
    return [_with_room(each, made) for each in made]


def _with_room(each: Drawn, others: list[Drawn]) -> Drawn:
    begins, ends = each.place.x, each.place.x + each.place.width
    beside = [other.place for other in others if other.lane == each.lane and other is not each]
    after = min([100.0, *(place.x for place in beside if place.x >= ends)]) - ends
    before = begins - max([0.0, *(place.x + place.width for place in beside if place.x < begins)])
    return msgspec.structs.replace(each, room_after=round(after, 3), room_before=round(before, 3))


def _end(to: Day) -> Day | None:
    return None if to == OPEN else to
