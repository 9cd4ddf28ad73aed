from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from tools.databases import ReadOnlyDatabase
from tools.errors import QueryCancelled
from tools.fetching import paced, take, weight
from tools.limits import Deadline, QueryLimits


def _large(count: int, taken: list[int]) -> Iterator[tuple[str, str]]:
    for number in range(count):
        taken.append(number)
        yield ("x" * 1_000_000, "y" * 1_000_000)


def test_reading_ends_at_the_bytes_that_came_although_little_of_them_is_kept() -> None:
    taken: list[int] = []
    limits = QueryLimits(cell_characters=10, read_bytes=10_000_000)
    rows, is_cut = take(_large(100, taken), limits, Deadline(60.0), "SELECT 1")
    assert is_cut
    assert len(rows) < len(taken) < 8
    assert {len(cell) for row in rows for cell in row} == {10}


def test_the_clock_is_looked_at_before_each_row() -> None:
    taken: list[int] = []
    with pytest.raises(QueryCancelled):
        take(_large(100, taken), QueryLimits(), Deadline(60.0, lambda: len(taken) > 2), "SELECT 1")
    assert len(taken) == 3


def test_a_row_weighs_what_its_cells_take() -> None:
    assert weight(("abc", b"de", 7, None)) == 3 + 2 + 8 + 8


@pytest.mark.parametrize("kind", ["postgres", "mysql"])
def test_rows_of_large_cells_are_not_read_ahead(kind: str, request: pytest.FixtureRequest) -> None:
    database: ReadOnlyDatabase = request.getfixturevalue(f"{kind}_database")
    sql = "SELECT REPEAT('x', 5000000) FROM plants AS a, plants AS b, plants AS c"
    with database._reader.engine.connect().execution_options(stream_results=True) as connection:
        result = connection.execute(sa.text(sql))
        rows = paced(result)
        assert len(next(rows)[0]) == 5_000_000
        assert len(result.cursor_strategy._rowbuffer) <= 1
        assert [len(row[0]) for row in rows] == [5_000_000] * 26


@pytest.mark.parametrize("kind", ["postgres", "mysql"])
def test_many_small_rows_all_come(kind: str, request: pytest.FixtureRequest) -> None:
    database: ReadOnlyDatabase = request.getfixturevalue(f"{kind}_database")
    crossed = ", ".join(f"plants AS p{i}" for i in range(7))
    result = database.query(f"SELECT p0.plant_id FROM {crossed}", limits=QueryLimits(seconds=60.0, rows=2_000))
    assert (result.row_count, result.truncated) == (2_000, True)
