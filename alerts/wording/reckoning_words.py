"""A reckoning as sentences: where counting starts, each period, stop, birthday, change and exemption, in order."""

from __future__ import annotations

from collections.abc import Iterable

from alerts.wording.voice import Count, Event, Named, On, Span, Value, Voice
from rules.civil import Day
from rules.clock_stops import Cause
from rules.lawbook import Period
from rules.reckoning.steps import Acted, Aged, AtBirthday, Begun, Exempted, Graced, Ran, Step, Stood, Unexplained
from rules.terms import Terms


def reckoning_words(steps: Iterable[Step], terms: Terms, on: Day, voice: Voice) -> tuple[str, ...]:
    """One sentence a step; `on` is the assessed day, on which what is open is taken to end."""
    return tuple(_said(step, terms, on, voice) for step in steps)


def _said(step: Step, terms: Terms, on: Day, voice: Voice) -> str:  # noqa: PLR0911 # one sentence for each kind of step
    match step:
        case Begun():
            return _begun(step, voice)
        case Acted():
            return voice.say(f"reckoning.acted-{step.what}", on=On(step.to), event=Event(step.event))
        case Ran(role="repeated"):
            return voice.say("reckoning.ran-repeated", k=step.k, period=step.period, on=On(step.to))
        case Ran():
            return voice.say(f"reckoning.ran-{step.role}", period=step.period, on=On(step.to))
        case Stood():
            return _stood(step, terms, on, voice)
        case Aged():
            return _aged(step, voice)
        case AtBirthday():
            return voice.say("reckoning.at-birthday", on=On(step.to))
        case Graced():
            return voice.say(
                "reckoning.graced",
                changed=On(step.changed_on),
                event=Event(step.event),
                group=Named("groups", step.group),
                days=Count(step.days, "day"),
                on=On(step.to),
            )
        case Exempted():
            name = "reckoning.exempted-open" if step.is_open else "reckoning.exempted"
            months = Period(months=step.months)
            return voice.say(name, last=On(step.last), event=Event(step.event), period=months, on=On(step.to))
        case Unexplained():
            return voice.say("reckoning.unexplained", on=On(step.to))


def _begun(step: Begun, voice: Voice) -> str:
    more: dict[str, Value] = {}
    if step.what == "accumulated":
        more = {"said": On(step.said_on), "days": Count(step.days, "day")}
    return voice.say(f"reckoning.begun-{step.what}", on=On(step.to), event=Event(step.event), **more)


def _aged(step: Aged, voice: Voice) -> str:
    if step.birthday is None:
        return voice.say("reckoning.aged-unknown", age=step.age, until=step.until)
    return voice.say(f"reckoning.aged-{step.what}", age=step.age, birthday=On(step.birthday))


def _stood(step: Stood, terms: Terms, on: Day, voice: Voice) -> str:
    said: dict[str, Value] = {
        "what": cause_words(step.cause, terms, voice),
        "event": Event(step.cause.event),
        "days": Count(step.days, "day"),
        "on": On(step.to),
    }
    if step.cause.to is None and step.last == on:
        return voice.say("reckoning.stood-open", since=On(step.from_), **said)
    return voice.say("reckoning.stood", span=Span(step.from_, step.last), **said)


def cause_words(cause: Cause, terms: Terms, voice: Voice) -> str:
    """What a stop is, as part of a sentence."""
    if cause.what == "work":
        return voice.part("reckoning.work-stop", hours=Count(terms.work_hours_a_week, "hour"))
    table, name = {"absence": ("absences", cause.kind), "exemption": ("scopes", cause.kind)}.get(
        cause.what, ("stops", cause.what)
    )
    return voice.name(table, name)
