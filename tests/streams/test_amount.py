from __future__ import annotations

import pytest

from streams.amount import amount


@pytest.mark.parametrize(
    ("number", "said"), [(0, "0 alerts"), (1, "1 alert"), (2, "2 alerts"), (198_560, "198,560 alerts")]
)
def test_a_noun_agrees_with_its_number(number: int, said: str) -> None:
    assert amount(number, "alert") == said
