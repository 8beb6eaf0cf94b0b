"""Follows one citizen of the demo through: what was published, what was told and why, which numbers count it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from deploy.demo.gauges import read, series
from deploy.demo.listener import Heard, Listener
from deploy.demo.timetable import Timetable
from rules.civil import iso_instant
from rules.facts import WIRE_NAME, Fact
from streams.intake.wire import topic_of
from streams.metrics import ALERTS_OPEN, OBLIGATIONS_OVERDUE
from streams.settings import Settings

_MOST_EVENTS: Final = 6


def follow(played: Timetable, heard: Listener, figures_page: bytes, settings: Settings) -> list[str]:
    """The lines about the citizen with the shortest story among those with an interview or offer overdue at the end."""
    facts = played.facts()
    candidates = [each for each in heard.open.values() if each.alert.data.kind == "overdue"]
    if not candidates:
        return ["No deadline is overdue at the end, so there is nobody to follow."]
    chosen = min(candidates, key=lambda each: _length_of_story(each, facts[each.alert.data.citizen]))
    data = chosen.alert.data
    return [
        f"{data.citizen}, one citizen of it",
        *_published(sorted(facts[data.citizen], key=lambda fact: (fact.learnt_at, fact.id)), settings),
        *_told(chosen, settings),
        *_counted(chosen, figures_page),
    ]


def _length_of_story(heard: Heard, facts: Sequence[Fact]) -> tuple[bool, int, str]:
    """Two events say more than one; of equal ones the first by name, so that a second demo follows the same citizen."""
    return (len({fact.id for fact in facts}) < 2, len(facts), heard.alert.id)


def _published(facts: Sequence[Fact], settings: Settings) -> list[str]:
    lines = ["  published"]
    for fact in facts[:_MOST_EVENTS]:
        name = WIRE_NAME[type(fact)]
        lines.append(
            f"    {iso_instant(fact.learnt_at)}  {fact.id:<12} {name}  to {settings.topics.name(topic_of(name))}"
        )
    if len(facts) > _MOST_EVENTS:
        lines.append(f"    and {len(facts) - _MOST_EVENTS} more")
    return lines


def _told(heard: Heard, settings: Settings) -> list[str]:
    alert, reason = heard.alert, heard.alert.data.finding
    return [
        f"  told, in {settings.topics.name('alerts')}, partition {heard.partition}, offset {heard.offset}",
        f"    {alert.id}",
        f"    {alert.change} {alert.time}, caused by {alert.data.caused_by}",
        f"    why   {reason.arithmetic}",
        f"    law   {reason.reference}",
        f"    cure  {reason.cure}",
    ]


def _counted(heard: Heard, figures_page: bytes) -> list[str]:
    data = heard.alert.data
    counting = (
        series(ALERTS_OPEN.name, kind=data.kind, municipality=data.municipality),
        series(
            OBLIGATIONS_OVERDUE.name, duty=data.duty, municipality=data.municipality, target_group=data.target_group
        ),
    )
    numbers = read(figures_page, (ALERTS_OPEN.name, OBLIGATIONS_OVERDUE.name))
    shown = [f"    {each} {numbers[each]:.0f}" for each in counting if each in numbers]
    return ["  counted, at the figures' /metrics", *shown]
