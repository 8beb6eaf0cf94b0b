"""Why there is no alert: each reason of the table, and a reason for every duty of every life that agrees with the open alerts."""

from __future__ import annotations

import msgspec
import pytest

from alerts.kinds import open_alerts
from alerts.policy import load_policy
from alerts.wording.account import account
from deploy.why_sheet import why_sheet
from rules.assess import assess
from rules.civil import day
from rules.duties import DUTIES
from rules.facts import Fact
from tests.alerts.silent_cases import CASES, NO_DUTY
from tests.rules import builders as b
from tests.rules.invented_lives import life_of, ready, seeds
from tests.twins.lives import random_day


@pytest.mark.parametrize(("facts", "on", "duty", "said"), [each[1:] for each in CASES], ids=[each[0] for each in CASES])
def test_an_obligation_says_why_nobody_is_told(facts: list[Fact], on: str, duty: str, said: str) -> None:
    made = b.known(facts)
    told = account(made, assess(made, day(on)), "en", duty)
    assert told.obligations[0].alert == said


@pytest.mark.parametrize(
    ("facts", "on", "duty", "said"), [each[1:] for each in NO_DUTY], ids=[each[0] for each in NO_DUTY]
)
def test_a_duty_that_does_not_arise_says_why(facts: list[Fact], on: str, duty: str, said: str) -> None:
    made = b.known(facts)
    told = account(made, assess(made, day(on)), "en", duty)
    assert [(each.duty, each.why) for each in told.silent] == [(duty, said)]


def test_every_duty_is_accounted_for_and_an_alert_is_said_exactly_where_one_is_open() -> None:
    policy = load_policy()
    for seed in seeds(120):
        events, rng = life_of(seed)
        made = ready(events)
        if made is None:
            continue
        assessed = assess(made, random_day(rng, events).toordinal())
        told = account(made, assessed, "en")
        assert {each.duty for each in told.obligations} | {each.duty for each in told.silent} == set(DUTIES)
        found, _ = open_alerts(made, assessed, policy)
        about = {(alert.duty, alert.due_on) for alert in found.values() if alert.kind in ("overdue", "due-soon")}
        said = {(each.duty, each.due_on) for each in told.obligations if each.alert.startswith("An alert has")}
        assert said == about


def test_a_frikommune_whose_alerts_are_switched_off_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    quiet = msgspec.structs.replace(load_policy(), muted_frikommune_themes=frozenset({"employment"}))
    monkeypatch.setattr("alerts.wording.silence_words.load_policy", lambda: quiet)
    made = b.known([b.on_benefit("dagpenge", "2018-01-08", municipality="851")])
    told = account(made, assess(made, day("2018-02-20")), "en", "joint-interview-1")
    muted = "No alert: the municipality is a frikommune, and alerts are switched off for trials of this kind."
    assert told.obligations[0].alert == muted
    assert told.muted is None, "neither passive nor awaiting a registration: nothing more to be quiet about"

    quiet_life = [b.on_benefit("dagpenge", "2016-01-04", municipality="851"), b.summoned("2018-02-01")]
    made = b.known(quiet_life)
    told = account(made, assess(made, day("2018-02-20")), "en")
    assert told.passive is not None and len(told.missing) == 1, "what is so is said, though nobody is told"
    assert told.muted == muted
    sheet = " ".join(why_sheet("c-1", assess(made, day("2018-02-20")), told, "en").split())
    assert sheet.count(f"Alert: {muted}") == 2 + sum(each.alert == muted for each in told.obligations)
