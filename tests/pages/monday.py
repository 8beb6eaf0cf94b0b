"""A Monday morning in Aarhus, invented: two caseworkers, some citizens and what there is to do for them."""

from __future__ import annotations

import re
from typing import Any, Final

import msgspec
from starlette.testclient import TestClient

from alerts.alert import Finding, Kind
from alerts.inbox.entry import Action, ActionType, Change, Entry, Telling
from rules.civil import Day, Instant, day, iso, start_of_day
from tests.pages.lives import LIVES, MUNICIPALITY, told_of
from tests.pages.memory import HandMoved, MemoryActions, MemoryFigures, MemoryNames, MemoryView

TODAY: Final[Day] = day("2026-03-09")
SECOND: Final = 1_000_000
NOW: Final[Instant] = start_of_day(TODAY) + (8 * 60 + 5) * 60 * SECOND
CITIZENS: Final = {
    "c-1001": "Anna Holm",
    "c-1002": "Bo Lind",
    "c-1003": "Carla Østergård",
    "c-1004": "Dennis Vad",
    "c-1005": "Eva Møller",
    "c-1006": "Farid Noori",
    "c-1007": "Gitte Bak",
    "c-1008": "Hassan Yildiz",
    "c-2001": "Ida Krog",
}
CASEWORKERS: Final = {"cw-1": "Mette Kjær", "cw-2": "Jonas Friis", "cw-3": "Sara Damm"}


class Monday(msgspec.Struct):
    """The ports and what they hold."""

    view: MemoryView
    actions: MemoryActions
    names: MemoryNames
    figures: MemoryFigures
    clock: HandMoved

    def ports(self) -> dict[str, Any]:
        """As `create_app` takes them."""
        return {name: getattr(self, name) for name in self.__struct_fields__} | {"is_invented": True}


def telling(  # a builder: each test names what it is about
    citizen: str,
    kind: Kind,
    duty: str,
    due_on: Day,
    *,
    since: Day | None = None,
    needed: int = 1,
    held: int = 0,
    caseworker: str | None = "cw-1",
    group: str = "dagpenge",
    summoned_for: Day | None = None,
    awaiting_outcome: bool = False,
    held_back: bool = False,
    confidence: str = "sure",
    raised_at: Instant | None = None,
) -> Telling:
    """An alert as it was raised. `since`: 26 weeks before it is due."""
    begun = due_on - 182 if since is None else since
    at = min(start_of_day(due_on + 1), NOW - 60 * SECOND) if raised_at is None else raised_at
    return Telling(
        alert_id=f"{kind}:{duty}:{citizen}:{iso(begun)}:{needed}",
        revision=1,
        change="raised",
        at=at,
        raised_at=at,
        kind=kind,
        duty=duty,
        citizen=citizen,
        municipality=MUNICIPALITY,
        target_group=group,
        caseworker=caseworker,
        since=begun,
        due_on=due_on,
        needed=needed,
        held=held,
        awaiting_outcome=awaiting_outcome,
        held_back=held_back,
        finding=Finding(
            "LAB (LBK 1294 af 07/10/2025) § 31",
            f"{duty}@2024-01-01",
            confidence,  # type: ignore[arg-type]  # tests write the word
            begun,
            (),
            f"{iso(begun)} + 26 weeks = {iso(due_on)}; {held} of {needed} held",
            f"{needed - held} interview by {iso(due_on)}",
        ),
        summoned_for=summoned_for,
        raised_revision=1,
    )


def later(earlier: Telling, change: Change, at: Instant = NOW, **differs: Any) -> Telling:
    """The next message of an alert."""
    return msgspec.structs.replace(earlier, revision=earlier.revision + 1, change=change, at=at, **differs)


def action(about: Telling, kind: ActionType, by: str = "cw-2", at: Instant = NOW, **said: Any) -> Action:
    """What somebody did with an alert."""
    return Action(
        f"0000-{kind}-{about.alert_id}",
        kind,
        about.alert_id,
        about.revision,
        about.citizen,
        MUNICIPALITY,
        by,
        at,
        **said,
    )


def tellings() -> list[Telling]:
    """What is open this morning by the law of the day."""
    return [each for citizen, facts in LIVES.items() for each in told_of(citizen, facts, TODAY)]


def monday(*, with_alerts: bool = True) -> Monday:
    """The morning, or one on which all is well."""
    view = MemoryView([Entry(each) for each in tellings()] if with_alerts else ())
    view.known_facts = {citizen: tuple(facts) for citizen, facts in LIVES.items()}
    view.as_of = NOW - 60 * SECOND
    return Monday(view, MemoryActions(view), MemoryNames(CITIZENS, CASEWORKERS), MemoryFigures(), HandMoved(NOW))


def token_in(text: str) -> str:
    """The session's token in a page's forms."""
    found = re.search(r'name="token" value="([^"]+)"', text)
    assert found is not None, "the page has no form"
    return found[1]


def signed_in(client: TestClient, user: str) -> str:
    """Signs in; the session's token."""
    token = token_in(client.get("/bruger").text)
    answer = client.post("/bruger", data={"token": token, "kommune": MUNICIPALITY, "bruger": user})
    assert answer.status_code == 303, answer.text
    return token_in(client.get("/").text)
