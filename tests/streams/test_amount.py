from __future__ import annotations

import pytest

from streams.amount import amount, span


@pytest.mark.parametrize(
    ("number", "said"), [(0, "0 alerts"), (1, "1 alert"), (2, "2 alerts"), (198_560, "198,560 alerts")]
)
def test_a_noun_agrees_with_its_number(number: int, said: str) -> None:
    assert amount(number, "alert") == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "0 seconds"), (1.9, "1 second"), (119, "119 seconds"), (120, "2 minutes"), (7_199, "119 minutes"),
     (7_200, "2 hours"), (172_800, "2 days"), (315_360_000, "3,650 days")],
)  # fmt: skip
def test_a_length_of_time_is_said_in_a_unit_that_people_use(seconds: float, said: str) -> None:
    assert span(round(seconds * 1_000_000)) == said
