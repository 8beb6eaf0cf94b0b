"""The four kinds of panels of our dashboards, each with a Danish title and an English description; knows Grafana, no metric.

A panel asks Prometheus what `Ask` says. Shares are shown as per cent, and where nothing is known, that is said in words.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType
from typing import Final, NamedTuple

from grafana_foundation_sdk.builders import common, dashboard, prometheus, stat, table, timeseries
from grafana_foundation_sdk.models.common import (
    BigValueGraphMode,
    LegendDisplayMode,
    LegendPlacement,
    TooltipDisplayMode,
)
from grafana_foundation_sdk.models.dashboard import (
    DataSourceRef,
    DataTransformerConfig,
    DynamicConfigValue,
    GridPos,
    Threshold,
    ThresholdsMode,
    ValueMap,
    ValueMappingResult,
)
from grafana_foundation_sdk.models.prometheus import PromQueryFormat

from deploy.grafana.words import FEW, TOO_FEW, Words, few_in_words, mapped

SOURCE: Final = DataSourceRef("prometheus", "rettidig-prometheus")
UNKNOWN: Final = "Ingen tal"
_NO_WORDS: Final[Words] = MappingProxyType({})


class Ask(NamedTuple):
    """One query. `name`: the legend, or the column's heading; `unit`: Grafana's, `percentunit` for shares."""

    expr: str
    name: str
    unit: str = "short"


class Key(NamedTuple):
    """A column that names what a row is about: the label, its heading, its values in words, and its width in pixels."""

    label: str
    heading: str
    words: Words = _NO_WORDS


def row(title: str) -> dashboard.Row:
    """A heading over the panels that follow."""
    return dashboard.Row(title)


def number(
    title: str,
    description: str,
    ask: Ask,
    *,
    width: int = 4,
    decimals: int | None = None,
    bad_from: float | None = None,
    none: str = UNKNOWN,
) -> stat.Panel:
    """One large number. `bad_from`: from this value on it is red; `none`: what is said where there is none."""
    panel = stat.Panel().title(title).description(description).datasource(SOURCE).grid_pos(GridPos(h=4, w=width))
    panel = panel.unit(ask.unit).no_value(none).graph_mode(BigValueGraphMode.NONE)
    panel = panel.reduce_options(common.ReduceDataOptions().calcs(["lastNotNull"]))
    panel = panel.thresholds(_thresholds(bad_from))
    if decimals is not None:
        panel = panel.decimals(decimals)
    if ask.unit == "percentunit":
        panel = panel.mappings([ValueMap({str(TOO_FEW): ValueMappingResult(text=FEW)})])
    return panel.with_target(_query(ask, 0).instant())


def lines(
    title: str,
    description: str,
    asks: Sequence[Ask],
    *,
    words: Words = _NO_WORDS,
    width: int = 12,
    height: int = 8,
    most: float | None = None,
) -> timeseries.Panel:
    """Lines over time, all of the first query's unit. `words`: what a legend that is a label's value is called."""
    panel = timeseries.Panel().title(title).description(description).datasource(SOURCE)
    panel = panel.grid_pos(GridPos(h=height, w=width)).unit(asks[0].unit).no_value(UNKNOWN).min(0)
    panel = (
        panel.line_width(2)
        .fill_opacity(0)
        .span_nulls(span_nulls=False)
        .tooltip(common.VizTooltipOptions().mode(TooltipDisplayMode.MULTI))
    )
    legend = common.VizLegendOptions().show_legend(show_legend=True).placement(LegendPlacement.BOTTOM)
    panel = panel.legend(legend.display_mode(LegendDisplayMode.LIST))
    if most is not None:
        panel = panel.max(most)
    for at, ask in enumerate(asks):
        panel = panel.with_target(_query(ask, at).legend_format(ask.name).range())
    for code, text in words.items():
        panel = panel.override_by_name(code, [DynamicConfigValue("displayName", text)])
    return panel


def sheet(
    title: str,
    description: str,
    keys: Sequence[Key],
    asks: Sequence[Ask],
    *,
    sorted_by: str,
    width: int = 24,
    height: int = 10,
) -> table.Panel:
    """A table with a row for each value of the keys and a column for each query; in the order of a name, never of a number."""
    if sorted_by not in {key.heading for key in keys}:
        raise ValueError(f"a table is no ranking: {sorted_by} names no row")
    panel = table.Panel().title(title).description(description).datasource(SOURCE)
    panel = panel.grid_pos(GridPos(h=height, w=width)).no_value("–").filterable(filterable=True)
    panel = panel.sort_by([common.TableSortByFieldState().display_name(sorted_by).desc(desc=False)])
    for at, ask in enumerate(asks):
        panel = panel.with_target(_query(ask, at).instant().format(PromQueryFormat.TABLE))
    for transformation in _joined(keys, asks):
        panel = panel.with_transformation(transformation)
    for key in keys:
        if key.words:
            panel = panel.override_by_name(key.heading, [mapped(key.words), DynamicConfigValue("custom.minWidth", 180)])
    for ask in asks:
        shown = [DynamicConfigValue("unit", ask.unit)]
        if ask.unit == "percentunit":
            shown += [DynamicConfigValue("decimals", 1), few_in_words()]
        panel = panel.override_by_name(ask.name, shown)
    return panel


def _joined(keys: Sequence[Key], asks: Sequence[Ask]) -> list[DataTransformerConfig]:
    """The queries' answers side by side, with only the columns that have a heading."""
    headings = {key.label: key.heading for key in keys}
    headings |= {f"Value #{_letter(at)}" if len(asks) > 1 else "Value": ask.name for at, ask in enumerate(asks)}
    order = {name: at for at, name in enumerate(headings)}
    return [
        DataTransformerConfig("merge", options={}),
        DataTransformerConfig("filterFieldsByName", options={"include": {"names": list(headings)}}),
        DataTransformerConfig("organize", options={"renameByName": headings, "indexByName": order}),
    ]


def _query(ask: Ask, at: int) -> prometheus.Dataquery:
    return prometheus.Dataquery().expr(ask.expr).datasource(SOURCE).ref_id(_letter(at))


def _letter(at: int) -> str:
    return chr(ord("A") + at)


def _thresholds(bad_from: float | None) -> dashboard.ThresholdsConfig:
    steps = [Threshold(None, "text")] if bad_from is None else [Threshold(None, "green"), Threshold(bad_from, "red")]
    return dashboard.ThresholdsConfig().mode(ThresholdsMode.ABSOLUTE).steps(steps)
