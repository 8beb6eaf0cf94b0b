"""Everything that an operator can set, from environment variables `RETTIDIG_…`; legal numbers are not settings.

Unknown names are refused together with the nearest right one, because a setting that is silently ignored is found out
in production.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from streams.topics import Topics

PREFIX = "RETTIDIG_"
_HEARTBEATS_A_SESSION = 3
"""One heartbeat may be lost and the next be late; Kafka's own advice."""
_SECRET = frozenset({"inbox_secret", "redis_url"})
"""What may hold a password is never shown."""


class SettingRefused(Exception):
    """A setting that does not exist, or a value that it can't have; the message names it."""


class Settings(BaseSettings):
    """The settings of all roles. Made by `load_settings`, so that nothing misspelt is overlooked."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        extra="forbid",
        frozen=True,
        env_ignore_empty=True,  # `X= rettidig …` and a container's `X: ${X:-}` mean unset, not an address without a name
    )

    bootstrap_servers: str = Field(
        "", description="Kafka to use, `host:port,…`; empty: the embedded stack of the data directory"
    )
    redis_url: str = Field(
        "",
        pattern=r"^$|^(redis|rediss|unix)://\S+$",
        description="Redis to use, `redis://host:port/db`; empty: the embedded stack's",
    )
    data_dir: Path = Field(Path(".rettidig"), description="Directory of the embedded stack: its data, logs and ports")
    java: Path | None = Field(
        None, description="`java` for the embedded Kafka; else the wheel's, else an installed one"
    )
    kafka_home: Path | None = Field(None, description="Installed Kafka to run instead of the downloaded one")
    maven_repository: str = Field(
        "", description="Where Kafka's jars are fetched from, a mirror's URL; empty: Maven Central"
    )
    redis_server: Path | None = Field(
        None, description="`redis-server` for the embedded stack; else the wheel's or an installed one"
    )

    topic_prefix: str = Field(
        "", pattern=r"^[A-Za-z0-9._-]{0,100}$", description="Put before every topic and group name"
    )
    partitions: int = Field(12, ge=1, le=1000, description="Partitions of the source topics and all that go with them")
    replication_factor: int = Field(1, ge=1, le=7, description="Replicas of every topic; at most the number of brokers")

    application_id: str = Field(
        "rettidig-worker", pattern=r"^[A-Za-z0-9._-]{1,100}$", description="Name of the workers' group"
    )
    worker_instance: str = Field(
        "",
        pattern=r"^[A-Za-z0-9._-]{0,100}$",
        description="This worker's own name in the group: started again under it within the session timeout, it gets its "
        "partitions back and nobody else stops; empty: none",
    )
    session_timeout_ms: int = Field(
        10_000, ge=1_000, le=300_000, description="Silence after which a worker's share goes to others"
    )
    heartbeat_interval_ms: int = Field(
        300,
        ge=100,
        le=60_000,
        description="How often a worker says that it is there, and hears of those who come and go: until all have heard, "
        "those who have stand still",
    )
    commit_interval_ms: int = Field(1_000, ge=50, le=60_000, description="How often a worker notes how far it has come")
    unpacked_states: int = Field(
        8_192,
        ge=2,
        le=100_000_000,
        description="Citizens whose states a worker keeps unpacked, some 8 KB each: more memory for less work on a backlog",
    )
    tick_interval_ms: int = Field(1_000, ge=50, le=3_600_000, description="How often the clock role writes a tick")

    clock_ahead_s: int = Field(
        600,
        ge=0,
        le=86_400 * 366,
        description="Seconds by which a tick may be ahead of Kafka's own clock: by one beyond nothing is judged, and it is named; "
        "0: any, for a simulated clock",
    )

    metrics_host: str = Field("127.0.0.1", description="Address on which the roles serve metrics and readiness")
    worker_port: int = Field(9101, ge=0, le=65_535, description="Port of the worker's metrics; 0: any free one")
    figures_port: int = Field(9102, ge=0, le=65_535, description="Port of the municipal figures; 0: any free one")
    clock_port: int = Field(9103, ge=0, le=65_535, description="Port of the clock's metrics; 0: any free one")

    figures_url: str = Field(
        "",
        pattern=r"^$|^https?://[^\s/]+\S*$",
        description="Where the pages read the municipal figures; empty: the figures role on `metrics_host`",
    )

    inbox_host: str = Field(
        "127.0.0.1",
        description="Address on which the pages are served; anything but loopback needs a sign-in before it",
    )
    inbox_port: int = Field(9110, ge=0, le=65_535, description="Port of the pages; 0: any free one")
    inbox_metrics_port: int = Field(9104, ge=0, le=65_535, description="Port of the pages' metrics; 0: any free one")
    keeper_port: int = Field(9105, ge=0, le=65_535, description="Port of the keeper's metrics; 0: any free one")
    inbox_names: str = Field(
        "",
        pattern=r"^$|^[A-Za-z0-9.-]+(,[A-Za-z0-9.-]+)*$",
        description="Names under which the pages are called besides this machine's own, `rettidig.example.dk,…`: those of the "
        "sign-in before them",
    )
    inbox_secret: str = Field(
        "",
        pattern=r"^$|^.{16,}$",
        description="Signs the pages' sessions, the same for all of an installation, 16 characters or more; empty: one of "
        "each start",
    )
    notify_from: str = Field(
        "",
        description="Quiet start, `101=2026-01-01,*=2025-06-01`: what was true before a municipality's day is history",
    )
    names: Literal["pseudonyms", "invented"] = Field(
        "pseudonyms",
        description="What people are called on the pages: their pseudonyms, or invented names (for the demo)",
    )
    lawbook: Path | None = Field(
        None, description="A lawbook of your own that amends the law (a file, see rules/law/variants/README.md)"
    )
    lawbook_undoes: str = Field(
        "",
        pattern=r"^([0-9a-f]{8})?$",
        description="Version of a newer lawbook that this one takes back: a lawbook that was replaced comes back only so",
    )

    compiled: bool = Field(
        default=False,
        description="Run the law that `make compiled` made instead of plain Python: the same answers, quicker",
    )

    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="What is logged, from this level up"
    )
    log_format: Literal["auto", "console", "json"] = Field(
        "auto", description="`auto`: console on a terminal, else JSON"
    )

    @property
    def topics(self) -> Topics:
        """The topics of this installation."""
        return Topics(self.topic_prefix, self.application_id, self.partitions, self.replication_factor)


def load_settings(**given: Any) -> Settings:
    """The settings from the environment, with `given` (e.g. from the command line) going first.

    Raises SettingRefused for an unknown or misspelt name, and for a value that a setting can't have.
    """
    for variable in os.environ:
        name = variable.upper()
        if name.startswith(PREFIX) and (field := name.removeprefix(PREFIX).lower()) not in Settings.model_fields:
            raise SettingRefused(f"unknown environment variable {variable}. {_nearest(field, variable_of)}")
    for name in given:
        if name not in Settings.model_fields:
            raise SettingRefused(f"unknown setting {name}. {_nearest(name, str)}")
    try:
        made = Settings(**given)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = str(first["loc"][0])
        value = "" if field in _SECRET else f", not {first['input']!r}"
        why = "say true or false" if first["type"].startswith("bool_") else first["msg"]
        raise SettingRefused(f"{variable_of(field)}: {why}{value}") from None
    if made.heartbeat_interval_ms * _HEARTBEATS_A_SESSION > made.session_timeout_ms:
        raise SettingRefused(
            f"RETTIDIG_HEARTBEAT_INTERVAL_MS: {made.heartbeat_interval_ms} is more than a third of "
            f"RETTIDIG_SESSION_TIMEOUT_MS ({made.session_timeout_ms}): the group would take a sound worker for a dead one"
        )
    return made


def variable_of(field: str) -> str:
    """The environment variable of a setting: `RETTIDIG_PARTITIONS` of `partitions`."""
    return PREFIX + field.upper()


def _nearest(name: str, written: Callable[[str], str]) -> str:
    """What was probably meant. Compared without the prefix, which would make all names alike."""
    near = difflib.get_close_matches(name, Settings.model_fields, n=1, cutoff=0.5)
    meant = f"Did you mean {written(near[0])}? " if near else ""
    return f"{meant}All settings: docs/settings.md"
