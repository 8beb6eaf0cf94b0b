"""Plausible lives of ten events each, from a seed; knows how a case usually goes, not what the law makes of it.

Interviews are summoned two weeks ahead and mostly held, offers come after some months, one life in five is neglected. Every
life begins and ends between `BEGINS` and `AS_OF`, so that one tick at `AS_OF` judges all of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Final, NamedTuple

from rules import facts as f
from rules.civil import Day, Instant, day, start_of_day
from rules.facts import Fact
from rules.words import Benefit, InterviewActor, OfferKind, TargetGroup
from streams.intake.encode import encode_line
from streams.intake.wire import TYPE_PREFIX, VERSION
from streams.topics import SOURCES

SEED: Final = 20161101
BEGINS: Final[Day] = day("2018-01-01")
AS_OF: Final[Instant] = start_of_day(day("2020-01-01"))
EVENTS_A_LIFE: Final = 10
_LAST_START_DAYS: Final = 270
_LONGEST_DAYS: Final = 420
_MUNICIPALITIES: Final = (
    "101",
    "147",
    "157",
    "173",
    "265",
    "330",
    "461",
    "561",
    "607",
    "621",
    "657",
    "740",
    "751",
    "851",
)

_GROUPS: Final[tuple[tuple[TargetGroup, Benefit, int], ...]] = (
    ("dagpenge", "dagpenge", 45),
    ("sygedagpenge", "sygedagpenge", 18),
    ("jobparat", "kontanthjaelp", 15),
    ("aktivitetsparat", "kontanthjaelp", 12),
    ("uddannelsesparat", "uddannelseshjaelp", 5),
    ("ressourceforloeb", "ressourceforloebsydelse", 5),
)
"""Target group, benefit, share in a hundred."""


class Life(NamedTuple):
    """One invented citizen's facts in the order in which they were learnt."""

    citizen: str
    facts: tuple[Fact, ...]


class Line(NamedTuple):
    """An event as it is published: the topic's name in the contract, its citizen and its bytes."""

    topic: str
    citizen: str
    learnt_at: Instant
    value: bytes


def lives(count: int, seed: int = SEED) -> Iterator[Life]:
    """The first `count` lives; each is the same however many are asked for."""
    for number in range(count):
        yield _Told(f"bench-{number:06d}", Random(f"{seed}:{number}")).life()


def lines(count: int, seed: int = SEED) -> list[Line]:
    """The events of the first `count` lives in the order of their `time`, as a source would have published them."""
    made = [
        Line(_topic(value), life.citizen, fact.learnt_at, value)
        for life in lives(count, seed)
        for fact in life.facts
        for value in (encode_line(life.citizen, fact, "/bench"),)
    ]
    return sorted(made, key=lambda line: line.learnt_at)


def _topic(value: bytes) -> str:
    name = value.partition(b'"type":"' + TYPE_PREFIX.encode())[2].partition(VERSION.encode())[0].decode()
    kind = name.partition(".")[0]
    return SOURCES[{"interview": 1, "offer": 2, "mentor": 2}.get(kind, 0)]


class _Told:
    """One life while it is being told."""

    def __init__(self, citizen: str, dice: Random) -> None:
        self._citizen = citizen
        self._dice = dice
        self._facts: list[Fact] = []
        self._start = BEGINS + dice.randrange(_LAST_START_DAYS)
        chosen = dice.choices(_GROUPS, weights=[share for _, _, share in _GROUPS])[0]
        self._group, self._benefit = chosen[0], chosen[1]
        self._is_neglected = dice.random() < 0.2

    def life(self) -> Life:
        self._begin()
        last = self._interviews(3)
        self._offer()
        self._turn()
        self._leave(last)
        facts = sorted(self._facts, key=lambda fact: (fact.learnt_at, fact.id))
        return Life(self._citizen, tuple(facts))

    def _said(self, learnt_on: Day) -> tuple[str, Instant]:
        """The next event's id, and an instant within the office hours of a day."""
        minutes = self._dice.randrange(7 * 60, 15 * 60)
        return f"{self._citizen}-{len(self._facts)}", start_of_day(learnt_on) + minutes * 60_000_000

    def _begin(self) -> None:
        dice = self._dice
        event, at = self._said(self._start + dice.randrange(6))
        self._facts.append(
            f.BenefitStarted(
                id=event,
                learnt_at=at,
                benefit=self._benefit,
                target_group=self._group,
                municipality=dice.choice(_MUNICIPALITIES),
                from_=self._start,
                birth_date=self._start - dice.randrange(20 * 365, 62 * 365),
                category=dice.choice((1, 2, 2, 3)) if self._group == "sygedagpenge" else None,
                first_absence_on=self._start - 20 if self._group == "sygedagpenge" else None,
                caseworker=f"team-{dice.randrange(40)}",
            )
        )

    def _interviews(self, count: int) -> Day:
        """Summoned and mostly held; returns the last one's day."""
        on = self._start + self._dice.randrange(10, 40)
        actor: InterviewActor | None = "a-kasse" if self._group == "dagpenge" and self._dice.random() < 0.3 else None
        for number in range(count):
            name = f"{self._citizen}-i{number}"
            event, at = self._said(max(self._start, on - self._dice.randrange(10, 20)))
            self._facts.append(
                f.InterviewSummoned(id=event, learnt_at=at, interview_id=name, planned_on=on, actor=actor)
            )
            self._outcome(name, on, actor)
            last, actor = on, None
            on += self._dice.randrange(60, 110) if self._is_neglected else self._dice.randrange(25, 60)
        return last

    def _outcome(self, name: str, on: Day, actor: InterviewActor | None) -> None:
        event, at = self._said(on + self._dice.choice((0, 0, 0, 1, 1, 2, 6)))
        chance = self._dice.random()
        if chance < 0.85:
            joint = True if self._group == "dagpenge" and chance < 0.3 else None
            self._facts.append(
                f.InterviewHeld(
                    id=event, learnt_at=at, interview_id=name, held_on=on, form="in-person", actor=actor, joint=joint
                )
            )
        elif chance < 0.93:
            self._facts.append(f.InterviewMissed(id=event, learnt_at=at, interview_id=name, missed_on=on))
        else:
            self._facts.append(f.InterviewCancelled(id=event, learnt_at=at, interview_id=name, by="citizen"))

    def _offer(self) -> None:
        dice = self._dice
        given_on = self._start + (dice.randrange(200, 330) if self._is_neglected else dice.randrange(40, 190))
        event, at = self._said(given_on)
        begins = given_on + dice.randrange(5, 22)
        kinds: tuple[OfferKind, ...] = (
            "virksomhedspraktik",
            "vejledning-opkvalificering",
            "loentilskud",
            "nytteindsats",
        )
        self._facts.append(
            f.OfferGiven(
                id=event,
                learnt_at=at,
                offer_id=f"{self._citizen}-o",
                kind=dice.choice(kinds),
                given_on=given_on,
                from_=begins,
                to=begins + dice.randrange(10, 92),
            )
        )

    def _turn(self) -> None:
        """One thing that lives also hold: absence, work, another municipality or caseworker, another group."""
        dice, on = self._dice, self._start + self._dice.randrange(30, 240)
        event, at = self._said(on)
        last = on + dice.randrange(4, 28)
        made: tuple[Fact, ...] = (
            f.AbsenceRegistered(id=event, learnt_at=at, absence_id=event, kind="holiday", from_=on + 7, to=last + 7),
            f.AbsenceRegistered(id=event, learnt_at=at, absence_id=event, kind="sickness", from_=on, to=last),
            f.WorkReported(id=event, learnt_at=at, work_id=event, from_=on - 30, to=on, hours=dice.randrange(10, 110)),
            f.MunicipalityChanged(id=event, learnt_at=at, municipality=dice.choice(_MUNICIPALITIES), from_=on),
            f.CaseworkerAssigned(id=event, learnt_at=at, caseworker=f"team-{dice.randrange(40)}", from_=on),
        )
        if self._group == "jobparat" and dice.random() < 0.5:
            made = (f.TargetGroupChanged(id=event, learnt_at=at, target_group="aktivitetsparat", from_=on),)
        self._facts.append(dice.choice(made))

    def _leave(self, last: Day) -> None:
        """Off the benefit, or one more interview that nobody had summoned to."""
        on = min(last + self._dice.randrange(20, 90), self._start + _LONGEST_DAYS)
        event, at = self._said(on + self._dice.randrange(4))
        if self._dice.random() < 0.7:
            self._facts.append(f.BenefitEnded(id=event, learnt_at=at, to=on))
        else:
            self._facts.append(f.InterviewHeld(id=event, learnt_at=at, interview_id=event, held_on=on))
