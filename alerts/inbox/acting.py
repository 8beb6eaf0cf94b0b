"""Whether somebody may do what she wants with an alert, and what is then written down; decides, writes nothing.

Who may: the caseworker in whose list the alert is, anybody of the municipality for the team's queue, and a leader of the
municipality. Whoever did something may take it back for a moment, even if it took the alert out of her list.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import Final, TypeAlias

import msgspec

from alerts.inbox.entry import NOBODY, Action, ActionType, Entry, Telling
from alerts.inbox.free_text import cleaned, refused_text
from alerts.inbox.people import User
from alerts.inbox.refusal import Refused
from alerts.inbox.snoozing import refused_snooze
from alerts.inbox.standing import Standing, effective, standing
from alerts.inbox.wanted import Acknowledge, Comment, HandOver, Seen, Snooze, TakeNote, Undo, Unsnooze, Wanted
from alerts.policy import Policy, load_policy
from rules.civil import Instant, civil_day

Decidable: TypeAlias = Acknowledge | Snooze | Unsnooze | HandOver | Comment | TakeNote
"""What asks whose alert it is and whether it is open; an undo does not."""

_encoder: Final = msgspec.msgpack.Encoder()


def act(
    entry: Entry | None,
    user: User,
    wanted: Wanted,
    now: Instant,
    seen: Seen | None = None,
    policy: Policy | None = None,
) -> Action | Refused:
    """The action to write, or why it is refused.

    `seen`: what the page showed; None: it showed what `entry` says. A comment and an undo are never stale.
    """
    policy = policy or load_policy()
    if entry is None or entry.telling is None or entry.telling.municipality != user.municipality:
        return Refused("unknown-alert")  # nor does anybody learn here that another municipality's alert exists
    if isinstance(wanted, Undo):
        return _undo(entry, entry.telling, user, wanted, now, policy)
    stands = standing(entry, civil_day(now))
    refused = _not_now(entry.telling, stands, user, wanted, seen)
    if refused is not None:
        return refused
    return _Acting(entry, entry.telling, stands, user, now, policy).decide(wanted)


def _not_now(telling: Telling, stands: Standing, user: User, wanted: Wanted, seen: Seen | None) -> Refused | None:
    """Why this user can do nothing with this alert as it stands."""
    if not is_for(user, telling, stands):
        return Refused("not-yours", who=stands.owner)
    if not telling.is_open and not isinstance(wanted, Comment):
        return Refused("ended", ended_by=telling.change, at=telling.at, by_law=telling.is_by_law)
    if seen is not None and not isinstance(wanted, Comment):
        differs = what_differs(telling, seen)
        if differs:
            return Refused("stale", differs=differs)
    return None


def is_for(user: User, telling: Telling, stands: Standing) -> bool:
    """Whether an alert is for this user to work on."""
    return user.municipality == telling.municipality and (user.role == "leader" or stands.owner in (user.id, NOBODY))


def what_differs(telling: Telling, seen: Seen) -> tuple[str, ...]:
    """What matters and is not as it was seen: a new life, another due day, an act held, another summons.

    A reminder, another caseworker or planning date, or a municipality that is silent would not change what somebody decides.
    """
    if seen.revision >= telling.revision:
        return ()
    found = {
        "life": seen.revision < telling.raised_revision,
        "due_on": seen.due_on != telling.due_on,
        "held": seen.held != telling.held,
        "summoned_for": seen.summoned_for != (telling.summoned_for or 0),
    }
    return tuple(name for name, is_so in found.items() if is_so)


class _Acting(msgspec.Struct, frozen=True):
    """One user at one alert at one instant."""

    entry: Entry
    telling: Telling
    stands: Standing
    user: User
    now: Instant
    policy: Policy

    def decide(self, wanted: Decidable) -> Action | Refused:
        """The action for what is wanted."""
        match wanted:
            case Acknowledge():
                return self._done("acknowledged")
            case Snooze():
                return self._snooze(wanted)
            case Unsnooze():
                return self._done("unsnoozed") if self.stands.snoozed else Refused("not-snoozed")
            case HandOver():
                return self._hand_over(wanted)
            case Comment():
                return self._comment(wanted)
            case TakeNote():
                note = cleaned(wanted.note)
                return refused_text(note, self.policy.comment_characters) or self._done("noted", note=note or None)

    def _snooze(self, wanted: Snooze) -> Action | Refused:
        reason = cleaned(wanted.reason)
        today = civil_day(self.now)
        return (
            refused_snooze(self.telling, wanted, reason, today, self.policy)
            or refused_text(reason, self.policy.reason_characters)
            or self._done("snoozed", until=wanted.until, reason=reason or None)
        )

    def _hand_over(self, wanted: HandOver) -> Action | Refused:
        if wanted.to == self.stands.owner:
            return Refused("hand-over-to-oneself", who=wanted.to)
        if wanted.municipality is not None and wanted.municipality != self.user.municipality:
            return Refused("colleague-elsewhere", who=wanted.to)
        if wanted.to not in wanted.colleagues:
            return Refused("unknown-colleague", who=wanted.to)
        return self._done("assigned", to=wanted.to)

    def _comment(self, wanted: Comment) -> Action | Refused:
        note = cleaned(wanted.note)
        if not note:
            return Refused("nothing-written")
        return refused_text(note, self.policy.comment_characters) or self._done("commented", note=note)

    def _done(self, kind: ActionType, **said: object) -> Action:
        return _written(kind, self.entry, self.telling, self.user, self.now, **said)


def _undo(entry: Entry, telling: Telling, user: User, wanted: Undo, now: Instant, policy: Policy) -> Action | Refused:
    """Whoever did it takes it back. What was written meanwhile by others stays."""
    mine = [each for each in effective(entry.actions) if each.id == wanted.action and each.by == user.id]
    if not mine:
        return Refused("nothing-to-undo")
    if not wanted.in_time:
        return Refused("undo-too-late", limit=policy.undo_seconds)
    return _written("undone", entry, telling, user, now, undoes=wanted.action)


def _written(kind: ActionType, entry: Entry, telling: Telling, user: User, now: Instant, **said: object) -> Action:
    """The action, named by what it says and by how many were done before it.

    So the same click twice is one action; and since one instant may hold several (a tick lasts a while), their names keep
    the order in which people saw them.
    """
    last = entry.actions[-1].at if entry.actions else telling.at
    action = Action(
        id="",
        type=kind,
        alert_id=telling.alert_id,
        revision=telling.revision,
        citizen=telling.citizen,
        municipality=telling.municipality,
        by=user.id,
        at=max(now, telling.at, last),
        **said,  # type: ignore[arg-type]  # the callers' names are those of the fields
    )
    name = blake2b(_encoder.encode(action), digest_size=12).hexdigest()
    return msgspec.structs.replace(action, id=f"{len(entry.actions):04d}-{name}")
