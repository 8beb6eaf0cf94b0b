"""Invented names: the same for one pseudonym, different enough to tell people apart, and of nobody who is not asked about."""

from __future__ import annotations

from deploy.inbox.names import InventedNames, Pseudonyms, invented_name, names_from


async def test_a_pseudonym_has_one_name_for_ever() -> None:
    names = InventedNames()
    assert await names.citizens(["c-1", "c-2"]) == {"c-1": invented_name("c-1"), "c-2": invented_name("c-2")}
    assert await names.caseworkers(["c-1"]) == {"c-1": invented_name("c-1")}
    assert invented_name("c-1") == "Mads Tjørnbræmme"


def test_names_tell_people_apart() -> None:
    assert len({invented_name(f"c-{number}") for number in range(200)}) > 195


async def test_without_a_source_of_names_nobody_has_one() -> None:
    assert isinstance(names_from("pseudonyms"), Pseudonyms)
    assert isinstance(names_from("invented"), InventedNames)
    assert await Pseudonyms().citizens(["c-1"]) == await Pseudonyms().caseworkers(["c-1"]) == {}
