"""What comes next for a citizen: what is late, the next deadline, what is arranged; chooses, words nothing."""

from __future__ import annotations

import msgspec

from alerts.inbox.cure import Cure
from alerts.pages.lifeline.bars import is_open, urgency
from alerts.pages.lifeline.life import Life
from rules.civil import Day
from rules.history import Interview, Offer
from rules.obligation import Obligation


class NextUp(msgspec.Struct, frozen=True):
    """What a caseworker has to know first.

    - `late`: past due, the oldest first; `next_due`: the deadline that comes next; `then`: those after it.
    - `still`: deadlines that stand still. `awaiting`: interviews of which nobody has said what became.
    - `arranged`: the next interview summoned for; `begins`: the next offer that is to begin. `passive`: 12 months without effort.
    - Duties of the a-kasse are left out: they are shown, but not ours to keep.
    """

    late: tuple[Obligation, ...]
    next_due: Obligation | None
    then: tuple[Obligation, ...]
    still: tuple[Obligation, ...]
    awaiting: tuple[Interview, ...]
    arranged: Interview | None
    begins: Offer | None
    passive: bool

    @property
    def is_quiet(self) -> bool:
        """Nothing is late, due or to be registered."""
        return not (self.late or self.next_due or self.awaiting or self.passive or self.still)


def next_up(life: Life) -> NextUp:
    """What comes next on the life's day."""
    ours = sorted(
        (each for each in life.now.obligations if is_open(each) and each.rule.owner == "jobcentre"), key=urgency
    )
    pending = [each for each in ours if each.status == "pending"]
    planned = [
        (each.planned_on, each)
        for each in life.history.interviews
        if each.status == "planned" and each.planned_on is not None
    ]
    ahead = sorted((day, each.interview_id, each) for day, each in planned if day >= life.on)
    offers = sorted((each.from_, each.offer_id, each) for each in life.history.offers if each.from_ > life.on)
    return NextUp(
        late=tuple(each for each in ours if each.status in ("overdue", "outstanding")),
        next_due=pending[0] if pending else None,
        then=tuple(pending[1:3]),
        still=tuple(each for each in ours if each.status == "suspended"),
        awaiting=tuple(each for day, each in sorted(planned, key=_first) if day < life.on) if life.is_running else (),
        arranged=ahead[0][2] if ahead else None,
        begins=offers[0][2] if offers else None,
        passive=life.now.passive,
    )


def _first(pair: tuple[Day, Interview]) -> tuple[Day, str]:
    return pair[0], pair[1].interview_id


def act_of(duty: str) -> Cure:
    """What has to happen for a duty."""
    if duty.endswith("-offer"):
        return "offer"
    if duty.startswith("joint-interview"):
        return "joint-interview"
    return "interview" if duty in ("first-interview", "interviews-in-period", "interview-interval") else "other"
