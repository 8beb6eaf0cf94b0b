"""What labels are called on the dashboards, in Danish; knows the house's words and Grafana's way to put them in place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from grafana_foundation_sdk.models.dashboard import DynamicConfigValue

from alerts.wording.nouns import NOUNS
from alerts.wording.words import DUTIES, KINDS, MEASURES
from rules.municipalities import MUNICIPALITIES

Words = Mapping[str, str]
"""A label's value → what people read."""

MEASURE_WORDS: Final[Words] = {name: da for name, (da, _) in MEASURES.items()}
DUTY_WORDS: Final[Words] = {name: da for name, (da, _) in DUTIES.items()}
KIND_WORDS: Final[Words] = {name: da for name, (da, _) in KINDS.items()}
GROUP_WORDS: Final[Words] = {name: noun.da[0].upper() + noun.da[1:] for name, noun in NOUNS.groups.items()}
MUNICIPALITY_WORDS: Final[Words] = {code: each.name for code, each in MUNICIPALITIES.items()}
ROLE_WORDS: Final[Words] = {
    "rettidig-worker": "Worker",
    "rettidig-clock": "Ur",
    "rettidig-figures": "Tal",
    "rettidig-keeper": "Indbakkens visning",
    "rettidig-inbox": "Indbakke",
}

TOO_FEW: Final = -1
"""Stands in a query's answer where fewer than 10 citizens are counted, so that a table says so and not nothing."""
FEW: Final = "For få"


def mapped(words: Words) -> DynamicConfigValue:
    """A column's values in words."""
    options = {code: {"text": text, "index": at} for at, (code, text) in enumerate(words.items())}
    return DynamicConfigValue("mappings", [{"type": "value", "options": options}])


def few_in_words() -> DynamicConfigValue:
    """TOO_FEW in words."""
    return mapped({str(TOO_FEW): FEW})
