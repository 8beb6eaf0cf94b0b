"""Which obligations a spell has on a day: those of each stint's rules, of groups left and of an ended spell closed, numbered.

A rule is asked again only when the day that it noted has come or an act that it reads is new (rules/memory.py).
"""

from __future__ import annotations

from collections.abc import Sequence

from rules.case import FAR, Case, Dossier, Horizon
from rules.civil import Day
from rules.clock_stops import first_open_stop
from rules.duties import DUTIES
from rules.forms import FORMS, FORMS_OF_DATES, OFFER_FORMS
from rules.memory import Answer, Listed, SpellMemory, StintMemory
from rules.obligation import Obligation, number
from rules.spell import Spell, Stint
from rules.status import close
from rules.timeline import OPEN

_MET = frozenset({"fulfilled", "fulfilled-late", "lapsed"})


def listed(dossier: Dossier, spell: Spell, on: Day, horizon: Horizon) -> Listed:
    """The obligations of a spell on a day."""
    memory = dossier.memory.spell(spell.first)
    found = memory.listed
    if found is None or not found.holds(on, dossier.interviews, dossier.offers):
        found = _list(memory, dossier, spell, on)
        if memory.listed is None or on >= memory.listed.on:
            memory.listed = found
    horizon.note(found.first)
    if found.shifts:
        _note_overtaking(found, on, horizon)
    return found


def _list(memory: SpellMemory, dossier: Dossier, spell: Spell, on: Day) -> Listed:
    made: list[Obligation] = []
    horizon = Horizon(on)
    moves = False
    for index, stint in enumerate(spell.stints):
        if stint.from_ > on:
            break
        last = stint.to if index + 1 < len(spell.stints) or not spell.dagpenge else OPEN
        known = memory.stints.get(index)
        if known is None:
            known = memory.stints[index] = _remember(dossier, spell, stint)
        if last < on:
            made += _closed(known, Case(dossier, spell, stint, last, Horizon(last)))
        else:
            moves = known.moves_from <= on
            made += _of_stint(known, Case(dossier, spell, stint, on, horizon))
    until = on + 1 if moves else min(horizon.first, dossier.next_turn(on))
    found = Listed(on, until, horizon.first, (dossier.interviews, dossier.offers), moves=moves)
    found.obligations = number(made)
    found.unmet = tuple([each for each in found.obligations if not each.closed and each.status not in _MET])
    found.shifts = moves or any(each.status == "suspended" for each in found.unmet)
    return found


def _remember(dossier: Dossier, spell: Spell, stint: Stint) -> StintMemory:
    """The rules that can say something of a stint, whatever the day."""
    answers = []
    for rule in dossier.book.rules[stint.cell]:
        if rule.until >= spell.anchor and (rule.direct is None or rule.direct == spell.direct_to_jobcentre):
            duty = DUTIES[rule.duty]
            answers.append(Answer(rule, duty, None if rule.form in OFFER_FORMS else duty.acts))
    return StintMemory(answers, first_open_stop(dossier.history, spell, stint.group, dossier.book.terms))


def _closed(known: StintMemory, case: Case) -> list[Obligation]:
    """The obligations of a stint that is over, as on its last day."""
    acts = (case.dossier.interviews, case.dossier.offers)
    if known.closed is None or known.closed_acts[0] is not acts[0] or known.closed_acts[1] is not acts[1]:
        base = _latest_base(case)
        made = _due_first([(each, _ask(each, case, base)[0]) for each in known.answers])
        for each in made:
            close(each, case.on)
        known.closed, known.closed_acts = made, acts
    return known.closed


def _of_stint(known: StintMemory, case: Case) -> list[Obligation]:
    """Every obligation of the group that runs; what the rules note of the days ahead is noted in the case's horizon."""
    on, base = case.on, _latest_base(case)
    if known.moves_from <= on:
        return _due_first([(each, _ask(each, case, base)[0]) for each in known.answers])
    horizon = case.horizon
    interviews, offers = case.dossier.interviews, case.dossier.offers
    looked_at = known.wake(on)
    horizon.note(known.sleep_until)
    said: list[tuple[Answer, Sequence[Obligation]]] = []
    for each in looked_at:
        acts = offers if each.reads is None else interviews[each.reads]
        if each.on <= on < each.until and (each.acts is acts or each.sleeps):
            horizon.note(each.first)
            if each.listed:
                said.append((each, each.listed))
            continue
        case.horizon = Horizon(on)
        answer, sleeps = _ask(each, case, base)
        noted = case.horizon.first
        if on >= each.on:
            each.acts, each.listed, each.on, each.sleeps = acts, answer, on, sleeps
            each.first, each.until = noted, noted if sleeps else min(noted, case.dossier.turn_of(each.reads, on))
        horizon.note(noted)
        said.append((each, answer))
    case.horizon = horizon
    if looked_at is known.answers and on >= known.sleep_from:
        known.sort(on, FAR)
    return _due_first(said)


def _latest_base(case: Case) -> Day:
    """No period of the law runs from a later day, as far as is known on the case's day."""
    return max(case.spell.anchor, case.on, case.stint.from_) + case.terms.change_grace_days


def _ask(answer: Answer, case: Case, base: Day) -> tuple[Sequence[Obligation], bool]:
    """What a rule says, and whether it says nothing whatever the acts. `base`: see `_latest_base`."""
    rule, duty = answer.rule, answer.duty
    if rule.from_ > base + rule.reach and case.not_yet(rule, duty.clock, base):
        return (), True
    said = FORMS[rule.form](rule, case, duty.clock, duty.acts)
    return said, not said and rule.form in FORMS_OF_DATES


def _due_first(said: Sequence[tuple[Answer, Sequence[Obligation]]]) -> list[Obligation]:
    """The rules' obligations; of a duty that arises once only the one due first."""
    made: list[Obligation] = []
    once: dict[str, Obligation] = {}
    for answer, answered in said:
        if not answer.duty.once:
            made += answered
            continue
        for each in answered:
            former = once.get(each.duty)
            if former is None or each.due_on < former.due_on:
                once[each.duty] = each
    made += once.values()
    return made


def _note_overtaking(found: Listed, on: Day, horizon: Horizon) -> None:
    """Note when a date that moves with every day passes a date that stays, which numbers them anew.

    While an open-ended stop runs, the date of what is fulfilled ahead of it moves too, not only of the suspended.
    """
    made = found.obligations
    for moving in made if found.moves else found.unmet:
        if moving.status == "suspended" or (found.moves and not moving.closed and moving.due_on > on):
            for fixed in made:
                if fixed is moving or fixed.status == "suspended":
                    continue
                if fixed.duty == moving.duty and fixed.due_on >= moving.due_on:
                    passes = on + fixed.due_on - moving.due_on
                    horizon.renumbered = min(horizon.renumbered, passes if passes > on else on + 1)
