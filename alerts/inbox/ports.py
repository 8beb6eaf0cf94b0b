"""What the inbox asks of the world; the pages know these and nothing behind them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Protocol

import msgspec

from alerts.held_back import Silences
from alerts.inbox.entry import Action, Entry, Owner
from alerts.inbox.law_change import Deeds
from alerts.inbox.people import User
from rules.civil import Day, Instant
from rules.facts import Fact
from rules.words import Confidence


class Progress(msgspec.Struct, frozen=True):
    """How far the view has come: event time that it covers (None: nothing read yet), and whether it still catches up.

    `silences`: the municipalities of which nothing comes, so that what is open there is held back.
    """

    as_of: Instant | None
    behind: int
    """Records still to be read; 0 when the view is whole."""
    silences: Silences = {}


class ViewAway(Exception):
    """The view can't be read now (Redis is away); nothing was done."""


class NotWritten(Exception):
    """An action did not reach the log (Kafka is away); nothing was done."""


class View(Protocol):
    """What the inbox reads. Every method raises ViewAway."""

    async def of_caseworker(self, municipality: str, caseworker: str) -> Sequence[Entry]:
        """Open alerts of a caseworker: hers by the citizen's caseworker, or handed to her; without those handed on."""

    async def unassigned(self, municipality: str) -> Sequence[Entry]:
        """The team's queue: open alerts of citizens without a caseworker, handed to nobody."""

    async def of_citizen(self, citizen: str) -> Sequence[Entry]:
        """Every alert there ever was about a citizen, ended ones too."""

    async def entry(self, alert_id: str) -> Entry | None:
        """One alert, open or ended."""

    async def told_by_law(self, municipality: str, owner: Owner | None) -> Deeds:
        """What changed laws did, to each alert last, in a list or (None) in the whole municipality."""

    async def touched_by_law(self, municipality: str, owner: Owner | None, since: Day) -> Sequence[Entry]:
        """The alerts to which a changed law did something last on that day or later; open or ended."""

    async def facts(self, citizen: str) -> Sequence[Fact]:
        """What is known of a citizen, in order of (learnt_at, id); empty: unknown."""

    async def caseworkers(self, municipality: str) -> Sequence[tuple[str, int]]:
        """(caseworker, open alerts) of a municipality, sorted by caseworker."""

    async def municipalities(self) -> Sequence[str]:
        """Those of which anything is known, sorted."""

    async def progress(self) -> Progress:
        """How far the view has come."""

    def changes(self, user: User) -> AsyncIterator[str]:
        """Ids of alerts that changed and that concern this user's lists, as they happen; ends when the caller stops."""


class Actions(Protocol):
    """Where actions go."""

    async def write(self, actions: Sequence[Action]) -> Sequence[Action]:
        """Those that are durable in the log and visible in the view when this returns. Raises NotWritten where none is.

        `actions`: what one press does, all with alerts of one citizen. They are written together, so that it is all of
        them or none wherever the log can do that. Visible at once where the view can be reached; else as soon as it
        follows the log again.
        """

    async def undoable(self, action: str) -> bool:
        """Whether the action of this id was written so short a time ago that it may be taken back. Raises ViewAway."""


class Names(Protocol):
    """Names of people, looked up when shown and never stored."""

    async def citizens(self, citizens: Sequence[str]) -> dict[str, str]:
        """Display name by pseudonym; one that is not known is left out."""

    async def caseworkers(self, caseworkers: Sequence[str]) -> dict[str, str]:
        """Display name by caseworker id."""


class MeasureFigure(msgspec.Struct, frozen=True):
    """One measure of one target group, now."""

    target_group: str
    measure: str
    counted: int
    met: int


class MonthFigure(msgspec.Struct, frozen=True):
    """One measure of one target group at a month end, as it stands now and as it was first published.

    `month`: its last day.
    """

    month: Day
    target_group: str
    measure: str
    counted: int
    met: int
    first_counted: int
    first_met: int


class ShareAtRisk(msgspec.Struct, frozen=True):
    """An open `share-at-risk`: a pool of the 75 % duties at a month end, as it was told.

    `met` of `counted` citizens got it in time; `is_under`: fewer than `least_percent` in a hundred, else only near it.
    """

    pool: str
    month_end: Day
    counted: int
    met: int
    least_percent: int
    is_under: bool
    reference: str
    confidence: Confidence


class MunicipalNumbers(msgspec.Struct, frozen=True):
    """A municipality's live figures.

    - `citizens`, `obligations_open`, `obligations_overdue` by target group; the overdue are among the open ones.
    - `as_of`: complete up to this instant. `heard_at`: the hour in which its newest fact was registered, None: not known.
    - `at_risk`: pools of share duties of which the municipality is alerted.
    - `is_silent`: nothing has come for so long that nobody knows what happened since (`silent-source`).
    """

    municipality: str
    as_of: Instant | None
    citizens: dict[str, int]
    obligations_open: dict[str, int]
    obligations_overdue: dict[str, int]
    measures: tuple[MeasureFigure, ...]
    heard_at: Instant | None = None
    is_silent: bool = False
    at_risk: tuple[ShareAtRisk, ...] = ()


class FiguresAway(Exception):
    """The figures can't be read now."""


class Figures(Protocol):
    """The municipal figures."""

    async def of(self, municipality: str) -> MunicipalNumbers | None:
        """A municipality's live figures; None where nothing is known. Raises FiguresAway."""

    async def month_ends(self, municipality: str) -> Sequence[MonthFigure]:
        """What was stated of the last 25 month ends, in order of months; empty: nothing. Raises FiguresAway."""


class Clock(Protocol):
    """The instant now; in the demo the simulated one."""

    def __call__(self) -> Instant:
        """Now."""
