"""The demo: what is played when, what is shown, and that its comparison can tell right from wrong."""

from __future__ import annotations

import gzip
import io
import socket
from contextlib import nullcontext
from pathlib import Path
from typing import cast

import msgspec
import pytest
from rich.console import Console

from alerts.identity import alert_id
from deploy.cli import run
from deploy.demo import comparison, gauges, sampling
from deploy.demo.ending import Ending
from deploy.demo.listener import Alert, Data, Reason
from deploy.demo.performance import Performance
from deploy.demo.roles import with_free_ports
from deploy.demo.screen import Picture, frame, line
from deploy.demo.stage import Stage
from deploy.demo.timetable import BAD_EVENTS, SAMPLE, Timetable, timetable, town_timetable, with_bad_events
from deploy.gathering import AskedWrongly
from deploy.stack.errors import PortTaken
from deploy.town.town import Town
from rules.civil import civil_day, day, start_of_day
from streams.citizen.judge import Judge
from streams.intake.decode import Accepted
from streams.intake.files import UnreadableFileError, read_lines
from streams.municipality.aggregate import Aggregate
from streams.municipality.exposition import render
from streams.municipality.partials import PartitionCounts
from streams.replay import Replayed, Window, replay
from streams.settings import load_settings

HEAD = '{"specversion":"1.0","source":"/t","type":"dk.rettidig.caseworker.assigned.v1","datacontenttype":"application/json"'


def _event(number: int, time: str) -> str:
    return f'{HEAD},"id":"e{number}","subject":"c1","time":"{time}","data":{{"caseworker":"w1","from":"2018-01-01"}}}}'


@pytest.fixture
def events(tmp_path: Path) -> Path:
    """Four sound lines over five days, the second at midnight sharp, and a broken one after it."""
    lines = [
        _event(1, "2018-03-01T12:00:00+01:00"),
        _event(2, "2018-03-02T00:00:00+01:00"),
        "broken",
        _event(3, "2018-03-02T00:00:01+01:00"),
        _event(4, "2018-03-05T23:59:59+01:00"),
    ]
    path = tmp_path / "events.jsonl"
    path.write_text("\n".join(lines), "utf-8")
    return path


# --- what is played when ---------------------------------------------------------------------------------------------


def test_every_line_is_published_on_the_day_whose_closing_midnight_covers_it(events: Path) -> None:
    played = timetable(str(events), None, None)
    assert [(each.on, [one.number for one in each.lines]) for each in played.days] == [
        (day("2018-03-01"), [1, 2, 3]),
        (day("2018-03-02"), [4]),
        (day("2018-03-03"), []),
        (day("2018-03-04"), []),
        (day("2018-03-05"), [5]),
    ]


def test_what_was_registered_before_the_first_day_is_a_backlog_and_what_comes_after_the_last_is_left_out(
    events: Path,
) -> None:
    played = timetable(str(events), day("2018-03-02"), day("2018-03-04"))
    assert sorted(one.number for one in played.backlog) == [1, 2, 3]
    assert sorted(one.number for one in played.lines()) == [1, 2, 3, 4]
    assert civil_day(played.begins) == day("2018-03-01")


def test_if_nothing_is_said_the_last_sixty_days_are_played_and_the_rest_is_loaded_citizen_by_citizen() -> None:
    played = timetable(str(SAMPLE), None, day("2017-12-31"))
    assert (played.first_day, played.last_day) == (day("2017-11-02"), day("2017-12-31"))
    loaded = [one.intake for one in played.backlog if isinstance(one.intake, Accepted)]
    assert len(loaded) > 1_000
    assert [each.citizen for each in loaded] == sorted(each.citizen for each in loaded)
    assert all(each.fact.learnt_at <= start_of_day(played.first_day) for each in loaded)
    of_one = [each.fact.learnt_at for each in loaded if each.citizen == loaded[0].citizen]
    assert of_one == sorted(of_one)


def test_the_clock_walks_through_the_load_in_strides_of_three_months_up_to_the_first_day() -> None:
    played = timetable(str(SAMPLE), day("2017-01-10"), day("2017-01-31"))
    expected = ("2016-09-16", "2016-12-16", "2017-01-10")
    assert civil_day(played.begins) == day("2016-06-16")
    assert played.steps() == [start_of_day(day(on)) for on in expected]
    assert timetable(str(SAMPLE), day("2016-06-16"), None).steps() == [start_of_day(day("2016-06-16"))]


def test_few_citizens_are_all_compared_and_of_many_the_same_ones_are_drawn_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    played = timetable(str(SAMPLE), day("2016-06-16"), day("2016-12-31"))
    everybody = played.citizens()
    assert sampling.sample(played) == set(everybody)
    monkeypatch.setattr(sampling, "MOST", 10)
    drawn = sampling.sample(played)
    assert len(drawn) == 10
    assert drawn < set(everybody)
    assert drawn == sampling.sample(played)
    assert set(played.facts(drawn)) == drawn


def test_a_town_is_loaded_up_to_the_first_day_and_then_played() -> None:
    town = Town(60, 21, 1, day("2024-06-30"))
    played = town_timetable(town, day("2025-12-31"), day("2026-02-28"), lambda _: None)
    assert (len(played.days), civil_day(played.begins)) == (60, day("2024-06-30"))
    assert len(played.backlog) > 500
    assert all(
        line.intake.citizen.startswith("invented-") for line in played.lines() if isinstance(line.intake, Accepted)
    )


def test_the_whole_sample_is_played_and_no_tick_comes_before_what_it_covers() -> None:
    played = with_bad_events(timetable(str(SAMPLE), day("2016-06-16"), None), str(BAD_EVENTS))
    with gzip.open(SAMPLE) as packed:
        lines = sum(1 for _ in packed)
    assert len(list(played.lines())) == lines + len(list(read_lines(str(BAD_EVENTS))))
    for each in played.days:
        learnt = [one.intake.fact.learnt_at for one in each.lines if isinstance(one.intake, Accepted)]
        assert all(start_of_day(each.on) < at <= each.ends for at in learnt)
    assert [each.on for each in played.days] == list(range(played.days[0].on, played.last_day + 1))


@pytest.mark.parametrize(
    ("first", "last", "named"), [("2018-04-01", "2018-03-01", "--until 2018-03-01"), ("2019-01-01", None, "--until")]
)
def test_a_period_that_ends_before_it_begins_is_refused(events: Path, first: str, last: str | None, named: str) -> None:
    with pytest.raises(AskedWrongly, match=named):
        timetable(str(events), day(first), None if last is None else day(last))


def test_a_file_without_a_sound_event_is_refused(tmp_path: Path) -> None:
    (tmp_path / "none.jsonl").write_text("{}\n", "utf-8")
    with pytest.raises(AskedWrongly, match="no sound event"):
        timetable(str(tmp_path / "none.jsonl"), None, None)
    with pytest.raises(UnreadableFileError, match="gone"):
        timetable(str(tmp_path / "gone.jsonl"), None, None)


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["--events", "gone.jsonl"], "gone.jsonl"),
        (["--days-a-second", "0"], "--days-a-second"),
        (["--workers", "0"], "--workers lies between 1 and 8"),
        (["--citizens", "0"], "--citizens lies between 1 and 200,000"),
        (["--from", "2014-06-01"], "--from lies between 2015-07-01 and"),
        (["--from", "2018-02-30"], "--from"),
        (["--from", "2019-01-01", "--until", "2018-01-01"], "--until"),
    ],
)
def test_what_is_asked_wrongly_is_named_before_anything_starts(
    arguments: list[str],
    named: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["demo", *arguments]) == 2
    assert named in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


# --- ports -----------------------------------------------------------------------------------------------------------


def test_a_port_that_was_set_and_is_taken_is_named_and_a_default_gives_way() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(PortTaken, match=f"port {port} .RETTIDIG_WORKER_PORT."):
            with_free_ports(load_settings(worker_port=port))
        default = load_settings().model_copy(update={"worker_port": port})
        default.model_fields_set.discard("worker_port")
        chosen = with_free_ports(default)
        assert port != chosen.worker_port != chosen.figures_port


# --- the picture -----------------------------------------------------------------------------------------------------


def _alert(number: int, kind: str, duty: str, arithmetic: str) -> Alert:
    data = Data(
        f"{kind}:{duty}:c{number}:2018-01-01:1",
        1,
        kind,
        duty,
        "c" * 20 + str(number),
        "147",
        "dagpenge",
        "2018-02-01",
        Reason("LAB § 1", arithmetic, "1 interview", ()),
        "clock",
    )
    return Alert(f"{data.alert_id}#1", "dk.rettidig.alert.raised.v1", "2018-02-01T00:00:00Z", data)


def _picture(newest: int) -> Picture:
    long = "2016-11-14 + 6 months - 82 days (clock stopped, age, change or exemption) = 2017-02-21; 0 of 1 held"
    alerts = [_alert(number, "overdue", "interviews-in-period", long * (number % 3)) for number in range(newest)]
    kinds = dict.fromkeys(("overdue", "due-soon", "passive", "passive-soon", "outcome-missing"), 1_234)
    return Picture(
        title="Rettidig · " + "a-rather-long-name-of-a-file-with-events-" * 2,
        on=day("2018-09-26"),
        share=0.625,
        left_s=1_234,
        sent=1_234_567,
        taken_in=1_234_567,
        rate=12_345,
        citizens=123_456,
        dead_letters=1_234,
        told=1_234_567,
        open_alerts=kinds,
        newest=alerts,
        places=(("figures", "http://127.0.0.1:9102/metrics"), ("worker", "http://127.0.0.1:9101/metrics")),
    )


@pytest.mark.parametrize(("width", "height"), [(80, 24), (80, 40), (120, 40), (80, 16)])
@pytest.mark.parametrize("newest", [0, 1, 40])
def test_the_picture_fits_and_its_height_does_not_change_with_what_is_told(
    width: int, height: int, newest: int
) -> None:
    def drawn(alerts: int) -> list[str]:
        text = io.StringIO()
        console = Console(file=text, width=width, height=height, force_terminal=True, color_system=None)
        console.print(frame(_picture(alerts), width, height))
        return text.getvalue().splitlines()

    lines = drawn(newest)
    assert max(len(one.rstrip()) for one in lines) <= width
    assert len(lines) == len(drawn(3))
    assert height < 24 or len(lines) < height
    shown = "\n".join(lines)
    for part in ("Wednesday 26 September 2018", "1,234,567", "Soon 12 months without effort", ":9102/metrics"):
        assert part in shown
    assert ("Ballerup" in shown or "Frederiksberg" in shown) == (newest > 0)


def test_a_log_gets_the_same_numbers_in_one_line() -> None:
    told = line(_picture(3))
    assert told.startswith("2018-09-26  1,234,567 events (12,345/s), 123,456 citizens, 6,170 alerts open (1234 overdue")
    assert "\n" not in told


# --- the comparison --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def played() -> Timetable:
    """Half a year of the sample."""
    return timetable(str(SAMPLE), day("2016-06-16"), day("2016-12-31"))


@pytest.fixture(scope="module")
def replayed(played: Timetable) -> Replayed:
    """The same without a broker."""
    return replay(played.facts(played.citizens()), Window(civil_day(played.begins), played.last_day), Judge.load())


def test_what_is_open_by_the_messages_is_what_is_open_by_the_states(replayed: Replayed) -> None:
    by_state = {
        alert_id(key, citizen)
        for citizen, state in replayed.states.items()
        for key, record in state.alerts.items()
        if record.told
    }
    assert len(by_state) > 20
    assert set(comparison.open_alerts(replayed.alerts)) == by_state


def test_figures_counted_from_states_are_those_of_the_page(played: Timetable, replayed: Replayed) -> None:
    counts = PartitionCounts(0)
    counts.rebuild(replayed.states.values(), "e", start_of_day(played.last_day))
    aggregate = Aggregate(1)
    for key, value in counts.at_tick(start_of_day(played.last_day)):
        aggregate.take(key, value)
    while aggregate.step():
        pass
    page = gauges.read(render(aggregate), (metric.name for metric in comparison.COMPARED))
    expected = comparison.figures(replayed.states.values())
    assert len(expected) > 50
    assert {each: int(value) for each, value in page.items() if value} == expected


def test_the_comparison_counts_what_is_missing_what_is_too_much_and_what_is_not_the_same() -> None:
    assert comparison.differing({"a": 1, "b": 2}, {"a": 1, "b": 2}) == 0
    assert comparison.differing({"a": 1, "b": 2, "c": 3}, {"a": 1, "b": 3, "d": 4}) == 3


def test_an_alert_read_back_is_the_one_that_was_told(replayed: Replayed) -> None:
    for message in replayed.alerts:
        alert = msgspec.json.decode(message.value, type=Alert)
        assert (alert.id, alert.data.finding.arithmetic != "") == (message.id, True)


def test_numbers_are_read_from_a_page_by_metric() -> None:
    page = b'# HELP a_b x\n# TYPE a_b gauge\na_b{k="1",m="2"} 3\na_b{k="2",m="2"} 4\na_bc 9\nother 1\n'
    found = gauges.read(page, ("a_b",))
    assert found == {gauges.series("a_b", k="1", m="2"): 3.0, gauges.series("a_b", m="2", k="2"): 4.0}
    assert gauges.summed(found, "a_b", "k") == {"1": 3, "2": 4}
    assert gauges.summed(found, "a_b") == {"": 7}
    assert str(gauges.series("a_b", m="2", k="1")) == 'a_b{k="1",m="2"}'


# --- how it ends -----------------------------------------------------------------------------------------------------


class _Standing:
    """A stage on which a role is seen to end, after Ctrl-C or without."""

    def __init__(self, ending: Ending, *, asked: bool) -> None:
        self._ending, self._asked = ending, asked

    def check(self) -> None:
        self._ending.asked = self._asked
        raise RuntimeError("a role has ended")


def test_ctrl_c_ends_what_stays_up_without_an_error_and_a_role_that_dies_does_not(events: Path) -> None:
    played = timetable(str(events), None, None)
    for asked, ends in ((True, nullcontext()), (False, pytest.raises(RuntimeError, match="a role has ended"))):
        ending = Ending()
        performance = Performance(cast("Stage", _Standing(ending, asked=asked)), played, 1.0, Console(), ending)
        with ends:
            performance.stay_up()
