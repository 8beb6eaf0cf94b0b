"""What is remembered of an alert's life from one judgement to the next, in a citizen's state; knows its bytes, decides nothing."""

from __future__ import annotations

import msgspec

from alerts.alert import OpenAlert
from rules.civil import Day, Instant


class Record(msgspec.Struct, frozen=True, array_like=True):
    """An alert's life so far. `revision` lives on after the end; `told` is what was last told, None when it is not open.

    `known`: when it was raised it was judged on the day of `raised_at` by just the first `known` facts and by the law and
    policy of version `law`; 0 where it was not so.
    """

    revision: int
    told_at: Instant
    raised_at: Instant
    told: OpenAlert | None = None
    reminded_for: Day = 0
    known: int = 0
    law: int = 0
