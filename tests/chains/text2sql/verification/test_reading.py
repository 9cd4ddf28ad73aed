"""What a statement does, in the dialects of all three engines."""

import datetime as dt

import pytest
import sqlalchemy as sa

from chains.text2sql.generation.temporal import DateFormat
from chains.text2sql.schema.columns import ColumnId
from chains.text2sql.schema.graph import SchemaGraph, build_schema
from chains.text2sql.verification.parts import Parts
from chains.text2sql.verification.reading import UnreadableSql, parts_of

DIALECTS = ("sqlite", "postgresql", "mysql")
FIRED, STATUS, PRICE = ("pots", "fired_on"), ("pots", "status"), ("pots", "price")


def _schema() -> SchemaGraph:
    metadata = sa.MetaData()
    sa.Table(
        "makers",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.Text),
        sa.Column("wage", sa.Numeric),
        sa.Column("tags", sa.Text),
    )
    sa.Table(
        "pots",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("maker_id", sa.Integer, sa.ForeignKey("makers.id")),
        sa.Column("status", sa.Text),
        sa.Column("price", sa.Numeric),
        sa.Column("fired_on", sa.Date),
        sa.Column("is_glazed", sa.Boolean),
    )
    return build_schema(metadata)


SCHEMA = _schema()


def _formats(column: ColumnId) -> DateFormat | None:
    return "date" if column == FIRED else None


def read(sql: str, dialect: str = "sqlite") -> Parts:
    return parts_of(sql, dialect, SCHEMA, _formats)


def conditions_of(sql: str, dialect: str = "sqlite") -> list[tuple[ColumnId, str, tuple[object, ...]]]:
    return [(t.column, t.operator, t.values) for t in read(sql, dialect).tests]


def day(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize(
    "where",
    [
        "status = 'sold'",
        "p.status IN ('sold')",
        "LOWER(status) = 'sold'",
        "'sold' = status",
        "NOT (status <> 'sold')",
        "(TRIM(p.status) = 'sold')",
    ],
)
def test_a_cell_is_found_however_it_is_compared(dialect: str, where: str) -> None:
    ((column, operator, values),) = conditions_of(f"SELECT id FROM pots AS p WHERE {where}", dialect)
    assert (column, values) == (STATUS, ("sold",))
    assert operator in ("=", "in")


@pytest.mark.parametrize(
    ("dialect", "where"),
    [
        *((d, "fired_on BETWEEN '2024-01-01' AND '2024-12-31'") for d in DIALECTS),
        *((d, "fired_on >= '2024-01-01' AND fired_on < '2025-01-01'") for d in DIALECTS),
        *((d, "EXTRACT(YEAR FROM fired_on) = 2024") for d in ("postgresql", "mysql")),
        ("sqlite", "strftime('%Y', fired_on) = '2024'"),
        ("sqlite", "CAST(strftime('%Y', fired_on) AS INTEGER) = 2024"),
        ("sqlite", "substr(fired_on, 1, 4) = '2024'"),
        ("sqlite", "fired_on LIKE '2024-%'"),
        ("sqlite", "date(fired_on) >= '2024-01-01' AND date(fired_on) <= '2024-12-31'"),
        ("mysql", "YEAR(fired_on) = 2024"),
        ("mysql", "DATE_FORMAT(fired_on, '%Y') = '2024'"),
        ("mysql", "fired_on BETWEEN DATE '2024-01-01' AND '2024-12-31 23:59:59'"),
        ("postgresql", "DATE_PART('year', fired_on) = 2024"),
        ("postgresql", "TO_CHAR(fired_on, 'YYYY') = '2024'"),
        ("postgresql", "DATE_TRUNC('year', fired_on) = '2024-01-01'"),
        ("postgresql", "fired_on::date >= DATE '2024-01-01' AND NOT fired_on > '2024-12-31'::date"),
    ],
)
def test_a_year_is_one_stretch_however_it_is_written(dialect: str, where: str) -> None:
    found = read(f"SELECT id FROM pots WHERE {where}", dialect).stretches
    # a negated bound stands by itself
    firsts = {s.first for s in found if not s.is_negated} - {None}
    ends = {s.end for s in found if not s.is_negated} | {s.first for s in found if s.is_negated}
    assert {s.column for s in found} == {FIRED}
    assert firsts == {day("2024-01-01")}
    assert day("2025-01-01") in ends


@pytest.mark.parametrize(
    ("dialect", "where", "first", "end"),
    [
        ("sqlite", "strftime('%Y-%m', fired_on) = '2024-03'", "2024-03-01", "2024-04-01"),
        ("sqlite", "strftime('%Y', fired_on) = '2024' AND strftime('%m', fired_on) = '03'", "2024-03-01", "2024-04-01"),
        ("mysql", "YEAR(fired_on) = 2024 AND MONTH(fired_on) IN (1, 2, 3)", "2024-01-01", "2024-04-01"),
        ("mysql", "YEAR(fired_on) = 2024 AND QUARTER(fired_on) = 2", "2024-04-01", "2024-07-01"),
        ("postgresql", "TO_CHAR(fired_on, 'YYYY-MM') = '2024-12'", "2024-12-01", "2025-01-01"),
        ("postgresql", "DATE_TRUNC('month', fired_on) = DATE '2024-03-01'", "2024-03-01", "2024-04-01"),
        ("sqlite", "fired_on = '2024-03-05'", "2024-03-05", "2024-03-06"),
    ],
)
def test_months_quarters_and_days_are_stretches(dialect: str, where: str, first: str, end: str) -> None:
    (found,) = read(f"SELECT id FROM pots WHERE {where}", dialect).stretches
    assert (found.first, found.end) == (day(first), day(end))


@pytest.mark.parametrize(
    ("where", "first", "end"),
    [
        ("fired_on > '2020-12-31'", "2021-01-01", None),
        ("fired_on < '2020-01-01'", None, "2020-01-01"),
        ("'2020-01-01' > fired_on", None, "2020-01-01"),
        ("strftime('%Y', fired_on) >= '2021'", "2021-01-01", None),
        ("strftime('%Y', fired_on) < '2021'", None, "2021-01-01"),
    ],
)
def test_one_side_may_be_open(where: str, first: str | None, end: str | None) -> None:
    (found,) = read(f"SELECT id FROM pots WHERE {where}").stretches
    assert (found.first, found.end) == (first and day(first), end and day(end))


@pytest.mark.parametrize(
    ("dialect", "where"),
    [
        ("sqlite", "fired_on >= date('now', '-30 days')"),
        ("mysql", "fired_on >= DATE_SUB(CURDATE(), INTERVAL 30 DAY)"),
        ("postgresql", "fired_on > CURRENT_DATE - INTERVAL '30 days'"),
        ("mysql", "DATEDIFF(NOW(), fired_on) <= 30"),
    ],
)
def test_what_counts_from_now_is_known_to_be_a_time(dialect: str, where: str) -> None:
    (found,) = read(f"SELECT id FROM pots WHERE {where}", dialect).stretches
    assert found.is_relative


OUTSIDE = [
    "SELECT name FROM makers WHERE id NOT IN (SELECT maker_id FROM pots WHERE status = 'sold')",
    "SELECT name FROM makers m WHERE NOT EXISTS (SELECT 1 FROM pots p WHERE p.maker_id = m.id AND p.status = 'sold')",
    "SELECT name FROM makers EXCEPT SELECT m.name FROM makers m JOIN pots p ON p.maker_id = m.id WHERE status = 'sold'",
    "SELECT m.name FROM makers m LEFT JOIN pots p ON p.maker_id = m.id AND p.status = 'sold' WHERE p.id IS NULL",
    "SELECT name FROM makers m WHERE (SELECT COUNT(*) FROM pots p WHERE p.maker_id = m.id AND p.status = 'sold') = 0",
    "WITH sold AS (SELECT maker_id FROM pots WHERE status = 'sold') "
    "SELECT name FROM makers WHERE id NOT IN (SELECT maker_id FROM sold)",
    "SELECT name FROM makers WHERE id <> ALL (SELECT maker_id FROM pots WHERE status = 'sold')",
]


@pytest.mark.parametrize("sql", OUTSIDE)
@pytest.mark.parametrize("dialect", ["postgresql", "mysql"])
def test_rows_that_must_not_be_there_turn_their_tests_round(sql: str, dialect: str) -> None:
    parts = read(sql, dialect)
    assert "pots" in parts.without
    assert [(t.column, t.operator) for t in parts.tests if t.values] == [(STATUS, "!=")]


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT name FROM makers WHERE id IN (SELECT maker_id FROM pots WHERE status = 'sold')",
        "SELECT name FROM makers m WHERE EXISTS (SELECT 1 FROM pots p WHERE p.maker_id = m.id AND status = 'sold')",
        "SELECT m.name FROM makers m JOIN pots p ON p.maker_id = m.id AND p.status = 'sold'",
        "SELECT name FROM makers WHERE id IN "
        "(SELECT x.maker FROM (SELECT maker_id AS maker, status AS s FROM pots) AS x WHERE x.s = 'sold')",
        "SELECT COUNT(CASE WHEN status = 'sold' THEN 1 END) FROM pots",
        "SELECT SUM(CASE status WHEN 'sold' THEN 1 ELSE 0 END) FROM pots",
        "WITH t AS (SELECT * FROM pots) SELECT COUNT(*) FROM t WHERE t.status = 'sold'",
    ],
)
def test_a_test_is_found_in_subqueries_joins_and_cases(sql: str) -> None:
    assert conditions_of(sql) == [(STATUS, "=", ("sold",))]


def test_a_filter_of_an_aggregate_and_a_truth_value_by_itself_are_tests() -> None:
    sql = "SELECT COUNT(*) FILTER (WHERE status = 'sold') FROM pots WHERE is_glazed AND NOT is_glazed IS FALSE"
    assert conditions_of(sql, "postgresql") == [
        (("pots", "is_glazed"), "=", (True,)),
        (("pots", "is_glazed"), "!=", (False,)),
        (STATUS, "=", ("sold",)),
    ]


def test_a_case_that_counts_the_others_is_the_opposite() -> None:
    assert conditions_of("SELECT SUM(CASE WHEN status = 'sold' THEN 0 ELSE 1 END) FROM pots") == [
        (STATUS, "!=", ("sold",))
    ]


@pytest.mark.parametrize(
    ("dialect", "where"),
    [
        ("postgresql", "'oak' = ANY(string_to_array(tags, ','))"),
        ("mysql", "FIND_IN_SET('oak', tags)"),
        ("sqlite", "tags LIKE '%oak%'"),
    ],
)
def test_a_member_of_a_list_is_a_test(dialect: str, where: str) -> None:
    ((column, _, values),) = conditions_of(f"SELECT id FROM makers WHERE {where}", dialect)
    assert column == ("makers", "tags")
    assert "oak" in str(values)


def test_alternatives_are_marked_as_a_choice() -> None:
    first, second, other = read("SELECT id FROM pots WHERE (status = 'sold' OR status = 'new') AND price > 3").tests
    assert first.choice == second.choice != 0
    assert other.choice == 0


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize(
    "sql",
    [
        "SELECT maker_id FROM pots GROUP BY maker_id HAVING COUNT(*) > 2",
        "SELECT maker_id FROM (SELECT maker_id, COUNT(*) AS n FROM pots GROUP BY maker_id) AS t WHERE t.n > 2",
        "WITH t AS (SELECT maker_id, COUNT(id) AS n FROM pots GROUP BY maker_id) SELECT maker_id FROM t WHERE 2 < n",
        "SELECT id FROM makers m WHERE (SELECT COUNT(*) FROM pots p WHERE p.maker_id = m.id) > 2",
        "SELECT maker_id, COUNT(*) AS n FROM pots GROUP BY maker_id HAVING n > 2",
    ],
)
def test_a_count_is_compared_in_having_or_around_it(dialect: str, sql: str) -> None:
    ((function, operator, value),) = [(t.function, t.operator, t.value) for t in read(sql, dialect).amount_tests]
    assert (function, operator, value) == ("count", ">", 2)


@pytest.mark.parametrize(
    ("sql", "is_descending", "limit", "offset"),
    [
        ("SELECT id FROM pots ORDER BY price DESC LIMIT 3", True, 3, 0),
        ("SELECT id FROM pots ORDER BY price LIMIT 1 OFFSET 1", False, 1, 1),
        ("SELECT id, price AS p FROM pots ORDER BY p DESC FETCH FIRST 3 ROWS ONLY", True, 3, 0),
        ("SELECT id, price FROM pots ORDER BY 2 DESC LIMIT 3", True, 3, 0),
        ("SELECT id FROM pots ORDER BY -price LIMIT 3", True, 3, 0),
        ("SELECT id FROM pots WHERE price = (SELECT MAX(price) FROM pots)", True, 1, 0),
        ("SELECT id FROM pots WHERE price <= ALL (SELECT price FROM pots)", False, 1, 0),
        (
            "SELECT id FROM (SELECT id, RANK() OVER (ORDER BY price DESC) AS r FROM pots) AS t WHERE r <= 3",
            True, 3, 0,
        ),
        ("SELECT id FROM (SELECT id, DENSE_RANK() OVER (ORDER BY price) AS r FROM pots) AS t WHERE r = 2", False, 1, 1),
    ],
)  # fmt: skip
def test_the_first_rows_of_an_order_are_told_from_all_ways_to_take_them(
    sql: str, is_descending: bool, limit: int, offset: int
) -> None:
    found = [o for o in read(sql, "postgresql").orders if o.limit is not None]
    assert [(o.column, o.is_descending, o.limit, o.offset) for o in found] == [(PRICE, is_descending, limit, offset)]


def test_amounts_and_keys_are_resolved_through_names() -> None:
    parts = read(
        "SELECT t.name, SUM(t.cost) / COUNT(*) AS mean FROM (SELECT m.name, p.price AS cost FROM makers m "
        "JOIN pots p ON p.maker_id = m.id) AS t GROUP BY t.name"
    )
    assert [(a.function, a.column) for a in parts.amounts if a.function != "count"] == [("sum", PRICE), ("avg", PRICE)]
    assert [k.column for k in parts.keys] == [("makers", "name")]
    assert parts.tables == {"makers", "pots"}


@pytest.mark.parametrize(
    ("dialect", "key", "part"),
    [
        ("sqlite", "strftime('%Y-%m', fired_on)", "year_month"),
        ("mysql", "MONTH(fired_on)", "month"),
        ("postgresql", "DATE_TRUNC('month', fired_on)", "year_month"),
        ("postgresql", "EXTRACT(QUARTER FROM fired_on)", "quarter"),
    ],
)
def test_periods_are_keys_of_their_column(dialect: str, key: str, part: str) -> None:
    parts = read(f"SELECT {key}, COUNT(*) FROM pots GROUP BY {key}", dialect)
    assert [(k.column, k.part) for k in parts.keys] == [(FIRED, part)]


def test_a_comparison_with_an_average_knows_its_direction() -> None:
    (found,) = read("SELECT name FROM makers WHERE wage > (SELECT AVG(wage) FROM makers)").against
    assert (found.column, found.operator, found.function) == (("makers", "wage"), ">", "avg")
    (found,) = read("SELECT name FROM makers WHERE NOT wage > (SELECT AVG(wage) FROM makers)").against
    assert found.operator == "<="


def test_joins_test_nothing() -> None:
    parts = read("SELECT m.name FROM makers m, pots p WHERE m.id = p.maker_id AND p.price IS NOT NULL")
    assert [(t.column, t.operator) for t in parts.tests] == [(PRICE, "not null")]


def test_text_in_double_quotes_is_text_where_no_column_has_the_name() -> None:
    assert conditions_of('SELECT id FROM pots WHERE status = "sold"') == [(STATUS, "=", ("sold",))]


@pytest.mark.parametrize("sql", ["SELECT FROM WHERE", "DELETE FROM pots", "PRAGMA table_info(pots)"])
def test_what_is_no_select_is_refused(sql: str) -> None:
    with pytest.raises(UnreadableSql):
        read(sql)


def test_a_recursive_query_is_read_without_end() -> None:
    sql = (
        "WITH RECURSIVE chain(id) AS (SELECT id FROM makers WHERE name = 'Ada' UNION ALL "
        "SELECT m.id FROM makers m JOIN chain c ON m.id = c.id) SELECT COUNT(*) FROM chain"
    )
    assert conditions_of(sql) == [(("makers", "name"), "=", ("Ada",))]
