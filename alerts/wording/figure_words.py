"""What a citizen adds to a figure, in words; knows neither citizens nor sums."""

from __future__ import annotations

from alerts.wording.voice import Voice


def added_words(counted: bool, met: bool, voice: Voice) -> str:
    """Not counted, counted and met, or counted and not met; part of a sentence."""
    if not counted:
        return voice.part("figures.outside")
    return voice.part("figures.met" if met else "figures.unmet")
