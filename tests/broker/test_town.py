"""`rettidig town --publish` on a real broker: every line of the town arrives, the broken ones too."""

from __future__ import annotations

import pytest

from deploy.stack import Stack
from deploy.town.town import Town, lines
from rules.civil import day
from streams.intake.decode import Accepted, decode, decode_line
from streams.topics import DEAD_LETTERS, SOURCES, Topics
from tests.broker.installation import rettidig_at
from tests.broker.test_publish import seen

pytestmark = pytest.mark.broker


def test_a_town_arrives_whole_and_each_event_in_its_topic(
    stack: Stack, topics: Topics, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rettidig = rettidig_at(stack, topics, monkeypatch)
    assert rettidig("town", "--citizens", "150", "--months", "6", "--seed", "4", "--publish") == 0
    made = [line for month in lines(Town(150, 6, 4, day("2017-07-01")), lambda _: None, 1) for line in month]
    arrived = {source: seen(stack, topics, source) for source in SOURCES}
    sent = [record.value for records in arrived.values() for record in records]
    assert set(sent) <= set(made)
    kept_back = seen(stack, topics, DEAD_LETTERS)
    assert len(sent) + len(kept_back) == len(made) > 1_000
    sound = [line for line in made if isinstance(decode_line(line), Accepted)]
    taken = [
        record
        for source, records in arrived.items()
        for record in records
        if isinstance(decode(source, record.key, record.value), Accepted)
    ]
    assert len(taken) == len(sound)
    assert f"{len(arrived[SOURCES[0]]):,} sent to {topics.name(SOURCES[0])}" in capsys.readouterr().err
