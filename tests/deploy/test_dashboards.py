"""The dashboards as files: up to date, of panels that fit, in Danish, with queries of metrics that exist, ranking nobody."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from deploy.grafana.panels import Ask, Key, sheet
from deploy.grafana.words import GROUP_WORDS, MEASURE_WORDS
from deploy.grafana.writing import written
from rules.measured import NAMES
from streams import metrics
from tests.architecture.source import ROOT
from tests.deploy.dashboard_queries import boards, panels, queries
from tests.deploy.test_compose import services
from tests.deploy.test_prometheus import rules

PROVISIONING = ROOT / "deploy" / "grafana" / "provisioning"
UNUSED_ON_PURPOSE: set[str] = set()
"""Metrics in no panel and no alarm, each with the reason why."""


def test_the_dashboards_are_as_their_code_says() -> None:
    for path, content in written().items():
        assert path.read_text("utf-8") == content, "run `make docs`"


def test_no_two_panels_lie_upon_each_other_and_none_sticks_out() -> None:
    for board in boards():
        taken: set[tuple[int, int]] = set()
        for panel in board["panels"]:
            at = panel["gridPos"]
            cells = {(at["x"] + x, at["y"] + y) for x in range(at["w"]) for y in range(at["h"])}
            assert at["x"] + at["w"] <= 24, panel["title"]
            assert not cells & taken, panel["title"]
            taken |= cells


def test_every_panel_says_in_danish_what_it_shows_and_in_english_what_that_means() -> None:
    for board in boards():
        titles = [panel["title"] for panel in board["panels"]]
        assert len(titles) == len(set(titles)) or board["title"] == "Drift"
        for panel in panels(board):
            assert panel["title"] and panel["description"].endswith((".", ")", "1.")), panel["title"]
            assert panel["datasource"] == {"type": "prometheus", "uid": "rettidig-prometheus"}
            assert panel["type"] in {"stat", "timeseries", "table"}


def test_a_table_is_in_the_order_of_a_name_and_a_ranking_can_not_even_be_written() -> None:
    for board in boards():
        for panel in (panel for panel in panels(board) if panel["type"] == "table"):
            (order,) = panel["options"]["sortBy"]
            assert order["desc"] is False
            assert order["displayName"] not in {"Andel", "Passivandel"}
    with pytest.raises(ValueError, match="no ranking"):
        sheet("", "", [Key("municipality", "Kommune")], [Ask("up", "Andel")], sorted_by="Andel")


def test_every_share_on_danmark_stands_beside_its_base_and_says_for_few() -> None:
    (board,) = [board for board in boards() if board["title"] == "Danmark"]
    for panel in (panel for panel in panels(board) if panel["type"] == "stat"):
        if panel["fieldConfig"]["defaults"]["unit"] == "percentunit":
            (mapping,) = panel["fieldConfig"]["defaults"]["mappings"]
            assert mapping["options"]["-1"]["text"] == "For få"
    for panel in (panel for panel in panels(board) if panel["type"] == "table"):
        shares = [o for o in panel["fieldConfig"]["overrides"] if _property(o, "unit") == "percentunit"]
        assert shares, panel["title"]
        for override in shares:
            (mapping,) = _property(override, "mappings")
            assert mapping["options"]["-1"]["text"] == "For få"
        bases = [target for target in panel["targets"] if re.fullmatch(r".*(_counted|_open):sum.*", target["expr"])]
        assert bases, panel["title"]


def _property(override: dict[str, Any], name: str) -> Any:
    return next((each["value"] for each in override["properties"] if each["id"] == name), None)


def test_labels_have_danish_words() -> None:
    assert set(MEASURE_WORDS) == set(NAMES)
    assert {"dagpenge", "jobparat", "sygedagpenge"} <= set(GROUP_WORDS)


def test_every_metric_is_in_a_panel_or_an_alarm_or_left_out_on_purpose() -> None:
    asked = " ".join([query.expr for query in queries()] + [rule["expr"] for rule in rules()])
    used = {metric.name for metric in metrics.ALL if re.search(rf"\b{metric.name}(_bucket|_sum|_count)?\b", asked)}
    assert {metric.name for metric in metrics.ALL} - used == UNUSED_ON_PURPOSE


def test_queries_ask_for_declared_metrics_and_recorded_rules_only() -> None:
    recorded = {rule["record"] for rule in rules() if "record" in rule}
    declared = {metric.name + end for metric in metrics.ALL for end in ("", "_bucket", "_sum", "_count")}
    for query in queries():
        asked = set(re.findall(r"[a-z_]+(?::[a-z0-9_]+)+|rettidig_[a-z_]+", query.expr))
        assert asked <= declared | recorded, query


def test_grafana_is_provisioned_with_the_source_and_the_dashboards_where_compose_puts_them() -> None:
    source = yaml.safe_load((PROVISIONING / "datasources" / "prometheus.yml").read_text("utf-8"))["datasources"]
    assert [(each["uid"], each["url"]) for each in source] == [("rettidig-prometheus", "http://prometheus:9090")]
    (provider,) = yaml.safe_load((PROVISIONING / "dashboards" / "rettidig.yml").read_text("utf-8"))["providers"]
    mounted = {volume["target"]: volume["source"] for volume in services()["grafana"]["volumes"]}
    assert mounted[provider["options"]["path"]] == str(ROOT / "deploy" / "grafana" / "dashboards")
    assert mounted["/etc/grafana/provisioning"] == str(PROVISIONING)
