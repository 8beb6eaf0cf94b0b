"""What a duty is: which acts fulfil it, on which clock, and whether several versions of it may stand side by side."""

from __future__ import annotations

import msgspec

from rules.clock_stops import ClockKind


class Duty(msgspec.Struct, frozen=True):
    """`acts`: the kind of acts that count, a key of `Dossier.interviews` or `offers`.

    `once`: of two versions only the one due first arises (assess.md section 2, "Which law").
    """

    name: str
    acts: str
    clock: ClockKind
    once: bool = False
