"""In which order `rettidig dead-letters list` names refusals, and how it writes when they happened."""

from __future__ import annotations

from deploy.cli.dead_letters import as_text, by_age
from streams.intake.dead_letter import Body, DeadLetter


def letter(time: str, offset: int) -> DeadLetter:
    body = Body(
        reason="not-json", error="bad", topic="t", partition=1, offset=offset, sha256="", kept="nothing", size=1_234
    )
    return DeadLetter(id=f"t-1-{offset}", time=time, data=body)


def test_the_oldest_comes_first_by_instant_and_then_by_offset_not_by_text() -> None:
    ordered = [
        letter("2026-11-21T03:13:11Z", 4),
        letter("2026-11-21T03:13:11.38Z", 9),
        letter("2026-11-21T03:13:11.38Z", 10),
        letter("2026-11-21T03:13:11.383Z", 1),
    ]
    assert sorted([ordered[3], *ordered[1:3], ordered[0]], key=by_age) == ordered
    assert sorted(ordered, key=lambda each: (each.time, each.id)) != ordered


def test_times_are_written_with_one_precision() -> None:
    assert "  2026-11-21T03:13:11.000Z  " in as_text(letter("2026-11-21T03:13:11Z", 1))
    assert "  2026-11-21T03:13:11.380Z  " in as_text(letter("2026-11-21T03:13:11.38Z", 1))
