"""An open alert as it stands: what it is about, what is shown of it and why; knows neither its life nor who reads it.

Contract: contracts/outputs.md, Alerts. An alert's id is the same for as long as it is about the same thing, so a due date
that moves keeps the alert and what people wrote on it.
"""

from __future__ import annotations

from typing import Literal, Protocol

import msgspec

from rules.civil import Day
from rules.words import Confidence

Kind = Literal["overdue", "due-soon", "passive", "passive-soon", "outcome-missing"]
KINDS: tuple[Kind, ...] = ("overdue", "due-soon", "passive", "passive-soon", "outcome-missing")
INTERVIEW = "interview"
"""What an outcome-missing alert is about: any interview planned for its `since`."""
PASSIVITY = "active-year"
"""The measure that passive and passive-soon are about."""


class Finding(msgspec.Struct, frozen=True, array_like=True):
    """Why: the rule's reference and version, how sure it is, day zero, the events used, the arithmetic and the cure."""

    reference: str
    version: str
    confidence: Confidence
    counted_from: Day
    inputs: tuple[str, ...]
    arithmetic: str
    cure: str


class OpenAlert(msgspec.Struct, frozen=True, array_like=True):
    """What is told of an open alert. `duty` names a duty or a measure; `opened_on`: the day from which it holds.

    `finding` is worked out only when the alert is told.
    """

    kind: Kind
    duty: str
    since: Day
    needed: int
    due_on: Day
    opened_on: Day
    held: int
    municipality: str
    target_group: str
    caseworker: str | None
    plan_on: Day | None = None
    remind_on: Day | None = None
    summoned_for: Day | None = None
    awaiting_outcome: bool = False
    held_back: bool = False
    finding: Finding | None = None


class About(Protocol):
    """What says which case an alert is about: an open alert has it, and so has a message of it."""

    @property
    def kind(self) -> Kind: ...
    @property
    def duty(self) -> str: ...
    @property
    def target_group(self) -> str: ...
    @property
    def since(self) -> Day: ...
    @property
    def due_on(self) -> Day: ...
    @property
    def needed(self) -> int: ...
