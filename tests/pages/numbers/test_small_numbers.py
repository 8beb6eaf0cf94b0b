"""No number under 10 is shown, and none can be had by subtraction."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.pages.numbers.small_numbers import LEAST, hidden


@pytest.mark.parametrize(
    ("parts", "away", "total"),
    [
        ([], [], False),
        ([0, 0], [], False),
        ([10, 20], [], False),
        ([9], [0], True),
        ([4, 5], [0, 1], True),
        ([5, 5], [0, 1], False),  # together 10, and nobody knows which is which
        ([3, 20, 30], [0, 1], False),  # 3 alone could be subtracted: 20 goes too
        ([3, 30, 20, 20], [0, 2], False),
        ([3, 20], [0, 1], False),
        ([3, 0, 0, 50], [0, 3], False),
        ([2, 3, 50, 60], [0, 1, 2], False),  # 5 together could be subtracted
        ([9, 9, 50], [0, 1], False),
        ([9, 0, 0], [0], True),
    ],
)
def test_what_is_hidden(parts: list[int], away: list[int], total: bool) -> None:
    found = hidden(parts)
    assert (sorted(found.parts), found.total) == (away, total)


@given(st.lists(st.integers(0, 40), max_size=12))
def test_a_reader_who_subtracts_learns_of_nobody(parts: list[int]) -> None:
    found = hidden(parts)
    shown = [count for place, count in enumerate(parts) if place not in found.parts]
    assert all(count == 0 or count >= LEAST for count in shown)
    if found.total:
        return
    rest = sum(parts) - sum(shown)
    assert sum(parts) == 0 or sum(parts) >= LEAST
    assert rest == 0 or (rest >= LEAST and len(found.parts) > 1)


@given(st.lists(st.integers(10, 40), max_size=12))
def test_nothing_is_hidden_without_need(parts: list[int]) -> None:
    assert not hidden(parts).parts and not hidden(parts).total
