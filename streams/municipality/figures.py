"""Month-end figures: when they are first stated, and how they are revised; knows no Kafka and no clock.

A figure is stated as soon as every partition has passed the midnight after the month end: what was known at that
midnight, or if nobody can tell that any more, what is known now. Facts that are registered later still count: the figure
is revised, and what was stated before stays on record, for 25 months.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final, NamedTuple

import msgspec

from rules.civil import Instant, instant, iso, iso_instant
from rules.measured import NAMES
from rules.pools import POOLED
from streams.month import Month, ended_at, last_day, month_from, month_text, window
from streams.municipality.aggregate import Aggregate
from streams.municipality.records import Group, Shares

LATE_OR_CORRECTED: Final = "late-or-corrected-facts"
"""Why a figure was revised, as far as sums can tell: facts registered, or put right, after the month end.

A changed lawbook revises past months too, and sums cannot tell it from a day of many corrections; who looks at a revision finds
the day of the change in the workers' log (`lawbook.changed`) and the citizens by `rettidig figures why`. See DECISIONS.md.
"""


class UnreadableFigureError(ValueError):
    """A record of `municipal-figures` that this version cannot read."""


class Share(msgspec.Struct, frozen=True):
    """How many citizens a measure counts, and how many of them meet it."""

    counted: int
    met: int


class Statement(msgspec.Struct, frozen=True):
    """What was stated, and at which instant of event time."""

    at: str
    measures: dict[str, Share]


class Revision(msgspec.Struct, frozen=True):
    """What was stated later, and why."""

    at: str
    measures: dict[str, Share]
    reason: str


class Figure(msgspec.Struct, frozen=True):
    """One municipality's and target group's measures at one month end; `measures` is what stands now."""

    month_end: str
    municipality: str
    target_group: str
    measures: dict[str, Share]
    first_published: Statement
    revisions: tuple[Revision, ...] = ()


_encoder = msgspec.json.Encoder(order="sorted")
_decoder = msgspec.json.Decoder(Figure)
_UNREADABLE: Final = (msgspec.MsgspecError, ValueError, RecursionError)
"""What reading a record that is no figure ends in."""
REMEDY: Final = (
    "Write it right under the same key, or the key without a value: its month is then stated anew. "
    "What a newer release wrote, that release reads"
)
"""For a record of `municipal-figures` that is none."""


def figure_key(group: Group, month: Month) -> bytes:
    """`municipality|target group|YYYY-MM`."""
    return f"{group.municipality}|{group.target_group}|{month_text(month)}".encode()


def decode_figure(value: bytes) -> Figure:
    """A record of `municipal-figures`. Raises UnreadableFigureError."""
    try:
        return _decoder.decode(value)
    except _UNREADABLE as error:
        raise UnreadableFigureError(f"a figure cannot be read: {error}. Remedy: {REMEDY}") from error


def _named_by(key: bytes) -> tuple[Group, Month]:
    """What a figure is about. Raises ValueError."""
    parts = key.decode().split("|")
    if len(parts) != 3:
        raise ValueError("its key is not municipality|target group|YYYY-MM")
    return Group(parts[0], parts[1]), month_from(parts[2])


class Ahead(NamedTuple):
    """Keys of figures that nobody can have stated yet. `months`: they have not ended; `statements`: their instant is to come."""

    months: frozenset[bytes]
    statements: frozenset[bytes]


class FigureLedger:
    """What was ever stated, read back from the topic at the start, so that nothing is stated twice.

    Sums as of an instant up to which something was stated already are not judged again: a reader that starts anew goes
    through the partials' past, in which a figure that was revised since stands as it was. Then all that it found stated is
    judged once: of a group that an owner counted whom another one has replaced since, it meets nothing any more.
    """

    def __init__(self) -> None:
        self._stated: dict[bytes, bytes] = {}
        self._recalled: set[tuple[Group, Month]] = set()
        self._oldest: Month = 0
        self._judged_until: Instant | None = None
        self._said_at: dict[bytes, Instant] = {}

    def recall(self, key: bytes, value: bytes) -> None:
        """One record of `municipal-figures`. Raises UnreadableFigureError."""
        try:
            figure, about = _decoder.decode(value), _named_by(key)
            said_at = (figure.first_published.at, *(revision.at for revision in figure.revisions))
            stated = max(instant(datetime.fromisoformat(at)) for at in said_at)
        except _UNREADABLE as error:
            raise UnreadableFigureError(f"figure {key[:80]!r} cannot be read: {error}. Remedy: {REMEDY}") from error
        self._stated[key] = value
        self._recalled.add(about)
        self._said_at[key] = stated
        self._judged_until = stated if self._judged_until is None else max(self._judged_until, stated)

    def disbelieve_after(self, newest: Instant) -> Ahead:
        """Once everything is read: what was recalled and lies beyond the newest tick that any figures are of.

        It holds up no statement from now on. It stays as it is until its month is judged, which may revise it.
        """
        ended = window(newest).stop
        ahead = Ahead(
            frozenset(key for key in self._said_at if _named_by(key)[1] >= ended),
            frozenset(key for key, at in self._said_at.items() if at > newest),
        )
        if ahead.statements:
            self._judged_until = max((at for at in self._said_at.values() if at <= newest), default=None)
        self._said_at = {}
        return ahead

    def judge(self, aggregate: Aggregate) -> list[tuple[bytes, bytes]]:
        """The records that follow from the sums as they stand: first statements and revisions, in order of their keys.

        Months not ended yet stay in `aggregate.unjudged`; those that left the window do not change any more.
        """
        as_of, until = aggregate.as_of, aggregate.includes_until
        if as_of is None or until is None or not aggregate.settled:
            return []
        if self._judged_until is not None and as_of <= self._judged_until:
            return []
        self._judged_until = as_of
        # A partition that is ahead may have dropped the oldest month already: it is judged no more.
        self._forget_before(window(until).start)
        running = window(as_of).stop
        aggregate.unjudged |= self._recalled
        self._recalled = set()
        ready = sorted((group, month) for group, month in aggregate.unjudged if month < running)
        aggregate.unjudged.difference_update(ready)
        records = (self._record(aggregate, group, month, as_of) for group, month in ready if month >= self._oldest)
        return [record for record in records if record is not None]

    def _record(self, aggregate: Aggregate, group: Group, month: Month, now: Instant) -> tuple[bytes, bytes] | None:
        """What the figure is now, if that is news."""
        key = figure_key(group, month)
        known = self._stated.get(key)
        former = _decoder.decode(known) if known else _first(aggregate, group, month, now)
        if former is None:
            return None
        measures = _all_measures(aggregate.month_shares(group, month))
        figure = former
        if former.measures != measures:
            revision = Revision(iso_instant(now), measures, LATE_OR_CORRECTED)
            figure = msgspec.structs.replace(former, measures=measures, revisions=(*former.revisions, revision))
        value = _encoder.encode(figure)
        if value == known:
            return None
        self._stated[key] = value
        return key, value

    def _forget_before(self, oldest: Month) -> None:
        """Months that left the window are never judged again, not even if time is set back: so they need no memory."""
        if oldest <= self._oldest:
            return
        self._oldest = oldest
        for key in [key for key in self._stated if _named_by(key)[1] < oldest]:
            del self._stated[key]


def _first(aggregate: Aggregate, group: Group, month: Month, now: Instant) -> Figure | None:
    """The first statement; none of a group in which nobody was or is counted."""
    then, current = aggregate.stated_shares(group, month), aggregate.month_shares(group, month)
    if not then and not current:
        return None
    at, shares = (now, current) if then is None else (ended_at(month), then)
    measures = _all_measures(shares)
    first = Statement(iso_instant(at), measures)
    return Figure(iso(last_day(month)), group.municipality, group.target_group, measures, first)


def _all_measures(shares: Shares) -> dict[str, Share]:
    measures = {name: Share(*shares.get(name, (0, 0))) for name in NAMES}
    return measures | {name: Share(*shares[name]) for name in POOLED if name in shares}
