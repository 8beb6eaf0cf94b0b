"""A partition is compared with the replay of its log: each kind of difference is found and named, and nothing passes for want of looking."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

import msgspec
import pytest
from msgspec import structs

from deploy.comparing import citizen
from deploy.comparing.cut import Cut, Event, Kept
from deploy.comparing.figures import Published
from deploy.comparing.partition import NAMELESS, compare_partition
from deploy.comparing.report import ALERTS, FIGURES, KINDS, STATES, Difference, Gap, Part, Report, Status
from deploy.comparing.running import AGAIN_S, compare_all
from deploy.comparing.sheet import beginning, sheet
from deploy.comparing.told import Told, Word, read
from deploy.comparing.whose import AnotherAtWork, refuse_another
from deploy.paper import WIDTH
from rules.case import Dossier
from rules.civil import Day, Instant, civil_day, day, start_of_day
from rules.facts import WIRE_NAME, BenefitStarted, Fact
from streams.citizen.form import FORM
from streams.citizen.judge import Judge, Judgement
from streams.citizen.state import NEVER, CitizenState, Today, due_at
from streams.citizen.step import Stepped, step
from streams.engine.settlement import Settlement
from streams.intake.wire import topic_of
from streams.municipality.partials import PartitionCounts
from streams.topics import SOURCES
from tests.broker.expected import judge
from tests.broker.lives import by_citizen, lives

AT = start_of_day(day("2018-05-14"))
LATER = start_of_day(day("2018-07-02"))
CITIZENS = 8
EVERYBODY = 10**6
"""An offset beyond all events."""


def stepped() -> dict[str, Stepped]:
    """What a worker made of the sample's first citizens up to a tick; what is registered later waits."""
    return {citizen: step(None, citizen, facts, AT, judge()) for citizen, facts in by_citizen(lives(CITIZENS)).items()}


MADE = stepped()
STATED = {citizen: made.state for citizen, made in MADE.items()}
OPEN = {
    citizen: [key for key, record in state.alerts.items() if record.told is not None]
    for citizen, state in STATED.items()
}
SOMEBODY = next(citizen for citizen, keys in OPEN.items() if keys and STATED[citizen].today.standing)


AT_REST = next(
    citizen
    for citizen, state in STATED.items()
    if state.next_check != NEVER and due_at(state) == start_of_day(state.next_check)
)
"""Somebody of whom time, and no event, is what is waited for."""


def log() -> dict[str, list[Event]]:
    """The events with offsets as on the topics."""
    found: dict[str, list[Event]] = {}
    ends = [0] * len(SOURCES)
    for event in lives(CITIZENS):
        topic = SOURCES.index(topic_of(WIRE_NAME[type(event.fact)]))
        found.setdefault(event.citizen, []).append(Event(topic, ends[topic], event.fact))
        ends[topic] += 1
    return found


LOG = log()
ENDS = tuple(1 + max(each.offset for events in LOG.values() for each in events if each.topic == n) for n in range(3))


def published(states: Iterable[CitizenState]) -> Published:
    counts, made = PartitionCounts(0), Published()
    counts.rebuild(states, "a worker")
    for key, value in counts.at_tick(AT):
        made.take(key, value)
    return made


def told(made: Iterable[Stepped]) -> dict[str, Told]:
    found: dict[str, Told] = {}
    for each in made:
        for message in each.messages:
            citizen, alert, word = read(message.value, is_early=True)
            found.setdefault(citizen, Told()).take(alert, word)
    return found


def kept(citizen: str, state: CitizenState, outbox: Iterable[bytes] = ()) -> Kept:
    offsets = tuple(max((e.offset for e in LOG[citizen] if e.topic == topic), default=-1) for topic in range(3))
    return Kept(FORM.encode(structs.replace(state, offsets=offsets), tuple(outbox)), 7)


def cut() -> Cut:
    """A partition as it stands after the tick, with all events read."""
    return Cut(
        number=3,
        done=ENDS,
        ends=ENDS,
        covered=ENDS,
        newest=AT,
        settlement=Settlement(1, 1, 100, AT, (judge().version,)),
        published=published(STATED.values()),
        events={citizen: list(events) for citizen, events in LOG.items()},
        states={citizen: kept(citizen, state) for citizen, state in STATED.items()},
        told=told(MADE.values()),
    )


def compared(changed: Cut, law: Judge | None = None) -> Part:
    return compare_partition(changed, law or judge())


def with_state(change: Callable[[CitizenState], CitizenState]) -> Cut:
    made = cut()
    made.states[SOMEBODY] = kept(SOMEBODY, change(STATED[SOMEBODY]))
    return made


def looked_at_next(on: Day) -> Cut:
    """The state says that nothing changes of itself before a day."""
    made = cut()
    made.states[AT_REST] = kept(AT_REST, structs.replace(STATED[AT_REST], next_check=on))
    return made


def with_word(alert: str, word: Word, citizen: str = SOMEBODY) -> Cut:
    made = cut()
    made.told.setdefault(citizen, Told()).take(alert, word)
    return made


def without_state() -> Cut:
    made = cut()
    del made.states[SOMEBODY]
    return made


def without_last_event_in_state() -> Cut:
    """The state says that it has not read the citizen's last event, which counts as done."""
    made, last = cut(), LOG[SOMEBODY][-1]
    facts = [each.fact for each in LOG[SOMEBODY][:-1]]
    state = step(None, SOMEBODY, facts, AT, judge()).state
    offsets = tuple(max((e.offset for e in LOG[SOMEBODY][:-1] if e.topic == topic), default=-1) for topic in range(3))
    assert offsets[last.topic] < last.offset
    made.states[SOMEBODY] = Kept(FORM.encode(structs.replace(state, offsets=offsets), ()), 7)
    return made


def with_stranger() -> Cut:
    made = cut()
    made.states["c-foreign"] = Kept(FORM.encode(STATED[SOMEBODY], ()), 7)
    return made


def judged_too_early() -> Cut:
    """The state was left behind by the tick: something fell due, and nobody judged it."""
    before = start_of_day(day("2018-01-15"))
    state = step(None, SOMEBODY, [each.fact for each in LOG[SOMEBODY]], before, judge()).state
    made = cut()
    made.states[SOMEBODY] = kept(SOMEBODY, state)
    return made


def without_word() -> Cut:
    """An alert that is open was never told."""
    made = cut()
    del made.told[SOMEBODY].words[next(iter(_open_words(made)))]
    return made


def _open_words(made: Cut) -> list[str]:
    return sorted(made.told[SOMEBODY].open(dict.fromkeys(made.told[SOMEBODY].words, EVERYBODY)))


def with_other_figures() -> Cut:
    """One citizen is counted twice."""
    made = cut()
    made.published = published([*STATED.values(), STATED[SOMEBODY]])
    return made


FOREIGN = f"overdue:first-interview:{SOMEBODY}:2011-01-01:1"

DIFFERING: dict[str, tuple[Callable[[], Cut], str, str]] = {
    "no state": (without_state, STATES, "missing"),
    "an event that counts as done is in no state": (without_last_event_in_state, STATES, "events"),
    "a state of nobody": (with_stranger, STATES, "extra"),
    "a fact too few": (
        lambda: with_state(lambda state: structs.replace(state, facts=state.facts[:-1])),
        STATES,
        "facts",
    ),
    "other counts": (lambda: with_state(lambda state: structs.replace(state, today=Today())), STATES, "today"),
    "other month ends": (lambda: with_state(lambda state: structs.replace(state, months=())), STATES, "months"),
    "an alert less": (lambda: with_state(lambda state: structs.replace(state, alerts={})), STATES, "alerts"),
    "left behind by the tick": (judged_too_early, STATES, "due"),
    "asleep for ever": (lambda: looked_at_next(NEVER), STATES, "due"),
    "to be looked at too late": (lambda: looked_at_next(STATED[AT_REST].next_check + 400), STATES, "due"),
    "an alert told that nobody judged": (
        lambda: with_word(FOREIGN, Word(1, is_open=True, is_early=True)),
        ALERTS,
        "not by the replay",
    ),
    "an alert never told": (without_word, ALERTS, "and not there"),
    "an alert of nobody": (
        lambda: with_word(
            "overdue:first-interview:c-foreign:2011-01-01:1", Word(1, is_open=True, is_early=True), "c-foreign"
        ),
        ALERTS,
        "not by the replay",
    ),
    "an alert ended that is open": (
        lambda: with_word(_open_words(cut())[0], Word(EVERYBODY, is_open=False, is_early=True)),
        ALERTS,
        "and not there",
    ),
    "counted twice": (with_other_figures, FIGURES, "citizens"),
}


def test_what_a_worker_makes_of_the_log_equals_its_replay_and_all_of_it_is_looked_at() -> None:
    part = compared(cut())
    assert part.differences == []
    assert part.gaps == []
    groups = {(s.municipality, s.target_group) for each in STATED.values() if (s := each.today.standing)}
    assert part.numbers[ALERTS] == sum(map(len, OPEN.values())) > 0
    assert part.numbers[STATES] == CITIZENS
    assert part.numbers[FIGURES] >= len(groups) > 0
    report = Report("0badcafe", (part,))
    assert report.status is Status.EQUAL
    assert [str(each) for each in report.compared] == [
        f"{part.numbers[kind]:>7,} {kind}: 0 differing" for kind in KINDS
    ]


@pytest.mark.parametrize("case", DIFFERING)
def test_each_kind_of_difference_is_found_and_named(case: str) -> None:
    made, kind, how = DIFFERING[case]
    part = compared(made())
    found = [each for each in part.differences if each.kind == kind]
    assert any(how in each.how for each in found), part.differences
    report = Report("0badcafe", (part,))
    assert report.status is Status.DIFFERS
    lines = sheet(report)
    assert max(map(len, lines)) <= WIDTH
    assert any(found[0].name.partition(":")[0] in line for line in lines)
    assert any("Next:" in line for line in lines)


def test_what_happens_while_it_is_read_is_no_difference() -> None:
    """Alerts told and events come after the states were read; a state further than the tick of the figures."""
    made = with_word(FOREIGN, Word(1, is_open=True, is_early=False))
    made.ends = tuple(end + 1 for end in ENDS)
    first = LOG[SOMEBODY][0]
    made.events[SOMEBODY].append(Event(0, ENDS[0], structs.replace(first.fact, id="new", learnt_at=LATER)))
    further = next(citizen for citizen in STATED if citizen != SOMEBODY)
    ahead = step(STATED[further], further, (), LATER, judge())
    made.states[further] = kept(further, ahead.state)
    for message in ahead.messages:
        _, alert, word = read(message.value, is_early=False)
        made.told.setdefault(further, Told()).take(alert, word)
    assert ahead.state.clock > AT
    assert compared(made).differences == []


def test_an_event_beside_the_tick_leaves_out_its_groups_and_no_other() -> None:
    """Registered before the tick and appended after it was cut: nobody can tell whether the tick has seen it."""
    made = cut()
    began = next(event for event in LOG[SOMEBODY] if type(event.fact) is BenefitStarted)
    end = ENDS[0]
    made.events[SOMEBODY] = [*(e for e in LOG[SOMEBODY] if e is not began), Event(0, end, began.fact)]
    made.ends = (end + 1, *ENDS[1:])
    made.states[SOMEBODY] = Kept(
        FORM.encode(structs.replace(STATED[SOMEBODY], offsets=tuple(each - 1 for each in made.ends)), ()), 7
    )
    part = compared(made)
    assert part.differences == []
    assert 0 < len(part.undecided) < len(made.published.tallies)
    assert part.numbers[FIGURES] == compared(cut()).numbers[FIGURES] - len(part.undecided)
    report = Report("0badcafe", (part,))
    assert report.status is Status.NOT_ALL
    assert "events of theirs came beside the tick" in " ".join(sheet(report))
    whole = compared(cut())
    assert part.seen_again(whole) == whole  # decided at the second look
    assert whole.seen_again(part).undecided == frozenset()  # decided at the first
    assert whole.seen_again(part).numbers == whole.numbers
    doubled = replace(cut(), published=published([*STATED.values(), *STATED.values()]))
    for once in (part.seen_again(compared(doubled)), compared(doubled).seen_again(part)):
        assert once.differences == []
        assert once.undecided == part.undecided  # what differed was seen once
    made.published = published([*STATED.values(), *STATED.values()])
    assert {each.kind for each in compared(made).differences} == {FIGURES}


def test_what_a_tick_covers_is_in_the_states_if_it_was_registered_by_then() -> None:
    """Else it waits in memory until offsets are noted, which may take a minute (RETTIDIG_COMMIT_INTERVAL_MS)."""
    made, end = cut(), ENDS[0]
    first = next(event for event in LOG[SOMEBODY] if event.topic == 0)
    made.ends = made.covered = (end + 2, *ENDS[1:])

    def with_news(at: Instant) -> Part:
        news = [structs.replace(first.fact, id=f"new-{number}", learnt_at=at) for number in range(2)]
        made.events["c-new"] = [Event(0, end, news[0])]
        made.events[SOMEBODY] = [*LOG[SOMEBODY], Event(0, end + 1, news[1])]
        return compared(made)

    assert with_news(LATER).differences == []
    lacking = {("c-new", "missing"), (SOMEBODY, "events")}
    assert lacking <= {(each.name, each.how.split(", ")[0]) for each in with_news(AT).differences}
    made.done = made.covered
    assert {(each.name, each.how) for each in with_news(LATER).differences} == lacking


def test_an_alert_in_an_outbox_waits_and_is_not_missing() -> None:
    made = without_word()
    made.states[SOMEBODY] = kept(SOMEBODY, STATED[SOMEBODY], [m.value for m in MADE[SOMEBODY].messages])
    assert any(each.kind == ALERTS for each in compared(made).differences)  # settled: it was told, and has gone
    made.settlement = structs.replace(made.settlement, settled=0)
    part = compared(made)
    assert part.differences == []
    assert [gap.why for gap in part.gaps] == ["alerts wait to be told"]
    assert Report("0badcafe", (part,)).status is Status.NOT_ALL


GAPS: dict[str, tuple[Callable[[], Cut], str, Status]] = {
    "a source that was cut": (
        lambda: replace(cut(), begins={"benefit-events": 17}),
        "no longer begins at its beginning (benefit-events)",
        Status.CUT_OFF,
    ),
    "alerts that were cut": (lambda: replace(cut(), alerts_begin=4), "open alerts were left out", Status.CUT_OFF),
    "nothing published": (lambda: replace(cut(), published=Published()), "no worker has published", Status.NOT_ALL),
    "another lawbook": (
        lambda: replace(cut(), settlement=Settlement(1, 1, 100, AT, (1, 2))),
        f"judged by lawbook 00000002, and this command has {judge().name}",
        Status.NOT_ALL,
    ),
    "judged anew": (
        lambda: replace(cut(), settlement=Settlement(1, 1, 100, AT, (1, judge().version), judges_anew=True)),
        f"being judged anew by lawbook {judge().name}",
        Status.NOT_ALL,
    ),
    "a tick that is gone": (lambda: replace(cut(), covered=None), "its last tick is not kept", Status.NOT_ALL),
}


@pytest.mark.parametrize("case", GAPS)
def test_what_cannot_be_compared_is_said_with_its_reason_and_remedy_and_is_no_difference(case: str) -> None:
    made, why, status = GAPS[case]
    part = compared(made())
    assert part.differences == []
    assert any(why in gap.why and gap.remedy for gap in part.gaps)
    report = Report("0badcafe", (part,))
    assert report.status is status
    said = sheet(report)
    assert max(map(len, said)) <= WIDTH
    assert ("nothing that could be compared" in said[0]) is not part.is_compared
    assert "Remedy" in " ".join(said)


def test_an_installation_without_anything_is_not_called_equal() -> None:
    nothing = Cut(number=0, done=(0, 0, 0), ends=(0, 0, 0), covered=None)
    report = Report("0badcafe", (compared(nothing),))
    assert report.status is Status.NOT_ALL
    assert [each.number for each in report.compared] == [0, 0, 0]


def test_what_was_replaced_by_a_rebuild_is_not_compared_and_the_remedy_is_named() -> None:
    with pytest.raises(
        AnotherAtWork, match=r"no worker, but rebuilt has 2 workers.* Remedy: .*_APPLICATION_ID=rebuilt$"
    ):
        refuse_another({"ours": 0, "rebuilt": 2}, "ours")
    assert refuse_another({"ours": 1, "rebuilt": 2}, "ours") == 1


@pytest.mark.parametrize(("workers", "is_said"), [(None, False), (2, False), (0, True)])
def test_that_no_worker_runs_is_said(workers: int | None, is_said: bool) -> None:
    lines = sheet(Report("0badcafe", (compared(cut()),), workers))
    assert ("No worker runs: this is as it was left." in lines) is is_said


def test_a_look_that_comes_too_early_is_no_difference() -> None:
    """A worker that was given the events one by one may look on a day on which nothing changes."""
    for on in (civil_day(AT) + 1, STATED[AT_REST].next_check):
        assert compared(looked_at_next(on)).differences == []


@pytest.mark.parametrize(
    ("refused", "waiting", "said"),
    [
        (1, 1, ("; 1 refused event (dead letter) left out.", "1 event came since or was not noted as done yet.")),
        (5, 2, ("; 5 refused events (dead letters) left out.", "2 events came since or were not noted as done yet.")),
    ],
)
def test_what_is_no_part_of_it_is_counted_in_words(refused: int, waiting: int, said: tuple[str, ...]) -> None:
    part = compared(replace(cut(), refused=refused, ends=(ENDS[0] + waiting, *ENDS[1:])))
    printed = " ".join(sheet(Report("0badcafe", (part,))))
    assert all(each in printed for each in said), printed


def test_how_much_is_read_and_about_how_long_is_said_first() -> None:
    assert beginning(12, 141_810) == "reading 141,810 events in 12 partitions: about 46 seconds, more beside other work"
    assert beginning(1, 1) == "reading 1 event in 1 partition: about 1 second, more beside other work"


def test_a_gap_hides_no_difference() -> None:
    made = without_state()
    made.alerts_begin = 4
    assert Report("0badcafe", (compared(made),)).status is Status.DIFFERS


def test_a_life_that_the_law_cannot_take_in_is_named_and_stops_nobody() -> None:
    class Failing(Judge):
        def judge(self, known: Dossier, on: Day) -> Judgement:
            raise ZeroDivisionError

    part = compared(cut(), Failing(judge().book, judge().policy))
    assert {each.how for each in part.differences if each.kind == STATES} == {"unjudged"}
    assert part.numbers[STATES] == CITIZENS


def test_a_hidden_records_facts_that_the_law_cannot_take_in_are_named_and_stop_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made, fact = cut(), structs.replace(LOG[SOMEBODY][0].fact, id="hidden")

    def with_limits(state: CitizenState | None, who: str, facts: Sequence[Fact], now: Instant, law: Judge) -> Stepped:
        if fact in facts:
            raise ZeroDivisionError
        return step(state, who, facts, now, law)

    made.states[SOMEBODY] = made.states[SOMEBODY]._replace(joins=(fact,))
    assert [(each.name, each.how) for each in states_differing(made)] == [(SOMEBODY, "facts")]
    monkeypatch.setattr(citizen, "step", with_limits)
    assert [(each.name, each.how) for each in states_differing(made)] == [(SOMEBODY, "unjudged")]


def states_differing(made: Cut) -> list[Difference]:
    return [each for each in compared(made).differences if each.kind == STATES]


def test_a_message_to_be_told_that_is_no_alert_is_named_and_stops_nobody() -> None:
    for value in (b"{}", b"\xff", b"null"):
        made = without_word()
        made.states[SOMEBODY] = kept(SOMEBODY, STATED[SOMEBODY], [value])
        assert all("nobody can read it" not in each.how for each in compared(made).differences)  # told, and has gone
        made.settlement = structs.replace(made.settlement, settled=0)
        found = [each for each in compared(made).differences if each.name == SOMEBODY]
        assert [each.how for each in found] == ["a message that is to be told: nobody can read it"]
        assert found[0].kind == ALERTS


def test_what_is_no_pseudonym_is_never_repeated() -> None:
    for key in ("0101701234", "Hansen, Hans"):
        alert = f"overdue:first-interview:{key}:2011-01-01:1"
        found = compared(with_word(alert, Word(1, is_open=True, is_early=True), key)).differences
        assert [each.name for each in found] == [NAMELESS]
        assert found[0].citizen == ""


def test_a_difference_counts_when_it_stands_at_a_second_look() -> None:
    class Looks:
        def __init__(self, *cuts: Cut) -> None:
            self.left = list(cuts)

        def cut(self, number: int) -> Cut:
            assert number == 3
            return self.left.pop(0)

    pauses: list[float] = []

    def run(*cuts: Cut) -> Report:
        looks = Looks(*cuts)
        report = compare_all(looks, [3], judge(), pause=pauses.append)
        assert looks.left == []
        return report

    assert run(cut()).status is Status.EQUAL
    assert pauses == []
    assert run(without_state(), cut()).status is Status.EQUAL
    assert run(without_state(), with_stranger()).status is Status.EQUAL  # each was there once
    assert pauses == [AGAIN_S, AGAIN_S]
    assert run(without_state(), without_state()).status is Status.DIFFERS


def test_many_differences_are_counted_and_the_first_are_named() -> None:
    many = [Difference(STATES, f"c-{number}", "missing", f"c-{number}") for number in range(1_000)]
    part = Part(0, AT, AT, numbers={STATES: 2_000}, differences=many, gaps=[Gap("why", "do")])
    lines = sheet(Report("0badcafe", (part,)))
    assert f"{2_000:>7,} {STATES}: 1,000 differing" in lines
    assert "        - and 995 more" in lines
    assert msgspec.json.decode(msgspec.json.encode(part))["differences"][0]["citizen"] == "c-0"
