"""A release that answers otherwise says so by another version of the law, so that everybody is judged anew once."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from alerts.kinds import open_alerts
from streams.citizen.edition import EDITION
from streams.citizen.judge import Judge
from streams.engine.settlement import NOBODY, LawReplacedError, Settlement
from tests.streams.citizen.walks import judge
from tests.upgrades.answers import Answers, answers, kept

WRITE_ANEW = "write the answers anew: `python -m tests.upgrades.answers`"


def complaint(before: Answers, now: Answers) -> str:
    """What is to be done about other answers than those that are kept; empty: nothing."""
    if (before.version, before.edition) != (now.version, now.edition):
        return f"lawbook, policy or edition changed: {WRITE_ANEW}"
    if before != now:
        return (
            "the code answers otherwise under the same version of the law, and citizens judged before would never hear of it: "
            f"take the change back, or raise EDITION in streams/citizen/edition.py and {WRITE_ANEW}"
        )
    return ""


def test_the_answers_are_those_of_this_edition() -> None:
    assert complaint(kept(), answers()) == ""


def test_a_change_of_code_that_changes_an_answer_asks_for_another_edition(monkeypatch: pytest.MonkeyPatch) -> None:
    def corrected(*given: Any) -> Any:
        """As if somebody had found that nobody is to be told of a missing outcome any more."""
        found, look_again_on = open_alerts(*given)
        return {key: alert for key, alert in found.items() if alert.kind != "outcome-missing"}, look_again_on

    monkeypatch.setattr("streams.citizen.judge.open_alerts", corrected)
    now = answers()
    assert 0 < now.messages < kept().messages
    assert "raise EDITION" in complaint(kept(), now)
    assert complaint(kept(), replace(now, edition=EDITION + 1)).startswith("lawbook, policy or edition changed")


def test_another_edition_is_another_law_that_judges_anew_and_is_not_undone_by_the_older() -> None:
    ours = judge()
    assert ours.version == Judge(ours.book, ours.policy, EDITION).version
    newer = Judge(ours.book, ours.policy, EDITION + 1)
    assert newer.version != ours.version
    judged = Settlement(3, 7, 41, 0).under(ours.version)
    assert not replace(judged, judges_anew=False).under(ours.version).judges_anew
    after = replace(judged, judges_anew=False).under(newer.version)
    assert after.judges_anew
    assert after.law_before == ours.version
    with pytest.raises(LawReplacedError, match="RETTIDIG_LAWBOOK_UNDOES"):
        after.under(ours.version)
    assert not NOBODY.under(newer.version).judges_anew, "of nobody nothing has to be judged anew"
