"""The dashboard *Danmark*: where the country and its municipalities stand today, for leaders and the ministry.

Timeliness and passivity stand side by side, each share with its base, and figures say up to when they are complete.
Municipalities are listed by name: figures are there to ask questions by, not to rank.
"""

from __future__ import annotations

from typing import Final

from grafana_foundation_sdk.builders.dashboard import Dashboard

from deploy.grafana.one_municipality import municipality_chooser, one_municipality
from deploy.grafana.panels import Ask, Key, lines, number, row, sheet
from deploy.grafana.shares import FEW_NOTE, few
from deploy.grafana.words import DUTY_WORDS, GROUP_WORDS, KIND_WORDS, MEASURE_WORDS, MUNICIPALITY_WORDS

_COUNTED: Final = "measure:rettidig_measure_counted:sum"
_SHARE: Final = "measure:rettidig_measure_met:share"
_OFFERED: Final = "offer-in-time"


def danmark() -> Dashboard:
    """The dashboard."""
    board = Dashboard("Danmark").uid("rettidig-danmark").tags(["rettidig"]).refresh("30s").time("now-30d", "now")
    board = board.description("Where the country and its municipalities stand: timeliness and passivity side by side.")
    board = board.timezone("Europe/Copenhagen").week_start("monday").readonly().with_variable(municipality_chooser())
    for part in (_country, _measures, _municipalities, one_municipality, _groups, _duties):
        board = part(board)
    return board


def _country(board: Dashboard) -> Dashboard:
    board = board.with_row(row("Hele landet i dag"))
    board = board.with_panel(
        number("Borgere med ydelse", "Citizens with a running benefit.", Ask("denmark:rettidig_citizens:sum", ""))
    )
    offered = few(f'{_SHARE}{{measure="{_OFFERED}"}}', f'{_COUNTED}{{measure="{_OFFERED}"}}', "")
    board = board.with_panel(
        number(
            MEASURE_WORDS[_OFFERED],
            f"Share of those counted whose first offers all came in time. {FEW_NOTE}",
            Ask(offered, "", "percentunit"),
            decimals=1,
        )
    )
    passive = few("denmark:rettidig_passive:share", f'{_COUNTED}{{measure="active-year"}}', "")
    return (
        board.with_panel(
            number(
                "Passivandel",
                f"Share of those whom active-year counts that had no active effort in the last 12 months. {FEW_NOTE}",
                Ask(passive, "", "percentunit"),
                decimals=1,
            )
        )
        .with_panel(
            number(
                "Frister overskredet",
                "Share of the jobcentres' open obligations whose last day has passed.",
                Ask("denmark:rettidig_obligations_overdue:share", "", "percentunit"),
                decimals=1,
            )
        )
        .with_panel(
            number(
                "Opgjort til",
                "Event time up to which the figures of every municipality are complete.",
                Ask("denmark:rettidig_figures_as_of_timestamp_seconds:min * 1000", "", "dateTimeAsLocal"),
            )
        )
    )


def _measures(board: Dashboard) -> Dashboard:
    board = board.with_row(row("Mål"))
    asks = [
        Ask(few(_SHARE, _COUNTED, "measure"), "Andel", "percentunit"),
        Ask("measure:rettidig_measure_met:sum", "Opfylder målet"),
        Ask(_COUNTED, "Borgere i opgørelsen"),
    ]
    return (
        board.with_panel(
            sheet(
                "Mål for hele landet",
                f"Each measure of the ministry with its base, every citizen once. {FEW_NOTE}",
                [Key("measure", "Mål", MEASURE_WORDS)],
                asks,
                sorted_by="Mål",
                width=10,
            )
        )
        .with_panel(
            lines(
                "Andele over tid",
                "Share of each measure in the whole country as it was known then.",
                [Ask(_SHARE, "{{measure}}", "percentunit")],
                words=MEASURE_WORDS,
                width=7,
                height=10,
                most=1,
            )
        )
        .with_panel(
            lines(
                "Rettidighed og passivitet",
                "Deadlines passed, and citizens without active effort for 12 months: neither tells the whole story alone.",
                [
                    Ask("denmark:rettidig_passive:share", "Passivandel", "percentunit"),
                    Ask("denmark:rettidig_obligations_overdue:share", "Frister overskredet", "percentunit"),
                ],
                width=7,
                height=10,
                most=1,
            )
        )
    )


def _municipalities(board: Dashboard) -> Dashboard:
    board = board.with_row(row("Kommuner"))
    share, counted = (
        "municipality_measure:rettidig_measure_met:share",
        "municipality_measure:rettidig_measure_counted:sum",
    )
    offered, active = f'measure="{_OFFERED}"', 'measure="active-year"'
    asks = [
        Ask("municipality:rettidig_citizens:sum", "Borgere"),
        Ask(
            few(f"{share}{{{offered}}}", f"{counted}{{{offered}}}", "municipality"),
            MEASURE_WORDS[_OFFERED],
            "percentunit",
        ),
        Ask(f"sum by (municipality) ({counted}{{{offered}}})", "… af borgere (tilbud)"),
        Ask(
            few("municipality:rettidig_passive:share", f"{counted}{{{active}}}", "municipality"),
            "Passivandel",
            "percentunit",
        ),
        Ask(f"sum by (municipality) ({counted}{{{active}}})", "… af borgere (passiv)"),
        Ask(
            few(
                "municipality:rettidig_obligations_overdue:share",
                "municipality:rettidig_obligations_open:sum",
                "municipality",
            ),
            "Frister overskredet",
            "percentunit",
        ),
        Ask("municipality:rettidig_obligations_open:sum", "… af åbne frister"),
        Ask(
            "max by (municipality) (rettidig_figures_as_of_timestamp_seconds) * 1000", "Opgjort til", "dateTimeAsLocal"
        ),
        Ask(
            "max by (municipality) (rettidig_source_newest_timestamp_seconds) * 1000", "Senest hørt", "dateTimeAsLocal"
        ),
    ]
    return board.with_panel(
        sheet(
            "Kommunerne",
            f"By name, not by number: this is no ranking. {FEW_NOTE} “Senest hørt” is the hour of the newest registration.",
            [Key("municipality", "Kommune", MUNICIPALITY_WORDS)],
            asks,
            sorted_by="Kommune",
            height=16,
        )
    )


def _groups(board: Dashboard) -> Dashboard:
    board = board.with_row(row("Målgrupper"))
    counted = "target_group_measure:rettidig_measure_counted:sum"
    active = 'measure="active-year"'
    asks = [
        Ask("target_group:rettidig_citizens:sum", "Borgere"),
        Ask(
            few(
                "target_group:rettidig_obligations_overdue:share",
                "target_group:rettidig_obligations_open:sum",
                "target_group",
            ),
            "Frister overskredet",
            "percentunit",
        ),
        Ask("target_group:rettidig_obligations_open:sum", "… af åbne frister"),
        Ask(
            few("target_group:rettidig_passive:share", f"{counted}{{{active}}}", "target_group"),
            "Passivandel",
            "percentunit",
        ),
        Ask(f"sum by (target_group) ({counted}{{{active}}})", "… af borgere (passiv)"),
    ]
    return board.with_panel(
        sheet(
            "Målgrupperne",
            f"Each target group by itself: a national mean hides who is forgotten. {FEW_NOTE}",
            [Key("target_group", "Målgruppe", GROUP_WORDS)],
            asks,
            sorted_by="Målgruppe",
        )
    )


def _duties(board: Dashboard) -> Dashboard:
    board = board.with_row(row("Frister og advis"))
    asks = [
        Ask(
            few("duty:rettidig_obligations_overdue:share", "duty:rettidig_obligations_open:sum", "duty"),
            "Overskredet",
            "percentunit",
        ),
        Ask("duty:rettidig_obligations_overdue:sum", "Overskredne frister"),
        Ask("duty:rettidig_obligations_open:sum", "Åbne frister"),
    ]
    return board.with_panel(
        sheet(
            "Frister efter pligt",
            f"The jobcentres' open obligations and those whose last day has passed. {FEW_NOTE}",
            [Key("duty", "Pligt", DUTY_WORDS)],
            asks,
            sorted_by="Pligt",
            width=12,
        )
    ).with_panel(
        lines(
            "Åbne advis",
            "Open alerts about single citizens, by kind.",
            [Ask("kind:rettidig_alerts_open:sum", "{{kind}}")],
            words=KIND_WORDS,
            height=10,
        )
    )
