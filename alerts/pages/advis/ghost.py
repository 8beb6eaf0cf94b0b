"""What became of a row that is no longer in a list: said in its place, so that nothing vanishes under a reader's eyes."""

from __future__ import annotations

from alerts.inbox.entry import NOBODY, Entry, Telling
from alerts.inbox.people import User
from alerts.inbox.standing import Standing, standing
from alerts.pages.advis.asking import Asking
from alerts.pages.advis.line import Speaker

_CURED_BY = {"outcome-missing": "registered", "passive": "offer", "passive-soon": "offer"}


def became(entry: Entry | None, user: User, asking: Asking, speaker: Speaker) -> str:
    """One sentence: resolved, withdrawn, handed over, put off, taken note of, or elsewhere."""
    if entry is None or entry.telling is None:
        return speaker.say("ghost.gone")
    telling = entry.telling
    if not telling.is_open:
        return _ended(telling, speaker)
    return _elsewhere(standing(entry, speaker.when.today), user, asking, speaker)


def _elsewhere(stands: Standing, user: User, asking: Asking, speaker: Speaker) -> str:
    if stands.owner != (NOBODY if asking.list == "queue" else user.id):
        handed = stands.handed
        if handed is not None:
            to, who, at = speaker.who(handed.to or ""), speaker.who(handed.by), speaker.when.at(handed.at)
            return speaker.say("ghost.handed", to=to, who=who, at=at)
        return speaker.say("ghost.other-caseworker" if stands.owner else "ghost.no-caseworker")
    if stands.snoozed is not None and stands.back_on is not None:
        return speaker.say("ghost.snoozed", day=speaker.when.near(stands.back_on), who=speaker.who(stands.snoozed.by))
    if stands.state == "noted" and stands.noted is not None:
        return speaker.say("ghost.noted", who=speaker.who(stands.noted.by), at=speaker.when.at(stands.noted.at))
    return speaker.say("ghost.elsewhere")


def _ended(telling: Telling, speaker: Speaker) -> str:
    at = speaker.when.at(telling.at)
    if telling.is_by_law:
        return speaker.say(f"ghost.{telling.change}-by-law", at=at)
    if telling.change != "resolved":
        return speaker.say(f"ghost.{telling.change}", at=at)
    by = _CURED_BY.get(telling.kind) or ("offer" if telling.duty.endswith("-offer") else "interview")
    if telling.duty == "mentor-contact":
        by = "mentor"
    return speaker.say(f"ghost.resolved-{by}", at=at)
