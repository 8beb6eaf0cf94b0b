"""Knows which acts and hindrances count for what (interviews, offers, stops, support); knows no duties."""

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from tests.twins.assess_twin_clock import ONE_DAY, Clock, Stop, add_months, clock
from tests.twins.assess_twin_life import Spell, Stretch, spells, stretches
from tests.twins.assess_twin_settle import Settled, Thing, hours_of, things

FOREVER = date.max
NATIONAL_STOP: Stop = (date(2020, 3, 1), date(2020, 6, 30))
DUTY_OFFERS = ("virksomhedspraktik", "nytteindsats", "loentilskud", "vejledning-opkvalificering")
ACTIVE_OFFERS = (*DUTY_OFFERS, "oevrig-vejledning", "laese-skrive-kursus", "voksenlaerling")
OEVRIG_VEJLEDNING_ENDS = date(2023, 3, 20)


@dataclass(frozen=True)
class Act:
    """An interview held, counted on its day."""

    day: date
    event_id: str


@dataclass(frozen=True)
class Offer:
    """An offer that was not cancelled and whose kind and first day are known."""

    first: date
    last: date | None
    event_id: str
    kind: str
    given_on: date | None

    @property
    def can_fulfil(self) -> bool:
        """Right kind, and nothing known that makes it shorter than 14 days."""
        if self.kind == "oevrig-vejledning":
            right_kind = self.first < OEVRIG_VEJLEDNING_ENDS
        else:
            right_kind = self.kind in DUTY_OFFERS
        return right_kind and (self.last is None or (self.last - self.first).days + 1 >= 14)

    def counts(self, on: date) -> bool:
        """Begun, and its length is known or 14 days have passed."""
        if not self.can_fulfil or self.first > on:
            return False
        return self.last is not None or on >= self.first + timedelta(days=14)

    def in_time(self, due_on: date) -> bool:
        if self.first <= due_on:
            return True
        given_in_time = self.given_on is not None and self.given_on <= due_on
        return self.kind == "loentilskud" and given_in_time and self.first <= due_on + timedelta(weeks=3)

    def keeps_open(self, due_on: date, on: date) -> bool:
        """May it still come to fulfil, in time, a duty due on `due_on`?"""
        if not self.can_fulfil or self.counts(on) or not self.in_time(due_on):
            return False
        return self.first <= on or (self.kind == "loentilskud" and self.given_on is not None)


class Facts:
    """Everything known of one citizen, sorted by what it is."""

    def __init__(self, settled: Settled) -> None:
        self.stretches: list[Stretch] = stretches(settled)
        self.spells: list[Spell] = spells(self.stretches)
        self.interviews = [t for t in things(settled, "interview", "interview_id") if t.status == "interview.held"]
        self.absences = things(settled, "absence", "absence_id")
        self.exemptions = things(settled, "exemption", "exemption_id")
        self.works = things(settled, "work", "work_id")
        mentors = [t for t in things(settled, "mentor", "mentor_id") if t.day("from") is not None]
        self.mentors = [_stop(t) for t in mentors]
        names = {t.fields["mentor_id"] for t in mentors}
        self.contacts = [
            Act(date.fromisoformat(event["data"]["on"]), event["id"])
            for event in settled.of_type("mentor.contact")
            if event["data"]["mentor_id"] in names
        ]
        self.offers = sorted(
            (_offer(t) for t in things(settled, "offer", "offer_id") if _is_offer(t)),
            key=lambda offer: (offer.first, offer.event_id),
        )
        self.born: date | None = None
        for event in settled.of_type("benefit.started"):  # the latest by time stands
            if "birth_date" in event["data"]:
                self.born = date.fromisoformat(event["data"]["birth_date"])

    def stretch_on(self, day: date) -> Stretch | None:
        return next((stretch for stretch in self.stretches if stretch.holds(day)), None)

    def held(self, rule: str, since: date, until: date) -> list[Act]:
        """Acts in [since, until] that qualify by `rule`: jobcentre, first-contact, joint, a-kasse or mentor."""
        if rule == "mentor":
            contacts = [act for act in self.contacts if since <= act.day <= until]
            return sorted(contacts, key=lambda act: (act.day, act.event_id))
        acts = []
        for thing in self.interviews:
            day = thing.day("held_on")
            if day is not None and since <= day <= until and _qualifies(thing, rule):
                acts.append(Act(day, thing.event_id))
        return sorted(acts, key=lambda act: (act.day, act.event_id))

    def clock(self, what: str, spell: Spell, on: date) -> Clock:
        """The clock of `what` (interviews, first-offer, repeated-offer, seniority) in a spell, as known on `on`."""
        stops: list[Stop] = [NATIONAL_STOP]
        stops += [_stop(t) for t in self.absences if spell.is_dagpenge or t.fields["kind"] == "maternity"]
        scopes = {
            "interviews": ("interviews", "all"),
            "first-offer": (),
            "repeated-offer": ("offers", "all"),
            "seniority": ("all",),
        }[what]
        stops += [_stop(t) for t in self.exemptions if t.fields["scope"] in scopes and _by_law(t)]
        if what in ("first-offer", "repeated-offer"):
            stops += [_stop(t) for t in self.works if _twenty_hours_a_week(t)]
        if not spell.is_dagpenge:
            return clock(on, stops)
        return clock(on, stops + list(spell.gaps()), not_before=spell.first)

    def exempt_until(self, day: date, on: date) -> date | None:
        """The last day of the offer exemption by law that covers `day` (of several the last to end); open: `on`."""
        ends = []
        for thing in self.exemptions:
            first, last = _stop(thing)
            last = on if last is None else last
            if thing.fields["scope"] in ("offers", "all") and _by_law(thing) and first <= day <= last:
                ends.append(last)
        return max(ends, default=None)

    def exempt_from_offers(self, on: date) -> bool:
        """Runs an exemption of scope offers or all, whatever its basis?"""
        running = [t for t in self.exemptions if _runs(_stop(t), on)]
        return any(t.fields["scope"] in ("offers", "all") for t in running)

    def active_between(self, since: date, until: date) -> bool:
        """An active offer in the sense of the measures on at least one day of [since, until]."""
        return any(
            o.kind in ACTIVE_OFFERS and o.first <= until and (o.last is None or o.last >= since) for o in self.offers
        )

    def mentor_support(self) -> list[Stop]:
        """The times of support, one for mentors that overlap or follow one another day by day."""
        times: list[Stop] = []
        for first, last in sorted(self.mentors, key=lambda stop: stop[0]):
            former = times[-1] if times else None
            if former is None or (former[1] is not None and former[1] + ONE_DAY < first):
                times.append((first, last))
            elif former[1] is not None and (last is None or last > former[1]):
                times[-1] = (former[0], last)
        return times

    def mentor_between(self, since: date, until: date) -> bool:
        return any(first <= until and (last is None or last >= since) for first, last in self.mentors)

    def work_hours(self, since: date, until: date) -> Fraction:
        """Hours of work in [since, until], spread evenly over each work's days."""
        total = Fraction(0)
        for thing in self.works:
            first, last = _stop(thing)
            assert last is not None, "work always has both dates"
            days_inside = (min(last, until) - max(first, since)).days + 1
            total += hours_of(thing) * max(days_inside, 0) / ((last - first).days + 1)
        return total

    def support_since(self, on: date) -> date | None:
        """Walk back from `on`, a day on support, until more than 28 days in a row are on neither benefit nor loentilskud."""
        periods: list[Stop] = [(s.first, s.last) for s in self.stretches]
        periods += [(o.first, o.last) for o in self.offers if o.kind == "loentilskud"]
        earliest = min(first for first, _ in periods)
        since, day, off = on, on, 0
        while off <= 28 and day > earliest:
            day -= ONE_DAY
            if any(_runs(period, day) for period in periods):
                since, off = day, 0
            else:
                off += 1
        return since


def seniority_months(anchor: date, seniority: Clock, on: date) -> int:
    """The greatest m for which m months of counted days have passed since the anchor; 0 before the anchor."""
    counted = seniority.counted(anchor, on)
    months = 0
    while (add_months(anchor, months + 1) - anchor).days <= counted:
        months += 1
    return months


def a_year_before(on: date) -> date:
    return add_months(on, -12)


def _qualifies(thing: Thing, rule: str) -> bool:
    kind = thing.fields.get("kind", "job-interview")
    actor = thing.fields.get("actor", "jobcentre")
    if thing.fields.get("form") == "letter" or kind in ("team-meeting", "group-meeting"):
        return False
    if rule == "a-kasse":
        return bool(actor == "a-kasse")
    kinds = (
        ("job-interview", "follow-up", "first-contact") if rule == "first-contact" else ("job-interview", "follow-up")
    )
    if rule == "joint" and not thing.fields.get("joint", False):
        return False
    return kind in kinds and actor in ("jobcentre", "other-actor")


def _is_offer(thing: Thing) -> bool:
    return thing.status != "offer.cancelled" and "kind" in thing.fields and "from" in thing.fields


def _offer(thing: Thing) -> Offer:
    first = thing.day("from")
    assert first is not None
    return Offer(first, thing.day("to"), thing.event_id, thing.fields["kind"], thing.day("given_on"))


def _stop(thing: Thing) -> Stop:
    first = thing.day("from")
    assert first is not None
    return first, thing.day("to")


def _runs(period: Stop, day: date) -> bool:
    first, last = period
    return first <= day and (last is None or day <= last)


def _by_law(thing: Thing) -> bool:
    return bool(thing.fields.get("basis", "law") == "law")


def _twenty_hours_a_week(thing: Thing) -> bool:
    first, last = _stop(thing)
    assert last is not None, "work always has both dates"
    return hours_of(thing) * 7 >= 20 * ((last - first).days + 1)
