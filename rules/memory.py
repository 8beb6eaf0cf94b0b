"""What was worked out of a dossier and how long it holds, so that a day's answer is worked out anew only where it may differ.

Holds answers, works none out. An answer holds on the days before the first one that it noted in its horizon, for the same
acts (the very tuples: a dossier that grows by a fact keeps those that the fact does not touch). Everything else that answers
rest on - benefits, absences, exemptions, work, mentors, the birth date - is the same for all dossiers that share a memory.
While an open-ended stop runs, dates move with every day, and nothing is kept.
"""

from __future__ import annotations

from collections.abc import Sequence

from rules.civil import Day
from rules.duties.duty import Duty
from rules.lawbook import Rule
from rules.measured import Measured
from rules.obligation import Obligation


class Answer:
    """What one rule says of one stint from `on` until the day before `until`; `first`: what its horizon noted.

    `reads`: the kind of acts that it rests on, None for offers. `sleeps`: nothing, whatever the acts.
    """

    __slots__ = ("acts", "duty", "first", "listed", "on", "reads", "rule", "sleeps", "until")

    def __init__(self, rule: Rule, duty: Duty, reads: str | None) -> None:
        self.rule = rule
        self.duty = duty
        self.reads = reads
        self.acts: object = None
        self.listed: Sequence[Obligation] = ()
        self.on = self.until = self.first = 0
        self.sleeps = False


class StintMemory:
    """The rules that may say something of a stint. `moves_from`: an open-ended stop runs from that day on.

    `awake`: those that do, or whose acts may yet make them; the others sleep from `sleep_from` until the day before
    `sleep_until`, the first day that they noted.
    """

    __slots__ = ("answers", "awake", "closed", "closed_acts", "moves_from", "sleep_from", "sleep_until")

    def __init__(self, answers: list[Answer], moves_from: Day) -> None:
        self.answers = self.awake = answers
        self.moves_from = moves_from
        self.sleep_from = self.sleep_until = 0
        self.closed: list[Obligation] | None = None
        self.closed_acts: tuple[object, object] = (None, None)

    def wake(self, on: Day) -> list[Answer]:
        """The rules that have to be looked at on a day."""
        return self.awake if self.sleep_from <= on < self.sleep_until else self.answers

    def sort(self, on: Day, far: Day) -> None:
        """Tell those asleep from those awake, all having been looked at on a day."""
        self.awake = [each for each in self.answers if not each.sleeps]
        self.sleep_from = on
        self.sleep_until = min((each.until for each in self.answers if each.sleeps), default=far)


class Listed:
    """A spell's obligations from `on` until the day before `until`; `first`: what its horizon noted.

    `unmet`: those neither closed nor fulfilled. `moves`: an open-ended stop runs. `shifts`: dates may pass one another, for
    that reason or because some are suspended. `measured`: what the measures that ask
    obligations say of them from `measured_on` until the day before `measured_first`.
    """

    __slots__ = (
        "acts", "first", "measured", "measured_first", "measured_on", "moves", "obligations", "on", "shifts",
        "unmet", "until",
    )  # fmt: skip

    def __init__(self, on: Day, until: Day, first: Day, acts: tuple[object, object], *, moves: bool) -> None:
        self.on = on
        self.until = until
        self.first = first
        self.acts = acts
        self.moves = self.shifts = moves
        self.obligations: list[Obligation] = []
        self.unmet: tuple[Obligation, ...] = ()
        self.measured: Measured | None = None
        self.measured_on = self.measured_first = 0

    def holds(self, on: Day, interviews: object, offers: object) -> bool:
        return self.on <= on < self.until and self.acts[0] is interviews and self.acts[1] is offers


class Support:
    """Since when somebody has been on support, and whether nothing was done for them, from `on` until the day before `until`."""

    __slots__ = ("alone", "first", "offers", "on", "since", "until")

    def __init__(self, on: Day, offers: object) -> None:
        self.on = on
        self.offers = offers
        self.since = self.first = self.until = 0
        self.alone = False

    def holds(self, on: Day, offers: object) -> bool:
        return self.on <= on < self.until and self.offers is offers


class Reading:
    """What the measures that ask no obligation say from `on` until the day before `until`.

    `months`: the seniority until the day before `months_until`.
    """

    __slots__ = ("first", "interviews", "measured", "months", "months_until", "offers", "on", "until")

    def __init__(self, on: Day, interviews: object, offers: object) -> None:
        self.on = on
        self.interviews = interviews
        self.offers = offers
        self.months = 0
        self.first = self.until = self.months_until = 0
        self.measured: Measured

    def holds(self, on: Day, interviews: object, offers: object) -> bool:
        return self.on <= on < self.until and self.interviews is interviews and self.offers is offers


class SpellMemory:
    """What is known of one spell."""

    __slots__ = ("listed", "reading", "stints", "support")

    def __init__(self) -> None:
        self.stints: dict[int, StintMemory] = {}
        self.listed: Listed | None = None
        self.reading: Reading | None = None
        self.support: Support | None = None


class Memory:
    """What is known of a citizen's spells, by their first day. `seen`: what those who watch the answers remember of them."""

    __slots__ = ("seen", "spells")

    def __init__(self) -> None:
        self.spells: dict[Day, SpellMemory] = {}
        self.seen: object = None

    def spell(self, first: Day) -> SpellMemory:
        found = self.spells.get(first)
        if found is None:
            found = self.spells[first] = SpellMemory()
        return found
