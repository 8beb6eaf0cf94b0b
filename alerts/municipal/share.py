"""Is a municipality's part of the 75 % at risk? By the month ends' sums of each pool, the law's number and a margin; pure.

Contract: glossary, share-at-risk "75 %-kravet i fare". Judged at month ends, as the ministry measures: over what time the law
measures a share is not known (rules/law/shares.yaml), so no finding here is more than unverified.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal

import msgspec

from alerts.alert import Finding
from alerts.municipal.verdict import Subject, Verdict
from alerts.policy import Policy
from rules.civil import Day, iso, start_of_day
from rules.lists import Share

SHARE_AT_RISK: Final = "share-at-risk"
_WHOLE: Final = 100

Standing = Literal["met", "near", "under"]


class PoolCount(msgspec.Struct, frozen=True):
    """A pool's citizens in one municipality at a month end: how many it counts, and how many got it in time."""

    municipality: str
    pool: Share
    counted: int
    met: int


def judge_shares(counts: Iterable[PoolCount], month_end: Day, policy: Policy) -> list[Verdict]:
    """How each pool stands at a month end."""
    return [_verdict(each, month_end, policy) for each in counts]


def standing_of_share(count: PoolCount, policy: Policy) -> Standing:
    """Below the law's number, too near to it, or clear of it."""
    if _WHOLE * count.met < count.pool.least_percent * count.counted:
        return "under"
    near = _WHOLE * count.met < (count.pool.least_percent + policy.share_risk_points) * count.counted
    return "near" if near else "met"


def spare(count: PoolCount) -> int:
    """How many of those counted may yet turn out unmet; below 0: how many too many are."""
    return count.met - -(-count.pool.least_percent * count.counted // _WHOLE)


def _verdict(count: PoolCount, month_end: Day, policy: Policy) -> Verdict:
    pool, stands = count.pool, standing_of_share(count, policy)
    is_counted = count.counted >= policy.share_least_counted
    return Verdict(
        subject=Subject(SHARE_AT_RISK, pool.pool, count.municipality),
        is_open=is_counted and stands != "met",
        since=pool.from_,
        needed=pool.least_percent,
        at=start_of_day(month_end + 1),
        said={"month_end": iso(month_end), "standing": stands},
        finding=Finding(
            reference=pool.reference,
            version=f"{pool.pool}@{iso(pool.from_)}",
            confidence="unverified",
            counted_from=pool.from_,
            inputs=(),
            arithmetic=_arithmetic(count, month_end, policy) if is_counted else _too_few(month_end, policy),
            cure=_cure(count),
        ),
        numbers={"counted": count.counted, "met": count.met, "least_percent": pool.least_percent} if is_counted else {},
        is_moot=not is_counted,
    )


def _arithmetic(count: PoolCount, month_end: Day, policy: Policy) -> str:
    percent = _WHOLE * count.met / count.counted
    least, points = count.pool.least_percent, policy.share_risk_points
    return (
        f"of the citizens on benefit on {iso(month_end)} whose duty came due in the 12 months before, in time: "
        f"{count.met} of {count.counted} = {_floor(percent)} %; at least {least} %, at risk below {least + points} %"
    )


def _too_few(month_end: Day, policy: Policy) -> str:
    """Nothing is said of fewer, not even how many there are."""
    return f"fewer than {policy.share_least_counted} citizens on {iso(month_end)}"


def _floor(percent: float) -> str:
    """One decimal, never rounded up to what is not reached."""
    return f"{int(percent * 10) / 10:.1f}"


def _cure(count: PoolCount) -> str:
    left = spare(count)
    if left < 0:
        return f"{-left} more in time"
    return f"{left} more that come due may be missed" if left else "none that comes due may be missed"
