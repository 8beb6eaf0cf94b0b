"""What the engine needs from the house around it, as types: reading a record, judging a citizen, counting, measuring.

The engine looks into neither a state nor a fact: what it must know of them it asks through `Form`. So the law's own
engine runs any other law too, and its cost can be compared with that of other engines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final, Generic, NamedTuple, Protocol, TypeAlias, TypeVar

from rules.civil import Instant
from streams.complaints import ToldOnce

State = TypeVar("State")
Fact = TypeVar("Fact")
Counted_contra = TypeVar("Counted_contra", contravariant=True)

UNKNOWN_CLOCK: Final[Instant] = -(2**62)
"""The clock of a partition that has not handled a tick yet: everything is still to come."""

Pair: TypeAlias = tuple[bytes, bytes]
"""(key, value) of a record to be sent."""

Passed: TypeAlias = Sequence[tuple[int, Any]]
"""(month, what the citizen added to the figures at its end)."""


class UnreadableStateError(ToldOnce):
    """A changelog record that this version cannot read: damaged, or from a newer version."""


class Record(Protocol):
    """A record as aiokafka hands it over. `timestamp`: milliseconds since 1970 at which the broker appended it."""

    @property
    def offset(self) -> int: ...
    @property
    def timestamp(self) -> int: ...
    @property
    def key(self) -> bytes | None: ...
    @property
    def value(self) -> bytes | None: ...
    @property
    def headers(self) -> Sequence[tuple[str, bytes]]: ...


class AlertMessage(Protocol):
    """An alert's change, ready to be sent: `value` is its canonical JSON."""

    @property
    def value(self) -> bytes: ...


class Stepped(Protocol):
    """What a step answers: the new state, what has to be told, and what is counted.

    `passed`: the month ends that the citizen's clock went by, as known then;
    `late`: facts that came behind the clock; `dropped`: facts of an erased citizen.
    """

    @property
    def state(self) -> Any: ...
    @property
    def messages(self) -> Sequence[AlertMessage]: ...
    @property
    def passed(self) -> Passed: ...
    @property
    def late(self) -> int: ...
    @property
    def dropped(self) -> int: ...


class Letter(NamedTuple):
    """A refused record: what goes to `dead-letters`, and by which reason it is counted."""

    key: bytes | None
    value: bytes
    reason: str


class Glance(Protocol):
    """What is known of a state without its facts. The engine looks at `due` only: when a tick concerns it, None: never."""

    @property
    def due(self) -> Instant | None: ...


class Form(NamedTuple, Generic[State, Fact]):
    """How a state is asked, placed and turned into bytes.

    - `offsets`: the last applied offset of each source topic. `place`: (state, partition, offsets) → the same, placed there.
    - `due_at`: the instant from which a tick concerns it; None: none ever. `waits`: whether a fact in it waits for a tick.
    - `encode`: (state, messages that may not have been told) → the changelog value. `decode` undoes it, `decode_offsets`
      reads only the offsets, `decode_facts` only the facts, `decode_outbox` only the messages.
    - `at_rest`: value → the state's bytes without those messages; a state of an older release comes out in the form of
      this one. `glance`: such bytes → what the figures are counted from. Whatever reads bytes raises
      UnreadableStateError.
    """

    offsets: Callable[[State], tuple[int, ...]]
    place: Callable[[State, int, tuple[int, ...]], State]
    due_at: Callable[[State], Instant | None]
    waits: Callable[[State], bool]
    encode: Callable[[State, Sequence[bytes]], bytes]
    decode: Callable[[bytes], tuple[State, Sequence[bytes]]]
    decode_offsets: Callable[[bytes], tuple[int, ...]]
    decode_facts: Callable[[bytes], Sequence[Fact]]
    decode_outbox: Callable[[bytes], Sequence[bytes]]
    at_rest: Callable[[bytes], bytes]
    glance: Callable[[bytes], Glance]


Change: TypeAlias = tuple[str, str]
"""What became of an alert (`raised`, …), and its duty or measure: a law's change is summed by them."""


def _no_other(_state: Any, _citizen: str, _since: Instant) -> tuple[Stepped, Sequence[Change]]:
    raise TypeError("laws that are told apart need a way from one to the other")


class Law(NamedTuple, Generic[State]):
    """By which law citizens are judged, and how one is judged anew who was judged by another.

    - `version`: the same for the same law; 0: laws are not told apart. `undoes`: see Settlement.under.
    - `change`: (state, citizen, instant up to which the law before held) → what comes of it, and what it tells. Pure.
    """

    version: int = 0
    undoes: int | None = None
    change: Callable[[State, str, Instant], tuple[Stepped, Sequence[Change]]] = _no_other


class Counts(Protocol[Counted_contra]):
    """A partition's share of the municipal figures."""

    def replace(self, old: Counted_contra | None, new: Counted_contra | None, passed: Passed) -> None:
        """Take one contribution away and add the other; `passed`: the month ends that the step went by."""

    def rebuilding(self, glances: Iterable[Any], epoch: str, clock: Instant) -> Iterator[None]:
        """Count anew under an epoch never used before, as of the last tick that was handled; yields after each state.

        `glances`: what `Form.glance` gives of each.
        """

    def at_tick(self, as_of: Instant) -> list[Pair]:
        """The records to publish after a tick, the marker last."""


class Watch(Protocol):
    """Who counts what the engine does, for the metrics."""

    def applied(self, topic: str, partition: int, events: int, appended_ms: int) -> None:
        """Events taken into the state; `appended_ms`: the last one's append timestamp."""

    def rejected(self, topic: str, reason: str) -> None:
        """An event became a dead letter."""

    def ticked(self, partition: int, appended_ms: int) -> None:
        """A partition was judged by a tick that had been appended then."""

    def told(self, appended_ms: Sequence[int]) -> None:
        """Alerts were acknowledged whose causing events had been appended then."""

    def intruded(self, partition: int, records: int) -> None:
        """Another worker wrote so many records into the changelog of a partition that is ours."""

    def stepped(self, stepped: Stepped) -> None:
        """A citizen was stepped."""

    def step_failed(self, error: Exception) -> None:
        """A citizen's step raised: a fault in the law's code. Its events became dead letters, or it waits a day."""

    def audit_failed(self) -> None:
        """The rolling audit found a citizen who had something to say without being due."""


class Rules(NamedTuple, Generic[State, Fact]):
    """The engine's ports, bundled: made once per process. `Rules[Any, Any]` inside the engine, typed where it is bound.

    - `read`: (topic, partition, record) → the fact in it, or the dead letter it becomes. The record's key is the citizen.
    - `unjudged`: (topic, partition, record, what went wrong) → the dead letter of a sound event that no step could take in.
    - `keep`: (state, newly arrived facts) → the state in which they wait for a tick, nothing judged and nothing told; None
      where that must be left to the step. It saves time only: the step with an unknown clock leaves the same state.
    - `step`: (state, citizen, newly arrived facts, the partition's clock) → what comes of it. Pure.
    - `counts`: partition → its share of the figures. `law`: by which `step` judges.
    """

    read: Callable[[str, int, Record], Fact | Letter]
    unjudged: Callable[[str, int, Record, Exception], Letter]
    keep: Callable[[State | None, Sequence[Fact]], State | None]
    step: Callable[[State | None, str, Sequence[Fact], Instant], Stepped]
    form: Form[State, Fact]
    counts: Callable[[int], Counts[State]]
    watch: Watch
    law: Law[State] = Law()
