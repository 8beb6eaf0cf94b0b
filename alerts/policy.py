"""When people are told: leads and patience, as data; knows no law."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Final

import msgspec
import yaml

from rules.lists import Theme

POLICY_FILE: Final = Path(__file__).with_name("policy.yaml")


class Policy(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """Working days, days, characters or seconds, as the names say; themes are the lawbook's."""

    due_soon_lead_working_days: int
    reminder_working_days: int
    lead_part_of_interval: int
    outcome_missing_working_days: int
    passive_soon_days: int
    muted_frikommune_themes: frozenset[Theme]
    silence_working_days: int
    silence_citizen_working_days: int
    share_risk_points: int
    share_least_counted: int
    snooze_working_days: int
    comment_characters: int
    reason_characters: int
    undo_seconds: int


@lru_cache(maxsize=4)
def load_policy(path: Path = POLICY_FILE) -> Policy:
    """The policy in a file. Raises msgspec.ValidationError for an unknown or missing entry."""
    return msgspec.convert(yaml.safe_load(path.read_text(encoding="utf-8")), Policy)
