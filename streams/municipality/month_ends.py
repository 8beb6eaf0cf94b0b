"""What one citizen's state says of past month ends; knows the state's run of changes, not sums."""

from __future__ import annotations

from typing import NamedTuple

from rules.civil import civil_day
from streams.citizen.state import CitizenState, Standing
from streams.engine.ports import UNKNOWN_CLOCK
from streams.month import Month, month_of


class MonthEnds(NamedTuple):
    """A citizen's standing at past month ends.

    `own`: the month in which the state's clock stands, None before its first tick. `stated` are the standings that the
    state itself gives, all before `own`; at the ends of `own` and of later months `today` holds until the next step.
    """

    own: Month | None
    stated: dict[Month, Standing]
    today: Standing | None

    def at(self, month: Month) -> Standing | None:
        """The standing at the end of a month that has passed."""
        return self.today if self.own is not None and month >= self.own else self.stated.get(month)

    def before(self, running: Month) -> range:
        """The months before `running` about which there is anything to say."""
        first = min(self.stated, default=running)
        return range(min(first, self.own if self.today and self.own is not None else running), running)


NO_MONTH_ENDS = MonthEnds(None, {}, None)


def month_ends(state: CitizenState | None) -> MonthEnds:
    """The month ends of a state; none without one, or before its first tick."""
    if state is None or state.clock == UNKNOWN_CLOCK:
        return NO_MONTH_ENDS
    own = month_of(civil_day(state.clock))
    stated: dict[Month, Standing] = {}
    until = own
    for begins, standing in reversed(state.months):
        if standing is not None:
            stated.update(dict.fromkeys(range(begins, until), standing))
        until = begins
    return MonthEnds(own, stated, state.today.standing)


def is_same(old: CitizenState, new: CitizenState, running: Month | None) -> bool:
    """Whether nothing can have changed at any month end before `running`; often so, and quickly seen."""
    if old.months != new.months or UNKNOWN_CLOCK in (old.clock, new.clock):
        return False
    own = month_of(civil_day(new.clock))
    return own == running and own == month_of(civil_day(old.clock))
