"""One source partition in memory: its citizens' states, how far it has read, its clock; knows no broker and no clock.

Records are only taken in: what they say is kept in the state, ahead of its clock. Judging is a tick's business, so nothing
is told before a tick whose barrier covers it, and a citizen with ten new events is judged once. (Only a fact that is
learnt behind its citizen's own clock is judged on arrival: the step sees to that.)
Everything here is synchronous: between two calls the states, the positions and the journal always agree, so that a
worker may stop between any two of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeAlias

from rules.civil import MICROSECONDS_A_DAY, Instant
from streams.engine.anew import Anew
from streams.engine.audit import Audit
from streams.engine.due import DueIndex, Key
from streams.engine.journal import JUDGED, KEPT, Journal, Reach, Work
from streams.engine.ports import UNKNOWN_CLOCK, Letter, Record, Rules, Stepped
from streams.engine.states import Recent, States
from streams.engine.ticks import HeldTick, HeldTicks, StillDueError

_Arrived: TypeAlias = tuple[Any | None, list[Any], list[Record]]
"""What came for one citizen: the state before, the facts and the records they were in."""


class Partition:
    """The state of one source partition and what becomes of records and ticks.

    - `positions`, `clock_position`: next offset of each source topic, in the order of `topics`, and of the clock topic.
    - `clock`: the instant of the last tick handled, also by the owner before; `has_ticked`: this owner handled one.
    - `read_again`: the offset of the last tick before this owner came, while it is to be read first.
    """

    def __init__(
        self, number: int, topics: Sequence[str], rules: Rules[Any, Any], epoch: str, recent: Recent | None = None
    ) -> None:
        self.number = number
        self.topics = tuple(topics)
        self.states = States(rules.form, recent)
        self.clock: Instant = UNKNOWN_CLOCK
        self.has_ticked = False
        self.positions = [0] * len(self.topics)
        self._taken = tuple(self.positions)
        self._nowhere = (-1,) * len(self.topics)
        self.clock_position = 0
        self.is_begun = False
        self.read_again: int | None = None
        self.held = HeldTicks()
        self.journal = Journal()
        self.anew = Anew()
        self._rules = rules
        self._form = form = rules.form
        # Asked for every record: two steps to each would be felt.
        self._keep_waiting, self._judge, self._watch = rules.keep, rules.step, rules.watch
        self._offsets_of, self._place, self._due_at, self._waits = form.offsets, form.place, form.due_at, form.waits
        self._epoch = epoch
        self._counts = rules.counts(number)
        self._due = DueIndex()
        self._appended_ms: dict[Key, int] = {}
        self._audit = Audit()

    def begin(self, positions: Sequence[int], clock_position: int, *, reads_again: bool = False) -> None:
        """Records come from these next offsets on; `reads_again`: first the newest tick of the log, handled before or not."""
        self.positions, self.clock_position, self.is_begun = list(positions), clock_position, True
        self._taken = tuple(positions)
        self.read_again = clock_position if reads_again else None

    def park(self) -> None:
        """Nothing comes for a while: ticks that were held will be delivered again, from the first of them on."""
        self.clock_position = self._clock_committable()
        self.held = HeldTicks(self.held.most_ahead_us)

    # -- records ------------------------------------------------------------------------------------------------------

    def apply(self, topic: int, records: Sequence[Record]) -> None:
        """Take in consecutive records of the source topic with index `topic`."""
        name, applied = self.topics[topic], 0
        for key, (old, facts, theirs) in self._read(topic, records).items():
            try:
                self._arrive(key, old, facts, topic, theirs)
                applied += len(facts)
            except Exception as error:  # one citizen's case that the law cannot take in must not stop the others
                self._watch.step_failed(error)
                for record in theirs:
                    self._refuse(name, self._rules.unjudged(name, self.number, record, error))
        self.skip_to(topic, records[-1].offset + 1)
        self._watch.applied(name, self.number, applied, records[-1].timestamp)

    def skip_to(self, topic: int, position: int) -> None:
        """Everything of a source topic before `position` is applied, or there is nothing."""
        self.positions[topic] = position
        self.journal.moved()

    def _read(self, topic: int, records: Sequence[Record]) -> dict[Key, _Arrived]:
        """What is new, by citizen; refused records become letters, records that the state holds already are left out."""
        name, read, find, offsets = self.topics[topic], self._rules.read, self.states.get, self._offsets_of
        arrived: dict[Key, _Arrived] = {}
        for record in records:
            fact = read(name, self.number, record)
            if type(fact) is Letter:
                self._refuse(name, fact)
                continue
            key = record.key or b""
            ours = arrived.get(key)
            if ours is not None:
                ours[1].append(fact)
                ours[2].append(record)
                continue
            old = find(key)  # one that can't be read is no fault of the event's: it ends the worker
            if old is None or record.offset > offsets(old)[topic]:  # else delivered again: the changelog was ahead
                arrived[key] = old, [fact], [record]
        return arrived

    def _refuse(self, topic: str, letter: Letter) -> None:
        self.journal.refused(letter)
        self._watch.rejected(topic, letter.reason)

    def _arrive(self, key: Key, old: Any | None, facts: Sequence[Any], topic: int, theirs: Sequence[Record]) -> None:
        """Facts of one citizen: they wait for a tick, or are judged at once if a tick has passed them already."""
        self._appended_ms.setdefault(key, theirs[0].timestamp)
        kept, offset = self._keep_waiting(old, facts), theirs[-1].offset
        if kept is None:
            self._step(key, old, facts, UNKNOWN_CLOCK, topic, offset)
        else:
            new = self._put(key, old, kept, topic, offset, KEPT)
            self._due.schedule(key, self._due_at(new))

    def _put(self, key: Key, old: Any | None, state: Any, topic: int, offset: int, weight: int) -> Any:
        """A new state in its place; the journal hears of it unless it has heard of as much since the state was packed."""
        offsets = self._nowhere if old is None else self._offsets_of(old)
        if offset > offsets[topic]:
            offsets = (*offsets[:topic], offset, *offsets[topic + 1 :])
        new = self._place(state, self.number, offsets)
        if self.states.put(key, new, weight):
            if weight == KEPT:
                self.journal.kept(key)
            else:
                self.journal.judged(key)
        return new

    def _step(
        self, key: Key, old: Any | None, facts: Sequence[Any], now: Instant, topic: int = 0, offset: int = -1
    ) -> None:
        """One citizen's step, with all that hangs on a state: counts, index, journal."""
        if key in self.anew:
            old = self._change_law(key, old)
        stepped = self._judge(old, key.decode(), facts, now)
        new = self._keep(key, old, stepped, topic, offset)
        appended_ms = self._appended_ms.get(key)
        if not self._waits(new):
            self._appended_ms.pop(key, None)
        if offset < 0 or stepped.messages:  # else it was judged on arrival, and there is nothing to tell
            self.journal.changed(key, stepped.messages, appended_ms)
        self._watch.stepped(stepped)

    def _change_law(self, key: Key, old: Any) -> Any:
        """Judge one citizen by the law that is in force now, as of the last tick that was handled under the one before.

        Returns the state by the new law; one for which it is all the same is neither kept nor written anew.
        """
        stepped, changes = self._rules.law.change(old, key.decode(), self.clock)
        new = old
        if stepped.state is not old:
            new = self._keep(key, old, stepped)
            self.journal.changed(key, stepped.messages, None)
        self.anew.judged(key, changes)
        return new

    def _keep(self, key: Key, old: Any | None, stepped: Stepped, topic: int = 0, offset: int = -1) -> Any:
        """Put what a step made into the place of what was, in the counts and the index, too."""
        new = self._put(key, old, stepped.state, topic, offset, JUDGED)
        self._counts.replace(old, new, stepped.passed)
        self._due.schedule(key, self._due_at(new))
        return new

    # -- ticks --------------------------------------------------------------------------------------------------------

    def hold(self, records: Sequence[Record]) -> list[str]:
        """Take in consecutive records of the clock topic; returns what could not be read, in words."""
        complaints = self.held.take(records, self.topics, self.clock if self.has_ticked else None)
        self.clock_position = records[-1].offset + 1
        self.journal.moved()
        return complaints

    @property
    def still_us(self) -> int:
        """How long, in microseconds, its time stands still; see HeldTicks."""
        return self.held.still_us(self.clock)

    def ripe(self) -> HeldTick | None:
        """The latest tick whose barrier is reached, if there is one."""
        return self.held.ripe(self.positions)

    def step_due(self, tick: HeldTick, in_time: Callable[[], bool]) -> bool:
        """Judge those whom the tick concerns, one after the other, while `in_time`; whether any may be left.

        After a change of the law it concerns everybody; who is due by time or by what is news goes first.
        """
        while in_time():
            key, is_due = self._due.pop(tick.at), True
            if key is None:
                key, is_due = self.anew.next(), False
            if key is None:
                return False
            fault = self._fault_in_judging(key, tick.at, is_due=is_due)
            if fault is not None:
                self._watch.step_failed(fault)
                self._due.schedule(key, tick.at + MICROSECONDS_A_DAY)
        return True

    def _fault_in_judging(self, key: Key, now: Instant, *, is_due: bool) -> Exception | None:
        """Judge one citizen; what went wrong, if anything, so that one citizen's case does not stop the others."""
        old = self.states.get(key)
        try:
            if not is_due:
                self._change_law(key, old)
                return None
            self._step(key, old, (), now)
        except Exception as error:
            return error
        due = self._due.when(key)
        return StillDueError() if due is not None and due <= now else None

    def finish(self, tick: HeldTick) -> None:
        """All whom the tick concerns were judged: the clock stands at it, the figures are complete as of it."""
        self.clock, self.has_ticked = max(self.clock, tick.at), True
        self.held.drop_until(tick.at)
        for key in self._audit.sample(self.states):
            if key not in self.anew and self._has_something_to_say(key):
                self._watch.audit_failed()
                self._step(key, self.states[key], (), self.clock)
        self.journal.figures(self._counts.at_tick(self.clock))
        self._watch.ticked(self.number, tick.appended_ms)

    def _has_something_to_say(self, key: Key) -> bool:
        """Whether somebody who is not due would tell something if judged all the same: then the index is wrong."""
        state = self.states[key]
        try:
            return bool(self._judge(state, key.decode(), (), self.clock).messages)
        except Exception:
            return False  # that this citizen cannot be judged was reported when it was due

    def due(self, key: Key) -> Instant | None:
        """From when a tick concerns a citizen, by the index; None: by time alone never."""
        return self._due.when(key)

    # -- works --------------------------------------------------------------------------------------------------------

    def take(self, *, but_kept: bool = False) -> Work:
        """What is to be made durable, with the offsets that it covers; `but_kept`: without what nobody waits for, and so
        without the offsets of those events, although ticks after them may be covered."""
        if not (but_kept and self.journal.has_kept):
            self._taken = tuple(self.positions)
        reach = Reach(self._taken, self._clock_committable(), self.clock, bool(self.anew))
        return self.journal.take(self.states.pack, reach, but_kept=but_kept)

    def _clock_committable(self) -> int:
        return self.clock_position if (oldest := self.held.oldest_offset()) is None else oldest

    # -- recovery -----------------------------------------------------------------------------------------------------

    def recover(self, values: Iterable[tuple[Key, bytes, bool]]) -> Iterator[None]:
        """Take in the recovered changelog values, and build the due-date index and the counts from them; yields after each.

        `values`: (citizen, value, whether the messages in it were told: else they are told again). Raises UnreadableStateError.
        """
        return self._counts.rebuilding(self._recovered(values), self._epoch, self.clock)

    def _recovered(self, values: Iterable[tuple[Key, bytes, bool]]) -> Iterator[Any]:
        for key, value, is_told in values:
            resting = self._form.at_rest(value)
            self.states.rest(key, resting)
            if not is_told and (outbox := self._form.decode_outbox(value)):
                self.journal.restored(key, outbox)
            seen = self._form.glance(resting)
            self._due.schedule(key, seen.due)
            yield seen

    def judge_anew(self, before: int) -> None:
        """What was restored may be judged by another law, of this version (0: unknown): all are judged anew."""
        self.anew.begin(self.states, before)

    def rejoin(self, key: Key, facts: Sequence[Any]) -> None:
        """Facts of a record that another one of the same citizen would have hidden."""
        self._step(key, self.states.get(key), facts, UNKNOWN_CLOCK)

    def rewrite(self, key: Key) -> None:
        """Write again what we hold of a citizen, if only that it is nothing: the changelog holds something else."""
        self.journal.restored(key, ())
