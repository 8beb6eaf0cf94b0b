"""Rules and alarms: right by promtool's word and by synthetic series, made of metrics that exist, each with a runbook."""

from __future__ import annotations

import re
import shlex
import subprocess
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client import generate_latest

from alerts.policy import load_policy
from deploy.cli import COMMANDS
from streams import metrics
from streams.agents.watch import WorkerWatch
from streams.citizen.state import Standing, Today
from streams.clock_watch import ClockWatch
from streams.municipality.exposition import render
from tests.deploy.prometheus_tools import PROMETHEUS, RULE_TESTS, RUNBOOKS, tool
from tests.streams.municipality.population import TICK, citizen
from tests.streams.municipality.sources import heard
from tests.streams.municipality.test_exposition import owner_of, summed

RULES = sorted((PROMETHEUS / "rules").glob("*.yml"))
NEVER_SILENCED = {
    "RettidigDeadLettersGrow",
    "RettidigSourceBroken",
    "RettidigPersonNumberSent",
    "RettidigOverdueWithoutAlert",
    "RettidigJudgingFails",
    "RettidigTwoOwners",
    "RettidigDeliveryFails",
    "RettidigInboxUnreadable",
}
"""What is wrong, and not just away, is told in maintenance as well."""
PARTS = ["## What it means", "## Who notices", "## What to do", "## When it is no fault"]


@lru_cache(maxsize=1)
def rules() -> list[dict[str, Any]]:
    """Every recording rule and alarm."""
    groups = [group for path in RULES for group in yaml.safe_load(path.read_text("utf-8"))["groups"]]
    return [rule for group in groups for rule in group["rules"]]


@lru_cache(maxsize=1)
def alarms() -> dict[str, dict[str, Any]]:
    return {rule["alert"]: rule for rule in rules() if "alert" in rule}


def promtool(*arguments: str | Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [tool("promtool"), *map(str, arguments)], input=stdin, capture_output=True, text=True, check=False
    )


def test_promtool_takes_the_configuration_and_the_rules() -> None:
    config = promtool("check", "config", PROMETHEUS / "prometheus.yml")
    assert config.returncode == 0, config.stdout + config.stderr
    linted = promtool("check", "rules", "--lint=all", "--lint-fatal", *RULES)
    assert linted.returncode == 0, linted.stdout + linted.stderr


@pytest.mark.parametrize("path", sorted(RULE_TESTS.glob("*.yml")), ids=lambda path: path.stem)
def test_rules_give_and_alarms_fire_and_end_as_written(path: Path) -> None:
    tested = promtool("test", "rules", path)
    assert tested.returncode == 0, tested.stdout + tested.stderr


def test_what_the_roles_serve_is_well_formed_by_promtools_word() -> None:
    today = Today(Standing("101", "dagpenge", 1, 1), (("first-offer", 1, 1),), (("overdue", 1),))
    figures = render(summed(owner_of(heard(citizen(today), TICK)).at_tick(TICK))).decode()
    for page in (
        figures,
        generate_latest(WorkerWatch(["benefit-events"]).registry).decode(),
        generate_latest(ClockWatch(1.0).registry).decode(),
    ):
        checked = promtool("check", "metrics", stdin=page)
        assert checked.returncode == 0, checked.stdout + checked.stderr


def test_the_alarms_patience_is_that_of_the_alert_about_the_municipality() -> None:
    policy = load_policy()
    patience = f"{policy.silence_working_days} + {policy.silence_citizen_working_days} / "
    [groups] = [yaml.safe_load(path.read_text("utf-8"))["groups"] for path in RULES if path.stem == "operations"]
    stated = {
        rule["record"]: rule["expr"] for group in groups for rule in group["rules"] if "patience" in rule["record"]
    }
    stated.pop("rettidig:tick_patience_seconds")
    assert stated == {
        "municipality:rettidig_source_patience:working_days": f"{patience}municipality:rettidig_citizens:sum",
        "rettidig:source_patience:working_days": f"{patience}denmark:rettidig_citizens:sum",
    }


def test_every_alarm_is_seen_to_fire_and_to_be_silent_again() -> None:
    fires: set[str] = set()
    ends: set[str] = set()
    for path in RULE_TESTS.glob("*.yml"):
        for case in yaml.safe_load(path.read_text("utf-8"))["tests"]:
            for name in alarms():
                asked = [each for each in case.get("promql_expr_test", ()) if _is_about(name, each["expr"])]
                firing = [_minutes(each) for each in asked if _fires(name, each["exp_samples"])]
                silent = [_minutes(each) for each in asked if each["exp_samples"] == []]
                if firing and any(minute < min(firing) for minute in silent):
                    fires.add(name)
                if firing and any(minute > max(firing) for minute in silent):
                    ends.add(name)
    assert fires == set(alarms()), "each alarm needs a case in which it is silent first and then fires"
    assert ends == set(alarms()), "each alarm needs a case in which it ends"


def _is_about(name: str, expr: str) -> bool:
    asked = re.search(r'alertname=~?"([^"]+)"', expr)
    return bool(asked and re.fullmatch(asked[1], name))


def _fires(name: str, samples: list[dict[str, Any]]) -> bool:
    return any(f'alertname="{name}"' in sample["labels"] for sample in samples)


def _minutes(case: dict[str, Any]) -> int:
    number, unit = re.fullmatch(r"(\d+)([mh])", case["eval_time"]).groups()  # type: ignore[union-attr] # promtool took it
    return int(number) * (60 if unit == "h" else 1)


def test_rules_ask_only_for_metrics_that_exist_and_for_each_others_results() -> None:
    recorded = {rule["record"] for rule in rules() if "record" in rule}
    declared = {name for metric in metrics.ALL for name in _exposed(metric)}
    for rule in rules():
        asked = set(re.findall(r"[a-z_]+(?::[a-z0-9_]+)+|rettidig_[a-z_]+", rule["expr"]))
        assert asked <= declared | recorded, rule


def _exposed(metric: metrics.Metric) -> list[str]:
    return [metric.name + end for end in (("_bucket", "_sum", "_count") if metric.kind == "histogram" else ("",))]


@pytest.mark.parametrize("name", sorted(alarms()))
def test_an_alarm_says_what_is_the_case_what_follows_and_what_to_do(name: str) -> None:
    alarm = alarms()[name]
    assert list(alarm["annotations"]) == ["summary", "consequence", "action", "runbook_url"]
    assert all(text.endswith(".") for text in list(alarm["annotations"].values())[:3])
    assert alarm["labels"]["severity"] in ("critical", "warning")
    assert alarm["annotations"]["runbook_url"] == f"deploy/runbooks/{name}.md"
    assert ("rettidig:maintenance:active" in alarm["expr"]) is (name not in NEVER_SILENCED)


@pytest.mark.parametrize("name", sorted(alarms()))
def test_an_alarm_has_a_runbook_with_its_four_parts(name: str) -> None:
    lines = (RUNBOOKS / f"{name}.md").read_text("utf-8").splitlines()
    assert lines[0] == f"# {name}"
    assert [line for line in lines if line.startswith("## ")] == PARTS
    bodies = "\n".join(lines).split("\n## ")[1:]
    assert all(len(body.splitlines()[1]) > 10 for body in bodies)
    assert bodies[2].splitlines()[1].startswith("1. ")


def test_there_is_no_runbook_without_its_alarm() -> None:
    assert {path.stem for path in RUNBOOKS.glob("*.md")} == set(alarms())


def test_commands_in_runbooks_and_alarms_exist() -> None:
    known = {name for name, *_ in COMMANDS} | {"--version"}
    texts = [path.read_text("utf-8") for path in RUNBOOKS.glob("*.md")]
    texts += [text for alarm in alarms().values() for text in alarm["annotations"].values()]
    asked = {shlex.split(command)[0] for text in texts for command in re.findall(r"`rettidig ([^`]+)`", text)}
    assert asked and asked <= known
