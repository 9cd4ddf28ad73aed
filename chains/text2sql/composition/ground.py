"""What a composition is made from, and the columns of tables by what they are good for."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from chains.text2sql.analysis.question import Question
from chains.text2sql.composition.words import person_words
from chains.text2sql.generation.temporal import DateFormat
from chains.text2sql.linking.filters import Within
from chains.text2sql.linking.truth import Truth
from chains.text2sql.protocols import Cell
from chains.text2sql.schema.columns import ColumnId, ColumnView, TableView
from chains.text2sql.schema.graph import SchemaGraph
from chains.text2sql.schema.kinds import is_money
from chains.text2sql.schema.naming import split_name
from chains.text2sql.schema.paths import Path, Paths
from knowledge.language.dates import TimeSpan
from knowledge.language.quantities import Quantity, Value, exact
from knowledge.language.stemming import stem
from knowledge.language.units import columns_of_unit, convert

_LATE = frozenset(
    "updated modified changed deleted removed expires expired expiry due end ended until valid birth born birthday "
    "paid payment shipped delivered closed left cancelled returned refunded synced".split()
)
_OF_LIFE = frozenset("birth born birthday birthdate dob death died deceased dead".split())
_OF_LIFE_CHINESE = re.compile("出生|生日|去世|死亡")
_OF_BIRTH = frozenset("birth born birthday birthdate dob age".split())
_MOSTLY_EMPTY = 0.5
_LATE_CHINESE = re.compile("更新|修改|删除|过期|到期|截止|结束|生日|出生|支付|付款|发货|送达|关闭|离职|取消|退")
_EARLY = frozenset("date created time at day on when ts timestamp datetime start started".split())
_TYPICAL = re.compile("创建|下单|订单|日期|时间|开始|就诊|销售|登记|入职|发生|预约|交易|消费")
_TELLING = frozenset("code number no sku tag label ref key title name plate serial".split())
_DEADLINE = re.compile(r"expir|due|valid|until|(?:^|_)ends?(?:_|$)|renew|到期|有效期|截止|失效|过期|_dq", re.IGNORECASE)
_NAME_IN_CHINESE = re.compile("(?:姓名|名称|名字|标题)$")
_LARGE = {"千元": 1_000, "万元": 10_000, "亿元": 100_000_000}
_MONEY_UNITS = frozenset("yuan dollars euros pounds 千元 万元 亿元".split())
_HUNDREDTHS = frozenset(("cents", "fen", "pence"))
_CURRENCIES = {"CNY": "yuan", "USD": "dollars", "EUR": "euros", "GBP": "pounds"}
_CREATION = frozenset("created inserted added registered logged".split())


@dataclass(frozen=True)
class Ground:
    """One question over one schema: how tables join, and how columns store dates."""

    question: Question
    schema: SchemaGraph
    formats: Callable[[ColumnId], DateFormat | None]
    truths: Callable[[ColumnId], Truth | None]
    gaps: Callable[[ColumnId], float]
    paths: Paths = field(compare=False)

    def column(self, column: ColumnId) -> ColumnView:
        return self.schema.column(column)

    def table(self, name: str) -> TableView:
        return self.schema.tables[name]

    def is_date(self, column: ColumnView) -> bool:
        """Return whether the column holds points in time (days, moments, years or months)."""
        return self.formats(column.id) not in (None, "time")

    def is_amount(self, column: ColumnView) -> bool:
        """Return whether the column holds numbers to add up or compare."""
        is_other = column.is_id or column.refers_to is not None or self.is_date(column)
        return column.kind == "number" and not is_other

    def is_duration(self, column: ColumnView) -> bool:
        """Return whether the column holds lengths of time."""
        return column.kind == "duration"

    def birth_of(self, table: str) -> ColumnView | None:
        """Return the column of birth dates or ages."""
        columns = self.table(table).columns
        return next(
            (c for c in columns if set(split_name(c.name)) & _OF_BIRTH or re.search("出生|生日|年龄", c.comment)), None
        )

    def deadline_of(self, table: str) -> ColumnView | None:
        """Return the date until which a row of the table holds."""
        return next(
            (c for c in self.table(table).columns if self.is_date(c) and _DEADLINE.search(c.name + c.comment)), None
        )

    def dates_of(self, table: str) -> list[tuple[float, ColumnView]]:
        """Return the date columns of a table, the one of its own event first, with how much each is preferred."""
        found = [
            (_event_score(c, self.table(table)) - (_MOSTLY_EMPTY if self.gaps(c.id) > 0.5 else 0.0), c)
            for c in self.table(table).columns
            if self.is_date(c)
        ]
        return sorted(found, key=lambda pair: -pair[0])

    def display_of(self, table: str) -> tuple[ColumnView, ...]:
        """Return the columns that name a row of the table to a reader."""
        view = self.table(table)
        if view.full_name:
            return view.full_name
        by_comment = [c for c in view.columns if c.kind == "text" and _is_named_in_chinese(c)]
        if by_comment and not view.display(self.question.language).is_name:
            return (by_comment[0],)
        shown = view.display(self.question.language)
        if shown.kind != "text" or shown.refers_to is not None:
            telling = [c for c in view.columns if c.kind == "text" and set(split_name(c.name)) & _TELLING]
            return (telling[0],) if telling else (shown,)
        return (shown,)

    def is_of_people(self, table: str) -> bool:
        """Return whether the rows of the table are people."""
        stems, chinese = person_words()
        if sum(c.refers_to is not None and c.is_key for c in self.table(table).columns) > 1:
            return False  # it ties people to others
        return any(set(a.stems) & stems if a.stems else a.text in chinese for a in self.table(table).aliases)

    def time_test(self, column: ColumnId, span: TimeSpan) -> Within | None:
        """Return the test that keeps a column within the stretch."""
        first, end = (_moment(day) for day in span.bounds)
        return Within(column, first, end) if first is not None or end is not None else None

    def amount_in(self, column: ColumnView, value: Value, quantity: Quantity) -> Cell:
        """Return the amount in the unit that the column holds; whole units of money where it holds cents."""
        unit = quantity.unit or _CURRENCIES.get(quantity.currency or "")
        for held in sorted(column.units):
            changed = convert(Decimal(str(value)), unit, held) if unit is not None else None
            if changed is not None:
                return exact(changed)
            if held in _LARGE and unit is None and value >= _LARGE[held]:
                return exact(Decimal(str(value)) / _LARGE[held])  # 50万 of a column in 万元
            if held in _HUNDREDTHS and (unit is None or unit in _MONEY_UNITS):
                return exact(Decimal(str(value)) * 100)
        return value

    def is_measured_in(self, column: ColumnView, quantity: Quantity) -> bool:
        """Return whether the column holds amounts that the unit of the quantity measures."""
        unit = quantity.unit or _CURRENCIES.get(quantity.currency or "")
        if unit is None or not self.is_amount(column):
            return False
        if any(convert(1, unit, held) is not None for held in column.units):
            return True
        if unit in _MONEY_UNITS and (
            is_money(split_name(column.name)) or any(is_money([a.text]) for a in column.aliases)
        ):
            return True
        words = columns_of_unit(unit)
        return not column.units and any(
            any(w in a.text for w in words) if a.is_chinese else any(stem(w) in a.stems for w in words)
            for a in column.aliases
        )

    def ways(self, table: str, other: str) -> tuple[Path, ...]:
        return self.paths.between(table, other)


def _is_named_in_chinese(column: ColumnView) -> bool:
    """Whether the comment calls the column a name: 姓名, 设备名称."""
    return any(_NAME_IN_CHINESE.search(a.text) for a in column.aliases if a.is_chinese)


def _moment(day: dt.date | None) -> dt.datetime | None:
    if day is None or isinstance(day, dt.datetime):
        return day
    return dt.datetime(day.year, day.month, day.day)


def _event_score(column: ColumnView, table: TableView) -> float:
    """How likely the column says when the table's rows happened: the order date of orders, before payment or update."""
    words = split_name(column.name)
    name = column.name + "".join(a.text for a in column.aliases if a.is_chinese)
    score = 0.0
    if {stem(w) for w in words} & {stem(w) for w in split_name(table.name.rsplit(".", 1)[-1])}:
        score += 0.5
    if set(words) & _EARLY or _TYPICAL.search(name):
        score += 0.3
    if set(words) & _CREATION or "创建" in name:
        score -= 0.1  # an order's own date says more than when its row was made
    if set(words) & _LATE or _LATE_CHINESE.search(name):
        score -= 0.8
    if column.kind == "year":
        score -= 0.1
    if set(words) & _OF_LIFE or _OF_LIFE_CHINESE.search(name):
        score -= 1.0
    return score
