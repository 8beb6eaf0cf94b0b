"""One citizen's assessment for people: each obligation with its reason, its paragraph and what would fulfil it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from alerts.explain import explain
from alerts.wording.words import DUTIES, SHEET, STATUSES, THEMES, Language, word
from rules.assess import Assessment
from rules.civil import Day, iso
from rules.lists import Frikommune
from rules.measures import BIT, NAMES
from rules.obligation import Obligation

_MARKS = {"overdue": "!", "outstanding": "!", "fulfilled-late": "~", "fulfilled": "+", "suspended": "="}


def sheet(
    citizen: str,
    assessed: Assessment,
    next_change: Day | None,
    language: Language,
    trials: Sequence[Frikommune] = (),
) -> str:
    """The assessment as lines of text, at most about 100 characters wide; `trials`: the municipality's, as a frikommune."""
    return "\n".join(_lines(citizen, assessed, next_change, language, trials))


def _lines(
    citizen: str,
    assessed: Assessment,
    next_change: Day | None,
    language: Language,
    trials: Sequence[Frikommune],
) -> Iterator[str]:
    def say(name: str) -> str:
        return word(SHEET, name, language)

    if assessed.target_group is None or assessed.counted_from is None:
        yield f"{citizen} · {iso(assessed.on)} · {say('no-benefit')}"
    else:
        yield (
            f"{citizen} · {iso(assessed.on)} · {assessed.target_group} · {assessed.municipality} · "
            f"{say('counted-from')} {iso(assessed.counted_from)} · {say('seniority')} {assessed.seniority_months}"
        )
    for trial in trials:
        period = f"{iso(trial.from_)} – {iso(trial.until)}"
        yield f"  * {say('frikommune')}: {word(THEMES, trial.theme, language)}, {period} ({trial.programme})"
    if assessed.passive:
        yield f"  ! {say('passive')}"
    if not assessed.obligations:
        yield f"  {say('no-obligations')}"
    for each in assessed.obligations:
        yield from _obligation(each, assessed.on, language)
    counted = [name for name in NAMES if assessed.measured.counted & BIT[name]]
    if counted:
        met = (f"{name} {say('met' if assessed.measured.met & BIT[name] else 'unmet')}" for name in counted)
        yield f"  {say('measures')}: {', '.join(met)}"
    if next_change is not None:
        yield f"  {say('next-change')}: {iso(next_change)}"


def _obligation(each: Obligation, on: Day, language: Language) -> Iterator[str]:
    finding = explain(each, on)
    status = word(STATUSES, each.status, language)
    if each.closed:
        status += f", {word(SHEET, 'closed', language)}"
    yield (
        f"  {_MARKS.get(each.status, ' ')} {word(DUTIES, each.duty, language)}: {status} · "
        f"{word(SHEET, 'due', language)} {iso(each.due_on)} · "
        f"{each.held}/{each.needed} {word(SHEET, 'held', language)}"
    )
    sure = "" if finding.confidence == "sure" else f" ({word(SHEET, finding.confidence, language)})"
    yield f"      {word(SHEET, 'why', language)}: {finding.arithmetic}"
    yield f"      {finding.reference}{sure}"
    if each.status not in ("fulfilled", "fulfilled-late", "lapsed") and not each.closed:
        yield f"      {word(SHEET, 'cure', language)}: {finding.cure}"
