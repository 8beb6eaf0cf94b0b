"""Says in words what the drawing shows: one text for each mark, band and bar, for titles, names and the table alike."""

from __future__ import annotations

from typing import Final

import msgspec

from alerts.pages.day_words import DayWords
from alerts.pages.lifeline.bands import PAUSES, Band, Drawn
from alerts.pages.lifeline.bars import BarRow, is_open, is_theirs
from alerts.pages.lifeline.marks import Mark
from alerts.pages.texts import Say
from alerts.wording.words import DUTIES, STATUSES, Language, word
from rules.civil import Day
from rules.history import Interview
from rules.municipalities import MUNICIPALITIES
from rules.obligation import Obligation

ICONS: Final = {
    "overdue": "late",
    "outstanding": "late-share",
    "pending": "pending",
    "suspended": "still",
    "fulfilled": "met",
    "fulfilled-late": "met-late",
    "lapsed": "gone",
}
"""The sign of each status; its shape alone tells it apart."""
_CHARACTER_PX: Final = 6.8
_PADDING_PX: Final = 16
_USUAL_PX: Final = 720
"""How wide a drawing usually is; on narrower ones a name may be cut off, never overlap."""


class Standing(msgspec.Struct, frozen=True):
    """How an obligation stands in three short texts: the status, the count where there is more than one act, and the date."""

    status: str
    icon: str
    word: str
    count: str
    when: str


class Saying(msgspec.Struct, frozen=True):
    """Speaks one language, on one day. `is_heard`: of a citizen whose municipality sends; else nobody knows what is late."""

    language: Language
    t: Say
    when: DayWords
    is_heard: bool = True

    def duty(self, each: Obligation | BarRow) -> str:
        return word(DUTIES, each.duty, self.language)

    def status(self, each: Obligation) -> str:
        return self.t("life.not-known") if self._is_unknown(each) else word(STATUSES, each.status, self.language)

    def icon(self, each: Obligation) -> str:
        """The sign of its status; what nobody knows to be late looks like what is still to come."""
        return ICONS["pending" if self._is_unknown(each) else each.status]

    def _is_unknown(self, each: Obligation) -> bool:
        return not self.is_heard and is_open(each) and each.status == "overdue"

    def near(self, on: Day) -> str:
        """A day near by as a weekday with its date, one further off with the days until then."""
        away = on - self.when.today
        if 1 < away < 7:
            return self.when.weekday_date(on)
        if 7 <= away <= 45:
            return f"{self.when.date(on)} ({self.t('life.in-days', count=away)})"
        return self.when.near(on) if -1 <= away <= 1 else self.when.date(on)

    def due(self, each: Obligation) -> str:
        """`senest på torsdag`, `senest 12. april (om 20 dage)`, `3 dage over fristen`; where nobody knows `fristen var 4. marts`."""
        if each.due_on < self.when.today:
            if not self.is_heard:
                return self.t("advis.was-due", date=self.when.date(each.due_on))
            return self.when.past(each.due_on)
        return self.t("day.by", day=self.near(each.due_on))

    def standing(self, each: Obligation) -> Standing:
        """How an obligation stands, for its row's name and for its reason's heading."""
        return Standing(
            each.status,
            self.icon(each),
            self.status(each),
            self.t("life.held-of", held=min(each.held, each.needed), needed=each.needed) if each.needed > 1 else "",
            self._date(each),
        )

    def short(self, each: Obligation) -> str:
        """The standing beside a row: what its sign says already is left out."""
        said = self.standing(each)
        if is_open(each) and each.status in ("overdue", "pending"):
            return " · ".join(part for part in (said.when, said.count) if part)
        return " · ".join(part for part in (said.word, said.count, said.when) if part)

    def _date(self, each: Obligation) -> str:
        if each.fulfilled_on is not None:
            return self.when.date(each.fulfilled_on)
        if is_open(each):
            return "" if each.status == "suspended" else self.due(each)
        return "" if each.status == "lapsed" else self.t("life.until-past", day=self.when.date(each.due_on))

    def obligation(self, each: Obligation) -> str:
        """All of it in one line, for a bar's title."""
        since, due = self.when.date(each.since), self.when.date(each.due_on)
        return f"{self.duty(each)}: {self.t('life.table.due', since=since, due=due)}, {self.ending(each)}"

    def ending(self, each: Obligation) -> str:
        """`Opfyldt 8. februar, 3 af 3`, `Overskredet, 2 af 3 (a-kassens opgave)`."""
        said = self.standing(each)
        parts = [f"{said.word} {said.when}" if each.fulfilled_on is not None else said.word, said.count]
        theirs = f" ({self.t('life.owner-a-kasse')})" if is_theirs(each) else ""
        return ", ".join(part for part in parts if part) + theirs

    def mark(self, mark: Mark) -> str:
        """`Fællessamtale holdt 8. februar 2018 (telefon)`."""
        return f"{self.t(f'life.mark.{mark.shape}')} {self.when.date(mark.on)}{self.mark_more(mark)}"

    def mark_more(self, mark: Mark) -> str:
        """What else is known of it: how and with whom it was, and where it was moved to."""
        if mark.moved_to is not None:
            return f" {self.t('life.moved-to', day=self.when.date(mark.moved_to))}"
        more = self._how(mark.interview)
        return f" ({', '.join(more)})" if more else ""

    def _how(self, interview: Interview) -> list[str]:
        said = [self.t(f"life.form.{interview.form}")] if interview.form else []
        if interview.actor != "jobcentre":
            said.append(self.t("life.with", who=self.t(f"life.actor.{interview.actor}")))
        return said

    def band_short(self, band: Band) -> str:
        """The name that is written in the drawing: of an offer its everyday name."""
        if band.kind != "offer":
            return self.band_name(band)
        if band.is_cancelled:
            return self.t("life.offer-cancelled").capitalize()
        return self.t(f"life.offer-short-{band.name}")

    def band_name(self, band: Band) -> str:
        """What stands in a band, without its days."""
        if band.kind == "benefit":
            return self.t(f"life.group.{band.name}")
        if band.kind == "offer":
            return self.t(f"life.offer-{band.name}")
        if band.kind == "work":
            return self.t("life.work", hours=band.beside)
        if band.kind == "mentor":
            return self.t("life.mentor-contacts", count=len(band.days)) if band.days else self.t("life.mentor")
        return self.t(f"life.pause-{band.name}")

    def fits(self, drawn: Drawn) -> str:
        """Where the name of a band has room at a usual width: `inside`, `after`, `before` or `under` it, or nowhere (then its title says it)."""
        needed = (len(self.band_short(drawn.band)) * _CHARACTER_PX + _PADDING_PX) / _USUAL_PX * 100
        if drawn.band.kind in PAUSES:
            return "under" if drawn.place.width + drawn.room_after >= needed else ""
        if drawn.place.width >= needed:
            return "inside"
        if drawn.room_after >= needed:
            return "after"
        return "before" if drawn.room_before >= needed else ""

    def months(self, count: int) -> str:
        """`3 måneder`; from two years on `13 år`, `13 år og 2 måneder`."""
        if count < 24:
            return self.t("life.months", count=count)
        years = self.t("life.years", count=count // 12)
        return f"{years} {self.t('life.and')} {self.t('life.months', count=count % 12)}" if count % 12 else years

    def band(self, band: Band) -> str:
        """All of it in one line, for a band's title."""
        return f"{self.band_name(band)} {self.days(band.from_, band.to)}{self.band_more(band)}"

    def band_more(self, band: Band) -> str:
        """What else is known: the municipality of a benefit, what an offer counts for, an end that is not known."""
        more = []
        if band.kind == "benefit":
            found = MUNICIPALITIES.get(band.beside)
            more.append(band.beside if found is None else found.name)
        if band.is_cancelled:
            more.append(self.t("life.offer-cancelled"))
        if not band.counts:
            more.append(self.t("life.offer-uncounted"))
        if band.given_on is not None and band.given_on != band.from_:
            more.append(self.t("life.offer-given", day=self.when.date(band.given_on)))
        return f" ({', '.join(more)})" if more else ""

    def days(self, first: Day, last: Day | None) -> str:
        """`1. maj – 3. juni`; without a known end `fra 1. maj`."""
        if last is None:
            return self.t("life.from", first=self.when.date(first))
        if first == last:
            return self.when.date(first)
        return self.t("life.from-to", first=self.when.date(first), last=self.when.date(last))
