"""Plans are rendered as queries that every engine runs with the same rows, and that sqlglot reads back."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
import sqlglot

from chains.text2sql.generation.plan import (
    Against,
    AnyOf,
    AtTimes,
    Attribute,
    Condition,
    Filter,
    Measure,
    OnCalendar,
    Output,
    Period,
    Plan,
    Ratio,
    Related,
    Share,
    Versus,
)
from chains.text2sql.generation.plan_sql import escaped_pattern, literal, plan_to_sql
from chains.text2sql.generation.temporal import DateFormat
from chains.text2sql.linking import filters
from chains.text2sql.protocols import Cell
from chains.text2sql.schema.columns import ColumnId
from chains.text2sql.schema.paths import Path, Step
from tests.chains.text2sql.composition.databases import MARINA
from tests.chains.text2sql.linking.conftest import made_on
from tools.databases import ReadOnlyDatabase

DIALECTS = ("sqlite", "postgresql", "mysql")
_FORMATS: dict[str, DateFormat] = {
    "started_at": "datetime", "departed_at": "datetime", "due_on": "date", "returned_on": "date", "joined_on": "date",
    "birth_date": "date",
}  # fmt: skip

TO_OWNER: Path = (Step(("boats", "owner_id"), ("members", "id")),)
TO_BOAT: Path = (Step(("rentals", "boat_id"), ("boats", "id")),)
TO_RENTALS: Path = (Step(("boats", "id"), ("rentals", "boat_id")),)
TO_TRIPS: Path = (Step(("boats", "id"), ("trips", "boat_id")),)
TO_SKILLS: Path = (
    Step(("members", "id"), ("member_skills", "member_id")),
    Step(("member_skills", "skill_id"), ("skills", "id")),
)
TO_SPONSOR: Path = (Step(("members", "sponsor_id"), ("members", "id")),)
COUNT = Measure("count")


def formats(column: ColumnId) -> DateFormat | None:
    return _FORMATS.get(column[1])


def of(table: str, column: str, path: Path = ()) -> Attribute:
    return Attribute(path, (table, column))


def check(table: str, column: str, operator: filters.Operator, *values: Cell, path: Path = ()) -> Filter:
    return Filter(path, filters.Test((table, column), operator, values))


NAME, KIND, PRICE = of("boats", "name"), of("boats", "kind"), of("boats", "price")
FEE, STATUS, STARTED = of("rentals", "fee"), of("rentals", "status"), of("rentals", "started_at")


@pytest.fixture(scope="module", params=DIALECTS)
def marina(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReadOnlyDatabase]:
    moment = "TIMESTAMP" if request.param == "postgresql" else "DATETIME"
    made = [statement.replace("DATETIME", moment) for statement in MARINA]
    yield from made_on(request.param, tmp_path_factory.mktemp("marina"), made)


def rows_of(plan: Plan, database: ReadOnlyDatabase) -> list[tuple[Any, ...]]:
    """The rows, numbers as floats, the words and numbers in an order of their own unless the plan has one."""
    sql = plan_to_sql(plan, database.dialect, formats)
    rows = [tuple(_plain(cell) for cell in row) for row in database.query(sql).rows]
    return rows if plan.order and not plan.best_of else sorted(rows, key=str)


def _plain(cell: Any) -> Any:
    return round(float(cell), 4) if isinstance(cell, (int, float, Decimal)) and not isinstance(cell, bool) else cell


def boats(*conditions: Condition, show: tuple[Output, ...] = (NAME,), **rest: Any) -> Plan:
    return Plan("boats", show, conditions, **rest)


def rentals(*conditions: Condition, show: tuple[Output, ...] = (of("rentals", "id"),), **rest: Any) -> Plan:
    return Plan("rentals", show, conditions, **rest)


def members(*conditions: Condition, show: tuple[Output, ...] = (of("members", "name"),), **rest: Any) -> Plan:
    return Plan("members", show, conditions, **rest)


@pytest.mark.parametrize(
    ("condition", "names"),
    [
        (check("boats", "kind", "=", "ketch"), ["Osprey", "Petrel"]),
        (check("boats", "kind", "in", "ketch", "dinghy"), ["Osprey", "Petrel", "Wren"]),
        (check("boats", "kind", "not in", "ketch", "sloop"), ["Gannet", "Wren"]),
        (check("boats", "kind", "!=", "sloop"), ["Gannet", "Osprey", "Petrel", "Wren"]),
        (check("boats", "price", ">", 64000), ["Gannet", "Petrel"]),
        (check("boats", "price", ">=", 64000), ["Gannet", "Osprey", "Petrel"]),
        (check("boats", "price", "<", 23500), ["Wren"]),
        (check("boats", "price", "<=", 23500), ["Dunlin", "Wren"]),
        (check("boats", "price", "between", 23500, 64000), ["Dunlin", "Heron", "Osprey"]),
        (check("boats", "length_m", "=", Decimal("9.5")), ["Heron"]),
        (check("boats", "name", "like", "%n"), ["Dunlin", "Heron", "Wren"]),
        (check("boats", "name", "like", "%n", "O%"), ["Dunlin", "Heron", "Osprey", "Wren"]),
        (check("boats", "name", "not like", "%n"), ["Gannet", "Osprey", "Petrel"]),
        (check("boats", "name", "like", "%!%%"), []),
        (check("boats", "owner_id", "null"), ["Wren"]),
        (check("boats", "owner_id", "not null"), ["Dunlin", "Gannet", "Heron", "Osprey", "Petrel"]),
        (check("boats", "kind", "blank"), []),
        (check("boats", "kind", "not blank"), ["Dunlin", "Gannet", "Heron", "Osprey", "Petrel", "Wren"]),
        (check("boats", "name", "=", "O'Neil; --"), []),
        (Filter((), filters.Test(("boats", "kind"), "=", ("ketch",)), negated=True), ["Dunlin", "Gannet", "Heron",
                                                                                    "Wren"]),
    ],
)  # fmt: skip
def test_every_operator_keeps_the_same_rows_on_every_engine(
    condition: Condition, names: list[str], marina: ReadOnlyDatabase
) -> None:
    assert rows_of(boats(condition), marina) == [(name,) for name in names]


def test_truth_values_are_tested_as_each_engine_keeps_them(marina: ReadOnlyDatabase) -> None:
    yes = True if marina.dialect == "postgresql" else 1
    plan = members(check("members", "is_instructor", "in", yes))
    assert rows_of(plan, marina) == [("Hugo Lind",), ("Nora Quill",)]


@pytest.mark.parametrize(
    ("condition", "ids"),
    [
        (
            Filter((), filters.Within(("rentals", "started_at"), dt.datetime(2025, 1, 1), dt.datetime(2026, 1, 1))),
            [4, 5, 6],
        ),
        (Filter((), filters.Within(("rentals", "started_at"), dt.datetime(2026, 1, 1), None)), [7, 8]),
        (Filter((), filters.Within(("rentals", "due_on"), None, dt.datetime(2024, 2, 21))), [1, 2]),
        (OnCalendar(STARTED, "weekday", (1,)), [3, 8]),
        (OnCalendar(STARTED, "weekday", (1, 6), negated=True), []),
        (OnCalendar(STARTED, "month", (2, 6)), [1, 2, 4, 5]),
        (OnCalendar(of("rentals", "due_on"), "month", (2, 5, 7, 9), negated=True), [7]),
        (AtTimes(STARTED, 0, 9 * 60), [3, 6]),
        (AtTimes(STARTED, 9 * 60, 12 * 60, negated=True), [2, 3, 5, 6, 7]),
        (AtTimes(STARTED, 18 * 60, 8 * 60), [5, 6]),
        (Versus(of("rentals", "returned_on"), ">", of("rentals", "due_on")), [2, 4]),
        (Versus(of("rentals", "returned_on"), "<=", of("rentals", "due_on")), [1, 3, 6]),
    ],
)
def test_times_keep_the_same_rows_on_every_engine(
    condition: Condition, ids: list[int], marina: ReadOnlyDatabase
) -> None:
    assert rows_of(rentals(condition), marina) == [(i,) for i in ids]


@pytest.mark.parametrize(
    ("condition", "names"),
    [
        (Related(TO_RENTALS), ["Dunlin", "Gannet", "Heron", "Osprey", "Petrel"]),
        (Related(TO_RENTALS, negated=True), ["Wren"]),
        (Related(TO_RENTALS, (check("rentals", "status", "=", "open"),)), ["Dunlin", "Petrel"]),
        (Related(TO_RENTALS, (check("rentals", "status", "=", "closed"),), negated=True), ["Gannet", "Wren"]),
        (Related(TO_RENTALS, count=(">=", 2)), ["Dunlin", "Heron", "Petrel"]),
        (Related(TO_RENTALS, count=(">", 1)), ["Dunlin", "Heron", "Petrel"]),
        (Related(TO_RENTALS, count=("=", 1)), ["Gannet", "Osprey"]),
        (Related(TO_RENTALS, count=("=", 0)), ["Wren"]),
        (Related(TO_RENTALS, count=("<", 2)), ["Gannet", "Osprey", "Wren"]),
        (Related(TO_RENTALS, count=("<=", 1)), ["Gannet", "Osprey", "Wren"]),
        (Related(TO_RENTALS, count=("!=", 2)), ["Gannet", "Osprey", "Wren"]),
        (Related(TO_RENTALS, count=(">=", 0)), ["Dunlin", "Gannet", "Heron", "Osprey", "Petrel", "Wren"]),
        (Related(TO_RENTALS, count=(">=", 2), negated=True), ["Gannet", "Osprey", "Wren"]),
        (check("members", "city", "=", "Lisbon", path=TO_OWNER), ["Dunlin", "Heron", "Osprey"]),
        (
            check("members", "name", "=", "Nora Quill", path=(*TO_OWNER, *TO_SPONSOR)),
            ["Osprey", "Petrel"],
        ),
        (AnyOf((check("boats", "kind", "=", "dinghy"), check("boats", "price", ">", 100000))), ["Gannet", "Wren"]),
        (Against(PRICE, ">", (check("boats", "name", "=", "Osprey"),)), ["Gannet", "Petrel"]),
        (Against(PRICE, ">", function="avg"), ["Gannet", "Petrel"]),
        (Against(PRICE, ">=", function="max"), ["Gannet"]),
        (Against(PRICE, "<=", function="min"), ["Wren"]),
        (Against(PRICE, "<", (check("boats", "kind", "=", "ketch"),), function="min"), ["Dunlin", "Heron", "Wren"]),
    ],
)
def test_conditions_on_other_rows_keep_the_same_rows_on_every_engine(
    condition: Condition, names: list[str], marina: ReadOnlyDatabase
) -> None:
    assert rows_of(boats(condition), marina) == [(name,) for name in names]


def test_a_condition_over_a_link_table_keeps_each_row_once(marina: ReadOnlyDatabase) -> None:
    skilled = members(Related(TO_SKILLS, (check("skills", "name", "in", "navigation", "rigging"),)))
    assert rows_of(skilled, marina) == [("Hugo Lind",), ("Nora Quill",), ("Tomas Reed",)]
    without = members(Related(TO_SKILLS, (check("skills", "name", "=", "navigation"),), negated=True))
    assert rows_of(without, marina) == [("Ada Frost",), ("Mina Sato",), ("Paul Okoro",)]


@pytest.mark.parametrize(
    ("plan", "rows"),
    [
        (boats(show=(COUNT,)), [(6,)]),
        (boats(show=(Measure("sum", PRICE), Measure("avg", PRICE))), [(431400, 71900)]),
        (boats(show=(Measure("min", PRICE), Measure("max", PRICE))), [(3900, 210000)]),
        (boats(show=(Measure("count", KIND, distinct=True),)), [(4,)]),
        (boats(show=(Measure("count", where=(check("boats", "kind", "=", "sloop"),)),)), [(2,)]),
        (boats(show=(Measure("sum", PRICE, where=(check("boats", "kind", "=", "sloop"),)),)), [(65500,)]),
        (rentals(show=(Measure("sum", FEE, factor=("rentals", "fee")),)), [(1_583_400,)]),
        (boats(show=(Ratio(Measure("sum", PRICE), COUNT),)), [(71900,)]),
        (boats(check("boats", "kind", "=", "raft"), show=(Ratio(Measure("sum", PRICE), COUNT),)), [(None,)]),
        (boats(show=(Share(COUNT, (check("boats", "kind", "=", "sloop"),)),)), [(33.33,)]),
        (boats(show=(Share(Measure("sum", PRICE), (check("boats", "kind", "=", "sloop"),)),)), [(15.18,)]),
        (boats(check("boats", "kind", "=", "raft"), show=(Share(COUNT, (check("boats", "price", ">", 1),)),)),
         [(None,)]),
    ],
)  # fmt: skip
def test_amounts_are_the_same_on_every_engine(plan: Plan, rows: list[Any], marina: ReadOnlyDatabase) -> None:
    assert rows_of(plan, marina) == rows


@pytest.mark.parametrize(
    ("plan", "rows"),
    [
        (rentals(show=(STATUS, COUNT), group=(STATUS,)), [("cancelled", 1), ("closed", 5), ("open", 2)]),
        (rentals(show=(STATUS, Share(COUNT)), group=(STATUS,)), [("cancelled", 12.5), ("closed", 62.5), ("open", 25)]),
        (
            rentals(show=(STATUS, COUNT), group=(STATUS,), having=((COUNT, ">=", 2),)),
            [("closed", 5), ("open", 2)],
        ),
        (
            rentals(show=(Period(STARTED, "year"), COUNT), group=(Period(STARTED, "year"),)),
            [(2024, 3), (2025, 3), (2026, 2)],
        ),
        (
            rentals(show=(Period(STARTED, "month"), Measure("sum", FEE)), group=(Period(STARTED, "month"),)),
            [(2024, 2, 450), (2024, 5, 520), (2025, 2, 120), (2025, 6, 900), (2025, 8, 260), (2026, 4, 670)],
        ),
        (
            rentals(show=(of("boats", "kind", TO_BOAT), COUNT), group=(of("boats", "kind", TO_BOAT),)),
            [("catamaran", 1), ("ketch", 3), ("sloop", 4)],
        ),
    ],
)
def test_groups_are_the_same_on_every_engine(plan: Plan, rows: list[Any], marina: ReadOnlyDatabase) -> None:
    assert rows_of(plan, marina) == rows


def test_two_amounts_over_many_rows_do_not_double_each_other(marina: ReadOnlyDatabase) -> None:
    trips, fees = Measure("count", through=TO_TRIPS), Measure("sum", FEE, through=TO_RENTALS)
    assert rows_of(boats(show=(NAME, trips, fees)), marina) == [
        ("Dunlin", 0, 250), ("Gannet", 1, 900), ("Heron", 1, 450), ("Osprey", 0, 260), ("Petrel", 2, 1060),
        ("Wren", 0, None),
    ]  # fmt: skip


def test_an_amount_over_many_rows_takes_only_those_that_pass(marina: ReadOnlyDatabase) -> None:
    closed = Measure("count", through=TO_RENTALS, where=(check("rentals", "status", "=", "closed"),))
    assert rows_of(boats(show=(NAME, closed)), marina) == [
        ("Dunlin", 1), ("Gannet", 0), ("Heron", 2), ("Osprey", 1), ("Petrel", 1), ("Wren", 0),
    ]  # fmt: skip


def test_an_amount_at_the_end_of_two_steps_is_of_each_first_row(marina: ReadOnlyDatabase) -> None:
    owned_rentals: Path = (Step(("members", "id"), ("boats", "owner_id")), *TO_RENTALS)
    fees = Measure("sum", FEE, through=owned_rentals)
    assert rows_of(members(show=(of("members", "name"), fees)), marina) == [
        ("Ada Frost", 260), ("Hugo Lind", 900), ("Mina Sato", None), ("Nora Quill", 700), ("Paul Okoro", None),
        ("Tomas Reed", 1060),
    ]  # fmt: skip


def test_the_first_of_each_group_is_kept(marina: ReadOnlyDatabase) -> None:
    plan = boats(show=(KIND, NAME), order=((PRICE, True),), best_of=(KIND,))
    assert rows_of(plan, marina) == [("catamaran", "Gannet"), ("dinghy", "Wren"), ("ketch", "Petrel"),
                                     ("sloop", "Heron")]  # fmt: skip


@pytest.mark.parametrize(
    ("best", "names"), [((2, 2), ["Dunlin", "Osprey"]), ((1, 2), ["Dunlin", "Heron", "Osprey", "Petrel"])]
)
def test_a_place_or_several_of_each_group_are_kept(
    best: tuple[int, int], names: list[str], marina: ReadOnlyDatabase
) -> None:
    plan = boats(check("boats", "kind", "in", "ketch", "sloop"), order=((PRICE, True),), best_of=(KIND,), best=best)
    assert rows_of(plan, marina) == [(name,) for name in names]


def test_rows_without_a_value_are_never_the_first_of_a_group(marina: ReadOnlyDatabase) -> None:
    returned = of("rentals", "returned_on")
    plan = rentals(show=(STATUS, of("rentals", "id")), order=((returned, False),), best_of=(STATUS,))
    assert rows_of(plan, marina) == [("closed", 1)]


def test_the_first_of_each_group_of_amounts_is_kept(marina: ReadOnlyDatabase) -> None:
    kind = of("boats", "kind", TO_BOAT)
    plan = rentals(
        show=(STATUS, kind, COUNT), group=(STATUS, kind), order=((COUNT, True),), best_of=(STATUS,)
    )  # fmt: skip
    assert ("closed", "sloop", 3.0) in rows_of(plan, marina)


@pytest.mark.parametrize(
    ("plan", "rows"),
    [
        (boats(order=((PRICE, True),), limit=2), [("Gannet",), ("Petrel",)]),
        (boats(order=((PRICE, True),), limit=1, offset=1), [("Petrel",)]),
        (boats(order=((PRICE, False),), limit=3), [("Wren",), ("Dunlin",), ("Heron",)]),
        (boats(show=(KIND,), distinct=True, order=((KIND, False),)), [("catamaran",), ("dinghy",), ("ketch",),
                                                                      ("sloop",)]),
    ],
)  # fmt: skip
def test_orders_limits_and_distinct_rows_are_the_same_on_every_engine(
    plan: Plan, rows: list[Any], marina: ReadOnlyDatabase
) -> None:
    assert rows_of(plan, marina) == rows


@pytest.mark.parametrize("descending", [True, False])
def test_rows_without_a_value_come_last_either_way(descending: bool, marina: ReadOnlyDatabase) -> None:
    returned = of("rentals", "returned_on")
    rows = rows_of(rentals(show=(returned,), order=((returned, descending),)), marina)
    assert [row[0] for row in rows[-3:]] == [None, None, None]


def test_one_table_in_two_roles_is_joined_twice(marina: ReadOnlyDatabase) -> None:
    start: Path = (Step(("trips", "from_port_id"), ("ports", "id")),)
    goal: Path = (Step(("trips", "to_port_id"), ("ports", "id")),)
    plan = Plan("trips", (of("trips", "id"), of("ports", "name", start), of("ports", "name", goal)))
    assert rows_of(plan, marina) == [
        (1.0, "Ostby", "Carrick"), (2.0, "Carrick", "Ostby"), (3.0, "Vela Luka", "Carrick"), (4.0, "Ostby", "Vela Luka")
    ]  # fmt: skip


def test_a_table_is_joined_to_itself_and_keeps_rows_without(marina: ReadOnlyDatabase) -> None:
    plan = members(show=(of("members", "name"), of("members", "name", TO_SPONSOR)))
    rows = rows_of(plan, marina)
    assert ("Nora Quill", None) in rows
    assert ("Paul Okoro", "Hugo Lind") in rows
    assert len(rows) == 6


def test_a_path_that_is_used_twice_is_joined_once() -> None:
    kind = of("boats", "kind", TO_BOAT)
    sql = plan_to_sql(
        rentals(check("boats", "price", ">", 1, path=TO_BOAT), show=(kind, COUNT), group=(kind,)), "sqlite", formats
    )
    assert sql.count("JOIN") == 1


# text that is read back


_PLANS = {
    "rows": boats(check("boats", "name", "like", "%!_%"), order=((PRICE, True),), limit=3, offset=1),
    "groups": rentals(show=(Period(STARTED, "quarter"), COUNT), group=(Period(STARTED, "quarter"),)),
    "semi-join": members(Related(TO_SKILLS, (check("skills", "name", "=", "knots"),), count=("<", 2))),
    "derived": boats(show=(NAME, Measure("avg", FEE, through=TO_RENTALS))),
    "best": boats(show=(KIND, NAME), order=((PRICE, True),), best_of=(KIND,), best=(1, 2)),
    "share": rentals(show=(STATUS, Share(Measure("sum", FEE))), group=(STATUS,)),
    "against": boats(Against(PRICE, ">", function="avg")),
    "calendar": rentals(OnCalendar(STARTED, "weekday", (6, 7)), AtTimes(STARTED, 1320, 360, negated=True)),
    "versus": rentals(Versus(of("rentals", "returned_on"), ">", of("rentals", "due_on"))),
}


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("name", _PLANS)
def test_what_is_written_is_read_back_as_one_select(name: str, dialect: str) -> None:
    reader = {"postgresql": "postgres"}.get(dialect, dialect)
    sql = plan_to_sql(_PLANS[name], dialect, formats)
    (read,) = sqlglot.parse(sql, dialect=reader)
    assert isinstance(read, sqlglot.exp.Select)
    again = read.sql(dialect=reader)
    assert sqlglot.parse_one(again, dialect=reader) == read


@pytest.mark.parametrize(("dialect", "mark"), [("sqlite", '"'), ("postgresql", '"'), ("mysql", "`")])
def test_names_are_quoted_as_the_engine_quotes_them(dialect: str, mark: str) -> None:
    order = Plan("public.Order Lines", (Attribute((), ("public.Order Lines", "unit price")),))
    sql = plan_to_sql(order, dialect, formats)
    assert f"{mark}public{mark}.{mark}Order Lines{mark}" in sql
    assert f"{mark}unit price{mark}" in sql


def test_the_names_of_columns_come_from_the_labels() -> None:
    plan = rentals(show=(Period(STARTED, "month"), COUNT), group=(Period(STARTED, "month"),))

    def labels(output: Output) -> tuple[str, ...]:
        return ("year", "month") if isinstance(output, Period) else ("how many",)

    sql = plan_to_sql(plan, "sqlite", formats, labels)
    names = [e.alias for e in sqlglot.parse_one(sql, dialect="sqlite").expressions]
    assert names == ["year", "month", "how many"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "TRUE"), (False, "FALSE"), (7, "7"), (-2.5, "-2.5"), (Decimal("0.10"), "0.10"), ("it's", "'it''s'"),
        ("杭州", "'杭州'"), (b"\x01", "1"), (b"\x00", "0"), ("", "''"), ("a\\b", "'a\\b'"),
    ],
)  # fmt: skip
def test_a_value_of_every_type_is_a_literal(value: Cell, text: str) -> None:
    assert literal(value).sql(dialect="sqlite") == text


def test_a_backslash_is_doubled_where_the_engine_escapes_with_it(marina: ReadOnlyDatabase) -> None:
    plan = boats(check("boats", "name", "=", "a\\' OR 1=1 --"))
    assert rows_of(plan, marina) == []


@pytest.mark.parametrize(
    ("text", "pattern"), [("50%", "50!%"), ("a_b", "a!_b"), ("oh!", "oh!!"), ("!%_", "!!!%!_"), ("plain", "plain")]
)
def test_a_pattern_takes_its_marks_as_they_are(text: str, pattern: str) -> None:
    assert escaped_pattern(text) == pattern
