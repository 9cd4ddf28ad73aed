"""Shapes of queries that the enumeration reaches, each over a small database of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chains.text2sql.small_databases import made_of, rows_for
from tools.databases import ReadOnlyDatabase


@pytest.fixture
def hotels(tmp_path: Path) -> Iterator[ReadOnlyDatabase]:
    database = made_of(
        tmp_path / "hotels.db",
        [
            "CREATE TABLE 酒店 (名称 TEXT PRIMARY KEY, 评分 REAL, 价格 INTEGER)",
            "CREATE TABLE 酒店设施 (酒店名称 TEXT REFERENCES 酒店 (名称), 设施 TEXT)",
            "INSERT INTO 酒店 VALUES ('松风', 4.7, 300), ('临湖', 4.2, 520), ('听涛', 4.9, 900)",
            "INSERT INTO 酒店设施 VALUES ('松风', '停车场'), ('松风', '健身房'), ('临湖', '停车场'), "
            "('听涛', '健身房')",
        ],
    )
    yield database
    database.close()


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[ReadOnlyDatabase]:
    database = made_of(
        tmp_path / "shop.db",
        [
            "CREATE TABLE Employee (EmployeeId INTEGER PRIMARY KEY, FirstName TEXT, LastName TEXT, Role TEXT)",
            "CREATE TABLE Customer (CustomerId INTEGER PRIMARY KEY, FirstName TEXT, LastName TEXT, Country TEXT, "
            "SupportId INTEGER REFERENCES Employee (EmployeeId))",
            "CREATE TABLE Genre (GenreId INTEGER PRIMARY KEY, Name TEXT)",
            "CREATE TABLE Book (BookId INTEGER PRIMARY KEY, Name TEXT, GenreId INTEGER REFERENCES Genre (GenreId))",
            "INSERT INTO Employee VALUES (1, 'Ida', 'Berg', 'Account Manager'), (2, 'Lee', 'Voss', 'Account Manager'), "
            "(3, 'Kim', 'Oto', 'Cook')",
            "INSERT INTO Customer VALUES (1, 'Eva', 'Rey', 'USA', 1), (2, 'Tom', 'Lund', 'Norway', 1), "
            "(3, 'Mia', 'Solo', 'Norway', 2)",
            "INSERT INTO Genre VALUES (1, 'Crime'), (2, 'Poetry')",
            "INSERT INTO Book VALUES (1, 'Night Train', 1), (2, 'Leaves', 2)",
        ],
    )
    yield database
    database.close()


async def test_several_things_that_must_all_be_there(hotels: ReadOnlyDatabase) -> None:
    assert await rows_for("推荐一家提供停车场和健身房的酒店", hotels) == [("松风",)]


async def test_each_number_finds_the_column_that_its_unit_measures(hotels: ReadOnlyDatabase) -> None:
    assert await rows_for("请找一家评分在4.5分以上、价格500-1000元的酒店", hotels) == [("听涛",)]
    assert await rows_for("推荐一家最低价格500-600元的酒店", hotels) == [("临湖",)]


async def test_a_full_name_is_given_and_family_name(shop: ReadOnlyDatabase) -> None:
    found = await rows_for("List the full names of the customers who are not in the US.", shop)
    assert found == [("Mia", "Solo"), ("Tom", "Lund")]


async def test_a_cell_may_stand_for_the_rows_that_hold_it(shop: ReadOnlyDatabase) -> None:
    found = await rows_for("Show the count of customers for each account manager.", shop)
    assert found == [("Ida", "Berg", 2), ("Lee", "Voss", 1)]


async def test_another_table_may_be_what_is_shown_of_each_row(shop: ReadOnlyDatabase) -> None:
    found = await rows_for("Show the name of each book and its genre.", shop)
    assert {tuple(sorted(row)) for row in found} == {("Crime", "Night Train"), ("Leaves", "Poetry")}


async def test_the_total_number_of_rows_adds_nothing_up(shop: ReadOnlyDatabase) -> None:
    assert await rows_for("What is the total number of books?", shop) == [(2,)]
