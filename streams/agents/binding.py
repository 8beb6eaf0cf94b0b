"""Binds the engine's ports to the house: the contract's reading of an event, the law's step, the municipal counts."""

from __future__ import annotations

from collections.abc import Sequence

from rules.civil import Instant
from rules.facts import Fact
from streams.citizen.changed_law import under_changed_law
from streams.citizen.form import FORM
from streams.citizen.judge import Judge
from streams.citizen.state import CitizenState
from streams.citizen.step import Stepped, step
from streams.citizen.waiting import with_waiting
from streams.engine.ports import Change, Law, Letter, Record, Rules
from streams.engine.ports import Watch as EngineWatch
from streams.intake.dead_letter import Origin, dead_letter
from streams.intake.decode import decode
from streams.intake.refusal import Reason, Refused, refused
from streams.municipality.partials import PartitionCounts
from streams.topics import SOURCES, Topics


def rules(topics: Topics, judge: Judge, watch: EngineWatch, undoes: int | None = None) -> Rules[CitizenState, Fact]:
    """The engine's ports for an installation's topics and one law; `undoes`: the version of another that it takes back."""
    base_name = {topics.name(source): source for source in SOURCES}

    def read(topic: str, partition: int, record: Record) -> Fact | Letter:
        intake = decode(base_name[topic], record.key, record.value, record.headers)
        return _letter(topic, partition, record, intake) if isinstance(intake, Refused) else intake.fact

    def unjudged(topic: str, partition: int, record: Record, error: Exception) -> Letter:
        return _letter(topic, partition, record, refused(Reason.UNJUDGED, detail=type(error).__name__))

    def judged(state: CitizenState | None, citizen: str, facts: Sequence[Fact], now: Instant) -> Stepped:
        return step(state, citizen, facts, now, judge)

    def changed(state: CitizenState, citizen: str, since: Instant) -> tuple[Stepped, list[Change]]:
        made = under_changed_law(state, citizen, since, judge)
        return made, [(told.change, told.alert.duty) for told in made.told]

    law = Law(judge.version, undoes, changed)
    return Rules(read, unjudged, with_waiting, judged, FORM, PartitionCounts, watch, law)


def _letter(topic: str, partition: int, record: Record, refusal: Refused) -> Letter:
    origin = Origin(topic, partition, record.offset, record.timestamp * 1000)
    key, value = dead_letter(origin, record.key, record.value, refusal)
    return Letter(key, value, refusal.reason.value)
