"""Whose life and deadlines a reader may see; decides, looks nothing up.

A caseworker: citizens who are hers, those of her municipality whom nobody has, and those of whom an open alert was handed
to her. A leader: everybody of the municipality. Nobody: citizens of other municipalities, nor whether there are such; only
of one who was here before it is said that she has moved.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import msgspec

from alerts.inbox.entry import Entry
from alerts.inbox.people import User
from alerts.inbox.standing import owner_of

WhyNot = Literal["unknown", "elsewhere", "colleagues"]
"""Never here, or not known at all: nobody learns which; here before; a colleague's."""


class Whereabouts(msgspec.Struct, frozen=True):
    """Where a citizen is on a day, and has been. None: not known, nobody."""

    municipality: str | None
    caseworker: str | None
    former: frozenset[str] = frozenset()


def why_not(user: User, citizen: Whereabouts, entries: Iterable[Entry]) -> WhyNot | None:
    """Why a reader may not see a citizen; None: she may.

    A citizen of whom no municipality is known (erased, or nothing but an act) is shown only where an alert of the reader's
    municipality is known. `entries`: all that is known of the citizen's alerts.
    """
    tellings = [(each, each.telling) for each in entries if each.telling is not None]
    was_told_of = any(telling.municipality == user.municipality for _, telling in tellings)
    is_here = was_told_of if citizen.municipality is None else citizen.municipality == user.municipality
    if not is_here:
        return "elsewhere" if was_told_of or user.municipality in citizen.former else "unknown"
    if user.role == "leader" or citizen.caseworker in (None, user.id):
        return None
    handed = any(
        telling.is_open and telling.municipality == user.municipality and owner_of(entry) == user.id
        for entry, telling in tellings
    )
    return None if handed else "colleagues"
