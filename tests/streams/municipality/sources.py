"""Citizens of whom somebody was heard: facts that matter only by when they were registered."""

from __future__ import annotations

from msgspec.structs import replace

from rules.civil import Instant
from rules.facts import MentorContact
from streams.citizen.state import CitizenState


def heard(state: CitizenState, *registered: Instant) -> CitizenState:
    """The same citizen with a fact registered at each of these instants."""
    facts = tuple(MentorContact(id=str(at), learnt_at=at, mentor_id="m", on=1) for at in sorted(registered))
    return replace(state, facts=facts)
