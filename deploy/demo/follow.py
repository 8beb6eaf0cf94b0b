"""Follows one citizen of the demo through: what was published, what was told and why, which numbers count it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from deploy.demo.gauges import read, series
from deploy.demo.listener import Heard, Listener
from deploy.demo.states import Kept
from deploy.demo.timetable import Timetable
from deploy.paper import entry
from rules.civil import iso, iso_instant
from rules.facts import WIRE_NAME, Fact
from streams.amount import amount
from streams.citizen.state import NEVER
from streams.intake.wire import topic_of
from streams.metrics import ALERTS_OPEN, OBLIGATIONS_OVERDUE
from streams.topics import ALERTS, CITIZENS_CHANGELOG, Topics

_MOST_EVENTS: Final = 6


def follow(
    played: Timetable, heard: Listener, kept: Mapping[str, Kept], figures_page: bytes, topics: Topics
) -> list[str]:
    """The lines about the citizen with the shortest story among those with an interview or offer overdue at the end."""
    candidates = [each for each in heard.open.values() if each.alert.data.kind == "overdue"]
    if not candidates:
        return ["No deadline is overdue at the end, so there is nobody to follow."]
    facts = played.facts({each.alert.data.citizen for each in candidates})
    chosen = min(candidates, key=lambda each: _length_of_story(each, facts[each.alert.data.citizen]))
    data = chosen.alert.data
    return [
        f"{data.citizen}, one citizen of it",
        *_published(sorted(facts[data.citizen], key=lambda fact: (fact.learnt_at, fact.id)), topics),
        *_kept(kept[data.citizen], topics),
        *_told(chosen, topics),
        *_counted(chosen, figures_page),
    ]


def _length_of_story(heard: Heard, facts: Sequence[Fact]) -> tuple[bool, bool, int, str]:
    """A raised alert comes first, and two events say more than one; of equal ones the first by name, so that a second demo follows the same citizen."""
    return (heard.alert.change != "raised", len({fact.id for fact in facts}) < 2, len(facts), heard.alert.id)


def _published(facts: Sequence[Fact], topics: Topics) -> list[str]:
    lines = ["  published"]
    for fact in facts[:_MOST_EVENTS]:
        name = WIRE_NAME[type(fact)]
        lines += entry("    ", f"{iso_instant(fact.learnt_at)}  {fact.id}  {name}  to {topics.name(topic_of(name))}")
    if len(facts) > _MOST_EVENTS:
        lines.append(f"    and {len(facts) - _MOST_EVENTS} more")
    return lines


def _kept(kept: Kept, topics: Topics) -> list[str]:
    state = kept.state
    is_open = sum(record.told is not None for record in state.alerts.values())
    again = "never by time alone" if state.next_check == NEVER else f"again on {iso(state.next_check)}"
    text = f"{amount(len(state.facts), 'fact')}, {amount(is_open, 'alert')} open; judged until {iso_instant(state.clock)}, {again}"
    return [
        f"  kept, in {topics.name(CITIZENS_CHANGELOG)}, partition {kept.partition}, offset {kept.offset}",
        *entry("    ", text),
    ]


def _told(heard: Heard, topics: Topics) -> list[str]:
    alert, reason = heard.alert, heard.alert.data.finding
    return [
        f"  told, in {topics.name(ALERTS)}, partition {heard.partition}, offset {heard.offset}",
        f"    {alert.id}",
        f"    {alert.change} {alert.time}, caused by {alert.data.caused_by}",
        *entry("    why   ", reason.arithmetic),
        *entry("    law   ", reason.reference),
        *entry("    cure  ", reason.cure),
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
    lines = ["  counted, at the figures' /metrics"]
    for each in counting:
        if each in numbers:
            lines += entry(f"{numbers[each]:>7.0f}  ", str(each).replace(",", ", "))
    return lines
