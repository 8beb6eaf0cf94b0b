"""A municipality's figures as JSON for the pages: its form, and what of the sums goes into it; knows no HTTP.

`duty-kept` is for inner use and is left out. Small numbers are not hidden here but where people read them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

import msgspec

from alerts.held_back import silences_of
from alerts.inbox.ports import MeasureFigure, MonthFigure, MunicipalNumbers, ShareAtRisk
from alerts.municipal.life import MunicipalTold
from alerts.municipal.share import SHARE_AT_RISK
from rules.civil import Instant, day, instant, iso_instant
from rules.measured import NAMES
from rules.pools import POOLED
from rules.words import Confidence
from streams.municipality.aggregate import Aggregate
from streams.municipality.figures import Figure, Share
from streams.municipality.lanes import unpacked
from streams.municipality.records import Shares
from streams.municipality.tally import Tally

INNER: Final = frozenset({"duty-kept", *POOLED})
SHOWN: Final[tuple[str, ...]] = tuple(name for name in NAMES if name not in INNER)
_NOBODY: Final = Tally()


class GroupNumbers(msgspec.Struct, frozen=True):
    """One target group. `measures`: measure → (counted, met); a measure in which nobody is counted is left out."""

    citizens: int
    open: int
    overdue: int
    measures: Shares


class AtRisk(msgspec.Struct, frozen=True):
    """An open `share-at-risk`. `month_end` in ISO form."""

    pool: str
    month_end: str
    counted: int
    met: int
    least_percent: int
    is_under: bool
    reference: str
    confidence: Confidence


class LiveNumbers(msgspec.Struct, frozen=True):
    """What stands at `/municipalities/<code>.json`. Instants in RFC 3339; `heard_at` null: no fact is known.

    `is_silent`: a `silent-source` is open; nobody knows what has happened since `heard_at`.
    """

    municipality: str
    as_of: str
    heard_at: str | None
    target_groups: dict[str, GroupNumbers]
    is_silent: bool = False
    at_risk: tuple[AtRisk, ...] = ()


class MonthNumbers(msgspec.Struct, frozen=True):
    """One target group at one month end: `now` and `first`, measure → (counted, met)."""

    month_end: str
    target_group: str
    now: Shares
    first: Shares


_encoder: Final = msgspec.json.Encoder(order="sorted")
_live_decoder: Final = msgspec.json.Decoder(LiveNumbers)
_months_decoder: Final = msgspec.json.Decoder(list[MonthNumbers])


def live_bodies(aggregate: Aggregate, open_ones: Sequence[MunicipalTold] = ()) -> dict[str, bytes]:
    """The live JSON of every municipality; none while a partition was never heard of in full.

    `open_ones`: the municipal alerts that are open.
    """
    silent, at_risk = silences_of(open_ones), _at_risk(open_ones)
    if aggregate.as_of is None:
        return {}
    as_of = iso_instant(aggregate.as_of)
    groups: dict[str, dict[str, GroupNumbers]] = {}
    heard: dict[str, Instant] = {}
    for group in sorted(aggregate.known):
        tally = aggregate.sums.get(group, _NOBODY)
        groups.setdefault(group.municipality, {})[group.target_group] = GroupNumbers(
            tally.citizens, sum(tally.open.values()), sum(tally.overdue.values()), _shown(unpacked(tally.standing))
        )
        heard[group.municipality] = max(heard.get(group.municipality, 0), tally.heard)
    return {
        code: _encoder.encode(
            LiveNumbers(
                code,
                as_of,
                iso_instant(heard[code]) if heard[code] else None,
                some,
                code in silent,
                tuple(at_risk.get(code, ())),
            )
        )
        for code, some in groups.items()
    }


def _at_risk(open_ones: Iterable[MunicipalTold]) -> dict[str, list[AtRisk]]:
    """The pools at risk, by municipality."""
    found: dict[str, list[AtRisk]] = {}
    for told in open_ones:
        if told.subject.kind == SHARE_AT_RISK and told.numbers:
            found.setdefault(told.subject.municipality, []).append(
                AtRisk(
                    pool=told.subject.about,
                    month_end=str(told.said["month_end"]),
                    counted=int(told.numbers["counted"]),
                    met=int(told.numbers["met"]),
                    least_percent=int(told.numbers["least_percent"]),
                    is_under=told.said["standing"] == "under",
                    reference=told.finding.reference,
                    confidence=told.finding.confidence,
                )
            )
    return found


def months_body(figures: Iterable[Figure]) -> bytes:
    """The JSON of one municipality's month ends, in order of months and groups."""
    told = [
        MonthNumbers(
            figure.month_end, figure.target_group, _counted(figure.measures), _counted(figure.first_published.measures)
        )
        for figure in figures
    ]
    return _encoder.encode(sorted(told, key=lambda each: (each.month_end, each.target_group)))


def read_live(body: bytes) -> MunicipalNumbers:
    """The port's figures. Raises msgspec.ValidationError and ValueError."""
    live = _live_decoder.decode(body)
    measures = tuple(
        MeasureFigure(group, name, *share)
        for group, numbers in live.target_groups.items()
        for name, share in numbers.measures.items()
    )
    return MunicipalNumbers(
        municipality=live.municipality,
        as_of=_instant(live.as_of),
        citizens={group: numbers.citizens for group, numbers in live.target_groups.items()},
        obligations_open={group: numbers.open for group, numbers in live.target_groups.items()},
        obligations_overdue={group: numbers.overdue for group, numbers in live.target_groups.items()},
        measures=measures,
        heard_at=None if live.heard_at is None else _instant(live.heard_at),
        is_silent=live.is_silent,
        at_risk=tuple(
            ShareAtRisk(**{**msgspec.structs.asdict(each), "month_end": day(each.month_end)}) for each in live.at_risk
        ),
    )


def read_months(body: bytes) -> tuple[MonthFigure, ...]:
    """The port's month ends. Raises msgspec.ValidationError and ValueError."""
    return tuple(
        MonthFigure(day(each.month_end), each.target_group, name, *each.now.get(name, (0, 0)), *each.first.get(name, (0, 0)))
        for each in _months_decoder.decode(body)
        for name in SHOWN
        if name in each.now or name in each.first
    )  # fmt: skip


def _shown(shares: Shares) -> Shares:
    return {name: share for name, share in shares.items() if name not in INNER and share[0]}


def _counted(measures: Mapping[str, Share]) -> Shares:
    return _shown({name: (share.counted, share.met) for name, share in measures.items()})


def _instant(text: str) -> Instant:
    return instant(datetime.fromisoformat(text))
