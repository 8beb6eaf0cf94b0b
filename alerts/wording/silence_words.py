"""Why there is no alert about an obligation that is listed, or that there is one; the opposite of a finding, as a sentence."""

from __future__ import annotations

from alerts.kinds import muted, open_alerts
from alerts.kinds.outlook import outlook
from alerts.policy import load_policy
from alerts.view import View
from alerts.wording.outcome_words import share_words
from alerts.wording.reckoning_words import cause_words
from alerts.wording.voice import Event, On, Voice
from alerts.wording.words import KINDS, word
from rules.assess import Assessment
from rules.case import Dossier
from rules.duties import DUTIES
from rules.obligation import Obligation
from rules.reckoning import cases_of
from rules.reckoning.periods import standing_still


def silence_words(  # noqa: PLR0911 # one sentence a reason, in the order in which they hold
    each: Obligation, dossier: Dossier, assessed: Assessment, voice: Voice
) -> str:
    """Why an obligation that is listed raises no alert on the day, or that it does."""
    alert = _alert_about(each, dossier, assessed)
    if alert is not None:
        on, kind = alert
        return voice.say("silence.alert-open", on=On(on), kind=word(KINDS, kind, voice.language))
    if assessed.target_group is None:
        return voice.say("silence.no-benefit", on=On(assessed.on))
    if each.fulfilled_on is not None:
        return voice.say("silence.fulfilled", on=On(each.fulfilled_on))
    if each.closed:
        return voice.say("silence.closed")
    if each.rule.owner != "jobcentre":
        return voice.say("silence.a-kasse")
    if each.rule.binding == "share":
        return voice.say("silence.share", share=share_words(each.rule, dossier.book, voice))
    if is_muted(dossier, assessed):
        return voice.say("silence.muted")
    if each.status == "suspended":
        return _suspended(each, dossier, assessed, voice)
    return _ahead(each, dossier, assessed, voice)


def is_muted(dossier: Dossier, assessed: Assessment) -> bool:
    """Whether policy keeps quiet about the citizen's municipality as a frikommune on the day."""
    return muted(View(dossier, assessed, load_policy()))


def _alert_about(each: Obligation, dossier: Dossier, assessed: Assessment) -> tuple[int, str] | None:
    """The first day and the kind of the open alert about an obligation."""
    found, _ = open_alerts(dossier, assessed, load_policy())
    for alert in found.values():
        about = (alert.duty, alert.since, alert.needed, alert.due_on)
        if about == (each.duty, each.since, each.needed, each.due_on) and not each.closed:
            return alert.opened_on, alert.kind
    return None


def _suspended(each: Obligation, dossier: Dossier, assessed: Assessment, voice: Voice) -> str:
    for case in cases_of(each, dossier, assessed):
        for cause in standing_still(case, DUTIES[each.duty].clock):
            what = cause_words(cause, dossier.book.terms, voice)
            return voice.say("silence.suspended", since=On(cause.from_), what=what, event=Event(cause.event))
    return voice.say("silence.closed")


def _ahead(each: Obligation, dossier: Dossier, assessed: Assessment, voice: Voice) -> str:
    """Pending: something is arranged, or the next planning date is not near."""
    seen = outlook(View(dossier, assessed, load_policy()), each)
    if seen.plan_on is not None and seen.opened_on is not None:
        return voice.say("silence.not-near", plan=On(seen.plan_on), opens=On(seen.opened_on))
    ahead = min((day for day in seen.days if day >= assessed.on), default=None)
    if ahead is None:
        return voice.say("silence.covered-offer")
    return voice.say("silence.covered-summoned", on=On(ahead))
