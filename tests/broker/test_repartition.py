"""Another number of partitions: events and actions are copied to new topics, and everything else follows as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from deploy.stack import Stack
from rules.civil import day, start_of_day
from streams import topic_copy
from streams.topic_copy import NothingToCopy
from streams.topics import ALERT_ACTIONS, BENEFIT_EVENTS, Topics
from tests.broker.expected import assert_as_folded, told
from tests.broker.lives import lives
from tests.broker.scene import Scene
from tests.conftest import created_topics

pytestmark = pytest.mark.broker

END = start_of_day(day("2020-01-01"))


def test_what_is_copied_to_more_partitions_gives_the_same_alerts_states_and_figures(
    stack: Stack, scene: Scene, tmp_path: Path
) -> None:
    events = lives(20)
    scene.publish(events)
    citizen = events[0].citizen.encode()
    refused = [(BENEFIT_EVENTS, citizen, b'{"specversion":'), (BENEFIT_EVENTS, citizen, None)]
    acted = [(ALERT_ACTIONS, citizen, b'{"id":"1"}'), (ALERT_ACTIONS, citizen, b'{"id":"2"}')]
    not_copied = [(BENEFIT_EVENTS, citizen, b'{"note":"3102001234"}'), (BENEFIT_EVENTS, b"310200-1234", b"{}")]
    scene.send([*refused, *acted, *not_copied])
    wider = Scene(stack, created_topics(stack, 2 * scene.topics.partitions + 1), tmp_path)
    try:
        copied = topic_copy.copy(stack.bootstrap, scene.topics, wider.topics)
        assert sum(copied.taken.values()) == len(events) + len(refused) + len(acted)
        assert copied.kept_back == len(not_copied)
        assert [seen.value for seen in wider.log(ALERT_ACTIONS).read()] == [value for _, _, value in acted]
        wider.worker()
        wider.tick(END)
        wider.wait_until_handled(END)
        assert_as_folded(wider, events, END)
        assert wider.alerts_by_citizen() == told(events, END)
        assert len(wider.dead_letters()) == len(refused)
    finally:
        wider.close()


def test_topics_that_are_not_there_or_are_the_same_are_named(stack: Stack, topics: Topics) -> None:
    for old, why in (Topics("nobodys-"), "nobodys-benefit-events"), (topics, "RETTIDIG_TOPIC_PREFIX"):
        with pytest.raises(NothingToCopy, match=why):
            topic_copy.copy(stack.bootstrap, old, topics)
