"""Ways between tables: to one row or to many, the shortest, by both roles, to the same table."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from chains.text2sql.schema.graph import schema_of
from chains.text2sql.schema.labels import column_label, table_label
from chains.text2sql.schema.paths import Paths, Step
from tests.chains.text2sql.small_databases import made_of
from tools.databases import ReadOnlyDatabase

Opened = dict[str, ReadOnlyDatabase]


@pytest.fixture
def marina(opened: Opened) -> Paths:
    return Paths(schema_of(opened["MARINA"]))


def names(path: tuple[Step, ...]) -> list[str]:
    return [f"{s.here[0]}.{s.here[1]}>{s.there[0]}.{s.there[1]}" for s in path]


def test_a_key_leads_to_one_row_and_back_to_many(marina: Paths) -> None:
    ((forth,),) = marina.between("rentals", "boats")
    ((back,),) = marina.between("boats", "rentals")
    assert forth == Step(("rentals", "boat_id"), ("boats", "id"))
    assert back == forth.back
    assert marina.is_to_one((forth,))
    assert not marina.is_to_one((back,))


def test_the_way_within_a_table_is_empty(marina: Paths) -> None:
    assert marina.between("boats", "boats") == ((),)
    assert marina.to_one("boats", "boats") == ((),)
    assert marina.is_to_one(())


def test_each_role_is_a_way_of_its_own(marina: Paths) -> None:
    ways = marina.to_one("trips", "ports")
    assert sorted(names(w)[0] for w in ways) == ["trips.from_port_id>ports.id", "trips.to_port_id>ports.id"]


def test_a_table_of_links_leads_to_many(marina: Paths) -> None:
    (way,) = (w for w in marina.between("members", "skills"))
    assert names(way) == ["members.id>member_skills.member_id", "member_skills.skill_id>skills.id"]
    assert marina.to_one("members", "skills") == ()


def test_a_way_over_keys_alone_leads_to_one_row(marina: Paths) -> None:
    ways = marina.to_one("trips", "members")
    assert ["trips.boat_id>boats.id", "boats.owner_id>members.id"] in [names(w) for w in ways]
    assert all(marina.is_to_one(w) for w in ways)


def test_ways_to_one_row_come_before_those_to_many(marina: Paths) -> None:
    for table, other in (("rentals", "members"), ("trips", "members"), ("boats", "members")):
        flags = [marina.is_to_one(w) for w in marina.between(table, other)]
        assert flags == sorted(flags, reverse=True)


def test_the_steps_of_a_table_are_those_of_its_keys_and_of_those_that_point_at_it(marina: Paths) -> None:
    assert {s.here[1] for s in marina.references("rentals")} == {"boat_id", "member_id"}
    assert {s.there for s in marina.referenced_by("boats")} == {("rentals", "boat_id"), ("trips", "boat_id")}
    assert marina.references("ports") == []
    assert marina.referenced_by("nothing") == []


def test_a_key_to_the_same_table_is_a_step_of_it(marina: Paths) -> None:
    steps = [s for s in marina.references("members") if s.there[0] == "members"]
    assert [s.here[1] for s in steps] == ["sponsor_id"]


def test_names_alone_tie_tables_together(opened: Opened) -> None:
    farm = Paths(schema_of(opened["FARM"]))
    ((step,),) = farm.to_one("harvests", "crops")
    assert step.is_guess
    assert (step.here, step.there) == (("harvests", "crop_id"), ("crops", "crop_id"))


def test_a_back_step_keeps_what_it_is_made_of() -> None:
    step = Step(("a", "b_id"), ("b", "id"), is_guess=True)
    assert step.back == Step(("b", "id"), ("a", "b_id"), is_guess=True)
    assert step.back.back == step


@pytest.fixture
def chain(tmp_path: Path) -> Iterator[ReadOnlyDatabase]:
    """Six tables in a row, each pointing at the next, and one that nothing ties to them."""
    made = ["CREATE TABLE t6 (id INTEGER PRIMARY KEY)", "CREATE TABLE island (thing TEXT)"]
    for n in range(5, 0, -1):
        made.append(f"CREATE TABLE t{n} (id INTEGER PRIMARY KEY, next_id INTEGER REFERENCES t{n + 1} (id))")
    database = made_of(tmp_path / "chain.db", made)
    yield database
    database.close()


def test_ways_are_at_most_four_steps_long(chain: ReadOnlyDatabase) -> None:
    paths = Paths(schema_of(chain))
    assert [len(w) for w in paths.between("t1", "t5")] == [4]
    assert paths.between("t1", "t6") == ()


def test_there_is_no_way_to_a_table_that_nothing_ties(chain: ReadOnlyDatabase) -> None:
    paths = Paths(schema_of(chain))
    assert paths.between("t1", "island") == ()
    assert paths.to_one("island", "t1") == ()


# what to call them


@pytest.mark.parametrize(
    ("database", "column", "language", "label"),
    [
        ("MARINA", ("boats", "length_m"), "en", "length"),
        ("MARINA", ("rentals", "started_at"), "en", "started at"),
        ("NURSERY", ("t_plant", "family"), "zh", "科属"),
        ("NURSERY", ("t_plant", "family"), "en", "family"),
        ("TEAHOUSE", ("员工", "工资"), "zh", "工资"),
        ("TEAHOUSE", ("员工", "工资"), "en", "工资"),
        ("FARM", ("crops", "crop_name"), "zh", "crop name"),
    ],
)
def test_a_column_is_called_in_the_readers_language_where_it_has_words(
    database: str, column: tuple[str, str], language: str, label: str, opened: Opened
) -> None:
    assert column_label(schema_of(opened[database]), column, language).startswith(label)


@pytest.mark.parametrize(
    ("database", "table", "language", "label"),
    [
        ("MARINA", "member_skills", "en", "member skills"),
        ("NURSERY", "t_plant", "zh", "植物"),
        ("NURSERY", "t_sowing", "zh", "播种记录"),
        ("TEAHOUSE", "门店", "en", "门店"),
    ],
)
def test_a_table_is_called_in_the_readers_language(
    database: str, table: str, language: str, label: str, opened: Opened
) -> None:
    assert table_label(schema_of(opened[database]).tables[table], language) == label
