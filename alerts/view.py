"""What the kinds of alert look at: one citizen's dossier and assessment on a day, and the days to look again."""

from __future__ import annotations

from alerts.policy import Policy
from rules.assess import Claims
from rules.case import Dossier, Horizon, Planned
from rules.civil import Day
from rules.history import Interview
from rules.obligation import Obligation


class View:
    """One citizen on one day, with a running benefit."""

    __slots__ = ("assessed", "caseworker", "dossier", "group", "horizon", "municipality", "on", "policy")

    def __init__(self, dossier: Dossier, assessed: Claims, policy: Policy) -> None:
        self.dossier = dossier
        self.assessed = assessed
        self.policy = policy
        self.on: Day = assessed.on
        self.horizon = Horizon(assessed.on)
        self.horizon.note(assessed.look_again_on)
        self.municipality = assessed.municipality or ""
        self.group = assessed.target_group or ""
        self.caseworker: str | None = None
        for begins, name in dossier.history.caseworkers:
            if begins > self.on:
                self.horizon.note(begins)
                break
            self.caseworker = name

    def planned(self, obligation: Obligation) -> list[Interview]:
        """Interviews that are planned, have no outcome and would count for an obligation if held on their day."""
        return [each.interview for each in self.dossier.planned if would_count(each, obligation)]

    def planned_days(self, obligation: Obligation) -> list[Day]:
        """The days for which they are planned; notes when one will have passed without an outcome."""
        days: list[Day] = []
        for each in self.dossier.planned:
            if would_count(each, obligation):
                days.append(each.on)
                self.horizon.note(each.on + 1)
        return days


def would_count(planned: Planned, obligation: Obligation) -> bool:
    """Whether an interview, held on the day for which it is planned, would count for an obligation."""
    begins = obligation.since
    if obligation.rule.form in ("every", "repeated") and begins != obligation.counted_from:
        begins += 1
    if planned.on < begins:
        return False
    duty = obligation.rule.duty
    if duty == "mentor-contact":
        return False  # an interview at the jobcentre is no contact with the mentor
    if duty == "a-kasse-interviews":
        return planned.a_kasse
    return planned.first if duty == "first-interview" else planned.usual
