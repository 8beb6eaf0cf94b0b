"""Who hears of what, and that nobody drowns in it."""

from __future__ import annotations

import asyncio

import pytest

from alerts.inbox.people import Role, User
from streams.inbox.calling import EVERYTHING, Call
from streams.inbox.listening import MOST_WAITING, Ear


@pytest.mark.parametrize(
    ("role", "owners", "hears"),
    [
        ("caseworker", ("w1",), True),
        ("caseworker", ("w2",), False),
        ("caseworker", ("w2", "w1"), True),
        ("caseworker", ("",), True),
        ("leader", ("w2",), True),
    ],
)
def test_a_change_concerns_those_in_whose_lists_it_is_or_was(role: Role, owners: tuple[str, ...], hears: bool) -> None:
    assert Ear(User("w1", "101", role)).concerns(Call("a", owners)) == hears


@pytest.mark.parametrize(
    ("heard", "taken"),
    [
        (["a", "b", "a"], ["a", "b"]),
        (["a", EVERYTHING, "b"], [EVERYTHING]),
        ([str(number) for number in range(MOST_WAITING + 5)], [EVERYTHING]),
    ],
)
async def test_news_waits_until_it_is_taken_and_is_taken_once(heard: list[str], taken: list[str]) -> None:
    ear = Ear(User("w1", "101", "caseworker"))
    for alert_id in heard:
        ear.hear(alert_id)
    assert await ear.take() == taken
    waiting = asyncio.ensure_future(ear.take())
    await asyncio.sleep(0)
    assert not waiting.done()
    ear.hear("c")
    assert await waiting == ["c"]
