"""What later registrations changed about a day, as sentences: which event, registered when, and what it turned into what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from alerts.wording.voice import At, Count, Event, Named, On, Voice
from alerts.wording.words import DUTIES, STATUSES, Language, word
from rules.civil import Day, Instant, iso, iso_instant
from rules.facts import WIRE_NAME, Fact
from rules.turns import Shift, Turn

_DAYS = ("held_on", "missed_on", "planned_on", "from_", "on", "to")


def turn_words(turns: Sequence[Turn], known_at: Instant, language: Language) -> tuple[str, ...]:
    """One line for each event that changed something, its changes indented below it; one for all others together."""
    voice = Voice(language)
    telling = [turn for turn in turns if not turn.idle]
    if not telling:
        return (voice.say("times.nothing", at=At(known_at)),)
    lines = [voice.say("times.heading", at=At(known_at))]
    for turn in telling:
        voice.pause()
        lines.append(f"  {learnt_words(turn.fact, voice)}")
        lines += [f"    {line}" for line in _changes(turn, voice)]
    if idle := len(turns) - len(telling):
        lines.append(f"  {voice.say('times.idle', events=Count(idle, 'event'))}")
    return tuple(lines)


def since_json(turns: Sequence[Turn]) -> list[dict[str, Any]]:
    """The same for machines: what changed nothing is left out."""
    return [
        {
            "event": turn.fact.id,
            "type": WIRE_NAME[type(turn.fact)],
            "registered_at": iso_instant(turn.fact.learnt_at),
            "passive": turn.passive,
            "changes": [{"before": _stand(each.before), "after": _stand(each.after)} for each in turn.shifts],
        }
        for turn in turns
        if not turn.idle
    ]


def _stand(each: Any) -> dict[str, Any] | None:
    if each is None:
        return None
    return {"duty": each.duty, "status": each.status, "due": iso(each.due_on), "held": each.held, "needed": each.needed}


def learnt_words(fact: Fact, voice: Voice) -> str:
    """Which event was registered when, and what it tells of."""
    day = day_of(fact)
    what = Named("events", WIRE_NAME[type(fact)])
    return voice.say(
        "times.learnt",
        at=At(fact.learnt_at),
        what=what,
        day="" if day is None else _day(day, voice),
        event=Event(fact.id),
    )


def _day(day: Day, voice: Voice) -> str:
    voice.pause()
    return voice.part("times.on-day", on=On(day))


def day_of(fact: Fact) -> Day | None:
    """The day that a fact tells of, None where it tells of none."""
    found = (getattr(fact, name, None) for name in _DAYS)
    return next((day for day in found if day is not None), None)


def _changes(turn: Turn, voice: Voice) -> Iterator[str]:
    for shift in turn.shifts:
        voice.pause()
        yield _change(shift, voice)
    if turn.passive is not None:
        yield voice.say("times.became-passive" if turn.passive else "times.no-longer-passive")


def _change(shift: Shift, voice: Voice) -> str:
    before, after = shift.before, shift.after
    each = before or after
    assert each is not None, "a shift has one side at least"  # noqa: S101 # narrows the type
    duty = word(DUTIES, each.duty, voice.language)
    status, due = word(STATUSES, each.status, voice.language), On(each.due_on)
    if before is None or after is None:
        return voice.say("times.appeared" if before is None else "times.vanished", duty=duty, status=status, due=due)
    if (before.status, before.due_on) == (after.status, after.due_on):
        return voice.say("times.counted", duty=duty, held=before.held, now=after.held, needed=after.needed)
    return voice.say(
        "times.changed",
        duty=duty,
        status=status,
        due=due,
        now=word(STATUSES, after.status, voice.language),
        now_due=On(after.due_on),
        held=after.held,
        needed=after.needed,
    )
