"""Why a figure changed, for people: then, now, and each citizen whose part changed with the events that did it."""

from __future__ import annotations

from collections.abc import Iterator

from alerts.wording.figure_words import added_words
from alerts.wording.turn_words import learnt_words
from alerts.wording.voice import At, Count, Named, On, Voice
from alerts.wording.words import MEASURES, Language, word
from rules.civil import Instant
from rules.municipalities import MUNICIPALITIES
from streams.intake.rfc3339 import parse_instant
from streams.month import last_day
from streams.municipality.contributions import Added, Asked, Contribution, Explained
from streams.municipality.figures import Figure, Revision, Statement


def figure_sheet(asked: Asked, known_at: Instant, made: Explained, language: Language) -> str:
    """The whole answer as text."""
    return "\n".join(_lines(asked, known_at, made, Voice(language)))


def _lines(asked: Asked, known_at: Instant, made: Explained, voice: Voice) -> Iterator[str]:
    yield voice.say(
        "figures.about",
        measure=word(MEASURES, asked.measure, voice.language),
        group=Named("groups", asked.target_group),
        municipality=MUNICIPALITIES[asked.municipality].name,
        on=On(last_day(asked.month)),
    )
    voice.pause()
    yield voice.say("figures.then", at=At(known_at), met=made.then.met, counted=made.then.counted)
    yield voice.say("figures.now", met=made.now.met, counted=made.now.counted)
    if not made.changed:
        yield voice.say("figures.same")
        return
    yield ""
    yield voice.say("figures.changed", citizens=Count(len(made.changed), "citizen"))
    for each in made.changed:
        yield from _citizen(each, voice)


def _citizen(each: Contribution, voice: Voice) -> Iterator[str]:
    # A pseudonym begins as it is written, so no capital.
    then, now = _added(each.then, voice), _added(each.now, voice)
    yield f"  {voice.part('figures.citizen', citizen=each.citizen, then=then, now=now)}"
    for turn in each.turns:
        voice.pause()
        after = voice.say("figures.since", after=_added(turn.after, voice))
        yield f"    {learnt_words(turn.fact, voice)} {after}"


def _added(added: Added, voice: Voice) -> str:
    return added_words(added.counted, added.met, voice)


def stated_words(figure: Figure | None, measure: str, language: Language) -> list[str]:
    """What was stated of it, first and as revised, one line each."""
    voice = Voice(language)
    if figure is None:
        return [voice.say("figures.never-stated")]
    lines = []
    statements: list[tuple[str, Statement | Revision]] = [("stated", figure.first_published)]
    statements += [("revised", each) for each in figure.revisions]
    for name, said in statements:
        voice.pause()
        share = said.measures[measure]
        at = At(parse_instant(said.at))
        lines.append(voice.say(f"figures.{name}", at=at, met=share.met, counted=share.counted))
    return lines
