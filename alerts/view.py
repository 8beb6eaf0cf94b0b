"""What the kinds of alert look at: one citizen's dossier and assessment on a day, and the days to look again."""

from __future__ import annotations

from bisect import bisect_right

from alerts.policy import Policy
from rules.assess import Assessment
from rules.case import Dossier, Horizon, by_a_kasse, by_jobcentre, day_of
from rules.civil import Day
from rules.history import Interview
from rules.obligation import Obligation


class View:
    """One citizen on one day, with a running benefit."""

    __slots__ = ("_planned", "assessed", "caseworker", "dossier", "group", "horizon", "municipality", "on", "policy")

    def __init__(self, dossier: Dossier, assessed: Assessment, policy: Policy) -> None:
        self.dossier = dossier
        self.assessed = assessed
        self.policy = policy
        self.on: Day = assessed.on
        self.horizon = Horizon(assessed.on)
        self.horizon.note(assessed.look_again_on)
        self.municipality = assessed.municipality or ""
        self.group = assessed.target_group or ""
        self._planned = [
            each for each in dossier.history.interviews if each.status == "planned" and each.planned_on is not None
        ]
        known = dossier.history.caseworkers
        found = bisect_right(known, self.on, key=lambda each: each[0])
        self.caseworker = known[found - 1][1] if found else None
        if found < len(known):
            self.horizon.note(known[found][0])

    def planned(self, obligation: Obligation) -> list[Interview]:
        """Interviews that are planned, have no outcome and would count for an obligation if held on their day."""
        if not self._planned:
            return []
        acts = obligation.rule.form not in ("every", "repeated") or obligation.since == obligation.counted_from
        first = obligation.since if acts else obligation.since + 1
        return [
            interview
            for interview in self._planned
            if interview.planned_on is not None
            and first <= interview.planned_on
            and self._qualifies(interview, obligation.duty)
        ]

    def _qualifies(self, interview: Interview, duty: str) -> bool:
        book = self.dossier.book
        if duty == "mentor-contact":
            return False  # an interview at the jobcentre is no contact with the mentor
        if duty == "a-kasse-interviews":
            return by_a_kasse(interview, book)
        if duty == "first-interview":
            return by_jobcentre(interview, book)
        return by_jobcentre(interview, book) and interview.kind in book.terms.interview_kinds.on(day_of(interview))
