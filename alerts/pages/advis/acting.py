"""What a posted form wants done with the alerts of a row: decided for all of them first, then written, then answered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec
from starlette.datastructures import FormData
from starlette.requests import Request

from alerts.inbox.acting import act
from alerts.inbox.entry import Action, ActionType
from alerts.inbox.people import User
from alerts.inbox.refusal import Refused
from alerts.inbox.wanted import Acknowledge, Comment, HandOver, Seen, Snooze, TakeNote, Undo, Unsnooze, Wanted, seen_in
from alerts.pages.advis.line import Speaker
from alerts.pages.advis.panel import MOST_ALERTS, Single
from alerts.pages.errors import NotRead
from alerts.pages.services import Services, services_of
from rules.civil import Day, day

_PARTS_OF_ABOUT: Final = 2


class NotADay(Exception):
    """What was written is no day."""


class About(msgspec.Struct, frozen=True):
    """One alert that a form is about, with what the page showed of it; or with the action to undo."""

    alert_id: str
    said: str

    @property
    def seen(self) -> Seen | None:
        """What the page showed."""
        return seen_in(self.said)


class Done(msgspec.Struct, frozen=True):
    """What was written. `missing`: what was wanted and was not, because the log went away in the middle."""

    actions: tuple[Action, ...]
    missing: tuple[Action, ...] = ()

    @property
    def kind(self) -> ActionType:
        """What was done."""
        return self.actions[0].type


class Pressed(msgspec.Struct, frozen=True):
    """A button: what it does, the row that it belongs to and what it is about."""

    handling: str
    row: str
    about: tuple[About, ...]


def pressed_in(form: FormData) -> Pressed:
    """What was pressed. Raises NotRead.

    A button of a list says all in its value, `tryk`: handling, row, and pairs of an alert's id and what was seen of it;
    forms say the same in the fields `handling`, `linje` and `om`.
    """
    if "tryk" in form:
        handling, _, rest = str(form["tryk"]).partition(" ")
        row, *parts = rest.split(" ")
        said = [parts[at : at + _PARTS_OF_ABOUT] for at in range(0, len(parts), _PARTS_OF_ABOUT)]
    else:
        handling, row = str(form.get("handling", "")), str(form.get("linje", ""))
        said = [str(each).split(" ") for each in form.getlist("om")]
    if not 0 < len(said) <= MOST_ALERTS or any(len(each) != _PARTS_OF_ABOUT for each in said):
        raise NotRead
    return Pressed(handling, row, tuple(About(*each) for each in said))


async def wanted_in(handling: str, form: FormData, user: User, services: Services) -> Wanted:  # noqa: PLR0911 # one for each button
    """What a button does with what the form holds. Raises NotRead, NotADay."""
    match handling:
        case "kvitter":
            return Acknowledge()
        case "udsaet":
            return Snooze(_day(str(form.get("til", ""))), str(form.get("begrundelse", "")))
        case "hent":
            return Unsnooze()
        case "efterretning":
            return TakeNote()
        case "note":
            return Comment(str(form.get("note", "")))
        case "tag":
            return HandOver(user.id, (user.id,))
        case "overdrag":
            people = await services.view.caseworkers(user.municipality)
            return HandOver(str(form.get("kollega", "")), {each for each, _ in people})
        case "fortryd":
            return Undo("", in_time=False)
    raise NotRead


def _day(text: str) -> Day:
    try:
        return day(text)
    except ValueError:
        raise NotADay from None


async def decide(
    request: Request, user: User, one: Single, about: Sequence[About], wanted: Wanted
) -> list[Action] | Refused:
    """The actions to write, or why none is. An alert that has ended meanwhile does not keep the others from it."""
    services = services_of(request)
    entries = {entry.telling.alert_id: entry for entry in one.entries if entry.telling is not None}
    found: list[Action] = []
    refused: Refused | None = None
    for each in about:
        what = Undo(each.said, await services.actions.undoable(each.said)) if isinstance(wanted, Undo) else wanted
        if each.seen is None and not isinstance(what, Undo):
            raise NotRead
        decided = act(entries.get(each.alert_id), user, what, services.clock(), each.seen, services.policy)
        if isinstance(decided, Action):
            found.append(decided)
        elif refused is None or refused.reason == "ended":
            refused = decided
    if refused is not None and (not found or refused.reason != "ended"):
        return refused
    return found


async def write(services: Services, actions: Sequence[Action]) -> Done:
    """Writes them together. Raises NotWritten where none could be."""
    written = tuple(await services.actions.write(actions))
    return Done(written, tuple(action for action in actions if action not in written))


def said_of(done: Done, one: Single) -> str:
    """What was done, in the reader's words; where not all of it was saved, what was and what was not."""
    say = one.speaker.say
    if not done.missing:
        return say(f"done.{done.kind}")
    told = {entry.telling.alert_id: entry.telling for entry in one.entries if entry.telling is not None}
    saved, missing = (
        ", ".join(one.speaker.alert(told[each.alert_id]) for each in some) for some in (done.actions, done.missing)
    )
    return say("done.part", saved=saved, missing=missing)


def refusal(refused: Refused, speaker: Speaker) -> str:
    """Why it was refused, in the reader's words."""
    when, say = speaker.when, speaker.say
    key = f"refused.{refused.reason}"
    if refused.reason == "ended":
        key = f"{key}-{refused.ended_by}{'-by-law' if refused.by_law else ''}"
    elif refused.reason == "not-yours" and not refused.who:
        key = f"{key}-nobody"
    return say(
        key,
        at=when.at(refused.at) if refused.at is not None else "",
        on=when.date(refused.on) if refused.on is not None else "",
        limit=refused.limit,
        who=speaker.who(refused.who or ""),
        differs=", ".join(say(f"differs.{each}") for each in refused.differs),
    )
