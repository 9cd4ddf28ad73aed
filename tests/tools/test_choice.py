import pytest

from tools.choice import EVERYTHING, Note, TableChoice
from tools.databases import ReadOnlyDatabase
from tools.errors import SqlRejected


@pytest.mark.parametrize(
    ("choice", "table", "is_in"),
    [
        (EVERYTHING, "plants", True),
        (TableChoice(include=("plants",)), "plants", True),
        (TableChoice(include=("PLANTS",)), "Plants", True),
        (TableChoice(include=("plants",)), "plants_old", False),
        (TableChoice(include=("plants*",)), "plants_old", True),
        (TableChoice(include=("plants*",), exclude=("*_old",)), "plants_old", False),
        (TableChoice(exclude=("hr.*",)), "plants", True),
        (TableChoice(include=("电厂",)), "电厂", True),
    ],
)
def test_patterns_say_which_tables_are_in(choice: TableChoice, table: str, is_in: bool) -> None:
    assert choice.allows(table) is is_in


def test_a_pattern_may_name_the_schema() -> None:
    assert not TableChoice(exclude=("hr.*",)).allows("wages", "hr")
    assert TableChoice(include=("hr.wages",)).allows("wages", "hr")


def test_what_is_stored_gives_the_same_back() -> None:
    choice, note = TableChoice(("a",), ("b*",), ("c",)), Note("What it is", ("one", "二"))
    assert TableChoice.of(choice.as_dict()) == choice
    assert Note.of(note.as_dict()) == note
    assert (TableChoice.of({}), Note.of({})) == (EVERYTHING, Note())


def test_a_table_left_out_cannot_be_read_on_any_engine(any_database: ReadOnlyDatabase) -> None:
    url = any_database._url
    chosen = ReadOnlyDatabase("chosen", url, any_database.limits, TableChoice(exclude=("regions",)))
    try:
        assert [str(name) for name in chosen.metadata().tables] == ["plants"]
        assert chosen.query("SELECT COUNT(*) FROM plants").rows == [[3]]
        with pytest.raises(SqlRejected, match="no table regions"):
            chosen.query("SELECT * FROM regions")
        with pytest.raises(SqlRejected, match="no table regions"):
            chosen.query("SELECT * FROM plants WHERE region_id IN (SELECT region_id FROM regions)")
    finally:
        chosen.close()


def test_notes_are_seen_with_the_schema_and_can_change(any_database: ReadOnlyDatabase) -> None:
    any_database.annotate({"plants": Note("Power stations", ("电站",)), "plants.opened": Note("", ("first run",))})
    plants = any_database.metadata().tables["plants"]
    assert (plants.comment, plants.info["synonyms"]) == ("Power stations", ("电站",))
    assert plants.columns["opened"].info["synonyms"] == ("first run",)
    any_database.annotate({})
    assert not any_database.metadata().tables["plants"].comment
