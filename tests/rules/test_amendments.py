"""Variants and lawbooks of one's own: cut at their dates, cited in every outcome, and refused where they state no source."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from rules.amendment import variant_names
from rules.assess import assess, is_passive
from rules.case import dossier
from rules.civil import day, iso
from rules.facts import Fact
from rules.history import history
from rules.law_file import LawbookError
from rules.lawbook import Lawbook
from rules.load import LAW_DIRECTORY, load_lawbook
from rules.measured import BIT
from rules.next_change import next_change_on
from tests.rules.builders import absence, book, ended, held, mentor, offer, on_benefit, plus, work

WRONG = Path(__file__).with_name("wrong_amendments")
VARIANTS = variant_names(LAW_DIRECTORY)


@pytest.mark.parametrize("path", sorted(WRONG.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_wrong_lawbook_of_ones_own_is_refused_with_file_line_and_reason(path: Path) -> None:
    """The first line says what is said; the line at fault ends with `# here`."""
    lines = path.read_text("utf-8").splitlines()
    here = next(number for number, line in enumerate(lines, 1) if line.endswith("# here"))
    with pytest.raises(LawbookError) as refused:
        load_lawbook(own=path)
    assert str(refused.value).startswith(f"{path}:{here}: "), refused.value
    assert lines[0].removeprefix("# ") in str(refused.value)


def test_a_lawbook_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LawbookError, match=r"\D: cannot be read"):
        load_lawbook(own=tmp_path / "nowhere.yaml")


def test_a_lawbook_in_another_encoding_is_refused_with_its_line(tmp_path: Path) -> None:
    """As an editor of former days writes Å."""
    (tmp_path / "own.yaml").write_bytes(("# x\n" * 5_000 + "about: Århus Kommune\n").encode("latin-1"))
    with pytest.raises(LawbookError, match=r"own\.yaml:5001: not UTF-8"):
        load_lawbook(own=tmp_path / "own.yaml")


def test_a_lawbook_with_characters_that_yaml_does_not_have_is_refused(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text("lawbook: x\0\n", "utf-8")
    with pytest.raises(LawbookError, match=r"own\.yaml.*not YAML"):
        load_lawbook(own=tmp_path / "own.yaml")


def test_a_variant_that_is_not_there_is_refused_with_the_nearest() -> None:
    with pytest.raises(LawbookError, match="no variant 'to-years': did you mean 'two-years'"):
        load_lawbook(variant="to-years")


@pytest.mark.parametrize("name", VARIANTS)
def test_every_variant_changes_something_and_says_whose_it_is(name: str) -> None:
    variant = load_lawbook(variant=name)
    assert variant.origins == (f"variant {name}",)
    assert (variant.rules, variant.measures, variant.terms) != (book().rules, book().measures, book().terms)
    for rule in [rule for rules in variant.rules.values() for rule in rules]:
        amended = rule.reference.endswith(f"(variant {name})")
        assert bool(rule.origin) == amended
        assert amended or rule in book().rules[rule.cell]
    changed = [term for term, cited in variant.term_references.items() if cited != book().term_references[term]]
    assert all(variant.term_references[term][0].endswith(f"(variant {name})") for term in changed)


def _own(tmp_path: Path, changes: str) -> Lawbook:
    path = tmp_path / "own.yaml"
    path.write_text(f"lawbook: Eksempel Kommune\nabout: invented\nchanges:\n{changes}", "utf-8")
    return load_lawbook(own=path)


CITED = "    reference: a decision\n    source: its minutes (invented)\n    confidence: probable\n"


def test_a_version_is_cut_where_the_change_begins_and_ends(tmp_path: Path) -> None:
    """The lawbook has jobparat's first interview by a week in 2014-2019, 2020-2023, 2024-2026 and from July 2026 on."""
    amended = _own(
        tmp_path,
        "  - duty: first-interview\n    groups: [jobparat]\n    from: 2023-06-01\n    until: 2024-05-31\n"
        f"    set: {{within: 5 days}}\n{CITED}",
    )
    said = [
        (iso(rule.from_), str(rule.within), rule.reference, rule.confidence)
        for rule in amended.rules["jobparat"]
        if rule.duty == "first-interview"
    ]
    week, five = ("1 week", "sure"), ("5 days", "probable")
    assert [(begins, (within, sure)) for begins, within, _, sure in said] == [
        ("2014-01-01", week),
        ("2020-01-01", week),
        ("2023-06-01", five),
        ("2024-01-01", five),
        ("2024-06-01", week),
        ("2026-07-01", ("1 week", "probable")),
    ]
    assert said[2][2] == "a decision (Eksempel Kommune)"
    others = [rule for rule in amended.rules["aktivitetsparat"] if rule.duty == "first-interview"]
    assert others == [rule for rule in book().rules["aktivitetsparat"] if rule.duty == "first-interview"]


def test_a_hole_can_be_filled_and_a_duty_taken_away(tmp_path: Path) -> None:
    amended = _own(
        tmp_path,
        "  - duty: interviews-in-period\n    groups: [aktivitetsparat]\n    from: 2026-07-01\n    until: null\n"
        f"    set: {{form: count, needed: 3, within: 6 months}}\n{CITED}"
        "  - duty: first-offer\n    groups: [aktivitetsparat]\n    from: 2026-07-01\n    until: null\n"
        f"    set: {{none: the council has another plan}}\n{CITED}",
    )
    made = dossier(history([on_benefit("aktivitetsparat", "2026-07-01")]), amended)
    owed = [(each.duty, each.needed, iso(each.due_on)) for each in assess(made, day("2026-07-01")).obligations]
    assert owed == [("first-interview", 1, "2026-07-08"), ("interviews-in-period", 3, "2027-01-01")]
    holes = [hole for hole in amended.holes if hole.cell == "aktivitetsparat" and hole.from_ == day("2026-07-01")]
    about = ("first-offer", "interviews-in-period")
    assert [(hole.duty, hole.not_found) for hole in holes if hole.duty in about] == [("first-offer", False)]


def test_the_standing_law_is_not_touched_by_an_amendment(tmp_path: Path) -> None:
    _own(tmp_path, f"  - term: passive-months\n    set: {{value: 18}}\n{CITED}")
    assert load_lawbook().terms.passive_months == book().terms.passive_months


def test_what_qualifies_is_judged_by_the_law_of_its_day(tmp_path: Path) -> None:
    """A lawbook that takes letters until 2020 only: that of 30 December counts, that of 2 January does not."""
    amended = _own(
        tmp_path,
        f"  - term: excluded-forms\n    from: 2014-01-01\n    until: 2019-12-31\n    set: {{value: []}}\n{CITED}",
    )
    for on, status in (("2019-12-30", "fulfilled"), ("2020-01-02", "overdue")):
        made = dossier(history([on_benefit("jobparat", "2019-12-28"), held(on, form="letter")]), amended)
        found = [each.status for each in assess(made, day("2020-01-05")).obligations if each.duty == "first-interview"]
        assert found == [status], on
    assert "(Eksempel Kommune)" in amended.term_references["excluded-forms"][0]


def test_an_absence_stops_by_the_law_of_its_days(tmp_path: Path) -> None:
    """A lawbook in which sickness stops everybody from 8 January 2021 on: of six days two count, 11 + 2 = 13 January."""
    amended = _own(
        tmp_path,
        "  - term: absence-stops\n    from: 2021-01-08\n    until: null\n"
        f"    set: {{value: {{dagpenge: [sickness], others: [sickness, maternity]}}}}\n{CITED}",
    )
    for to, on, due_on, status in (
        ("2021-01-09", "2021-01-09", "2021-01-13", "suspended"),
        ("2021-01-09", "2021-01-07", "2021-01-13", "pending"),
        (None, "2021-01-20", "2021-01-24", "suspended"),
        (None, "2021-01-07", "2021-01-11", "pending"),
    ):
        made = dossier(history([on_benefit("jobparat", "2021-01-04"), absence("sickness", "2021-01-04", to)]), amended)
        answer = assess(made, day(on))
        first = next(each for each in answer.obligations if each.duty == "first-interview")
        assert (iso(first.due_on), first.status) == (due_on, status), (to, on)
        # On the 7th nobody knows the open absence's end, but that it will stop the clock from the 8th on.
        assert answer.look_again_on == day("2021-01-08") or on != "2021-01-07"


def test_a_variant_goes_on_top_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(
        f"lawbook: Eksempel\nabout: x\nchanges:\n  - term: passive-months\n    set: {{value: 18}}\n{CITED}", "utf-8"
    )
    both = load_lawbook(variant="two-years", own=path)
    assert both.terms.passive_months == load_lawbook(variant="two-years").terms.passive_months
    assert both.origins == ("Eksempel", "variant two-years")


def _judged(variant: str, facts: list[Fact], on: str) -> Any:
    return assess(dossier(history(facts), load_lawbook(variant=variant)), day(on))


@pytest.mark.parametrize(
    ("variant", "from_", "duty", "due_on", "why"),
    [
        ("weeks-13-and-26", "2018-01-02", "first-offer", "2018-07-03", "2 January + 182 days: 29+28+31+30+31+30 reach 30 June, 3 more"),
        ("standing", "2018-01-02", "first-offer", "2018-07-02", "six months"),
        ("joint-interviews-by-timing", "2018-01-02", "joint-interview-1", "2018-04-02", "three months"),
        ("joint-interviews-by-timing", "2018-01-02", "joint-interview-2", "2018-10-02", "nine months"),
        ("joint-interviews-by-timing", "2018-01-02", "joint-interview-3", "2019-09-02", "twenty months"),
    ],
)  # fmt: skip
def test_what_a_variant_makes_due(variant: str, from_: str, duty: str, due_on: str, why: str) -> None:
    assert why
    listed = _judged(variant, [on_benefit("dagpenge", from_)], from_).obligations
    assert [iso(each.due_on) for each in listed if each.duty == duty] == [due_on]


def test_thirteen_weeks_for_the_young_and_the_old_on_dagpenge() -> None:
    """2 January 2018 + 91 days: 29 left in January, 28, 31 and 3: 3 April, a day after three months."""
    listed = _judged("weeks-13-and-26", [on_benefit("dagpenge", "2018-01-02", birth_date="1992-05-05")], "2018-01-02")
    assert [iso(each.due_on) for each in listed.obligations if each.duty == "first-offer"] == ["2018-04-03"]


PASSIVE = [
    # Unbroken from 2 January 2017 on: 12 months are 2 January 2018, 24 are 2 January 2019, 36 are 2 January 2020.
    ("standing", [on_benefit("jobparat", "2017-01-02")], "2018-01-02"),
    ("two-years", [on_benefit("jobparat", "2017-01-02")], "2019-01-02"),
    ("three-years", [on_benefit("jobparat", "2017-01-02")], "2020-01-02"),
    # An offer until 15 March 2018 leaves the last 24 months on 15 March 2020.
    ("two-years", [on_benefit("jobparat", "2017-01-02"), offer("nytteindsats", "2018-03-01", "2018-03-15")], "2020-03-15"),
    # 52 weeks of support, 364 days, are complete on day 364: 2 January 2017 + 363.
    ("gap-tolerant-passivity", [on_benefit("jobparat", "2017-01-02")], "2017-12-31"),
    # 40 days off from 1 June on: 404 days after the first, and the first day is still inside 455: 2 January + 403.
    ("gap-tolerant-passivity", [on_benefit("jobparat", "2017-01-02"), ended("2017-05-31"), on_benefit("jobparat", "2017-07-11")], "2018-02-09"),
    # The same with the standing law: the gap of 40 days is more than 28, so twelve months run from 11 July.
    ("standing", [on_benefit("jobparat", "2017-01-02"), ended("2017-05-31"), on_benefit("jobparat", "2017-07-11")], "2018-07-11"),
    # An offer until 15 March leaves a window of 455 days on 15 March 2017 + 455 = 13 June 2018.
    ("gap-tolerant-passivity", [on_benefit("jobparat", "2017-01-02"), offer("nytteindsats", "2017-03-01", "2017-03-15")], "2018-06-13"),
    # A mentor on dagpenge until 1 May 2018: by the standing law no effort, by the variant until 1 May 2019.
    ("standing", [on_benefit("dagpenge", "2017-01-02"), mentor("2018-01-01", "2018-05-01")], "2018-01-02"),
    ("mentor-for-dagpenge", [on_benefit("dagpenge", "2017-01-02"), mentor("2018-01-01", "2018-05-01")], "2019-05-01"),
    # Hours count in focus-offer: 100 hours keep from being passive, but not where 225 are asked for. 150 hours over 31 days:
    # on 10 December 2018 the last 12 months hold 21 of them, 101.6 hours, on 11 December 20, 96.8 hours.
    ("standing", [on_benefit("jobparat", "2017-01-02"), work("2017-12-01", "2017-12-31", 150)], "2018-12-11"),
    ("focus-225-hours", [on_benefit("jobparat", "2017-01-02"), work("2017-12-01", "2017-12-31", 150)], "2018-01-02"),
]  # fmt: skip


@pytest.mark.parametrize(("variant", "life", "first"), PASSIVE, ids=[f"{row[0]} {row[2]}" for row in PASSIVE])
def test_the_first_passive_day_of_a_variant(variant: str, life: list[Fact], first: str) -> None:
    """Stepping through the days shares nothing with what looks ahead; both have to find it."""
    made = dossier(history(life), load_lawbook(variant=variant))
    begins = day("2017-01-02")
    stepped = next(on for on in range(begins, begins + 2000) if is_passive(made, on))
    assert iso(stepped) == first
    assert assess(made, stepped).passive and not assess(made, stepped - 1).passive


@pytest.mark.parametrize("variant", VARIANTS)
def test_nothing_changes_before_the_day_to_look_again_in_a_variant_either(variant: str) -> None:
    life = [
        on_benefit("jobparat", "2017-01-02"),
        ended("2017-05-31"),
        on_benefit("jobparat", "2017-07-11"),
        offer("nytteindsats", "2017-09-01", "2017-09-20"),
        work("2018-01-05", "2018-03-05", 240),
        on_benefit("dagpenge", "2018-12-01"),
        held("2018-12-20", joint=True),
    ]
    made = dossier(history(life), load_lawbook(variant=variant))
    on = day("2017-01-02")
    now = assess(made, on)
    while on < day("2020-06-01"):
        following = assess(made, on + 1)
        same = (following.passive, following.measured) == (now.passive, now.measured)
        assert same or on + 1 >= now.look_again_on, iso(on + 1)
        on, now = on + 1, following if on + 1 >= now.look_again_on else now


def test_the_next_change_finds_the_first_passive_day_by_weeks() -> None:
    made = dossier(history([on_benefit("revalidering", "2017-01-02")]), load_lawbook(variant="gap-tolerant-passivity"))
    found = next_change_on(made, assess(made, day("2017-06-01")))
    assert found is not None and iso(found) == "2017-12-31"


def test_the_derived_numbers_count_the_groups_of_table_1() -> None:
    """jobparat for six months on 2 July 2018: four interviews are asked for, three and one of the coming year's."""
    bit = BIT["statutory-interviews"]
    acts: list[Fact] = [held(plus("2018-01-08", 20 * index)) for index in range(4)]
    life = [on_benefit("jobparat", "2018-01-02")]
    assert not _judged("standing", life, "2018-07-02").measured.counted & bit
    short = _judged("derived-numbers", [*life, *acts[:3]], "2018-07-02").measured
    whole = _judged("derived-numbers", [*life, *acts], "2018-07-02").measured
    assert short.counted & bit and not short.met & bit
    assert whole.counted & bit and whole.met & bit


def test_four_week_gaps_keep_the_spell() -> None:
    life = [on_benefit("jobparat", "2018-01-02"), ended("2018-01-31"), on_benefit("jobparat", "2018-02-28")]
    assert iso(_judged("standing", life, "2018-03-01").counted_from) == "2018-02-28"
    assert iso(_judged("four-week-gaps", life, "2018-03-01").counted_from) == "2018-01-02"
