"""docker-compose.yml and the Dockerfile: read by the real Compose, every command, setting, port and check in them exists."""

from __future__ import annotations

import http.server
import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy.cli import COMMANDS, run
from deploy.docker import healthy
from deploy.stack import jars
from deploy.stack.kafka_broker import _PROPERTIES, CLUSTER_ID, Seat
from deploy.stack.redis_server import LOG
from streams.settings import PREFIX, Settings
from tests.architecture.source import ROOT
from tests.deploy.prometheus_tools import PROMETHEUS

DOCKERFILE = ROOT / "deploy" / "docker" / "Dockerfile"
OURS = ("topics", "worker", "clock", "figures", "keeper", "inbox", "town")
PORT_OF = {
    "worker": ["worker_port"],
    "clock": ["clock_port"],
    "figures": ["figures_port"],
    "keeper": ["keeper_port"],
    "inbox": ["inbox_metrics_port", "inbox_port"],
    "topics": [],
    "town": [],
}
ONLY_HERE = {
    "inter.broker.listener.name",
    "controller.listener.names",
    "listener.security.protocol.map",
    "controller.quorum.bootstrap.servers",
}
"""Named in both, but this broker has a listener more, for the machine around it."""
ONLY_IN_TESTS = {"broker.session.timeout.ms", "broker.heartbeat.interval.ms", "log.cleaner.dedupe.buffer.size"}
"""What makes the embedded broker quick to kill and small; Kafka's own values are right for production."""


@lru_cache(maxsize=1)
def services() -> dict[str, dict[str, Any]]:
    """All services as Compose understands them, with every profile."""
    program = Path(sys.executable).with_name("docker-compose")
    asked = [str(program), "--profile", "*", "--env-file", "/dev/null", "config", "--format", "json"]
    read = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
    assert read.returncode == 0, read.stderr
    found: dict[str, dict[str, Any]] = json.loads(read.stdout)["services"]
    return found


@pytest.mark.parametrize("profiles", [[], ["observe"], ["demo"], ["observe", "demo"]])
def test_compose_takes_the_file_with_every_profile(profiles: list[str]) -> None:
    program = Path(sys.executable).with_name("docker-compose")
    chosen = [part for profile in profiles for part in ("--profile", profile)]
    read = subprocess.run(
        [program, *chosen, "config", "--quiet"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (read.returncode, read.stderr) == (0, "")


def test_the_services_are_those_of_the_product_and_what_it_stands_on() -> None:
    assert set(services()) == {*OURS, "kafka", "redis", "prometheus", "grafana"}
    with_profile = {name: service["profiles"] for name, service in services().items() if service.get("profiles")}
    assert with_profile == {"prometheus": ["observe"], "grafana": ["observe"], "town": ["demo"]}


def test_redis_writes_its_log_anew_as_seldom_as_the_embedded_one() -> None:
    command = services()["redis"]["command"]
    for option, setting in LOG.items():
        assert command[command.index(f"--{option}") + 1] == setting


@pytest.mark.parametrize("name", OURS)
def test_the_command_of_a_service_is_one_of_ours(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    command = services()[name]["command"]
    assert command[0] in {known for known, *_ in COMMANDS}
    assert run([*command, "--help"]) == 0
    usage = re.sub(r"\s+", " ", capsys.readouterr().out)
    assert f"Usage: rettidig {' '.join(part for part in command[:2] if not part.startswith('-'))}" in usage
    for option in (part for part in command if part.startswith("--")):
        assert option in usage, option


@pytest.mark.parametrize("name", OURS)
def test_every_variable_of_a_service_is_a_setting_and_its_value_is_taken(name: str) -> None:
    given = services()[name]["environment"]
    assert given["RETTIDIG_BOOTSTRAP_SERVERS"] == "kafka:9092"
    fields = {variable.removeprefix(PREFIX).lower(): value for variable, value in given.items()}
    assert all(variable.startswith(PREFIX) for variable in given)
    assert set(fields) <= set(Settings.model_fields)
    Settings(**fields)


@pytest.mark.parametrize("example", sorted((ROOT / "deploy" / "docker").glob("*.example")), ids=lambda path: path.name)
def test_examples_of_secrets_name_settings_and_hold_no_secret(example: Path) -> None:
    lines = [line for line in example.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    for variable, _, value in (line.partition("=") for line in lines):
        assert variable.startswith("GF_") or variable.removeprefix(PREFIX).lower() in Settings.model_fields
        assert not value or value in ("false", "admin"), variable


def test_no_secret_stands_in_the_file() -> None:
    for name, service in services().items():
        for variable, value in (service.get("environment") or {}).items():
            is_secret = re.search(r"PASSWORD|SECRET|TOKEN|KEY", variable)
            assert not (is_secret and value), f"{name}: {variable}"
    ignored = subprocess.run(
        ["git", "check-ignore", "deploy/docker/rettidig.env", "deploy/docker/grafana.env"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert len(ignored.stdout.splitlines()) == 2


@pytest.mark.parametrize("name", OURS)
def test_ports_are_the_defaults_of_the_settings_and_published_on_loopback_only(name: str) -> None:
    expected = {str(Settings.model_fields[field].default) for field in PORT_OF[name]}
    published = services()[name].get("ports", [])
    assert {str(port["target"]) for port in published} | set(services()[name].get("expose", [])) == expected
    assert all(port["host_ip"] == "127.0.0.1" and port["published"] == str(port["target"]) for port in published)


def test_whatever_is_published_is_published_on_loopback() -> None:
    ports = [port for service in services().values() for port in service.get("ports", [])]
    assert ports and {port["host_ip"] for port in ports} == {"127.0.0.1"}


@pytest.mark.parametrize("name", [name for name in OURS if PORT_OF[name]])
def test_a_role_is_healthy_when_its_own_readiness_page_says_so(name: str) -> None:
    check = services()[name]["healthcheck"]["test"]
    port = Settings.model_fields[PORT_OF[name][0]].default
    assert check == ["CMD", "python", "-m", "deploy.docker.healthy", f"http://127.0.0.1:{port}/ready"]


@pytest.mark.parametrize("name", ["kafka", "redis", "prometheus", "grafana"])
def test_what_we_stand_on_has_a_health_check_too(name: str) -> None:
    assert services()[name]["healthcheck"]["test"][0] == "CMD"


@pytest.mark.parametrize("name", [*OURS, "kafka", "redis", "prometheus", "grafana"])
def test_no_service_has_more_rights_than_it_needs(name: str) -> None:
    service = services()[name]
    assert service["user"].split(":")[0] not in ("0", "root")
    assert service["cap_drop"] == ["ALL"] and service["security_opt"] == ["no-new-privileges:true"]
    assert service.get("read_only") is True or name == "kafka", "Kafka's image writes its configuration at the start"
    assert not service.get("privileged") and "/var/run/docker.sock" not in json.dumps(service)


def test_images_are_pinned_and_kafka_is_of_our_version() -> None:
    images = {name: service["image"] for name, service in services().items()}
    assert all(re.search(r":v?\d+\.\d+\.\d+", image) for image in images.values()), images
    assert images["kafka"] == f"apache/kafka:{jars.KAFKA_VERSION}"
    version = re.search(r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text("utf-8"), re.M)
    assert version and {images[name] for name in OURS} == {f"rettidig:{version[1]}"}


def test_the_broker_is_set_as_the_embedded_one_where_it_matters() -> None:
    given = services()["kafka"]["environment"]
    assert given["CLUSTER_ID"] == CLUSTER_ID
    for name, value in (_PROPERTIES | Seat(1, (9093,)).properties()).items():
        variable = "KAFKA_" + name.upper().replace(".", "_")
        if name in ONLY_IN_TESTS:
            assert variable not in given
        elif name not in ONLY_HERE:
            assert given[variable] == str(value), name


def test_topics_are_made_before_any_role_starts() -> None:
    for name in set(OURS) - {"topics"}:
        assert services()[name]["depends_on"]["topics"]["condition"] == "service_completed_successfully"
    assert services()["topics"]["command"] == ["topics", "create"]


def test_prometheus_scrapes_every_role_where_it_is() -> None:
    scraped = yaml.safe_load((PROMETHEUS / "prometheus.yml").read_text("utf-8"))["scrape_configs"]
    asked = {}
    for job in scraped:
        if "dns_sd_configs" in job:
            asked[job["job_name"]] = [
                f"{name}:{each['port']}" for each in job["dns_sd_configs"] for name in each["names"]
            ]
        else:
            asked[job["job_name"]] = [target for each in job["static_configs"] for target in each["targets"]]
    expected = {
        f"rettidig-{name}": [f"{name}:{Settings.model_fields[fields[0]].default}"]
        for name, fields in PORT_OF.items()
        if fields
    }
    assert asked == expected | {"prometheus": ["127.0.0.1:9090"]}
    mounted = {volume["target"]: volume["source"] for volume in services()["prometheus"]["volumes"]}
    assert mounted["/etc/prometheus"] == str(PROMETHEUS)


# -- the image --------------------------------------------------------------------------------------------------------


def test_hadolint_has_nothing_to_say() -> None:
    linted = subprocess.run(
        [Path(sys.executable).with_name("hadolint"), DOCKERFILE], capture_output=True, text=True, check=False
    )
    assert (linted.returncode, linted.stdout) == (0, "")


def test_the_image_is_built_with_the_uv_of_the_set_up_and_the_lock() -> None:
    text = DOCKERFILE.read_text("utf-8")
    pinned = re.search(r"^UV_VERSION=(.+)$", (ROOT / "deploy" / "setup.sh").read_text("utf-8"), re.M)
    assert pinned and f"uv=={pinned[1]}" in text
    assert text.count("uv sync --frozen --no-dev") == text.count("uv sync")


def test_the_image_runs_as_nobody_special_and_holds_no_secret() -> None:
    text = DOCKERFILE.read_text("utf-8")
    final = text[text.rindex("\nFROM ") :]
    assert re.search(r"^USER 10001:10001$", final, re.M) and final.index("USER") < final.index("ENTRYPOINT")
    assert "HEALTHCHECK" in final
    assert not re.search(r"^(ARG|ENV) .*(PASSWORD|SECRET|TOKEN)", text, re.M)


def test_every_base_image_is_pinned_to_a_patch_release() -> None:
    bases = re.findall(r"^FROM (\S+)", DOCKERFILE.read_text("utf-8"), re.M)
    assert bases and all(re.search(r":\d+\.\d+\.\d+-", base) for base in bases)


def test_what_is_copied_exists_and_is_let_in() -> None:
    allowed = {line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line.startswith("!")}
    for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE.read_text("utf-8"), re.M):
        for source in line.split()[:-1]:
            assert (ROOT / source).exists(), source
            assert source.split("/")[0] in allowed, source


class _Answering(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/ready" else 503)
        self.end_headers()
        self.wfile.write(b"ready" if self.path == "/ready" else b"no tick yet")

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def address() -> Iterator[str]:
    with http.server.HTTPServer(("127.0.0.1", 0), _Answering) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_health_check_says_what_the_role_says(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert healthy.main(f"{address}/ready") == 0
    assert healthy.main(f"{address}/unready") == 1
    assert capsys.readouterr().out.split("\n") == ["ready", "no tick yet", ""]


def test_a_health_check_of_a_role_that_is_not_there_is_a_no(capsys: pytest.CaptureFixture[str]) -> None:
    assert healthy.main("http://127.0.0.1:9/ready") == 1
    assert "nobody answers" in capsys.readouterr().out
