"""Each edit changes its own part of what was asked, and leaves the rest."""

import datetime as dt
from dataclasses import replace

import pytest

from chains.text2sql.composition.ground import Ground
from chains.text2sql.dialogue.applying import edited, years_on
from chains.text2sql.dialogue.edits import (
    Drop,
    DropAll,
    DropTimes,
    Edit,
    Figure,
    Keep,
    ListRows,
    SetColumns,
    SetGroup,
    SetLimit,
    SetMeasures,
    SetOrder,
    SetShare,
    SetSubject,
    ShiftYears,
)
from chains.text2sql.dialogue.query_state import Ordering, QueryState
from chains.text2sql.dialogue.understanding import Reader
from chains.text2sql.generation.plan import Attribute, Filter, Measure
from chains.text2sql.linking.filters import Operator, Test, Within

_COUNT = Measure("count")
_AMOUNT = Attribute((), ("bills", "amount"))
_STATUS = Attribute((), ("bills", "status"))
_BILLS = QueryState("bills", measures=(_COUNT,))


def _is(operator: Operator, *values: str | int, column: str = "status") -> Filter:
    return Filter((), Test(("bills", column), operator, values))


def _in(first: dt.datetime | None, end: dt.datetime | None) -> Filter:
    return Filter((), Within(("bills", "sold_on"), first, end))


_YEAR = _in(dt.datetime(2024, 1, 1), dt.datetime(2025, 1, 1))
_LAST_YEAR = _in(dt.datetime(2023, 1, 1), dt.datetime(2024, 1, 1))


@pytest.fixture(scope="module")
def ground(shop: Reader) -> Ground:
    return shop.read("How many bills are there?").interpreter.ground


def _apply(state: QueryState, ground: Ground, *edits: Edit) -> QueryState:
    made = edited(state, edits, ground)
    assert made is not None
    return made


@pytest.mark.parametrize(
    ("old", "new", "kept"),
    [
        # of its like: in its place
        (_is("=", "open"), _is("=", "void"), False),
        (_YEAR, _LAST_YEAR, False),
        (_is(">", 10, column="amount"), _is(">", 20, column="amount"), False),
        (_is("!=", "open"), _is("=", "open"), False),
        (_is("=", "open"), _is("!=", "open"), False),
        # of another kind, or from the other side: beside it
        (_is("=", "open"), _YEAR, True),
        (_is("=", "open"), _is(">", 10, column="amount"), True),
        (_is(">", 10, column="amount"), _is("<", 20, column="amount"), True),
        (_is("!=", "open"), _is("!=", "void"), True),
    ],
)
def test_a_condition_stands_in_the_place_of_its_like(old: Filter, new: Filter, kept: bool, ground: Ground) -> None:
    made = _apply(replace(_BILLS, filters=(old,)), ground, Keep(new))
    assert made.filters == ((old, new) if kept else (new,))
    assert made.measures == _BILLS.measures


def test_a_condition_that_is_added_leaves_its_like(ground: Ground) -> None:
    state = replace(_BILLS, filters=(_is("=", "open"),))
    assert len(_apply(state, ground, Keep(_is("=", "void"), adds=True)).filters) == 2


def test_conditions_go_by_column_by_time_or_all(ground: Ground) -> None:
    state = replace(_BILLS, filters=(_is("=", "open"), _YEAR))
    assert _apply(state, ground, Drop(frozenset({_STATUS.column}))).filters == (_YEAR,)
    assert _apply(state, ground, DropTimes()).filters == (_is("=", "open"),)
    assert _apply(state, ground, DropAll()).filters == (_YEAR,)
    assert _apply(state, ground, DropAll(times=True)).filters == ()
    assert edited(_BILLS, [DropAll()], ground) is None
    assert edited(_BILLS, [Drop(frozenset({_STATUS.column}))], ground) is None


def test_what_is_grouped_by_goes_with_its_column(ground: Ground) -> None:
    state = replace(_BILLS, group=(_STATUS,), order=Ordering(_COUNT, True), limit=3)
    assert _apply(state, ground, Drop(frozenset({_STATUS.column}))) == _BILLS


def test_years_move(ground: Ground) -> None:
    assert _apply(replace(_BILLS, filters=(_YEAR,)), ground, ShiftYears(-1)).filters == (_LAST_YEAR,)
    assert edited(_BILLS, [ShiftYears(1)], ground) is None
    assert years_on(dt.datetime(2024, 2, 29), 1) == dt.datetime(2025, 2, 28)
    assert years_on(None, 1) is None


def test_another_figure_is_of_the_same_column(ground: Ground) -> None:
    total = replace(_BILLS, measures=(Measure("sum", _AMOUNT),), group=(_STATUS,))
    average = _apply(total, ground, Figure("avg"))
    assert (average.measures, average.group) == ((Measure("avg", _AMOUNT),), (_STATUS,))
    assert _apply(total, ground, Figure("count")).measures == (_COUNT,)
    assert edited(_BILLS, [Figure("avg")], ground) is None
    ranked = QueryState("bills", order=Ordering(_AMOUNT, True), limit=1)
    assert _apply(ranked, ground, Figure("avg")).measures == (Measure("avg", _AMOUNT),)


def test_a_share_is_over_the_groups_or_of_the_conditions(ground: Ground) -> None:
    grouped = _apply(replace(_BILLS, group=(_STATUS,)), ground, SetShare())
    assert (grouped.shares, grouped.group, grouped.part) == (True, (_STATUS,), ())
    some = _apply(replace(_BILLS, filters=(_is("=", "open"), _YEAR)), ground, SetShare())
    assert (some.filters, some.part) == ((_YEAR,), (_is("=", "open"),))
    assert edited(_BILLS, [SetShare()], ground) is None


def test_of_one_group_the_amount_is_meant_and_not_its_share_of_itself(ground: Ground) -> None:
    shares = replace(_BILLS, group=(_STATUS,), shares=True)
    assert not _apply(shares, ground, Keep(_is("=", "open"))).shares
    assert _apply(shares, ground, Keep(_YEAR)).shares


def test_a_condition_replaces_the_part_whose_share_is_asked(ground: Ground) -> None:
    share = replace(_BILLS, shares=True, part=(_is("=", "open"),))
    assert _apply(share, ground, Keep(_is("=", "void"))).part == (_is("=", "void"),)


def test_rows_columns_and_measures_take_each_others_place(ground: Ground) -> None:
    listed = _apply(replace(_BILLS, filters=(_YEAR,), group=(_STATUS,)), ground, ListRows())
    assert listed == QueryState("bills", filters=(_YEAR,))
    with_columns = _apply(listed, ground, SetColumns((_STATUS,)), SetColumns((_AMOUNT,)))
    assert with_columns.columns == (_STATUS, _AMOUNT)
    assert _apply(with_columns, ground, SetMeasures((_COUNT,))) == replace(_BILLS, filters=(_YEAR,))
    total = replace(_BILLS, measures=(Measure("sum", _STATUS),))
    assert _apply(total, ground, SetColumns((_AMOUNT,))).measures == (Measure("sum", _AMOUNT),)


def test_groups_are_replaced_and_the_order_by_an_amount_goes(ground: Ground) -> None:
    state = replace(_BILLS, group=(_AMOUNT,), order=Ordering(_COUNT, True), limit=1)
    made = _apply(state, ground, SetGroup((_STATUS,)))
    assert (made.group, made.order, made.limit) == ((_STATUS,), None, None)


def test_the_highest_becomes_the_highest_of_each(ground: Ground) -> None:
    ranked = QueryState("bills", order=Ordering(_AMOUNT, True), limit=1)
    made = _apply(ranked, ground, SetGroup((_STATUS,)))
    assert (made.best_of, made.limit, made.order) == ((_STATUS,), None, ranked.order)


def test_orders_turn_round_and_take_another_number(ground: Ground) -> None:
    ranked = QueryState("bills", order=Ordering(_AMOUNT, True), limit=5)
    turned = _apply(ranked, ground, SetOrder(None, descending=False, limit=2))
    assert (turned.order, turned.limit) == (Ordering(_AMOUNT, False), 2)
    assert _apply(ranked, ground, SetLimit(3)).limit == 3
    assert edited(_BILLS, [SetLimit(3)], ground) is None
    assert edited(_BILLS, [SetOrder(None, descending=True)], ground) is None
    grouped = replace(_BILLS, group=(_STATUS,))
    assert _apply(grouped, ground, SetOrder(None, descending=True, limit=1)).order == Ordering(_COUNT, True)
    assert _apply(grouped, ground, SetOrder(_STATUS, descending=False)) == grouped


def test_other_rows_keep_the_conditions_that_they_have_too(ground: Ground) -> None:
    (step,) = ground.paths.references("bills")
    uptown = Filter((), Test(("kiosks", "district"), "=", ("uptown",)))
    kiosks = QueryState("kiosks", filters=(uptown,), measures=(_COUNT,))
    bills = _apply(kiosks, ground, SetSubject("bills"))
    assert (bills.subject, bills.filters) == ("bills", (replace(uptown, path=(step,)),))
    assert edited(replace(_BILLS, filters=(_is("=", "open"),)), [SetSubject("films")], ground) is None


def test_a_time_moves_to_the_date_of_the_other_rows(ground: Ground) -> None:
    films = _apply(replace(_BILLS, filters=(_YEAR,)), ground, SetSubject("films"))
    (condition,) = films.filters
    assert isinstance(condition, Filter)
    assert condition.test == Within(("films", "released"), dt.datetime(2024, 1, 1), dt.datetime(2025, 1, 1))
