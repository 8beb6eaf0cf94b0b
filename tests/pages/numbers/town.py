"""Invented figures of Aarhus for the tests of the page; no real municipality's."""

from __future__ import annotations

from alerts.inbox.ports import MeasureFigure, MonthFigure, MunicipalNumbers
from rules.civil import add_months, month_end
from tests.pages.monday import NOW, TODAY

_CITIZENS = {
    "dagpenge": 1204,
    "jobparat": 873,
    "aktivitetsparat": 655,
    "uddannelsesparat": 212,
    "ung-aktivitetsparat": 171,
    "sygedagpenge": 940,
    "ledighedsydelse": 34,
    "revalidering": 7,
}
_MEASURES = ("statutory-interviews", "early-interviews", "active-year", "focus-offer", "focus-interviews")


def aarhus() -> MunicipalNumbers:
    """Figures as of a minute ago."""
    measures = [
        MeasureFigure(group, name, count // 3, count // 3 * (5 + place) // 10)
        for group, count in _CITIZENS.items()
        for place, name in enumerate(_MEASURES)
    ]
    measures.append(MeasureFigure("dagpenge", "offer-in-time", 668, 541))
    measures.append(MeasureFigure("dagpenge", "duty-kept", 1204, 321))
    return MunicipalNumbers(
        municipality="751",
        as_of=NOW - 60_000_000,
        citizens=dict(_CITIZENS),
        obligations_open={group: count * 2 for group, count in _CITIZENS.items()},
        obligations_overdue={group: count // 4 for group, count in _CITIZENS.items()},
        measures=tuple(measures),
        heard_at=NOW - 3_600_000_000,
    )


def month_ends() -> tuple[MonthFigure, ...]:
    """25 month ends, rising a little; every sixth was revised."""
    return tuple(
        MonthFigure(
            month_end(add_months(TODAY, -back)),
            each.target_group,
            each.measure,
            each.counted,
            each.met * (60 - back) // 60,
            each.counted,
            each.met * (60 - back) // 60 - (each.met // 20 if back % 6 == 0 else 0),
        )
        for back in range(25, 0, -1)
        for each in aarhus().measures
        if each.measure != "duty-kept"
    )
