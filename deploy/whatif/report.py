"""Two replays as the sections of a report: headings, sentences and tables in one language; knows no markup."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

import msgspec

from alerts.wording.lawbook_words import lawbook_words
from alerts.wording.voice import Count, On, Span, Voice
from alerts.wording.words import DUTIES, MEASURES, Language, word
from deploy.whatif.interviews import Asked
from deploy.whatif.overdue import Case, Move, Place, moves, total
from deploy.whatif.shares import Shift, Tally, by_measure, by_municipality, last_month_end
from deploy.whatif.small_numbers import ALL, COLUMNS, LEAST, SAID, Cell, Numbers, hidden
from rules.civil import Day, day
from rules.municipalities import MUNICIPALITIES
from streams.month import month_text
from streams.replay import Replayed

_MOST_MOVERS: Final = 12


class Table(msgspec.Struct, frozen=True):
    """The column headings, and rows of text, of which the first column names the row. `summed`: the last row is all of them."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    summed: bool = False


class Section(msgspec.Struct, frozen=True):
    title: str
    level: int
    about: str
    table: Table | None


class Report(msgspec.Struct, frozen=True):
    """`lines`: the sentences above the first section; `invented`: the mark, empty where the data are real."""

    language: Language
    title: str
    invented: str
    lines: tuple[str, ...]
    sections: tuple[Section, ...]


class Compared(msgspec.Struct, frozen=True):
    """Everything that the report is made of."""

    variant: str
    about: str
    first: Day
    last: Day
    citizens: int
    events: int
    real: bool
    standing: Replayed
    other: Replayed
    told_standing: dict[Case, Place]
    told_other: dict[Case, Place]
    asked_standing: Asked
    asked_other: Asked


def report(compared: Compared, language: Language) -> Report:
    """The report in a language."""
    made = _Writer(compared, Voice(language))
    return Report(
        language=language,
        title=made.voice.say("whatif.title", variant=compared.variant),
        invented="" if compared.real else made.voice.say("whatif.invented"),
        lines=tuple(made.lines()),
        sections=tuple(made.sections()),
    )


class _Writer:
    """Writes one report; holds what is compared and the voice."""

    def __init__(self, compared: Compared, voice: Voice) -> None:
        self.compared = compared
        self.voice = voice
        self.few = voice.part("whatif.too-few")
        told = compared.told_standing, compared.told_other
        self.moves = {by: moves(*told, by) for by in ("duty", "target_group", "municipality")}
        self.everybody = total(*told)
        standing, variant = (set(each) for each in told)
        self.said = {
            name: len({case.citizen for case in cases})
            for name, cases in (("become", variant - standing), ("relieved", standing - variant))
        }
        self.hidden = hidden(Numbers(self.moves, self.everybody, self.said))

    def lines(self) -> Iterator[str]:
        it, voice = self.compared, self.voice
        yield voice.say("whatif.about", about=lawbook_words(it.about, voice.language))
        voice.pause()
        span = Span(it.first, it.last)
        yield voice.say(
            "whatif.period", span=span, citizens=Count(it.citizens, "citizen"), events=Count(it.events, "event")
        )
        yield voice.say("whatif.small", least=LEAST)
        before, after = it.asked_standing.total(), it.asked_other.total()
        same = not any(self.said.values()) and it.asked_standing == it.asked_other
        if same and it.standing.figures == it.other.figures:
            yield voice.say("whatif.no-change")
            return
        name = "more" if after > before else "fewer" if after < before else "same"
        said = {} if after == before else {"number": self.number(abs(after - before))}
        asked = voice.say(f"whatif.asked-{name}", before=self.number(before), **said)
        become, relieved = (self.citizens(name) for name in ("become", "relieved"))
        yield voice.say("whatif.summary", become=become, relieved=relieved, asked=asked)

    def sections(self) -> Iterator[Section]:
        say = self.voice.say
        yield Section(say("whatif.overdue-title"), 2, say("whatif.overdue-about"), self._moves("duty"))
        yield Section(say("whatif.groups-title"), 3, "", self._moves("target_group"))
        yield Section(say("whatif.places-title"), 3, "", self._moves("municipality"))
        yield Section(say("whatif.interviews-title"), 2, say("whatif.interviews-about"), self._asked(by_month=False))
        yield Section(say("whatif.months-title"), 3, "", self._asked(by_month=True))
        end = last_month_end(self.compared.standing) or last_month_end(self.compared.other)
        if end is not None:
            self.voice.pause()
            yield Section(
                say("whatif.measures-title"), 2, say("whatif.measures-about", on=On(day(end))), self._measures()
            )
            yield Section(say("whatif.movers-title"), 3, "", self._movers())

    def _moves(self, by: str) -> Table:
        found = self.moves[by]
        column = {"duty": "duty", "target_group": "group", "municipality": "municipality"}[by]
        rows = [(self.label(by, key), *self._numbers(move, (by, key))) for key, move in found.items()]
        rows.append((self.voice.say("whatif.all"), *self._numbers(self.everybody, ALL)))
        return Table(self.head(column, "standing", "variant", "become", "relieved"), tuple(rows), summed=True)

    def _numbers(self, move: Move, row: tuple[str, str]) -> tuple[str, ...]:
        return tuple(
            self.few if Cell(*row, column) in self.hidden else self.number(getattr(move, column)) for column in COLUMNS
        )

    def _asked(self, *, by_month: bool) -> Table:
        sums: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
        for number, asked in enumerate((self.compared.asked_standing, self.compared.asked_other)):
            for (municipality, month), interviews in asked.items():
                key = month_text(month) if by_month else self.label("municipality", municipality)
                sums[number][key] += interviews
        keys = sorted(sums[0].keys() | sums[1].keys())
        rows = [(key, *self._difference(sums[0][key], sums[1][key])) for key in keys]
        rows.append((self.voice.say("whatif.all"), *self._difference(sums[0].total(), sums[1].total())))
        column = "month" if by_month else "municipality"
        return Table(self.head(column, "standing", "variant", "difference"), tuple(rows), summed=True)

    def _difference(self, before: int, after: int) -> tuple[str, str, str]:
        return self.number(before), self.number(after), self.signed(after - before)

    def _measures(self) -> Table:
        found = by_measure(self.compared.standing, self.compared.other)
        rows = [(word(MEASURES, name, self.voice.language), *self._shares(shift)) for name, shift in found.items()]
        return Table(self.head("measure", "standing", "variant", "points"), tuple(rows))

    def _movers(self) -> Table:
        found = by_municipality(self.compared.standing, self.compared.other)
        known = [
            (key, shift)
            for key, shift in found.items()
            if min(shift.standing.counted, shift.variant.counted) >= LEAST and shift.standing != shift.variant
        ]
        known.sort(key=lambda each: (-abs(each[1].points), each[0]))
        rows = [
            (self.label("municipality", place), word(MEASURES, name, self.voice.language), *self._shares(shift))
            for (place, name), shift in known[:_MOST_MOVERS]
        ]
        return Table(self.head("municipality", "measure", "standing", "variant", "points"), tuple(rows))

    def _shares(self, shift: Shift) -> tuple[str, str, str]:
        if min(shift.standing.counted, shift.variant.counted) < LEAST:
            return self._share(shift.standing), self._share(shift.variant), "–"
        points = f"{shift.points:+.1f}".replace("-", "−")
        return self._share(shift.standing), self._share(shift.variant), self.decimal(points)

    def _share(self, tally: Tally) -> str:
        if tally.counted < LEAST:
            return self.few
        percent = self.decimal(f"{tally.percent:.1f}")
        return self.voice.part("whatif.basis", percent=percent, counted=self.number(tally.counted))

    def head(self, *columns: str) -> tuple[str, ...]:
        return tuple(self.voice.part(f"whatif.column-{column}") for column in columns)

    def label(self, by: str, key: str) -> str:
        """A row's name as people say it."""
        if by == "municipality":
            found = MUNICIPALITIES.get(key)
            return key if found is None else found.name
        if by == "target_group":
            return self.voice.name("groups", key)
        return word(DUTIES | MEASURES, key, self.voice.language)

    def citizens(self, column: str) -> str:
        """How many become overdue with a duty, or are relieved of one, in a sentence."""
        number = self.said[column]
        if 0 < number < LEAST:
            return f"{self.few} ({'<' if self.voice.language == 'en' else 'under'} {LEAST})"
        if Cell(*SAID, column) in self.hidden:
            return self.few
        shown = self.number(number) if number else ("no" if self.voice.language == "en" else "ingen")
        return f"{shown} {'citizens' if self.voice.language == 'en' else 'borgere'}"

    def number(self, number: int) -> str:
        """With the language's mark between thousands."""
        return f"{number:,}".replace(",", "." if self.voice.language == "da" else ",")

    def signed(self, number: int) -> str:
        sign = "+" if number > 0 else "−" if number < 0 else "±"
        return f"{sign}{self.number(abs(number))}"

    def decimal(self, text: str) -> str:
        return text.replace(".", ",") if self.voice.language == "da" else text
