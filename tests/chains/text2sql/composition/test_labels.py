"""The columns of a result and the reading of a plan are said in the words of the schema, in both languages."""

import datetime as dt

import pytest

from chains.text2sql.composition.labels import Labels
from chains.text2sql.composition.words_of_plan import words_of_plan
from chains.text2sql.generation.plan import (
    Against,
    AnyOf,
    AtTimes,
    Attribute,
    Condition,
    Filter,
    Function,
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
from chains.text2sql.linking import filters
from chains.text2sql.protocols import Cell
from chains.text2sql.schema.graph import SchemaGraph, schema_of
from chains.text2sql.schema.paths import Step
from knowledge.language.period_cues import PeriodUnit
from tests.chains.text2sql.composition.conftest import Ask
from tools.databases import ReadOnlyDatabase

FEE, STARTED = Attribute((), ("rentals", "fee")), Attribute((), ("rentals", "started_at"))
TO_BOAT = (Step(("rentals", "boat_id"), ("boats", "id")),)
BOAT = Attribute(TO_BOAT, ("boats", "name"))
TO_RENTALS = (Step(("boats", "id"), ("rentals", "boat_id")),)
PLANT, PRICE = Attribute((), ("t_plant", "plant_name")), Attribute((), ("t_plant", "unit_price"))
TO_SOWINGS = (Step(("t_plant", "plant_id"), ("t_sowing", "plant_id")),)


@pytest.fixture
def english(opened: dict[str, ReadOnlyDatabase]) -> SchemaGraph:
    return schema_of(opened["MARINA"])


@pytest.fixture
def chinese(opened: dict[str, ReadOnlyDatabase]) -> SchemaGraph:
    return schema_of(opened["NURSERY"])


def rentals(*show: Output, conditions: tuple[Condition, ...] = (), **rest: object) -> Plan:
    return Plan("rentals", show, conditions, **rest)  # type: ignore[arg-type]


def plants(*show: Output, conditions: tuple[Condition, ...] = (), **rest: object) -> Plan:
    return Plan("t_plant", show, conditions, **rest)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("output", "name"),
    [
        (Measure("count"), "number of rentals"),
        (Measure("sum", FEE), "total fee"),
        (Measure("avg", FEE), "average fee"),
        (Measure("min", FEE), "lowest fee"),
        (Measure("max", FEE), "highest fee"),
        (Measure("median", FEE), "median fee"),
        (Measure("count", FEE, distinct=True), "number of different fee"),
        (Share(Measure("count")), "% of number of rentals"),
        (Ratio(Measure("sum", FEE), Measure("count")), "total fee per number of rentals"),
    ],
)
def test_an_amount_is_called_by_its_function_and_its_column(output: Output, name: str, english: SchemaGraph) -> None:
    assert Labels(rentals(output), english, "en")(output) == (name,)


@pytest.mark.parametrize(
    ("function", "name"),
    [("sum", "单价合计"), ("avg", "平均单价"), ("min", "最小单价"), ("max", "最大单价"), ("median", "单价中位数")],
)
def test_an_amount_is_called_in_chinese(function: Function, name: str, chinese: SchemaGraph) -> None:
    measure = Measure(function, PRICE)
    assert Labels(plants(measure), chinese, "zh")(measure) == (name,)


def test_counts_and_shares_are_called_in_chinese(chinese: SchemaGraph) -> None:
    count = Measure("count")
    labels = Labels(plants(count), chinese, "zh")
    assert labels(count) == ("植物数量",)
    assert labels(Share(count)) == ("植物数量占比（%）",)
    assert labels(Measure("count", through=TO_SOWINGS)) == ("播种记录数量",)
    assert labels(Ratio(Measure("sum", PRICE), count)) == ("单价合计／植物数量",)


@pytest.mark.parametrize(
    ("unit", "english_names", "chinese_names"),
    [
        ("year", ("year",), ("年",)),
        ("half", ("year", "half"), ("年", "半年")),
        ("quarter", ("year", "quarter"), ("年", "季度")),
        ("month", ("year", "month"), ("年", "月")),
        ("week", ("year", "week"), ("年", "周")),
        ("weekday", ("weekday (1 = Monday)",), ("星期（1为周一）",)),
        ("day", ("day",), ("日期",)),
        ("hour", ("hour",), ("小时",)),
    ],
)
def test_a_period_has_a_name_for_each_of_its_columns(
    unit: PeriodUnit, english_names: tuple[str, ...], chinese_names: tuple[str, ...], english: SchemaGraph
) -> None:
    period = Period(STARTED, unit)
    assert Labels(rentals(period), english, "en")(period) == english_names
    assert Labels(rentals(period), english, "zh")(period) == chinese_names


def test_a_column_keeps_its_own_name_where_it_says_enough(english: SchemaGraph) -> None:
    assert Labels(rentals(FEE), english, "en")(FEE) == ("",)
    assert Labels(rentals(FEE, BOAT), english, "en")(BOAT) == ("",)


def test_two_columns_of_one_name_are_told_apart_by_their_tables(english: SchemaGraph) -> None:
    member = Attribute((Step(("rentals", "member_id"), ("members", "id")),), ("members", "name"))
    labels = Labels(rentals(BOAT, member), english, "en")
    assert labels(BOAT) != labels(member)
    assert "boat" in labels(BOAT)[0]
    assert "member" in labels(member)[0]


def test_a_name_is_no_longer_than_the_engines_take(english: SchemaGraph) -> None:
    long = Plan("rentals", (Ratio(Measure("sum", FEE), Measure("avg", FEE)),))
    (name,) = Labels(long, english, "en")(long.show[0])
    assert len(name.encode()) <= 60


# a plan in words


def held(column: str, operator: filters.Operator, *values: Cell, negated: bool = False) -> Filter:
    return Filter((), filters.Test(("rentals", column), operator, values), negated)


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (held("status", "=", "open"), "status is open"),
        (held("status", "in", "open", "closed"), "status is open or closed"),
        (held("status", "not in", "open"), "status is not open"),
        (held("fee", ">", 5), "fee above 5"),
        (held("fee", ">=", 5), "fee at least 5"),
        (held("fee", "<", 5), "fee below 5"),
        (held("fee", "<=", 5), "fee at most 5"),
        (held("fee", "between", 5, 9), "fee between 5 and 9"),
        (held("status", "null"), "status is empty"),
        (held("status", "not null"), "status is there"),
        (held("status", "like", "o%"), "status is like o%"),
        (held("status", "=", True), "status is yes"),
        (held("status", "=", b"\x01"), "status is 1"),
        (held("status", "=", "open", negated=True), "not (status is open)"),
        (held("fee", "in", 1, 2, 3, 4, 5, 6), "fee is 1 or 2 or 3 or 4 or …"),
        (OnCalendar(STARTED, "weekday", (1, 7)), "on Monday or Sunday"),
        (OnCalendar(STARTED, "month", (2,), negated=True), "not in February"),
        (AtTimes(STARTED, 540, 1020), "between 09:00–17:00"),
        (AtTimes(STARTED, 1320, 360, negated=True), "not between 22:00–06:00"),
        (AnyOf((held("fee", "=", 1), held("fee", "=", 2))), "fee is 1 or fee is 2"),
        (Against(FEE, ">", function="avg"), "fee above the average fee"),
        (Against(FEE, "<", (held("status", "=", "open"),)), "fee below that where status is open"),
        (
            Versus(Attribute((), ("rentals", "returned_on")), ">", Attribute((), ("rentals", "due_on"))),
            "returned on above due on",
        ),
    ],
)
def test_every_condition_is_said(condition: Condition, words: str, english: SchemaGraph) -> None:
    phrase = words_of_plan(rentals(Measure("count"), conditions=(condition,)), english, "en")
    assert words in phrase
    assert phrase.startswith("number of rentals; where ")


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (Filter((), filters.Test(("t_plant", "family"), "=", ("豆科",))), "科属为豆科"),
        (Filter((), filters.Test(("t_plant", "family"), "not in", ("豆科", "菊科"))), "科属不为豆科、菊科"),
        (Filter((), filters.Test(("t_plant", "unit_price"), ">", (5,))), "单价大于5"),
        (Filter((), filters.Test(("t_plant", "unit_price"), "between", (5, 9))), "单价介于5和9"),
        (Filter((), filters.Test(("t_plant", "family"), "=", ("豆科",)), negated=True), "非（科属为豆科）"),
        (Against(PRICE, ">", function="avg"), "单价大于平均单价"),
        (Related(TO_SOWINGS), "有播种记录"),
        (Related(TO_SOWINGS, negated=True), "没有播种记录"),
        (Related(TO_SOWINGS, count=(">=", 2)), "有至少2个播种记录"),
        (
            Related(TO_SOWINGS, (Filter((), filters.Test(("t_sowing", "quantity"), ">", (100,))),)),
            "有播种数量大于100的播种记录",
        ),
        (AnyOf((Against(PRICE, ">", function="avg"), Related(TO_SOWINGS))), "单价大于平均单价或有播种记录"),
        (OnCalendar(PRICE, "weekday", (1,)), "在星期1"),
        (OnCalendar(PRICE, "month", (3,), negated=True), "不在3月"),
        (AtTimes(PRICE, 0, 60), "在00:00–01:00"),
    ],
)
def test_every_condition_is_said_in_chinese(condition: Condition, words: str, chinese: SchemaGraph) -> None:
    phrase = words_of_plan(plants(Measure("count"), conditions=(condition,)), chinese, "zh")
    assert phrase.startswith("植物数量；条件：")
    assert words in phrase


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (Related(TO_RENTALS), "with rentals"),
        (Related(TO_RENTALS, negated=True), "without rentals"),
        (Related(TO_RENTALS, count=(">", 3)), "with more than 3 rentals"),
        (Related(TO_RENTALS, count=("<", 3)), "with fewer than 3 rentals"),
        (Related(TO_RENTALS, (held("status", "=", "open"),)), "with rentals where status is open"),
    ],
)
def test_rows_of_another_table_are_said(condition: Condition, words: str, english: SchemaGraph) -> None:
    plan = Plan("boats", (Attribute((), ("boats", "name")),), (condition,))
    assert words_of_plan(plan, english, "en") == f"name; where {words}"


@pytest.mark.parametrize(
    ("first", "end", "english_words", "chinese_words"),
    [
        (dt.datetime(2025, 1, 1), dt.datetime(2026, 1, 1), "from 2025-01-01 to 2025-12-31", "从2025-01-01到2025-12-31"),
        (dt.datetime(2025, 1, 1), None, "from 2025-01-01", "自2025-01-01起"),
        (None, dt.datetime(2025, 1, 1), "up to 2024-12-31", "至2024-12-31"),
        (dt.datetime(2025, 1, 1), dt.datetime(2025, 1, 2), "on 2025-01-01", "为2025-01-01"),
        (dt.datetime(2025, 1, 1, 8), dt.datetime(2025, 1, 1, 9, 30), "from 2025-01-01 08:00 to 2025-01-01 09:30",
         "从2025-01-01 08:00到2025-01-01 09:30"),
    ],
)  # fmt: skip
def test_a_stretch_of_time_is_said_with_its_last_day(
    first: dt.datetime | None,
    end: dt.datetime | None,
    english_words: str,
    chinese_words: str,
    english: SchemaGraph,
) -> None:
    plan = rentals(Measure("count"), conditions=(Filter((), filters.Within(("rentals", "started_at"), first, end)),))
    assert words_of_plan(plan, english, "en").endswith(english_words)
    assert words_of_plan(plan, english, "zh").endswith(chinese_words)


def test_groups_orders_and_limits_are_said(english: SchemaGraph, chinese: SchemaGraph) -> None:
    count, status = Measure("count"), Attribute((), ("rentals", "status"))
    grouped = rentals(status, count, group=(status,))
    assert words_of_plan(grouped, english, "en") == "number of rentals; for each status"
    first = rentals(FEE, order=((FEE, True),), limit=3)
    assert words_of_plan(first, english, "en") == "fee; by fee, highest first; the first 3"
    second = rentals(FEE, order=((FEE, False),), limit=1, offset=1)
    assert words_of_plan(second, english, "en") == "fee; by fee, lowest first; row 2"
    lowest = plants(PLANT, order=((PRICE, False),), limit=2)
    assert words_of_plan(lowest, chinese, "zh") == "植物名称；按单价从小到大；取前2行"
    third = plants(PLANT, order=((PRICE, True),), limit=1, offset=2)
    assert words_of_plan(third, chinese, "zh") == "植物名称；按单价从大到小；第3行"


def test_the_first_of_each_group_is_said(chinese: SchemaGraph) -> None:
    family = Attribute((), ("t_plant", "family"))
    plan = plants(family, PLANT, order=((PRICE, True),), best_of=(family,))
    assert "按科属分组" in words_of_plan(plan, chinese, "zh")


def test_whole_rows_are_said_by_their_table(english: SchemaGraph, chinese: SchemaGraph) -> None:
    every = tuple(Attribute((), c.id) for c in english.tables["rentals"].columns)
    assert words_of_plan(rentals(*every), english, "en") == "rentals"
    own = tuple(Attribute((), c.id) for c in chinese.tables["t_plant"].columns)
    assert words_of_plan(plants(*own), chinese, "zh") == "植物"


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("How many boats are sloops?", "number of boats; where kind is sloop"),
        ("Which boats have no rentals?", "without rentals"),
        ("number of members by city", "number of members; for each city"),
    ],
)
def test_a_question_is_said_again_in_the_words_of_the_schema(marina: Ask, question: str, words: str) -> None:
    asked = marina(question)
    assert words in words_of_plan(asked.plan, schema_of(asked.database), "en")


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("杭州有几家门店？", "门店数量；条件：城市为杭州"),
        ("没有订单的顾客", "没有订单"),
        ("每个职位的平均工资", "平均工资；按职位分组"),
    ],
)
def test_a_chinese_question_is_said_again(teahouse: Ask, question: str, words: str) -> None:
    asked = teahouse(question)
    assert words in words_of_plan(asked.plan, schema_of(asked.database), "zh")
