"""Every query of both dashboards, and an alarm, on a real Prometheus that scrapes every role of a running stack."""

from __future__ import annotations

import math
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.grafana.drift import AWAITS_DELIVERY
from deploy.stack.leash import Leash
from rules.civil import civil_day, iso
from streams import clock
from tests.broker.prometheus_process import PrometheusProcess
from tests.broker.scene import Scene
from tests.broker.worker_process import RETTIDIG
from tests.deploy.dashboard_queries import Query, queries
from tests.eventually import eventually

pytestmark = pytest.mark.broker

CITIZENS, MONTHS = 400, 7
ROLES = {
    "rettidig-worker": "worker",
    "rettidig-clock": "clock",
    "rettidig-figures": "figures serve",
    "rettidig-keeper": "inbox keep",
    "rettidig-inbox": "inbox serve --no-keeper",
}
PORTS = ("worker_port", "clock_port", "figures_port", "keeper_port", "inbox_port", "inbox_metrics_port")
ONLY_WHEN_PEOPLE_ACT = "rettidig_inbox_action_seconds_bucket"
"""A quantile of nothing is no number; that its metric is served is seen all the same."""


@pytest.fixture
def prometheus(scene: Scene, tmp_path: Path) -> Iterator[PrometheusProcess]:
    """Scrapes all roles of a scene, ready and without an event yet."""
    leash = Leash()
    given = {"redis_url": scene.stack.redis_url, **dict.fromkeys(PORTS, "0")}
    roles = {job: scene.role(role, **given) for job, role in ROLES.items()}
    for role in roles.values():
        role.wait_ready(within_s=120)
    targets = {job: role.address for job, role in roles.items()}
    made = PrometheusProcess(tmp_path / "prometheus", targets, leash)
    yield made
    made.stop()
    leash.close()


def test_every_query_of_the_dashboards_has_an_answer_and_what_is_wrong_sets_off_its_alarm(
    scene: Scene, prometheus: PrometheusProcess
) -> None:
    eventually(lambda: prometheus.ask('up{job="rettidig-worker"} == 1'), within_s=30)
    _let_denmark_live(scene)
    scene.send([("benefit-events", b"c-1", b'{"note":"010170-1234"}'), ("benefit-events", b"c-2", b"no JSON")])

    eventually(lambda: _unanswered(prometheus), lambda missing: not missing, within_s=180)
    firing = eventually(lambda: prometheus.ask('ALERTS{alertstate="firing"}'), within_s=120)
    assert {sample["metric"]["alertname"] for sample in firing} == {"RettidigPersonNumberSent"}
    assert not prometheus.ask("rettidig_deliveries_total"), "delivery is there: its panel awaits nothing any more"


def _let_denmark_live(scene: Scene) -> None:
    """Invented lives of the last months, up to today's: the clock is the machine's."""
    begins = iso(civil_day(clock.now()) - 30 * (MONTHS - 1))
    settings = {f"RETTIDIG_{name.upper()}": value for name, value in scene.settings().items()}
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("RETTIDIG_")}
    asked = ["town", "--publish", "--citizens", str(CITIZENS), "--months", str(MONTHS), "--from", begins]
    done = subprocess.run([RETTIDIG, *asked], env=inherited | settings, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def _unanswered(prometheus: PrometheusProcess) -> list[Query]:
    """The queries that give nothing, or nothing but what is no number."""
    return [
        query
        for query in queries()
        if query.panel != AWAITS_DELIVERY and not _is_answered(query.expr, prometheus.ask(query.expr))
    ]


def _is_answered(expr: str, samples: list[dict[str, list[str]]]) -> bool:
    if ONLY_WHEN_PEOPLE_ACT in expr:
        return bool(samples)
    return any(not math.isnan(float(sample["value"][1])) for sample in samples)
