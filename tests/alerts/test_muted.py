"""Frikommuner change no obligation; policy may keep quiet about them, by theme and while the trial lasts."""

from __future__ import annotations

import msgspec
import pytest

from alerts.kinds import open_alerts
from alerts.policy import load_policy
from rules.assess import assess
from rules.civil import day, iso
from rules.facts import Fact
from streams.citizen.judge import Judge
from streams.replay import Window, replay
from tests.rules.builders import assessed, book, known, moved_to, on_benefit

QUIET = msgspec.structs.replace(load_policy(), muted_frikommune_themes=frozenset({"one-plan"}))
BALLERUP = on_benefit("jobparat", "2021-10-01", municipality="151")  # én plan until the end of 2021
ELSEWHERE = on_benefit("jobparat", "2021-10-01", municipality="153")


def _kinds(life: list[Fact], on: str, *, quiet: bool = True) -> tuple[set[str], str]:
    made = known(life)
    found, again = open_alerts(made, assess(made, day(on)), QUIET if quiet else load_policy())
    return {f"{alert.kind} {alert.duty}" for alert in found.values()}, iso(again)


@pytest.mark.parametrize(
    ("life", "on", "quiet", "overdue"),
    [
        ([BALLERUP], "2021-12-31", False, True),  # as shipped, nothing is muted
        ([BALLERUP], "2021-12-31", True, False),
        ([BALLERUP], "2022-01-01", True, True),  # the trial is over
        ([ELSEWHERE], "2021-12-31", True, True),
        ([BALLERUP, moved_to("153", "2021-12-01")], "2021-12-31", True, True),
        ([ELSEWHERE, moved_to("151", "2021-12-01")], "2021-12-31", True, False),
        ([on_benefit("jobparat", "2018-01-02", municipality="851")], "2018-02-01", True, True),  # another theme
    ],
)
def test_alerts_are_muted_by_theme_place_and_time(life: list[Fact], on: str, quiet: bool, overdue: bool) -> None:
    assert ("overdue first-interview" in _kinds(life, on, quiet=quiet)[0]) is overdue


def test_the_end_of_the_trial_is_foreseen() -> None:
    assert _kinds([BALLERUP], "2021-12-20")[1] <= "2022-01-01"


def test_the_obligation_is_the_same() -> None:
    assert assessed([BALLERUP], "2021-12-31").obligations == assessed([ELSEWHERE], "2021-12-31").obligations


def test_an_alert_that_is_muted_on_a_move_lapses_and_is_raised_again_after_the_trial() -> None:
    life = [ELSEWHERE, moved_to("151", "2021-12-01")]
    window = Window(day("2021-10-01"), day("2022-01-31"))
    made = replay({"c1": life}, window, Judge(book(), QUIET))
    told = [
        (iso_day(message.value), message.id.split("#")[1], kind)
        for message in made.alerts
        if b"overdue:first-interview" in message.value
        for kind in [msgspec.json.decode(message.value)["type"].split(".")[3]]
    ]
    assert told == [("2021-10-09", "1", "raised"), ("2021-12-01", "2", "lapsed"), ("2022-01-01", "3", "raised")]


def iso_day(value: bytes) -> str:
    """The Copenhagen day on which a message's `time` lies: midnights there are 22 or 23 o'clock UTC of the day before."""
    time = str(msgspec.json.decode(value)["time"])
    return iso(day(time[:10]) + (time[11:13] in ("22", "23")))
