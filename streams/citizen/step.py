"""The step: (state, messages, time) → new state, alert changes and figure changes; pure, time first, then the event.

The canonical log (contracts/outputs.md) is this function: a citizen's facts are walked in the order (`time`, `id`), with every
Copenhagen midnight on which something may change in between, up to the instant the clock has reached. Facts ahead of the
clock wait in the state; facts behind it are judged at once on the clock's day.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

import msgspec

from alerts.explain import explained
from alerts.life import CLOCK, Moment, Told, live_on
from alerts.message import message
from alerts.record import Record
from rules.case import FAR, Dossier
from rules.chronicle import Chronicle
from rules.civil import Day, Instant, civil_day, start_of_day
from rules.facts import CitizenErased, Fact, FactRetracted
from rules.settle import by_time, in_order, is_erased
from streams.citizen.difference import earliest_difference
from streams.citizen.hindsight import Hindsight
from streams.citizen.judge import Counted, Judge, Judgement, today
from streams.citizen.month_ends import UNCOUNTED, MonthEnds
from streams.citizen.months import ended_between
from streams.citizen.state import NEVER, CitizenState, Standing, unknown
from streams.engine.ports import UNKNOWN_CLOCK
from streams.month import Month, last_day


class AlertMessage(msgspec.Struct, frozen=True):
    """One message for `alerts`: its id, the instant at which it became true, and its bytes; the key is the citizen."""

    id: str
    time: Instant
    value: bytes


class Stepped(msgspec.Struct, frozen=True):
    """What a step did. `state.offsets`, `state.partition` and `state.outbox` are the caller's.

    `passed`: (month, standing) of the month ends that the clock went by, as known then. `dropped`: facts of an erased
    citizen. `late`: facts that came behind the clock.
    """

    state: CitizenState
    told: tuple[Told, ...]
    messages: tuple[AlertMessage, ...]
    passed: tuple[tuple[Month, Standing | None], ...]
    dropped: int
    late: int


def step(state: CitizenState | None, citizen: str, facts: Sequence[Fact], now: Instant, judge: Judge) -> Stepped:
    """One citizen's next state when these facts have arrived and the clock has reached `now` (UNKNOWN_CLOCK: no tick yet)."""
    before = unknown(0) if state is None else state
    walk = Walk(before, citizen, judge)
    late = walk.learn(facts)
    if late:
        walk.judge_late(late)
    if now > before.clock:
        walk.advance(now)
    return walk.made(before, len(late))


def alert_message(citizen: str, told: Told) -> AlertMessage:
    """A change ready to be sent."""
    name, value = message(citizen, told)
    return AlertMessage(name, told.at, value)


def _known_at(facts: Sequence[Fact], clock: Instant) -> int:
    """How many of the facts, which are sorted by time, were learnt up to an instant."""
    return bisect_right(facts, clock, key=lambda fact: fact.learnt_at)


class Walk:
    """One citizen's way through time during a step; the first `learnt` of the facts are known, the others are ahead."""

    def __init__(self, state: CitizenState, citizen: str, judge: Judge) -> None:
        self.citizen = citizen
        self.judge = judge
        self.clock = state.clock
        self.facts: Sequence[Fact] = state.facts
        self.learnt = _known_at(state.facts, state.clock)
        self.records = state.alerts
        self.next_check = state.next_check
        self.day: Day = civil_day(state.clock) if state.clock != UNKNOWN_CLOCK else NEVER
        self._judged: Judgement | None = None
        self._counted = Counted(state.today.standing, state.next_check or FAR)
        self._counted_on = NEVER
        self._month_ends = MonthEnds(state.months)
        self._hindsight: Hindsight | None = None
        self.told: list[Told] = []
        self.dropped = 0
        self._ids_clash = False
        self._erased = any(type(fact) is CitizenErased for fact in state.facts)
        self._chronicle: Chronicle | None = None

    def learn(self, facts: Sequence[Fact]) -> list[Fact]:
        """Take facts in, each different one once; returns those that came behind the clock, in order."""
        news = self._news(facts)
        if not news:
            return []
        late = sorted([fact for fact in news if fact.learnt_at <= self.clock], key=by_time)
        before = self._dossier() if late else None
        together = [*self.facts, *news]
        self.facts = in_order(together) if self._ids_clash else sorted(together, key=by_time)
        if before is not None:
            self._before = before
            self.learnt = _known_at(self.facts, self.clock)
            self._chronicle = None
        self._erased = self._erased or any(type(fact) is CitizenErased for fact in news)
        return late

    def _news(self, facts: Sequence[Fact]) -> list[Fact]:
        """The facts that are not known yet and not of a time that an erasure covers."""
        erasure = self._erasure()
        known: dict[str, list[Fact]] = {}
        for fact in self.facts if facts else ():
            known.setdefault(fact.id, []).append(fact)
        news: list[Fact] = []
        for fact in facts:
            same_id = known.setdefault(fact.id, [])
            if erasure is not None and is_erased(fact, erasure):
                self.dropped += 1
            elif fact not in same_id:
                self._ids_clash = self._ids_clash or bool(same_id)
                same_id.append(fact)
                news.append(fact)
        return news

    def judge_late(self, late: Sequence[Fact]) -> None:
        """Judge facts that a tick had passed already, all at once, on the clock's day."""
        self._forget()
        self._reach_back(self._before)
        self._judge_fact(late[-1])

    def advance(self, now: Instant) -> None:
        """Walk through midnights and pending facts up to an instant, midnights first."""
        while True:
            pending = self.facts[self.learnt] if self.learnt < len(self.facts) else None
            until = now if pending is None else min(now, pending.learnt_at)
            midnight = start_of_day(self.next_check) if self.next_check != NEVER else None
            if midnight is not None and midnight <= until:
                self._go_to(self.next_check)
                # Time goes first: what is registered at this very midnight is not known to it, and follows as news.
                self.clock = midnight - 1
                self._judge(Moment(midnight, self.day, CLOCK, known=self.learnt, law=self.judge.version))
            elif pending is not None and pending.learnt_at <= now:
                self._apply(pending)
            else:
                self._go_to(civil_day(now))
                self.clock = now
                return

    def wait(self, at: Instant) -> None:
        """Let time pass until an instant by which nothing is due."""
        self._go_to(civil_day(at))
        self.clock = at

    def change_law(self) -> None:
        """From now on another law is in force: what is open and every month end is judged by it."""
        law, name = self.judge.version, self.judge.name
        self._counted = UNCOUNTED
        self._judge(Moment(self.clock, self.day, CLOCK, known=self.learnt, law=law, lawbook=name))
        self._month_ends.outdate(1, self.day)

    def _apply(self, fact: Fact) -> None:
        """Judge the next fact at its instant; facts of one instant come in the order of their ids."""
        self._go_to(civil_day(fact.learnt_at))
        before = self._dossier()
        self.learnt += 1
        self.clock = fact.learnt_at
        if self._chronicle is not None:
            self._chronicle.learn(fact)
        self._forget()
        self._reach_back(before)
        self._judge_fact(fact)

    def _judge_fact(self, fact: Fact) -> None:
        """Judge on the day that is reached what a fact, the last of those learnt or one that came late, has changed."""
        corrects = fact.supersedes is not None or type(fact) is FactRetracted
        if self.learnt == len(self.facts):
            # Nothing more will be learnt. Days are judged in order of time: each takes up what was worked out of the last.
            self._month_ends.restate(self._dossier(), self.day, self.judge.counted)
        in_time = self.facts[self.learnt - 1] is fact and fact.learnt_at >= start_of_day(self.day)
        known, law = (self.learnt, self.judge.version) if in_time else (0, 0)
        self._judge(Moment(fact.learnt_at, self.day, fact.id, corrects, known, law))

    def _judge(self, moment: Moment) -> None:
        known = self._dossier()
        made = self.judge.judge(known, moment.on)
        if self.records or made.open:
            self.records, told = live_on(
                self.records,
                made.open,
                moment,
                made.asked,
                self._was_open,
                lambda alert: explained(alert, known, made.asked),
            )
            self.told += told
        self._judged = made
        self.next_check = made.next_check if made.next_check < FAR else NEVER

    def _was_open(self, key: str, record: Record) -> bool:
        """Whether an alert held when it was raised, by what is known today of that time."""
        known = self._dossier()
        if self._hindsight is None or self._hindsight.known is not known:
            self._hindsight = Hindsight(self.facts[: self.learnt], known, self.judge, erased=self._erased)
        return self._hindsight.was_open(key, record)

    def _reach_back(self, before: Dossier) -> None:
        """Note which figures newly learnt facts change: those of today, and of the month ends that they reach back to."""
        first = earliest_difference(before.history, self._dossier().history)
        if first is not None:
            self._counted = UNCOUNTED
            self._month_ends.outdate(first, self.day)

    def _go_to(self, day: Day) -> None:
        """Let days pass on which nothing changes."""
        if day <= self.day:
            return
        if self.day != NEVER:
            for month in ended_between(self.day, day):
                self._month_ends.go_by(month, self._standing_on(last_day(month)))
        self.day = day

    def _standing_on(self, day: Day) -> Standing | None:
        """What the citizen adds to the measures of a day up to which nothing is judged anew."""
        if day >= self._counted.until:
            self._counted, self._counted_on = self.judge.counted(self._dossier(), day), day
        return self._counted.standing

    def _dossier(self) -> Dossier:
        """The facts learnt so far, made ready."""
        if not self.learnt:
            return self.judge.nobody
        if self._chronicle is None:
            self._chronicle = self.judge.recall.chronicle(self.citizen, self.facts[: self.learnt], self.day)
        return self._chronicle.dossier

    def _erasure(self) -> CitizenErased | None:
        """The latest erasure that is known; of those of one instant the first by id."""
        if not self._erased:
            return None
        known = [fact for fact in self.facts[: self.learnt] if type(fact) is CitizenErased]
        return max(known, key=lambda fact: fact.learnt_at, default=None)

    def _forget(self) -> None:
        """Drop what an erasure removes for good; the latest erasure itself stays, to remove what comes later."""
        erasure = self._erasure()
        if erasure is None:
            return
        known, ahead = self.facts[: self.learnt], self.facts[self.learnt :]
        left = [erasure, *(fact for fact in known if fact.learnt_at > erasure.learnt_at)]
        self.dropped += len(known) - len(left)
        self.facts, self.learnt = [*left, *ahead], len(left)
        self._chronicle = None

    def made(self, before: CitizenState, late: int = 0) -> Stepped:
        """What the walk has made of the state before it."""
        return Stepped(
            state=self.state(before),
            told=tuple(self.told),
            messages=tuple([alert_message(self.citizen, told) for told in self.told]),
            passed=tuple(self._month_ends.passed),
            dropped=self.dropped,
            late=late,
        )

    def state(self, before: CitizenState) -> CitizenState:
        """The state after the walk."""
        now_adds, next_check = before.today, self.next_check
        if self._judged is not None:
            if self._counted.until < (next_check or FAR) and self._counted_on < self.day:
                self._counted = UNCOUNTED  # counted some days ago, it was less sure of when to count again
            now_adds = today(self._judged, self._standing_on(self.day))
            next_check = min(next_check or FAR, self._counted.until)
            self._month_ends.restate(self._dossier(), self.day, self.judge.counted)
        self.judge.recall.walked(self.citizen, self.day)
        return CitizenState(
            version=before.version,
            partition=before.partition,
            offsets=before.offsets,
            clock=self.clock,
            facts=tuple(self.facts),
            alerts=self.records,
            today=now_adds,
            months=self._month_ends.run(self.day),
            next_check=next_check if next_check < FAR else NEVER,
            outbox=before.outbox,
        )
