"""Settings: documented, and refused with the nearest right name when they are misspelt."""

from __future__ import annotations

import os
from contextlib import nullcontext

import pytest

from streams.settings import PREFIX, SettingRefused, Settings, load_settings


@pytest.fixture(autouse=True)
def _a_clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        monkeypatch.delenv(name)


@pytest.mark.parametrize(
    ("misspelt", "nearest"),
    [
        ("RETTIDIG_BOOTSTRAP", "RETTIDIG_BOOTSTRAP_SERVERS"),
        ("RETTIDIG_BOOTSTRAP_SERVER", "RETTIDIG_BOOTSTRAP_SERVERS"),
        ("RETTIDIG_TOPICPREFIX", "RETTIDIG_TOPIC_PREFIX"),
        ("RETTIDIG_PARTITION", "RETTIDIG_PARTITIONS"),
        ("RETTIDIG_LOGLEVEL", "RETTIDIG_LOG_LEVEL"),
        ("rettidig_redis", "RETTIDIG_REDIS_URL"),
    ],
)
def test_a_misspelt_variable_is_refused_with_the_nearest_right_name(
    monkeypatch: pytest.MonkeyPatch, misspelt: str, nearest: str
) -> None:
    monkeypatch.setenv(misspelt, "1")
    with pytest.raises(SettingRefused, match=f"unknown environment variable {misspelt}. Did you mean {nearest}?"):
        load_settings()


@pytest.mark.parametrize(
    ("unknown", "near"),
    [
        ("RETTIDIG_ZZZZZZ", ""),
        ("RETTIDIG_BROKERS", ""),
        ("RETTIDIG_KAFKA", "Did you mean RETTIDIG_KAFKA_HOME? "),
    ],
)
def test_a_variable_that_is_like_no_setting_is_refused_with_the_nearest_and_where_all_stand(
    monkeypatch: pytest.MonkeyPatch, unknown: str, near: str
) -> None:
    monkeypatch.setenv(unknown, "1")
    with pytest.raises(SettingRefused) as refused:
        load_settings()
    assert str(refused.value) == f"unknown environment variable {unknown}. {near}All settings: docs/settings.md"


def test_an_unknown_setting_given_in_code_is_refused() -> None:
    with pytest.raises(SettingRefused, match=r"unknown setting partition\. Did you mean partitions\?"):
        load_settings(partition=3)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("RETTIDIG_PARTITIONS", "0"),
        ("RETTIDIG_PARTITIONS", "twelve"),
        ("RETTIDIG_LOG_LEVEL", "loud"),
        ("RETTIDIG_TOPIC_PREFIX", "with space"),
        ("RETTIDIG_FIGURES_PORT", "65536"),
        ("RETTIDIG_TICK_INTERVAL_MS", "-1"),
        ("RETTIDIG_FIGURES_URL", "localhost:9102"),
        ("RETTIDIG_FIGURES_URL", "http://"),
        ("RETTIDIG_INBOX_NAMES", "http://rettidig.example.dk"),
    ],
)
def test_a_value_that_a_setting_cannot_have_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingRefused, match=f"^{variable}: .*'{value}'"):
        load_settings()


def test_what_is_neither_true_nor_false_is_refused_with_both_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RETTIDIG_COMPILED", "ja")
    with pytest.raises(SettingRefused, match=r"^RETTIDIG_COMPILED: say true or false, not 'ja'$"):
        load_settings()


def test_what_is_given_goes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RETTIDIG_PARTITIONS", "5")
    monkeypatch.setenv("RETTIDIG_TOPIC_PREFIX", "north-")
    settings = load_settings(partitions=3)
    assert settings.partitions == 3
    assert settings.topics.sources == ("north-benefit-events", "north-interview-events", "north-offer-events")
    assert settings.topics.group == "north-rettidig-worker"


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_says_what_it_means(name: str) -> None:
    assert Settings.model_fields[name].description


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("RETTIDIG_INBOX_SECRET", "short"),
        ("RETTIDIG_REDIS_URL", "reddis://me:pass-word@redis:6379/0"),
        ("RETTIDIG_REDIS_URL", "redis"),
    ],
)
def test_what_may_hold_a_password_is_refused_without_showing_it(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingRefused, match=f"^{variable}: ") as refused:
        load_settings()
    assert f"{value}'" not in str(refused.value) and "pass-word" not in str(refused.value)


@pytest.mark.parametrize("name", Settings.model_fields)
def test_an_empty_variable_is_as_none(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else an empty host would be every address of the machine, and an empty directory the one that one stands in."""
    monkeypatch.setenv(f"{PREFIX}{name.upper()}", "")
    assert load_settings() == Settings()


@pytest.mark.parametrize(
    ("heartbeat_ms", "session_ms", "sound"), [(300, 1_000, True), (400, 1_000, False), (60_000, 10_000, False)]
)
def test_a_session_holds_three_heartbeats(heartbeat_ms: int, session_ms: int, sound: bool) -> None:
    with nullcontext() if sound else pytest.raises(SettingRefused, match="more than a third"):
        load_settings(heartbeat_interval_ms=heartbeat_ms, session_timeout_ms=session_ms)
