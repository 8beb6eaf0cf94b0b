"""What the duties of one stint are judged by: the facts in the form the law asks for, its clocks and the assessed day.

A `Dossier` is a history made ready once; a `Case` is one stint of it on one day. `Horizon` collects the days on which an
answer may change by time alone, so that nobody has to step through days to find them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Final

import msgspec

from rules.civil import Day, add_months
from rules.clock_stops import Clock, ClockKind, Stops, stops
from rules.history import History, Interview, Offer
from rules.lawbook import Lawbook, Period, Rule
from rules.memory import Memory
from rules.obligation import Act
from rules.spell import Spell, Stint, spells
from rules.timeline import OPEN
from rules.turning_days import ground_turns, interview_turns, offer_turns

FAR: Final[Day] = OPEN + 1
"""Later than every day: nothing ahead."""
_CLOCKS: Final = len(ClockKind)
_MONTHS_DIFFER: Final = 3
"""Days by which a month's end may jump when its first day moves by one."""
INTERVIEW_ACTS: Final = ("jobcentre-interviews", "first-interviews", "joint-interviews", "a-kasse-interviews")
MENTOR_CONTACTS: Final = "mentor-contacts"


class Horizon:
    """The first noted day after the assessed one; `renumbered`: the first on which only numbering may change."""

    __slots__ = ("first", "on", "renumbered")

    def __init__(self, on: Day) -> None:
        self.on = on
        self.first = FAR
        self.renumbered = FAR

    def note(self, day: Day) -> None:
        """Something may be different from this day on."""
        if self.on < day < self.first:
            self.first = day


class Planned(msgspec.Struct, frozen=True):
    """An interview that waits for its outcome on `on`.

    `first`, `usual`, `a_kasse`: held, it would be a first interview, any other of the jobcentre, one of the a-kasse.
    """

    interview: Interview
    on: Day
    first: bool
    usual: bool
    a_kasse: bool


class Dossier(msgspec.Struct, frozen=True):
    """A history with its spells and its acts by kind sorted by day, and the days on which a dated fact begins or ends.

    `ground_turns`: of benefits, stops, exemptions, mentors and their contacts. `interview_turns`: those of interviews held.
    `offer_turns`: those of offers. `planned`: the interviews that wait for an outcome. All turns are sorted.
    """

    history: History
    book: Lawbook
    spells: tuple[Spell, ...]
    interviews: dict[str, tuple[Act, ...]]
    offers: tuple[Offer, ...]
    ground_turns: tuple[Day, ...]
    interview_turns: tuple[Day, ...]
    offer_turns: tuple[Day, ...]
    planned: tuple[Planned, ...]
    stops: dict[tuple[ClockKind, Day, str], Stops]
    """Worked out when first asked for, by kind of clock, the spell's first day and the group."""
    memory: Memory
    """What was worked out of it so far."""

    def next_turn(self, on: Day) -> Day:
        """The first later day on which a dated fact comes true or ends, and so may change an obligation or a measure."""
        return min(after(self.ground_turns, on), after(self.interview_turns, on), after(self.offer_turns, on))

    def turn_of(self, reads: str | None, on: Day) -> Day:
        """The same for who reads one kind of acts; None: offers."""
        return min(after(self.ground_turns, on), after(self.offer_turns if reads is None else self.interview_turns, on))


def dossier(history: History, book: Lawbook) -> Dossier:
    """Make a history ready to be assessed on any day."""
    return Dossier(
        history=history,
        book=book,
        spells=spells(history, book.terms),
        interviews=interview_acts(history, book),
        offers=qualifying_offers(history, book),
        ground_turns=ground_turns(history, book),
        interview_turns=interview_turns(history.interviews),
        offer_turns=offer_turns(history.offers, book),
        planned=planned(history.interviews, book),
        stops={},
        memory=Memory(),
    )


def regrounded(former: Dossier, history: History, book: Lawbook) -> Dossier:
    """The dossier of a history that has the former one's interviews and offers on another ground."""
    acts = former.interviews
    if history.mentors != former.history.mentors:
        acts = {**acts, MENTOR_CONTACTS: _mentor_contacts(history)}
    return Dossier(
        history=history,
        book=book,
        spells=spells(history, book.terms),
        interviews=acts,
        offers=former.offers,
        ground_turns=ground_turns(history, book),
        interview_turns=former.interview_turns,
        offer_turns=former.offer_turns,
        planned=former.planned,
        stops={},
        memory=Memory(),
    )


def unasked(known: Dossier) -> Dossier:
    """The same dossier, of which nothing has been asked yet."""
    return Dossier(
        history=known.history,
        book=known.book,
        spells=known.spells,
        interviews=known.interviews,
        offers=known.offers,
        ground_turns=known.ground_turns,
        interview_turns=known.interview_turns,
        offer_turns=known.offer_turns,
        planned=known.planned,
        stops=known.stops,
        memory=Memory(),
    )


def after(days: tuple[Day, ...], on: Day) -> Day:
    """The first of sorted days after a day; FAR where there is none."""
    if not days or days[-1] <= on:
        return FAR
    return days[bisect_right(days, on)]


def interview_acts(history: History, book: Lawbook) -> dict[str, tuple[Act, ...]]:
    """The interviews held, by the kind of acts that a duty may ask for, each sorted by day."""
    acts: dict[str, list[Act]] = {kind: [] for kind in INTERVIEW_ACTS}
    for interview in history.interviews:
        if interview.status == "held" and interview.held_on is not None:
            for kind in act_kinds(interview, book):
                acts[kind].append((interview.held_on, interview.event))
    return {kind: tuple(sorted(found)) for kind, found in acts.items()} | {MENTOR_CONTACTS: _mentor_contacts(history)}


def act_kinds(held: Interview, book: Lawbook) -> list[str]:
    """The kinds of acts that an interview held counts as."""
    kinds: list[str] = []
    if by_jobcentre(held, book):
        kinds.append("first-interviews")
        if held.kind in book.terms.interview_kinds.on(day_of(held)):
            kinds.append("jobcentre-interviews")
            if held.joint:
                kinds.append("joint-interviews")
    if by_a_kasse(held, book):
        kinds.append("a-kasse-interviews")
    return kinds


def _mentor_contacts(history: History) -> tuple[Act, ...]:
    return tuple(sorted([act for mentor in history.mentors for act in mentor.contacts]))


def qualifying_offers(history: History, book: Lawbook) -> tuple[Offer, ...]:
    """The offers whose kind and first day can fulfil a duty, by their first day."""
    may = [offer for offer in history.offers if book.terms.offer_may_qualify(offer)]
    return tuple(sorted(may, key=lambda offer: (offer.from_, offer.event)))


def by_jobcentre(interview: Interview, book: Lawbook) -> bool:
    """Whether an interview qualifies under the jobcentre's rules of its day, first contacts among them."""
    terms, on = book.terms, day_of(interview)
    return (
        interview.actor in terms.jobcentre_actors
        and interview.form not in terms.excluded_forms.on(on)
        and (interview.kind in terms.interview_kinds.on(on) or interview.kind in terms.first_interview_kinds.on(on))
    )


def by_a_kasse(interview: Interview, book: Lawbook) -> bool:
    """Whether an interview qualifies under the a-kasse's rules of its day."""
    terms = book.terms
    return (
        interview.actor == "a-kasse"
        and interview.form not in terms.excluded_forms.on(day_of(interview))
        and interview.kind not in terms.never_counting_kinds
    )


def day_of(interview: Interview) -> Day:
    """The day by whose law an interview counts: that on which it was held, else that for which it is planned."""
    return interview.held_on or interview.planned_on or 0


def planned(interviews: Sequence[Interview], book: Lawbook) -> tuple[Planned, ...]:
    """The interviews that wait for an outcome, with what each would be if it were held on its day."""
    made: list[Planned] = []
    for each in interviews:
        if each.status == "planned" and each.planned_on is not None:
            first = by_jobcentre(each, book)
            usual = first and each.kind in book.terms.interview_kinds.on(day_of(each))
            made.append(Planned(each, each.planned_on, first, usual, by_a_kasse(each, book)))
    return tuple(made)


class Case:
    """One stint of a spell as on one day: `on` is the assessed day or the stint's last, whichever is earlier."""

    __slots__ = ("_clocks", "dossier", "earliest", "horizon", "on", "spell", "stint", "terms")

    def __init__(self, dossier: Dossier, spell: Spell, stint: Stint, on: Day, horizon: Horizon) -> None:
        self.dossier = dossier
        self.terms = dossier.book.terms
        self.spell = spell
        self.stint = stint
        self.on = on
        self.horizon = horizon
        self.earliest = stint.from_ + self.terms.change_grace_days if stint.changed else 0
        self._clocks: list[Clock | None] = [None] * _CLOCKS

    def clock(self, kind: ClockKind) -> Clock:
        """The clock of a kind of duty as known on the case's day."""
        found = self._clocks[kind]
        if found is None:
            key = (kind, self.spell.first, self.stint.group)
            known = self.dossier.stops.get(key)
            if known is None:
                known = stops(kind, self.dossier.history, self.spell, self.stint.group, self.terms)
                self.dossier.stops[key] = known
            found = self._clocks[kind] = known.clock(self.on)
        return found

    def moves(self) -> bool:
        """Whether an open-ended stop runs on one of the clocks that were asked."""
        return any(clock is not None and clock.moves for clock in self._clocks)

    def date(self, kind: ClockKind, base: Day, period: Period) -> Day:
        """The last day of a period that runs from `base` on a clock."""
        # As Period.from_day, which is called more often than anything else.
        days = period.days + (add_months(base, period.months) - base if period.months else 0)
        return self.clock(kind).after(base, days)

    def watch(self, rule: Rule, kind: ClockKind, due_on: Day, moves: bool = False) -> bool:
        """Whether a due date lies in the rule's validity; notes when that may change.

        `moves`: something else than an open-ended stop moves it every day, by months that differ in length.
        """
        inside = rule.from_ <= due_on <= rule.until
        running = self.clock(kind)
        if running.moves or moves:
            border = rule.from_ if due_on < rule.from_ else rule.until + 1
            if border > due_on:
                self.horizon.note(running.crosses(self.on, due_on + (_MONTHS_DIFFER if moves else 0), border))
        return inside

    def not_yet(self, rule: Rule, kind: ClockKind, base: Day) -> bool:
        """Whether a rule's validity begins later than any due date can lie; spares later versions of the law their form.

        Due dates lie at most the rule's periods and the clock's stopped days after `base`.
        """
        clock = self.clock(kind)
        if clock.moves or self.dossier.history.exemptions:
            return False
        bound = rule.reach + clock.stopped
        if rule.from_ <= base + bound:
            return False
        self.horizon.note(rule.from_ - bound - self.terms.change_grace_days)
        return True

    def note_fixed(self, kind: ClockKind, day: Day) -> None:
        """Something begins on a day that a clock has moved; while it moves on with every day, it is not reached."""
        if not self.clock(kind).moves:
            self.horizon.note(day)

    def arises(self, due_on: Day) -> bool:
        """Whether a duty due on that day arises: in dagpenge none that was due before the spell's first day."""
        return not self.spell.dagpenge or due_on >= self.spell.first
