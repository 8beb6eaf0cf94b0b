"""All there is to say of one citizen on one day: each duty with its reason, what is silent and why, passivity; pure.

A duty is told by its obligations, or by the reason for which it has none.
"""

from __future__ import annotations

import msgspec

from alerts.kinds import open_alerts
from alerts.policy import load_policy
from alerts.wording.in_words import InWords, in_words
from alerts.wording.no_duty_words import no_duty_words
from alerts.wording.passive_words import not_passive_words
from alerts.wording.silence_words import is_muted, silence_words
from alerts.wording.voice import Voice
from alerts.wording.words import Language
from rules.assess import Assessment
from rules.case import Dossier
from rules.civil import Day
from rules.duties import DUTIES


class Told(msgspec.Struct, frozen=True):
    """One obligation with its reason; `alert`: why there is an alert of it, or none."""

    duty: str
    sequence: int
    status: str
    closed: bool
    due_on: Day
    why: InWords
    alert: str


class Silent(msgspec.Struct, frozen=True):
    """A duty without an open obligation, and why."""

    duty: str
    why: str


class Account(msgspec.Struct, frozen=True):
    """`passive`: the reason where somebody is so or soon will be, else `not_passive`.

    `missing`: interviews of which nobody knows what became of them. `muted`: why nobody is told of `passive` and `missing`
    all the same; None where somebody is.
    """

    on: Day
    obligations: tuple[Told, ...]
    silent: tuple[Silent, ...]
    passive: InWords | None
    not_passive: tuple[str, ...]
    missing: tuple[InWords, ...]
    muted: str | None = None


def account(dossier: Dossier, assessed: Assessment, language: Language, duty: str | None = None) -> Account:
    """Everything, or what concerns one duty."""
    voice = Voice(language)
    told = []
    for each in assessed.obligations:
        if duty in (None, each.duty):
            why = in_words(each, dossier, assessed, language)
            voice.pause()
            silence = silence_words(each, dossier, assessed, voice)
            told.append(Told(each.duty, each.sequence, each.status, each.closed, each.due_on, why, silence))
    open_ones = {each.duty for each in assessed.obligations if not each.closed}
    silent = []
    for name in DUTIES:
        if name not in open_ones and duty in (None, name):
            voice.pause()
            silent.append(Silent(name, no_duty_words(name, dossier, assessed, voice)))
    passive, missing = None, []
    everybody_is_told = msgspec.structs.replace(load_policy(), muted_frikommune_themes=frozenset())
    alerts, _ = open_alerts(dossier, assessed, everybody_is_told)
    for alert in alerts.values() if duty is None else ():
        if alert.kind in ("passive", "passive-soon"):
            passive = in_words(alert, dossier, assessed, language)
        elif alert.kind == "outcome-missing":
            missing.append(in_words(alert, dossier, assessed, language))
    voice.pause()
    not_passive = () if duty is not None else not_passive_words(dossier, assessed, voice)
    quiet = voice.say("silence.muted") if (passive or missing) and is_muted(dossier, assessed) else None
    return Account(assessed.on, tuple(told), tuple(silent), passive, not_passive, tuple(missing), quiet)
