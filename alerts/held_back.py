"""What is held back: alerts of a municipality that is silent are shown, but neither pushed nor escalated while it lasts.

Contract: contracts/outputs.md, `held_back`. A deadline that ran out while no data came may have been kept: nobody knows. An
alert is judged from one citizen's own facts, and silence is knowledge about a municipality, so it is decided here, where
alerts are shown and pushed, and not in the alert's message (DECISIONS.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final, Protocol, TypeAlias

import msgspec

from alerts.municipal.life import MunicipalTold
from rules.civil import Day, Instant, civil_day, instant


class Silence(msgspec.Struct, frozen=True, array_like=True):
    """An open `silent-source`. `heard_at`: the hour of the municipality's newest fact; `everybody`: nobody sends."""

    municipality: str
    heard_at: Instant
    everybody: bool = False

    @property
    def heard_on(self) -> Day:
        """The last day of which anything is known."""
        return civil_day(self.heard_at)


Silences: TypeAlias = Mapping[str, Silence]
"""By municipality; one that is not in it is heard of."""
ALL_HEARD: Final[Silences] = {}


class OfMunicipality(Protocol):
    """What is asked about: an alert, or a message of one."""

    @property
    def municipality(self) -> str: ...
    @property
    def held_back(self) -> bool: ...


def silences_of(told: Iterable[MunicipalTold]) -> dict[str, Silence]:
    """The silences among municipal alerts that are open."""
    return {
        each.subject.municipality: Silence(
            each.subject.municipality,
            instant(datetime.fromisoformat(str(each.said["heard_at"]))),
            bool(each.said.get("everybody")),
        )
        for each in told
        if each.is_open and each.subject.kind == "silent-source"
    }


def is_held_back(alert: OfMunicipality, silences: Silences) -> bool:
    """Whether an alert is neither pushed nor escalated now; asked of the page, of delivery and of escalation."""
    return alert.held_back or alert.municipality in silences
