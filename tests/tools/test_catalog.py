import pytest
import sqlalchemy as sa
from sqlglot import exp

from tools.catalog import Catalog, Relation, ascii_lower


def test_only_ascii_letters_are_lowered() -> None:
    assert ascii_lower("ABC\u00c4\u017f\u212a") == "abc\u00c4\u017f\u212a"


def test_tables_come_from_what_was_reflected() -> None:
    metadata = sa.MetaData()
    sa.Table("plants", metadata, sa.Column("name", sa.Text))
    sa.Table("plants", metadata, sa.Column("code", sa.Text), schema="old")
    catalog = Catalog.of(metadata, "postgresql", "public")
    assert catalog.find("plants") == [Relation("plants", None, ("name",))]
    assert catalog.find("plants", "public") == [Relation("plants", None, ("name",))]
    assert catalog.find("plants", "old") == [Relation("plants", "old", ("code",))]
    assert catalog.find("plants", "new") == []


def test_a_name_of_several_schemas_is_found_in_each() -> None:
    catalog = Catalog.named("postgresql", {"east.plants": ["a"], "west.plants": ["a"], "west.mines": ["a"]}, "public")
    assert [relation.schema for relation in catalog.find("plants")] == ["east", "west"]
    assert [relation.schema for relation in catalog.find("mines")] == ["west"]


@pytest.mark.parametrize(
    ("dialect", "is_exact", "quoted", "expected"),
    [
        ("postgresql", True, False, "plantsÄ"),
        ("postgresql", True, True, "PlantsÄ"),
        ("sqlite", True, True, "plantsÄ"),
        ("mysql", True, False, "PlantsÄ"),
        ("mariadb", False, True, "plantsÄ"),
    ],
)
def test_names_are_folded_as_the_engine_folds_them(dialect: str, is_exact: bool, quoted: bool, expected: str) -> None:
    catalog = Catalog(dialect, [], None, is_exact)
    assert catalog.folded(exp.to_identifier("PlantsÄ", quoted=quoted)) == expected


def test_names_are_cut_at_63_bytes_on_postgresql_without_breaking_a_character() -> None:
    name = exp.to_identifier("北" * 30, quoted=True)
    assert Catalog("postgresql", []).folded(name) == "北" * 21
