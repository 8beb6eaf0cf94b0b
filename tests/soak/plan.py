"""All that is drawn for one round before it begins: who is told what when, and what befalls whom at which moment; acts on nothing.

A plan follows from its seed alone. Every blow has dice of its own, so that what one of them finds when it strikes (nobody is
asleep, nothing is to be taken over) never changes what comes after it.
"""

from __future__ import annotations

from random import Random
from typing import Final, NamedTuple

from rules.civil import MICROSECONDS_A_DAY, Instant
from tests.broker.lives import Event
from tests.soak.people import PAST, REFORM, Years, events_of

WORKERS: Final = (
    *("kill", "kill", "kill_all", "kill_in_recovery", "leave", "kill_while_it_leaves", "join"),
    *("sleep", "sleep_while_sending", "doze", "wake", "wake_as_a_zombie"),
)
BROKER: Final = (
    *("kill_broker", "kill_broker", "kill_broker_and_worker", "restart_broker", "hold_up_broker", "slow_disk"),
    "fill_disk",
)
NODE: Final = (*BROKER, "lose_node", "lose_node", "sleep_node")
FIGURES: Final = ("kill_figures", "doze_figures", "succeed_figures")
INBOX: Final = (
    *("kill_keeper", "doze_keeper", "doze_keeper", "join_keeper", "act", "act", "act", "rebuild", "kill_rebuild"),
    *("kill_redis", "doze_redis", "wipe_redis", "lose_redis", "cut_redis"),
)
CLOCK: Final = ("kill_clock", "kill_clock", "doze_clock", "join_clock", "jump_ahead")
CHANGE_LAW: Final = "change_law"

AT_ONCE: Final = "at once"
TOGETHER: Final = "together"
TAKING_IN: Final = "taking in"
WRITING: Final = ("keeping", "telling", "counting")


class Blow(NamedTuple):
    """One mishap. `when` it strikes: AT_ONCE, TOGETHER with the one before, or after `more` of what workers do."""

    mishap: str
    when: str
    more: int
    seed: int


class Piece(NamedTuple):
    """Events in the order in which they are published, then so many that can't be read, and what befalls then."""

    events: list[Event]
    broken: list[Event]
    blows: tuple[Blow, ...]


class Stage(NamedTuple):
    """From one tick to the next. `ticks`: what the hand says, more than one where clocks differ; none where the clock role ticks.

    `learnt`: what is new. `is_mended`: whoever may stay away does not.
    """

    learnt: list[Event]
    pieces: tuple[Piece, ...]
    ticks: tuple[Instant, ...]
    blows: tuple[Blow, ...]
    is_mended: bool
    is_inbox_compared: bool

    @property
    def at(self) -> Instant:
        """The newest tick."""
        return max(self.ticks)

    def all_blows(self) -> list[tuple[Blow, ...]]:
        """Those of the pieces, and those after the tick."""
        return [*(piece.blows for piece in self.pieces), self.blows]


class Plan(NamedTuple):
    """One round. `changes_law_in`: the stage in which a newer lawbook comes, None: the law stays."""

    seed: int
    nodes: int
    years: Years
    is_in_order: bool
    keepers: int
    changes_law_in: int | None
    has_clock: bool
    stages: tuple[Stage, ...]

    def drawn(self) -> list[str]:
        """Every mishap in its order."""
        return [blow.mishap for stage in self.stages for blows in stage.all_blows() for blow in blows]


class Size(NamedTuple):
    """How large rounds are at most. `blows`: at a time."""

    citizens: int = 60
    ticks: int = 5
    blows: int = 4


def plan(seed: int, size: Size, nodes: int | None = None) -> Plan:
    """The round of a seed. `nodes`: 1 or 3, instead of what would be drawn."""
    return _Drawing(seed, size, nodes).plan()


class _Drawing:
    """A plan while it is drawn."""

    def __init__(self, seed: int, size: Size, nodes: int | None) -> None:
        self._seed = seed
        self._dice = Random(seed)
        self._size = size
        drawn = 3 if self._chance(0.25) else 1
        self._nodes = drawn if nodes is None else nodes
        self._years = REFORM if self._chance(0.4) else PAST
        self._is_in_order = self._chance(0.5)
        self._has_clock = (
            self._chance(0.3) and self._years is PAST
        )  # the real clock is beyond those years, and not in them
        crowd = 2 if self._years is REFORM else 1  # shares are told of groups of ten and more
        self._left = events_of(crowd * size.citizens, seed, self._years)
        self._published: list[Event] = []

    def plan(self) -> Plan:
        instants, keepers = self._instants(), self._dice.choice((1, 1, 2))
        law = self._dice.randrange(len(instants)) if self._chance(0.25) else None
        stages = []
        for number, at in enumerate(instants):
            by_role = self._has_clock and number == len(instants) - 1
            stages.append(self._stage(at, by_role=by_role, new_law=number == law))
        return Plan(
            seed=self._seed,
            nodes=self._nodes,
            years=self._years,
            is_in_order=self._is_in_order,
            keepers=keepers,
            changes_law_in=law,
            has_clock=self._has_clock,
            stages=tuple(stages),
        )

    def _chance(self, share: float) -> bool:
        return self._dice.random() < share

    def _instants(self) -> list[Instant]:
        """The clock jumps by days or years, and at last beyond everything."""
        first, last = self._years.begins, self._years.ends
        count = self._dice.randrange(1, self._size.ticks)
        beyond = last + self._dice.choice((1, 40, 700)) * MICROSECONDS_A_DAY
        return [*sorted(self._dice.randrange(first, last) for _ in range(count)), beyond]

    def _stage(self, at: Instant, *, by_role: bool, new_law: bool) -> Stage:
        learnt = self._learnt_until(at)
        pieces = tuple(self._piece(some, by_role=by_role) for some in self._cut(self._spread(learnt)))
        blows = self._blows(self._size.blows, by_role=by_role, is_ticked=True)
        if new_law:
            blow = Blow(CHANGE_LAW, *self._moment(is_ticked=True), self._dice.getrandbits(32))
            where = self._dice.randrange(len(blows) + 1)
            blows = (*blows[:where], blow, *blows[where:])
        ticks = () if by_role else self._ticks(at)
        return Stage(learnt, pieces, ticks, blows, self._chance(0.5), self._chance(0.5))

    def _ticks(self, at: Instant) -> tuple[Instant, ...]:
        """A tick; sometimes one more that is behind it, or the same again: clocks are set, and roles run twice."""
        behind = at - self._dice.choice((0, 0, 1, 90)) * MICROSECONDS_A_DAY
        is_before, is_after = self._chance(0.3), self._chance(0.3)
        return (behind,) * is_before + (at,) + (behind,) * is_after

    # -- events -------------------------------------------------------------------------------------------------------

    def _learnt_until(self, at: Instant) -> list[Event]:
        """What is learnt up to a tick; out of order: any part of what is left."""
        if self._is_in_order or at > self._years.ends:
            some = [event for event in self._left if not self._is_in_order or event.at <= at]
        else:
            some = self._dice.sample(self._left, self._dice.randrange(len(self._left) + 1))
        chosen = {id(event) for event in some}
        self._left = [event for event in self._left if id(event) not in chosen]
        self._published += some
        return some

    def _spread(self, learnt: list[Event]) -> list[Event]:
        """As it is published: in order, or shuffled and some of all that was learnt so far once more."""
        if self._is_in_order:
            return learnt
        some = [*learnt, *self._dice.sample(self._published, len(self._published) // 5)]
        self._dice.shuffle(some)
        return some

    def _cut(self, some: list[Event]) -> list[list[Event]]:
        """Up to three pieces."""
        cuts = sorted(self._dice.randrange(len(some) + 1) for _ in range(self._dice.randrange(3)))
        return [some[begin:end] for begin, end in zip([0, *cuts], [*cuts, len(some)], strict=True)]

    def _piece(self, some: list[Event], *, by_role: bool) -> Piece:
        count = min(self._dice.randrange(3), len(self._published))
        broken = self._dice.sample(self._published, count)
        return Piece(some, broken, self._blows(self._size.blows - 1, by_role=by_role, is_ticked=by_role))

    # -- blows --------------------------------------------------------------------------------------------------------

    def _blows(self, most: int, *, by_role: bool, is_ticked: bool) -> tuple[Blow, ...]:
        """Up to so many, each at a moment of its own or together with the one before."""
        broker = NODE if self._nodes > 1 else BROKER
        known = (*WORKERS, *broker, *FIGURES, *INBOX, *(CLOCK * 4 if by_role else ()))
        blows = []
        for number in range(self._dice.randrange(most + 1)):
            together = number > 0 and self._chance(0.4)
            when, more = (TOGETHER, 0) if together else self._moment(is_ticked=is_ticked)
            blows.append(Blow(self._dice.choice(known), when, more, self._dice.getrandbits(32)))
        return tuple(blows)

    def _moment(self, *, is_ticked: bool) -> tuple[str, int]:
        """What workers shall be at. Only after a tick anything is told."""
        if self._chance(0.1):
            return AT_ONCE, 0
        what = self._dice.choice(WRITING if is_ticked else (TAKING_IN, TAKING_IN, "keeping"))
        return what, self._dice.choice((1, 2, self._dice.randint(1, self._size.citizens // 2 + 1)))
