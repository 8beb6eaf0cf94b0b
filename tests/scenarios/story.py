"""Reads a life story (one YAML file) and tells it to the step; writes each alert change as one line of plain text."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import msgspec
import yaml

from rules.civil import COPENHAGEN, Instant, day, instant, start_of_day
from rules.facts import Fact
from streams.citizen.step import AlertMessage
from streams.intake.decode import Accepted, decode_line

STORIES: Final = sorted(Path(__file__).parent.glob("*.yaml"))
THE_END: Final = "and nothing else"
CITIZEN: Final = "c1"


class Story(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`law`: why it ends as it does. `until`: the last day, included. `events`: `[when, id, name, {data}]`.

    `when` is Copenhagen time; `told`: a line for each change, the last one THE_END.
    """

    story: str
    law: str
    until: str
    events: list[list[Any]]
    told: list[str]

    def facts(self) -> list[Fact]:
        return [_fact(*event) for event in self.events]

    def ends(self) -> Instant:
        """The last instant of the story."""
        return start_of_day(day(self.until) + 1) - 1


def read_story(path: Path) -> Story:
    """A story. Raises msgspec.ValidationError for a misspelt part."""
    loader = yaml.BaseLoader  # every scalar as the text that stands there; data become JSON below
    return msgspec.convert(yaml.load(path.read_text("utf-8"), loader), Story)  # noqa: S506 # BaseLoader makes text only


def _fact(when: str, event_id: str, name: str, data: dict[str, Any] | None = None, supersedes: str = "") -> Fact:
    body = {key: _value(key, value) for key, value in (data or {}).items()}
    event = {
        "specversion": "1.0",
        "id": event_id,
        "source": "/case-system",
        "type": f"dk.rettidig.{name}.v1",
        "subject": CITIZEN,
        "time": datetime.fromisoformat(when).replace(tzinfo=COPENHAGEN).isoformat(),
        "datacontenttype": "application/json",
        "data": body,
    } | ({"supersedes": supersedes} if supersedes else {})
    taken = decode_line(json.dumps(event).encode())
    assert isinstance(taken, Accepted), taken
    return taken.fact


def _value(key: str, value: str) -> Any:
    if key in ("hours", "accumulated_days", "category"):
        return int(value)
    return value == "true" if key in ("joint", "direct_to_jobcentre", "a_kasse_attended") else value


def lines(messages: tuple[AlertMessage, ...]) -> list[str]:
    """`2018-01-06 raised due-soon first-interview, due 2018-01-09, 0/1 held`, and what else a reader would want to know.

    The time of day is left out at midnight in Copenhagen, the cause where it is the clock.
    """
    return [_line(json.loads(message.value)) for message in messages]


def _line(event: dict[str, Any]) -> str:
    data = event["data"]
    at = datetime.fromisoformat(event["time"]).astimezone(COPENHAGEN)
    when = f"{at:%Y-%m-%d}" if at.hour == at.minute == 0 else f"{at:%Y-%m-%d %H:%M}"
    parts = [f"{when} {event['type'].split('.')[3]} {data['kind']} {data['duty']}", f"due {data['due_on']}"]
    parts.append(f"{data['held']}/{data['needed']} held")
    parts += [f"{name} {data[name]}" for name in ("plan_on", "summoned_for") if name in data]
    parts += ["awaiting outcome"] if data["awaiting_outcome"] else []
    parts += [f"follows {data['follows'].split(':')[0]}"] if "follows" in data else []
    parts += [f"by {data['caused_by']}"] if data["caused_by"] != "clock" else []
    return ", ".join(parts)


def utc(at: Instant) -> str:
    """An instant for the message of a failure."""
    return datetime.fromtimestamp(at / 1_000_000, UTC).isoformat()


def midnight(text: str) -> Instant:
    return instant(datetime.fromisoformat(text).replace(tzinfo=COPENHAGEN))
