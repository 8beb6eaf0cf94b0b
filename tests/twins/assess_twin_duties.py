"""Knows how each rule form makes obligations in one stay of one spell, as judged on one day; knows no measures."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from tests.twins.assess_twin_clock import Clock, birthday
from tests.twins.assess_twin_facts import FOREVER, Act, Facts, Offer
from tests.twins.assess_twin_law import BY_AGE, RULES, Rule, months
from tests.twins.assess_twin_life import Spell, Stay


@dataclass
class Obligation:
    """One obligation; `acts` are those counted, at most `rule.needed`."""

    rule: Rule
    group_order: int
    since: date
    due_on: date
    acts: list[Act]
    in_time: bool  # meaningless while unfulfilled
    status: str = ""
    closed: bool = False
    judged_by: "Case | None" = None  # a case of an earlier day, where what the duty hangs on has ended

    @property
    def fulfilled(self) -> bool:
        return len(self.acts) >= self.rule.needed

    @property
    def fulfilled_on(self) -> date | None:
        return self.acts[self.rule.needed - 1].day if self.fulfilled else None


class Case:
    """One stay, judged on the assessed day or, once left, on its last day."""

    def __init__(self, facts: Facts, spell: Spell, stay: Stay, order: int, on: date) -> None:
        self.facts, self.spell, self.stay, self.order = facts, spell, stay, order
        self.closed = stay.last is not None and stay.last < on
        self.on = stay.last if self.closed and stay.last is not None else on
        self.anchor = spell.anchor
        self.clocks: dict[str, Clock] = {
            what: facts.clock(what, spell, self.on)
            for what in ("interviews", "first-offer", "repeated-offer", "seniority")
        }

    def clock(self, rule: Rule) -> Clock:
        if rule.acts == "mentor":
            return self.clocks["seniority"]
        return self.clocks[rule.form if rule.acts == "offer" else "interviews"]

    def acts(self, rule: Rule, since: date) -> list[Act]:
        """Acts from the anchor (or a later `since`) up to the judged day."""
        return self.facts.held(rule.acts, max(since, self.anchor), self.on)

    def offers(self) -> list[Offer]:
        """Offers that count on the judged day, by first day and event."""
        return [offer for offer in self.facts.offers if offer.counts(self.on) and offer.first >= self.anchor]

    def not_before_change(self, due_on: date) -> date:
        return due_on if self.stay.change is None else max(due_on, self.stay.change + timedelta(days=14))

    def obligations(self) -> list[Obligation]:
        """Every obligation of this stay that is listed on the judged day, with its status."""
        if self.on < self.anchor:
            return []
        arisen: list[Obligation] = []
        for rule in RULES[self.stay.row]:
            if rule.direct is not None and rule.direct != bool(self.spell.opening.get("direct_to_jobcentre", False)):
                continue
            for made in self.of_rule(rule):
                before_our_time = self.spell.is_dagpenge and made.due_on < self.spell.first
                if rule.holds(made.due_on) and not before_our_time:
                    arisen.append(made)
        arisen = _once(_once(arisen, "first-interview"), "first-offer")
        for made in arisen:
            case = made.judged_by or self
            made.status = case.status(made)
            made.closed = case.closed
        return arisen

    def of_rule(self, rule: Rule) -> Iterator["Obligation"]:
        forms = {
            "count": self.count,
            "between": self.between,
            "every": self.every,
            "repeated": self.repeated,
            "first-offer": self.first_offer,
            "repeated-offer": self.repeated_offer,
            "mentor": self.mentor,
        }
        return forms[rule.form](rule)

    def status(self, made: Obligation) -> str:
        if made.fulfilled:
            return "fulfilled" if made.in_time else "fulfilled-late"
        missed = "outstanding" if made.rule.share else "overdue"
        if self.closed:
            return missed if made.due_on <= self.on else "lapsed"
        if made.due_on < self.on and not self.kept_open(made):
            return missed
        return "suspended" if self.clock(made.rule).is_stopped(self.on) else "pending"

    def kept_open(self, made: Obligation) -> bool:
        """Does an offer that may still fulfil it in time keep this offer duty open?"""
        if made.rule.acts != "offer":
            return False
        after = made.since if made.rule.form == "repeated-offer" else self.anchor - timedelta(days=1)
        return any(o.first > after and o.keeps_open(made.due_on, self.on) for o in self.facts.offers)

    def counted(self, rule: Rule, since: date, due_on: date, acts: list[Act]) -> Obligation:
        acts = acts[: rule.needed]
        in_time = len(acts) == rule.needed and acts[-1].day <= due_on
        return Obligation(rule, self.order, since, due_on, acts, in_time)

    def count(self, rule: Rule) -> Iterator[Obligation]:
        due_on = self.not_before_change(self.clock(rule).after(self.anchor, rule.span))
        yield self.counted(rule, self.anchor, due_on, self.acts(rule, self.anchor))

    def between(self, rule: Rule) -> Iterator[Obligation]:
        opens = self.clock(rule).after(self.anchor, rule.start)
        due_on = self.not_before_change(self.clock(rule).after(self.anchor, rule.span))
        yield self.counted(rule, opens, due_on, self.acts(rule, opens))

    def every(self, rule: Rule) -> Iterator[Obligation]:
        clock = self.clock(rule)
        opens = clock.after(self.anchor, rule.start)
        closes = FOREVER if rule.end is None else clock.after(self.anchor, rule.end)
        yield from self.chain(rule, opens, closes)

    def mentor(self, rule: Rule) -> Iterator[Obligation]:
        """`every` while a mentor runs; what is left when the support ends is judged on its last day and closed."""
        for begins, ends in self.facts.mentor_support():
            first, last = max(begins, self.anchor, self.spell.first), ends or FOREVER
            if last < first or first > self.on:
                continue
            if last >= self.on:
                yield from self.chain(rule, first, last)
            elif last >= self.stay.first:
                then = Case(self.facts, self.spell, self.stay, self.order, last)
                then.closed = True
                for made in then.chain(rule, first, last):
                    made.judged_by = then
                    yield made

    def chain(self, rule: Rule, opens: date, closes: date) -> Iterator[Obligation]:
        clock = self.clock(rule)
        acts = self.acts(rule, self.anchor)
        change = self.stay.change
        base = max([opens, *(act.day for act in acts if change is not None and act.day < change)])
        if opens > self.on:
            return
        while True:
            due_on = self.not_before_change(clock.after(base, rule.span))
            if due_on > closes:
                return
            following = [act for act in acts if act.day > base]
            yield self.counted(rule, base, due_on, following)
            if not following:
                return
            base = following[0].day

    def repeated(self, rule: Rule) -> Iterator[Obligation]:
        clock = self.clock(rule)
        opens = clock.after(self.anchor, rule.start)
        begins, number = opens, 1
        while begins <= self.on:
            ends = clock.after(opens, months(rule.span[0] * number))
            first_day = begins if number == 1 and opens == self.anchor else begins + timedelta(days=1)
            if self.stay.change is None or ends >= self.stay.change:
                yield self.counted(rule, begins, self.not_before_change(ends), self.acts(rule, first_day))
            begins, number = ends, number + 1

    def first_offer_due(self, rule: Rule, with_change: bool) -> date:
        """Clock, age, change, exemption month, in this order."""
        clock = self.clocks["first-offer"]
        due_on = self.due_by_age(clock) if rule.span == BY_AGE else clock.after(self.anchor, rule.span)
        if with_change:
            due_on = self.not_before_change(due_on)
        exempt_until = self.facts.exempt_until(due_on, self.on)
        while exempt_until is not None:
            due_on = clock.after(exempt_until, months(1))
            exempt_until = self.facts.exempt_until(due_on, self.on)
        return due_on

    def due_by_age(self, clock: Clock) -> date:
        three, six = clock.after(self.anchor, months(3)), clock.after(self.anchor, months(6))
        if self.facts.born is None:
            return six
        thirty, fifty = birthday(self.facts.born, 30), birthday(self.facts.born, 50)
        if self.anchor < thirty:
            return six if thirty <= three else three
        if fifty <= self.anchor:
            return three
        return max(three, fifty) if fifty <= six else six

    def first_offer(self, rule: Rule) -> Iterator[Obligation]:
        due_on = self.first_offer_due(rule, with_change=True)
        yield self.by_offer(rule, self.anchor, due_on, _choose(self.offers(), due_on))

    def by_offer(self, rule: Rule, since: date, due_on: date, offer: Offer | None) -> Obligation:
        acts = [] if offer is None else [Act(offer.first, offer.event_id)]
        return Obligation(rule, self.order, since, due_on, acts, offer is not None and offer.in_time(due_on))

    def repeated_offer(self, rule: Rule) -> Iterator[Obligation]:
        """A chain from the first-offer date; `rule.start` is the span of the first offer of the same version."""
        first_offer = Rule(rule.valid_from, rule.valid_to, "first-offer", "first-offer", rule.start)
        base = self.first_offer_due(first_offer, with_change=False)
        offers = self.offers()
        change = self.stay.change
        base = max([base, *(o.last or FOREVER for o in offers if change is not None and o.first < change)])
        while True:
            while any(o.first <= base < (o.last or FOREVER) for o in offers):  # none is open while an offer runs
                base = max(o.last or FOREVER for o in offers if o.first <= base)
            if base > self.on:
                return
            due_on = self.not_before_change(self.clock(rule).after(base, rule.span))
            offer = _choose([o for o in offers if o.first > base], due_on)
            yield self.by_offer(rule, base, due_on, offer)
            if offer is None:
                return
            base = offer.last or FOREVER


def _choose(offers: list[Offer], due_on: date) -> Offer | None:
    """Of several qualifying offers the earliest in time, else the earliest."""
    return next((o for o in offers if o.in_time(due_on)), offers[0] if offers else None)


def _once(arisen: list[Obligation], duty: str) -> list[Obligation]:
    """Of two versions of a duty that arises once, only the one due first."""
    versions = [made for made in arisen if made.rule.duty == duty]
    first = min(versions, key=lambda made: made.due_on, default=None)
    return [made for made in arisen if made.rule.duty != duty or made is first]
