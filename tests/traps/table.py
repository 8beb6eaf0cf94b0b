"""Each trap with its remedy, the test that holds it, and what to take away to see that test fail."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).parents[2]

ENGINE: Final = "streams/engine"
TRAPS: Final = "tests/traps"
BROKER: Final = "tests/broker"


class Change(NamedTuple):
    """In `file`, `old` (which stands there once) becomes `new`."""

    file: str
    old: str
    new: str


class Trap(NamedTuple):
    """`what` goes wrong in Faust or Kafka as they are; `remedy` is ours; `tests` (pytest's names) fail after `without`."""

    number: int
    what: str
    remedy: str
    tests: tuple[str, ...]
    without: tuple[Change, ...]

    @property
    def name(self) -> str:
        return f"T{self.number}"

    @property
    def files(self) -> Iterator[str]:
        """Where the remedy is, each file once."""
        yield from dict.fromkeys(change.file for change in self.without)


ALL: Final = (
    Trap(
        1,
        "An offset is committed before the changelog has the state: what a killed worker had in hand is lost",
        "an offset is committable only when its group commit, states and alerts, is acknowledged",
        (
            "tests/streams/engine/test_courier.py::test_the_state_goes_first_and_what_is_told_only_when_it_is_acknowledged",
            f"{BROKER}/test_inside.py::test_nothing_is_committable_before_its_state_and_its_alerts_are_acknowledged",
            f"{BROKER}/test_three_nodes.py::test_while_the_changelogs_leader_stands_still_nothing_is_committed",
        ),
        (
            Change(
                f"{ENGINE}/courier.py",
                "        is_alone = True\n        if work.states or",
                "        is_alone = True\n        self.committable = work.reach\n        if work.states or",
            ),
        ),
    ),
    Trap(
        2,
        "`concurrency` above 1 commits past an event that is still being worked on",
        "there are no agents; a batch goes to the engine in one piece, and no record takes Faust's way",
        (f"{TRAPS}/test_design.py::test_t2_t3_no_record_takes_fausts_way_so_no_agent_can_skip_one",),
        (
            Change(
                f"{ENGINE}/consumer.py",
                "        return\n        yield\n",
                "        for tp in records or ():\n            yield tp, records[tp]\n",
            ),
        ),
    ),
    Trap(
        3,
        "An exception in an agent skips the event, and acknowledges it",
        "what cannot be read or judged becomes a dead letter, which is acknowledged before the offset is; "
        "what cannot be written ends the worker",
        (
            "tests/streams/engine/test_partition.py::test_a_fault_in_the_law_costs_one_citizen_a_letter_and_stops_nobody",
            f"{BROKER}/test_refusals.py::test_bad_events_become_dead_letters_and_everything_else_goes_on",
        ),
        (
            Change(
                f"{ENGINE}/partition.py",
                "        self.journal.refused(letter)\n",
                "",
            ),
        ),
    ),
    Trap(
        4,
        "A memory table keeps keys of partitions that went to another worker",
        "states belong to a partition's object, which is dropped unless it comes back in the very next generation",
        (
            f"{TRAPS}/test_ownership.py::test_t4_of_a_partition_that_went_elsewhere_nothing_is_kept",
            f"{TRAPS}/test_ownership.py::test_t4_of_a_partition_that_another_may_have_owned_meanwhile_nothing_is_kept",
        ),
        (
            Change(
                f"{ENGINE}/engine.py",
                "for number, kept in self._parked.items() if is_next and number in expected}",
                "for number, kept in self._parked.items() if is_next or number is not None}",
            ),
        ),
    ),
    Trap(
        5,
        "What an `on_recover` callback raises is never looked at: the worker goes on with half its states",
        "the engine reads back itself, and whatever goes wrong there ends the worker",
        (
            f"{TRAPS}/test_ownership.py::test_t5_a_takeover_that_fails_ends_the_worker",
            f"{BROKER}/test_refusals.py::test_a_changelog_that_cannot_be_read_ends_the_worker_by_name_and_commits_nothing",
        ),
        (
            Change(
                f"{ENGINE}/recovery.py",
                "        except Exception as error:\n            await self.app.fail(error)",
                "        except Exception:\n            return",
            ),
        ),
    ),
    Trap(
        6,
        "A table can't be written outside an event (timers, `take`)",
        "states are the engine's: Faust's table is there for topic and assignment, and never written",
        (f"{TRAPS}/test_design.py::test_t6_t15_t16_the_only_table_is_ours_is_no_set_and_no_window_and_stays_empty",),
        (
            Change(
                f"{ENGINE}/application.py",
                "        self.Table(CITIZENS, key_type=bytes, value_type=bytes)\n",
                "        self.Table(CITIZENS, key_type=bytes, value_type=bytes).data[b'a'] = b'b'\n",
            ),
        ),
    ),
    Trap(
        7,
        "An exception in a timer or task kills the worker",
        "there are none: time comes as ticks on a topic, and one citizen's fault puts that citizen off for a day",
        (
            f"{TRAPS}/test_design.py::test_t7_t8_nothing_is_done_by_timers_or_tasks_of_faust",
            "tests/streams/engine/test_partition.py::test_a_fault_at_a_tick_puts_the_citizen_off_for_a_day",
        ),
        (
            Change(
                f"{ENGINE}/application.py",
                "        self.Table(CITIZENS, key_type=bytes, value_type=bytes)\n",
                "        self.Table(CITIZENS, key_type=bytes, value_type=bytes)\n        self.timer(1.0)(lambda: None)\n",
            ),
            Change(
                f"{ENGINE}/partition.py",
                "        except Exception as error:\n            return error\n",
                "        except ZeroDivisionError as error:\n            return error\n",
            ),
        ),
    ),
    Trap(
        8,
        "Timers run on during rebalances and recoveries, on every worker",
        "ticks are records of the partition: judged only by its owner, behind a barrier, in its membership",
        (f"{TRAPS}/test_design.py::test_t7_t8_nothing_is_done_by_timers_or_tasks_of_faust",),
        (
            Change(
                f"{ENGINE}/application.py",
                "        self.Table(CITIZENS, key_type=bytes, value_type=bytes)\n",
                "        self.Table(CITIZENS, key_type=bytes, value_type=bytes)\n        self.timer(1.0)(lambda: None)\n",
            ),
        ),
    ),
    Trap(
        9,
        "A changelog record that could not be sent is only logged",
        "every batch is awaited; one that is given up ends the worker, and nothing is committed over it",
        (f"{TRAPS}/test_offsets.py::test_t9_t3_a_changelog_batch_that_is_given_up_ends_the_worker_and_nothing_is_committable",),
        (
            Change(
                f"{ENGINE}/engine.py",
                "            undurable.__cause__ = error\n            await fail(undurable)\n",
                "            undurable.__cause__ = error\n",
            ),
        ),
    ),
    Trap(
        10,
        "A key's partition depends on who serialises and hashes it",
        "what follows from an event goes to the number of the partition that it stood in, by number; producers use murmur2",
        (
            f"{TRAPS}/test_keys.py::test_t10_state_and_alerts_go_where_the_event_stood_not_where_its_key_hashes",
            f"{TRAPS}/test_keys.py::test_t10_our_producers_put_a_key_where_javas_and_aiokafkas_do",
        ),
        (
            Change(
                f"{ENGINE}/changelog.py",
                "await producer.send_batch(batch, topic, partition=partition)",
                "await producer.send_batch(batch, topic, partition=0)",
            ),
            Change("streams/topics.py", '"murmur2_random"\n', '"consistent_random"\n'),
        ),
    ),
    Trap(
        11,
        "Faust's `Worker.start` blocks until the end, whatever awaits it",
        "our own command starts the application, listens to signals, and leaves in order with status 0",
        (f"{BROKER}/test_worker.py::test_a_worker_that_left_in_order_leaves_nothing_to_be_told_again",),
        (
            Change(
                "streams/agents/worker.py",
                "    while leaving.goes_on() and",
                "    while",
            ),
        ),
    ),
    Trap(
        12,
        "Asked for warnings only, Faust puts the root logger on DEBUG: log records for each event",
        "the libraries' loggers are set one by one, by us",
        ("tests/streams/test_logs.py::test_libraries_are_quiet_below_a_warning",),
        (
            Change(
                "streams/logs.py",
                "        library.setLevel(max(lowest, root.level))\n",
                "        library.setLevel(logging.DEBUG)\n",
            ),
        ),
    ),
    Trap(
        13,
        "An offset is remembered as committed though the commit failed",
        "only what the broker has accepted is remembered",
        (f"{TRAPS}/test_offsets.py::test_t13_only_what_the_broker_has_accepted_is_remembered_as_committed",),
        (
            Change(
                f"{ENGINE}/consumer.py",
                "        if not offsets or not await self._commit(offsets):\n            return False\n",
                "        if not offsets:\n            return False\n        await self._commit(offsets)\n",
            ),
        ),
    ),
    Trap(
        14,
        "`producer_threaded` halves the speed and does not stop in order",
        "it is off",
        (f"{TRAPS}/test_design.py::test_what_is_set_against_a_trap[t14]",),
        (
            Change(
                "streams/agents/application.py",
                "        producer_acks=-1,\n",
                "        producer_acks=-1,\n        producer_threaded=True,\n",
            ),
        ),
    ),
    Trap(
        15,
        "Windowed tables lose windows in a restart and know only the wall clock",
        "there is none: deadlines are instants in states, figures are counts of states",
        (f"{TRAPS}/test_design.py::test_t6_t15_t16_the_only_table_is_ours_is_no_set_and_no_window_and_stays_empty",),
        (
            Change(
                f"{ENGINE}/application.py",
                "        self.Table(CITIZENS, key_type=bytes, value_type=bytes)\n",
                "        self.Table(CITIZENS, key_type=bytes, value_type=bytes)\n        self.Table('w').tumbling(10.0)\n",
            ),
        ),
    ),
    Trap(
        16,
        "A SetTable fails in its first rebalance",
        "there is none",
        (f"{TRAPS}/test_design.py::test_t6_t15_t16_the_only_table_is_ours_is_no_set_and_no_window_and_stays_empty",),
        (
            Change(
                f"{ENGINE}/application.py",
                "        self.Table(CITIZENS, key_type=bytes, value_type=bytes)\n",
                "        self.Table(CITIZENS, key_type=bytes, value_type=bytes)\n        self.SetTable('s')\n",
            ),
        ),
    ),
    Trap(
        17,
        "A record of a changelog partition that is not tracked goes into the table of the record before it",
        "Faust reads nothing back; our reader asks for our partitions by number, and drops all others",
        (
            f"{TRAPS}/test_design.py::test_t17_faust_reads_no_changelog_back",
            f"{TRAPS}/test_ownership.py::test_t17_a_record_of_a_partition_that_is_not_ours_touches_no_state",
        ),
        (
            Change(f"{ENGINE}/recovery.py", "        return False\n", "        return True\n"),
            Change(
                f"{ENGINE}/engine.py",
                "        merge, parked = self._merges.get(number),",
                "        merge, parked = next(iter(self._merges.values()), None),",
            ),
        ),
    ),
    Trap(
        18,
        "Standbys of a memory table share its dict, and are purged with every assignment",
        "there are none",
        (f"{TRAPS}/test_design.py::test_what_is_set_against_a_trap[t18]",),
        (Change("streams/agents/application.py", "        table_standby_replicas=0,\n", ""),),
    ),
    Trap(
        19,
        "A falsy value after a tombstone deletes the key",
        "only None is a tombstone; states begin with a version, so an empty value is none and ends the start by name",
        (f"{TRAPS}/test_ownership.py::test_t19_an_empty_value_is_no_tombstone_and_is_refused_by_name",),
        (
            Change(f"{ENGINE}/merge.py", "        elif value is None:\n", "        elif not value:\n"),
        ),
    ),
    Trap(
        20,
        "With `auto.offset.reset=latest`, or a changelog of which segments are deleted, a restart hangs or forgets",
        "earliest; the changelog is compacted and nothing else, which is compared at every start",
        (
            f"{TRAPS}/test_design.py::test_what_is_set_against_a_trap[t20]",
            f"{TRAPS}/test_design.py::test_t20_t22_a_changelog_is_compacted_only_late_and_never_deleted",
            f"{BROKER}/test_worker.py::test_nothing_is_told_of_a_backlog_before_a_tick_that_covers_it",
        ),
        (
            Change(
                "streams/agents/application.py",
                '        consumer_auto_offset_reset="earliest",\n',
                '        consumer_auto_offset_reset="latest",\n',
            ),
            Change("streams/topics.py", '_COMPACTED: Final = {"cleanup.policy": "compact",', '_COMPACTED: Final = {"cleanup.policy": "compact,delete",'),
        ),
    ),
    Trap(
        21,
        "After a rebalance records are fetched, thrown away and never fetched again; commits go over the hole",
        "the engine knows the next offset that must come, and goes back once; no partition is not taken for all",
        (
            "tests/streams/engine/test_parts.py::test_a_hole_is_gone_back_to_once_and_then_accepted",
            f"{TRAPS}/test_ownership.py::test_t21_no_partition_to_read_is_not_taken_for_all_of_them",
            f"{BROKER}/test_inside.py::test_records_that_the_fetcher_skipped_are_gone_back_to",
        ),
        (
            Change(
                f"{ENGINE}/continuity.py",
                "        self._sought[where] = expected\n        return True\n",
                "        return False\n",
            ),
            Change(f"{ENGINE}/consumer.py", "    def __bool__(self) -> bool:\n        return True\n", "    def __len__(self) -> int:\n        return len(self._members)\n"),
        ),
    ),
    Trap(
        22,
        "A worker that stood still writes old states over those of its successor",
        "nothing is sent without a fresh proof of membership; what slips through is told by its marker, seen by the owner "
        "and written over, and left out in recovery, where else the higher source offsets count; compaction waits an hour",
        (
            "tests/streams/engine/test_parts.py::test_membership_is_proven_by_an_answered_heartbeat_and_for_a_part_of_the_session_only",
            "tests/streams/engine/test_merge.py::test_what_an_owner_of_before_wrote_after_its_successor_is_left_out_and_written_over",
            f"{BROKER}/test_inside.py::test_what_a_zombie_wrote_into_the_changelog_is_seen_and_written_over",
            f"{BROKER}/test_zombie.py::test_a_stale_overwrite_in_the_changelog_is_repaired_by_the_next_recovery",
            f"{BROKER}/test_zombie.py::test_the_good_record_outlives_a_compaction_that_would_leave_the_stale_one_only",
        ),
        (
            Change(f"{ENGINE}/guard.py", "        return self.age_s < self._trusted_s\n", "        return True\n"),
            Change(f"{ENGINE}/merge.py", "        elif self._writer < self.settlement.owner:\n", "        elif self._writer is None:\n"),
            Change(
                f"{ENGINE}/merge.py",
                "        if before is None or self.written_at[key] < self._owned_since or self._is_ahead(value, before):\n",
                "        if before is None or value != before:\n",
            ),
            Change(f"{ENGINE}/courier.py", "            if foreign:\n", "            if foreign is None:\n"),
            Change("streams/topics.py", '{"min.compaction.lag.ms": str(_HOUR_MS)}', '{"min.compaction.lag.ms": "0"}'),
        ),
    ),
    Trap(
        23,
        "A missing source topic is ignored: the worker runs and reads nothing",
        "before it starts a worker asks for all its topics, and names what is missing, with the remedy",
        (
            f"{BROKER}/test_refusals.py::test_missing_topics_are_refused_by_name_with_the_remedy",
        ),
        (
            Change(
                "streams/preflight.py",
                '    if harmful:\n',
                '    if harmful == "none":\n',
            ),
        ),
    ),
    Trap(
        24,
        "A broker that answers too late in the middle of a rebalance ends the recovery for good: the worker stays in its group "
        "and does nothing",
        "recovery waits until there is an answer, a new rebalance or an end; and who stands still in a rebalance is ended",
        (
            "tests/streams/engine/test_recovery.py::test_an_answer_that_comes_after_fausts_patience_is_waited_for",
            "tests/streams/agents/test_readiness.py::test_a_worker_stands_still_when_there_is_something_to_do_and_nothing_moves",
        ),
        (
            Change(
                f"{ENGINE}/recovery.py",
                "        await super()._wait(coro)\n",
                "        await super()._wait(coro, timeout)\n",
            ),
            Change(
                "streams/agents/readiness.py",
                " and not self._is_assigning\n",
                "\n",
            ),
        ),
    ),
)  # fmt: skip
