"""Random faults for a minute, each day others; the long run is `make soak`. What a seed finds becomes a narrower test."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from deploy.stack import Stack
from rules.civil import civil_day
from streams import clock
from tests.soak.disk import LimitedFiles
from tests.soak.ordeal import Ordeal
from tests.soak.plan import Size, plan
from tests.soak.servers import OneNode

pytestmark = pytest.mark.broker

SIZE = Size(citizens=20, ticks=2, blows=2)
SEED = int(os.environ.get("RETTIDIG_TEST_SEED", civil_day(clock.now())))


@pytest.mark.parametrize("seed", [SEED])  # so that the test's name says it
def test_whatever_befalls_the_answer_after_every_tick_is_that_of_the_replay(
    own_stack: Stack, tmp_path: Path, seed: int
) -> None:
    ordeal = Ordeal(OneNode(own_stack, LimitedFiles()), tmp_path, plan(seed, SIZE, nodes=1))
    try:
        ordeal.run()
    except Exception as wrong:
        wrong.add_note(
            f"{', '.join(ordeal.round.happened)}\nthe same faults again: RETTIDIG_TEST_SEED={seed}\n{ordeal.account}"
        )
        raise
