"""Is a municipality silent? By the working time since it was last heard of, and how often so many citizens give news; pure.

Whether data stopped can't be told from rates: Læsø may send nothing for a week, and nobody sends on Easter Monday. So the
patience grows with the inverse of the citizens (alerts/policy.yaml), and only working time counts. Where nothing came from
anybody, for longer than chance explains of all citizens together, every municipality is silent: the way in stands still.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import msgspec

from alerts.alert import Finding
from alerts.municipal.verdict import Subject, Verdict
from alerts.policy import Policy
from alerts.working_days import working_time_after, working_time_between
from rules.civil import Instant, civil_day, iso_instant

SILENT_SOURCE: Final = "silent-source"
DATA: Final = "data"
REFERENCE: Final = "Rettidig: alerts/policy.yaml, silence-working-days og silence-citizen-working-days"
VERSION: Final = "silent-source@policy"


class Source(msgspec.Struct, frozen=True):
    """A municipality as a source of facts. `citizens`: with a running benefit; `heard_at`: the hour of its newest fact."""

    municipality: str
    citizens: int
    heard_at: Instant


def patience(citizens: int, policy: Policy) -> float:
    """For how many working days nothing may be heard of so many citizens."""
    return policy.silence_working_days + policy.silence_citizen_working_days / max(1, citizens)


def judge_silence(sources: Iterable[Source], as_of: Instant, policy: Policy) -> list[Verdict]:
    """How each source stands as of an instant up to which everything is known."""
    known = list(sources)
    if not known:
        return []
    everybody = Source("", sum(each.citizens for each in known), max(each.heard_at for each in known))
    all_silent_from = _silent_from(everybody, as_of, policy)
    return [_verdict(each, everybody, all_silent_from, as_of, policy) for each in known]


def _silent_from(source: Source, as_of: Instant, policy: Policy) -> Instant | None:
    """When the silence outlasted the patience; None: it has not."""
    waited = patience(source.citizens, policy)
    if not source.citizens or working_time_between(source.heard_at, as_of) <= waited:
        return None
    return min(working_time_after(source.heard_at, waited), as_of)


def _verdict(
    source: Source, everybody: Source, all_silent_from: Instant | None, as_of: Instant, policy: Policy
) -> Verdict:
    alone_from = _silent_from(source, as_of, policy)
    from_ = [each for each in (alone_from, all_silent_from) if each is not None and source.citizens]
    counted = source if alone_from is not None or not from_ else everybody
    heard_on = civil_day(source.heard_at)
    return Verdict(
        subject=Subject(SILENT_SOURCE, DATA, source.municipality),
        is_open=bool(from_),
        since=heard_on,
        needed=1,
        at=min(from_) if from_ else source.heard_at,
        said={"heard_at": iso_instant(source.heard_at), "everybody": all_silent_from is not None},
        finding=Finding(
            reference=REFERENCE,
            version=VERSION,
            confidence="sure",
            counted_from=heard_on,
            inputs=(),
            arithmetic=_arithmetic(source, counted, min(from_, default=None), policy),
            cure="a fact about any of its citizens that was registered since",
        ),
        is_moot=not source.citizens,
    )


def _arithmetic(source: Source, counted: Source, silent_from: Instant | None, policy: Policy) -> str:
    """Last heard, the patience, and when it ran out."""
    heard = f"last heard in the hour of {iso_instant(source.heard_at)}"
    if not source.citizens:
        return f"{heard}; no citizen has a running benefit"
    whole, share = policy.silence_working_days, policy.silence_citizen_working_days
    whose = "" if counted is source else " of all municipalities, last heard " + iso_instant(counted.heard_at)
    waited = f"{whole} + {share} / {counted.citizens} citizens{whose} = {patience(counted.citizens, policy):.1f} working days"
    return f"{heard}; {waited}" + ("" if silent_from is None else f", over at {iso_instant(silent_from)}")
