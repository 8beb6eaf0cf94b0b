"""One municipality on the dashboard *Danmark*, for the head of a jobcentre: chosen by name, measures with their bases."""

from __future__ import annotations

from typing import Final

from grafana_foundation_sdk.builders.dashboard import CustomVariable, Dashboard
from grafana_foundation_sdk.models.dashboard import VariableOption

from deploy.grafana.panels import Ask, Key, lines, row, sheet
from deploy.grafana.shares import FEW_NOTE, few
from deploy.grafana.words import DUTY_WORDS, KIND_WORDS, MEASURE_WORDS, MUNICIPALITY_WORDS

_FIRST_CHOSEN: Final = "101"


def municipality_chooser() -> CustomVariable:
    """Lets a head of a jobcentre choose the own municipality, by its name."""
    by_name = sorted((name, code) for code, name in MUNICIPALITY_WORDS.items())
    options = [VariableOption(selected=code == _FIRST_CHOSEN, text=name, value=code) for name, code in by_name]
    chooser = CustomVariable("kommune").label("Kommune").values(", ".join(f"{name} : {code}" for name, code in by_name))
    (chosen,) = (option for option in options if option.selected)
    return chooser.options(options).current(chosen)


def one_municipality(board: Dashboard) -> Dashboard:
    """The row of the chosen municipality."""
    board = board.with_row(row("En kommune: ${kommune:text}"))
    here = 'municipality="$kommune"'
    share, counted = (
        "municipality_measure:rettidig_measure_met:share",
        "municipality_measure:rettidig_measure_counted:sum",
    )
    asks = [
        Ask(few(f"{share}{{{here}}}", f"{counted}{{{here}}}", "measure"), "Andel", "percentunit"),
        Ask(f"sum by (measure) (municipality_measure:rettidig_measure_met:sum{{{here}}})", "Opfylder målet"),
        Ask(f"sum by (measure) ({counted}{{{here}}})", "Borgere i opgørelsen"),
    ]
    return (
        board.with_panel(
            sheet(
                "Kommunens mål",
                f"The chosen municipality's measures, each with its base. {FEW_NOTE}",
                [Key("measure", "Mål", MEASURE_WORDS)],
                asks,
                sorted_by="Mål",
                width=10,
            )
        )
        .with_panel(
            lines(
                "Kommunens overskredne frister",
                "The jobcentre's open obligations whose last day has passed, by duty.",
                [Ask(f"sum by (duty) (rettidig_obligations_overdue{{{here}}})", "{{duty}}")],
                words=DUTY_WORDS,
                width=7,
                height=10,
            )
        )
        .with_panel(
            lines(
                "Kommunens åbne advis",
                "Open alerts about single citizens of the chosen municipality, by kind.",
                [Ask(f"sum by (kind) (rettidig_alerts_open{{{here}}})", "{{kind}}")],
                words=KIND_WORDS,
                width=7,
                height=10,
            )
        )
    )
