"""A row in one breath: what must happen, by when and how far past, what is arranged, what people did; in the reader's words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import blake2b
from typing import Final, Literal
from urllib.parse import urlencode

import msgspec

from alerts.alert import Kind
from alerts.inbox.cure import Cure
from alerts.inbox.entry import Telling
from alerts.inbox.item import Item
from alerts.inbox.law_change import in_this_life
from alerts.inbox.rows import Row
from alerts.inbox.wanted import seen_of
from alerts.pages.day_words import DayWords
from alerts.pages.texts import Say, say_in
from alerts.wording.words import DUTIES, KINDS, Language, word
from rules.civil import Day, civil_day

Tone = Literal["late", "soon", "calm"]
TONES: Final[dict[Kind, Tone]] = {
    "overdue": "late",
    "due-soon": "soon",
    "passive": "late",
    "passive-soon": "soon",
    "outcome-missing": "calm",
}
_FAMILY: Final[dict[Cure, str]] = {"joint-interview": "interview"}


class Line(msgspec.Struct, frozen=True):
    """One row as it is shown.

    `about`: for forms, each alert's id and what is seen of it. `digest` differs when what is shown differs. `marks`: what
    people did. `doubt`: the confidence of a rule that is not sure. `held_back`: why it calls for nobody. `by_law`: that it
    came of a changed law, and when. `is_announced`: whether it calls for attention when it comes.
    """

    id: str
    digest: str
    citizen: str
    kind: Kind
    tone: Tone
    what: str
    duties: str
    due: str
    arranged: str
    about: tuple[tuple[str, str], ...]
    marks: tuple[str, ...]
    is_new: bool
    is_snoozed: bool
    is_noted: bool
    held_back: str
    by_law: str
    is_announced: bool
    doubt: str | None
    notes: int

    @property
    def is_held_back(self) -> bool:
        """Whether it is shown but calls for nobody."""
        return bool(self.held_back)

    @property
    def shown(self) -> str:
        """What a page sends along to hear what has changed."""
        return " ".join((self.id, self.digest, *(alert_id for alert_id, _ in self.about)))

    @property
    def pressed(self) -> str:
        """What a button of the row is about: the row, and each alert with what was seen of it."""
        return " ".join((self.id, *(part for each in self.about for part in each)))

    @property
    def address(self) -> str:
        """Where the row answers by itself."""
        return f"/advis/raekke?{urlencode([('om', alert_id) for alert_id, _ in self.about])}"


class Speaker:
    """Words rows for one reader on one day. `names`: of colleagues, by id; the reader herself is "you"."""

    def __init__(self, language: Language, when: DayWords, reader: str, names: Mapping[str, str]) -> None:
        self.say: Say = say_in(language)
        self.when = when
        self._language = language
        self._reader = reader
        self._names = names

    def who(self, user: str) -> str:
        """A colleague's name, or "you"."""
        return self.say("advis.you") if user == self._reader else self._names.get(user, user)

    def alert(self, telling: Telling) -> str:
        """An alert by its kind and duty: `Frist overskredet: Første samtale`."""
        kind = word(KINDS, telling.kind, self._language)
        return f"{kind}: {word(DUTIES, telling.duty, self._language)}" if telling.duty in DUTIES else kind

    def line(self, citizen: str, row: Row) -> Line:
        """A row's words."""
        first = row.items[0]
        tellings = [item.telling for item in row.items]
        states = {item.stands.state for item in row.items}
        return Line(
            id=row_id(citizen, row),
            digest=_digest(row, self.when.today),
            citizen=citizen,
            kind=first.telling.kind,
            tone="calm" if first.is_held_back else TONES[first.telling.kind],
            what=self._what(row),
            duties=" · ".join(dict.fromkeys(self._duty(item) for item in row.items)),
            due=self.due(first.telling, is_held_back=first.is_held_back, planned_on=row.planned_on),
            arranged=self._arranged(row),
            about=tuple((each.alert_id, seen_of(each).text()) for each in tellings),
            marks=tuple(dict.fromkeys(self._marks(row))),
            is_new="new" in states,
            is_snoozed=states == {"snoozed"},
            is_noted=states == {"noted"},
            held_back=self._held_back(row),
            by_law=self._by_law(tellings),
            is_announced=any(item.is_announced for item in row.items),
            doubt=next((each.finding.confidence for each in tellings if each.finding.confidence != "sure"), None),
            notes=len({each.id for item in row.items for each in item.stands.comments}),
        )

    def _what(self, row: Row) -> str:
        if row.cure == "register":
            day = row.planned_on or row.items[0].telling.summoned_for
            return self.say("cure.register-day", date=self.when.date(day)) if day else self.say("cure.register")
        if row.cure == "joint-interview" and row.acts > 1:
            return self.say("cure.joint-interview-among", count=row.acts)
        if row.cure == "other":
            duty = row.items[0].telling.duty
            return self.say("cure.mentor-contact") if duty == "mentor-contact" else word(DUTIES, duty, self._language)
        return self.say(f"cure.{row.cure}", count=row.acts)

    def _duty(self, item: Item) -> str:
        telling = item.telling
        if telling.kind in ("passive", "passive-soon", "outcome-missing"):
            return self.say(f"advis.duty-{telling.kind}")
        name = word(DUTIES, telling.duty, self._language)
        if telling.needed > 1:
            return self.say("advis.duty-held", duty=name, held=telling.held, needed=telling.needed)
        return name

    def due(self, telling: Telling, *, is_held_back: bool, planned_on: Day | None = None) -> str:
        """By when, and how far past. `planned_on`: the interview whose outcome is to be registered."""
        if telling.kind == "outcome-missing":
            return self.say("advis.unregistered", count=self.when.today - (planned_on or telling.since))
        if telling.kind == "passive":
            return self.say("advis.passive-since", date=self.when.date(telling.due_on + 1))
        if telling.kind == "passive-soon":
            return self.say("advis.passive-from", day=self.when.near(telling.due_on + 1))
        if telling.kind == "overdue" and is_held_back:
            return self.say("advis.was-due", date=self.when.date(telling.due_on))
        return self.when.due(telling.due_on)

    def _arranged(self, row: Row) -> str:
        if row.summoned_for is not None:
            return self.say("advis.summoned", day=self.when.near(row.summoned_for))
        if row.cure == "register":
            return self.say("advis.outcome-awaited")
        return self.say("advis.nothing-arranged")

    def _held_back(self, row: Row) -> str:
        """Why the row calls for nobody."""
        silence = next((item.silence for item in row.items if item.silence is not None), None)
        if silence is not None:
            return self.say("advis.held-back-since", day=self.when.weekday_date(silence.heard_on))
        return self.say("advis.held-back") if any(item.is_held_back for item in row.items) else ""

    def _by_law(self, tellings: Iterable[Telling]) -> str:
        """That a changed law brought or changed an alert of the row, and when; the newest."""
        found = max((each for telling in tellings if (each := in_this_life(telling)) is not None), default=None)
        if found is None:
            return ""
        key = "advis.by-law-raised" if found.change == "raised" else "advis.by-law-changed"
        return self.say(key, date=self.when.date(civil_day(found.at)))

    def _marks(self, row: Row) -> list[str]:
        said = []
        for item in row.items:
            stands = item.stands
            if stands.snoozed is not None and stands.back_on is not None:
                who, day = self.who(stands.snoozed.by), self.when.near(stands.back_on)
                said.append(self.say("mark.snoozed", who=who, day=day))
                if stands.snoozed.reason:
                    said.append(self.say("mark.reason", reason=stands.snoozed.reason))
            elif stands.state == "noted" and stands.noted is not None:
                said.append(self.say("mark.noted", who=self.who(stands.noted.by), at=self.when.at(stands.noted.at)))
            elif stands.state == "acknowledged" and stands.acknowledged is not None:
                by, at = stands.acknowledged.by, stands.acknowledged.at
                said.append(self.say("mark.acknowledged", who=self.who(by), at=self.when.at(at)))
            if stands.handed is not None:
                said.append(
                    self.say("mark.handed", who=self.who(stands.handed.by), to=self.who(stands.handed.to or ""))
                )
        return said


def row_id(citizen: str, row: Row) -> str:
    """The row's name in the page: the same for as long as it is about the same citizen and cure."""
    about = f"{citizen}|{_FAMILY.get(row.cure, row.cure)}|{row.planned_on or 0}|"
    if row.cure == "other":
        about += row.items[0].telling.duty
    return f"r{blake2b(about.encode(), digest_size=6).hexdigest()}"


def _digest(row: Row, today: Day) -> str:
    parts = [str(today)]
    for item in row.items:
        parts.append(f"{item.telling.alert_id}#{item.telling.revision}#{len(item.actions)}#{item.stands.state}")
        if item.silence is not None:
            parts.append(f"{item.silence.heard_at}")
    return blake2b("|".join(parts).encode(), digest_size=5).hexdigest()
