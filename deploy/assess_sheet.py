"""One citizen's assessment for people: each obligation with its reason, its paragraph and what would fulfil it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from alerts.wording.in_words import in_words
from alerts.wording.words import DUTIES, SHEET, STATUSES, THEMES, Language, word
from deploy.why_sheet import NO_BREAK, wrapped
from rules.assess import Assessment
from rules.case import Dossier
from rules.civil import Day, iso
from rules.lists import Frikommune
from rules.measured import BIT, NAMES
from rules.obligation import Obligation

_INDENT = "      "
_MARKS = {"overdue": "!", "outstanding": "!", "fulfilled-late": "~", "fulfilled": "+", "suspended": "="}


def sheet(  # what is known of a citizen is these six things
    citizen: str,
    dossier: Dossier,
    assessed: Assessment,
    next_change: Day | None,
    language: Language,
    trials: Sequence[Frikommune] = (),
) -> str:
    """The assessment as lines of text, at most as wide as the terminal; `trials`: the municipality's, as a frikommune."""
    return "\n".join(_lines(citizen, dossier, assessed, next_change, language, trials))


def _lines(  # as above
    citizen: str,
    dossier: Dossier,
    assessed: Assessment,
    next_change: Day | None,
    language: Language,
    trials: Sequence[Frikommune],
) -> Iterator[str]:
    def say(name: str) -> str:
        return word(SHEET, name, language)

    if assessed.target_group is None or assessed.counted_from is None:
        head = _together(citizen, iso(assessed.on), say("no-benefit"))
    else:
        head = _together(
            citizen,
            iso(assessed.on),
            assessed.target_group,
            assessed.municipality or "",
            f"{say('counted-from')} {iso(assessed.counted_from)}",
            f"{say('seniority')} {assessed.seniority_months}",
        )
    yield from wrapped(head, "", "  ")
    for trial in trials:
        period = f"{iso(trial.from_)} – {iso(trial.until)}"
        theme = word(THEMES, trial.theme, language)
        yield from wrapped(f"  * {say('frikommune')}: {theme}, {period} ({trial.programme})", "", "    ")
    if assessed.passive:
        yield f"  ! {say('passive')}"
    if not assessed.obligations:
        yield f"  {say('no-obligations')}"
    for each in assessed.obligations:
        yield from _obligation(each, dossier, assessed, language)
    counted = [name for name in NAMES if assessed.measured.counted & BIT[name]]
    if counted:
        met = (f"{name} {say('met' if assessed.measured.met & BIT[name] else 'unmet')}" for name in counted)
        yield from wrapped(f"{say('measures')}: {', '.join(met)}", "  ", "    ")
    if next_change is not None:
        yield f"  {say('next-change')}: {iso(next_change)}"


def _together(*parts: str) -> str:
    """Parts of a heading, which is torn apart between them alone."""
    return " · ".join(part.replace(" ", NO_BREAK) for part in parts)


def _obligation(each: Obligation, dossier: Dossier, assessed: Assessment, language: Language) -> Iterator[str]:
    why = in_words(each, dossier, assessed, language)
    status = word(STATUSES, each.status, language)
    if each.closed:
        status += f", {word(SHEET, 'closed', language)}"
    head = _together(
        f"{word(DUTIES, each.duty, language)}: {status}",
        f"{word(SHEET, 'due', language)} {iso(each.due_on)}",
        f"{each.held}/{each.needed} {word(SHEET, 'held', language)}",
    )
    yield from wrapped(head, f"  {_MARKS.get(each.status, ' ')} ", _INDENT)
    sure = "" if each.rule.confidence == "sure" else f" ({word(SHEET, each.rule.confidence, language)})"
    yield from wrapped(f"{word(SHEET, 'why', language)}: {' '.join(why.reckoning)}", _INDENT)
    yield from wrapped(f"{each.rule.reference}{sure}", _INDENT)
    if why.cure and not each.closed:
        yield from wrapped(f"{word(SHEET, 'cure', language)}: {' '.join(why.cure)}", _INDENT)
