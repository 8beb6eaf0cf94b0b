"""What was told about a citizen and what people did with it: the alerts of a life, newest first; chooses, words nothing."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from alerts.inbox.entry import Action, Entry, Telling
from rules.civil import Instant


class Done(msgspec.Struct, frozen=True):
    """An action, and whether it was taken back."""

    action: Action
    is_undone: bool


class Told(msgspec.Struct, frozen=True):
    """One alert: as it was told last, and what was done with it, oldest first."""

    telling: Telling
    done: tuple[Done, ...]

    @property
    def newest(self) -> Instant:
        """When anything happened to it last."""
        return max([self.telling.at, *(each.action.at for each in self.done)])


def told(entries: Iterable[Entry]) -> list[Told]:
    """Open alerts first, then the ended ones, those in which something happened last first."""
    made = [Told(entry.telling, _done(entry.actions)) for entry in entries if entry.telling is not None]
    return sorted(made, key=lambda each: (not each.telling.is_open, -each.newest, each.telling.alert_id))


def people_in(alerts: Iterable[Told]) -> set[str]:
    """Everybody who did something or was given something to do."""
    done = [each.action for alert in alerts for each in alert.done]
    return {action.by for action in done} | {action.to for action in done if action.to}


def _done(actions: Iterable[Action]) -> tuple[Done, ...]:
    """What was done; taking back is told with what it took back."""
    known = tuple(actions)
    undone = {(each.undoes, each.by) for each in known if each.type == "undone"}
    return tuple(Done(each, (each.id, each.by) in undone) for each in known if each.type != "undone")
