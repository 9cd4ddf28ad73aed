import pytest
import sqlalchemy as sa

from chains.text2sql.generation.ir import Item, Query
from chains.text2sql.presentation.reading import headings, reading_of
from chains.text2sql.schema.graph import SchemaGraph, schema_of


class TwoSchemas:
    """A database with tables of the same name in two schemas."""

    def metadata(self) -> sa.MetaData:
        metadata = sa.MetaData()
        for schema in (None, "archive"):
            sa.Table("parcels", metadata, sa.Column("sent_on", sa.Date), sa.Column("weight", sa.Integer), schema=schema)
        sa.Table("depots", metadata, sa.Column("name", sa.String))
        return metadata

    def joins(self) -> tuple[()]:
        return ()


@pytest.fixture
def schema() -> SchemaGraph:
    return schema_of(TwoSchemas())  # type: ignore[arg-type]  # only these two are asked for


def test_tables_of_the_same_name_are_told_apart(schema: SchemaGraph) -> None:
    words = [
        reading_of(Query((Item((table, "weight"), "sum"),), (table,)), schema, language)
        for language in ("en", "zh")
        for table in ("parcels", "archive.parcels")
    ]
    assert words == [
        "total weight; from parcels", "total weight; from archive.parcels",
        "weight合计；取自parcels", "weight合计；取自archive.parcels",
    ]  # fmt: skip


def test_a_name_that_only_one_table_has_needs_no_schema(schema: SchemaGraph) -> None:
    assert reading_of(Query((Item(("depots", "name")),), ("depots",)), schema, "en") == "name"


def test_a_part_of_a_date_is_called_what_it_is(schema: SchemaGraph) -> None:
    day = ("parcels", "sent_on")
    query = Query((Item(day, period="month"), Item(None, "count")), ("parcels",))
    assert headings(query, schema, "en", ["m", "n"]) == ["month of sent on", "number of parcels"]
    assert headings(query, schema, "zh", ["m", "n"])[0] == "sent on的月份"
