"""Says in plain words how a plan reads the question, so that a person can tell whether it was understood."""

import datetime as dt

from chains.text2sql.composition.labels import Labels
from chains.text2sql.generation.plan import (
    Against,
    AnyOf,
    AtTimes,
    Attribute,
    Condition,
    Filter,
    OnCalendar,
    Output,
    Period,
    Plan,
    Related,
    Versus,
)
from chains.text2sql.linking.filters import Test, Within
from chains.text2sql.protocols import Cell
from chains.text2sql.schema.columns import ColumnId
from chains.text2sql.schema.graph import SchemaGraph
from chains.text2sql.schema.labels import column_label, table_label

_OPERATORS = {
    "en": {"=": "is", "in": "is", "!=": "is not", "not in": "is not", ">": "above", ">=": "at least", "<": "below",
           "<=": "at most", "between": "between", "like": "is like", "not like": "is not like", "null": "is empty",
           "not null": "is there", "blank": "is empty", "not blank": "is there", "member": "includes",
           "not member": "does not include"},
    "zh": {"=": "为", "in": "为", "!=": "不为", "not in": "不为", ">": "大于", ">=": "不小于", "<": "小于",
           "<=": "不大于", "between": "介于", "like": "形如", "not like": "不形如", "null": "为空",
           "not null": "不为空", "blank": "为空", "not blank": "不为空", "member": "包含", "not member": "不包含"},
}  # fmt: skip
_COUNTS = {
    "en": {"=": "exactly", "!=": "not exactly", ">": "more than", ">=": "at least", "<": "fewer than", "<=": "at most"},
    "zh": {"=": "恰好", "!=": "不是", ">": "多于", ">=": "至少", "<": "少于", "<=": "至多"},
}
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_MONTHS = "January February March April May June July August September October November December".split()
_MOST_COLUMNS = 4
_MOST_VALUES = 4


def words_of_plan(plan: Plan, schema: SchemaGraph, language: str) -> str:
    """Return one short phrase in `language` ("zh", otherwise English)."""
    return _Words(plan, schema, language).phrase()


class _Words:
    def __init__(self, plan: Plan, schema: SchemaGraph, language: str) -> None:
        self._plan = plan
        self._schema = schema
        self._labels = Labels(plan, schema, language)
        self._language = "zh" if language == "zh" else "en"

    @property
    def _zh(self) -> bool:
        return self._language == "zh"

    def phrase(self) -> str:
        plan, zh = self._plan, self._zh
        parts = [self._shown()]
        if plan.filters:
            tests = ("，" if zh else " and ").join(self._condition(c) for c in plan.filters)
            parts.append(f"条件：{tests}" if zh else f"where {tests}")
        keys = [k for k in plan.group if k in plan.show] or list(plan.group[-1:])
        keys = keys or list(plan.best_of)
        if keys:
            names = self._joined([self._output(k) for k in keys])
            parts.append(f"按{names}分组" if zh else f"for each {names}")
        for output, descending in plan.order if not plan.group or plan.limit else ():
            name = self._output(output)
            if zh:
                parts.append(f"按{name}{'从大到小' if descending else '从小到大'}")
            else:
                parts.append(f"by {name}, {'highest' if descending else 'lowest'} first")
        if plan.offset:
            parts.append(f"第{plan.offset + 1}行" if zh else f"row {plan.offset + 1}")
        elif plan.limit is not None:
            parts.append(f"取前{plan.limit}行" if zh else f"the first {plan.limit}")
        return ("；" if zh else "; ").join(parts)

    def _shown(self) -> str:
        keys = set(self._plan.group)
        shown = [o for o in self._plan.show if o not in keys] or list(self._plan.show)
        is_rows = len(shown) > _MOST_COLUMNS and all(isinstance(o, Attribute) for o in shown)
        if is_rows:
            return table_label(self._schema.tables[self._plan.subject], self._language)
        return self._joined([self._output(o) for o in shown])

    def _output(self, output: Output) -> str:
        return " ".join(self._labels.words(output)) if isinstance(output, Period) else self._labels.words(output)[0]

    def _joined(self, names: list[str]) -> str:
        return ("、" if self._zh else ", ").join(dict.fromkeys(names))

    def _condition(self, condition: Condition) -> str:
        zh = self._zh
        match condition:
            case Filter(path, test, negated):
                said = self._test(test, self._labels.words(Attribute(path, test.column))[0])
                return (f"非（{said}）" if zh else f"not ({said})") if negated else said
            case OnCalendar(attribute, unit, values, negated):
                return self._on_calendar(self._labels.words(attribute)[0], unit, values, negated)
            case AtTimes(attribute, first, end, negated):
                name = self._labels.words(attribute)[0]
                stretch = f"{first // 60:02}:{first % 60:02}–{end // 60:02}:{end % 60:02}"
                return (
                    f"{name}{'不' if negated else ''}在{stretch}"
                    if zh
                    else (f"{name} {'not ' if negated else ''}between {stretch}")
                )
            case Versus(left, comparison, right):
                one, other = self._labels.words(left)[0], self._labels.words(right)[0]
                gap = "" if zh else " "
                return f"{one}{gap}{_OPERATORS[self._language][comparison]}{gap}{other}"
            case AnyOf(conditions):
                return ("或" if zh else " or ").join(self._condition(c) for c in conditions)
            case Against(attribute, comparison, filters, function):
                name = self._labels.words(attribute)[0]
                other = self._output_of(function, attribute.column)
                if filters:
                    other = (
                        "，".join(self._condition(f) for f in filters)
                        if zh
                        else " and ".join(self._condition(f) for f in filters)
                    )
                    other = f"{other}的{name}" if zh else f"that where {other}"
                return (
                    f"{name}{_OPERATORS[self._language][comparison]}{other}"
                    if zh
                    else (f"{name} {_OPERATORS['en'][comparison]} {other}")
                )
            case Related(path, filters, negated, count):
                table = table_label(self._schema.tables[path[-1].there[0]], self._language)
                inner = ("，" if zh else " and ").join(self._condition(f) for f in filters)
                head = "没有" if negated and zh else "有" if zh else "without" if negated else "with"
                if count is not None:
                    number = f"{_COUNTS[self._language][count[0]]}{'' if zh else ' '}{count[1]}{'个' if zh else ' '}"
                    head = f"{head}{number}" if zh else f"{head} {number}"
                if zh:
                    return f"{head}{inner}的{table}" if inner else f"{head}{table}"
                return (
                    f"{head} {table} where {inner}".replace("  ", " ")
                    if inner
                    else f"{head} {table}".replace("  ", " ")
                )

    def _on_calendar(self, name: str, unit: str, values: tuple[int, ...], negated: bool) -> str:
        if self._zh:
            said = "、".join(str(v) for v in values)
            when = f"星期{said}" if unit == "weekday" else f"{said}月"
            return f"{name}{'不' if negated else ''}在{when}"
        days = [_DAYS[v - 1] if unit == "weekday" else _MONTHS[v - 1] for v in values]
        return f"{name} {'not ' if negated else ''}{'on' if unit == 'weekday' else 'in'} {' or '.join(days)}"

    def _output_of(self, function: str | None, column: ColumnId) -> str:
        name = column_label(self._schema, column, self._language)
        words = {"avg": ("平均", "the average "), "max": ("最大", "the highest "), "min": ("最小", "the lowest ")}
        zh, en = words.get(function or "", ("", ""))
        return f"{zh}{name}" if self._zh else f"{en}{name}"

    def _test(self, test: Test | Within, name: str) -> str:
        gap = "" if self._zh else " "
        if isinstance(test, Within):
            return f"{name}{gap}{self._stretch(test)}"
        values = [_shown(v, self._zh) for v in test.values]
        if len(values) > _MOST_VALUES:
            values = [*values[:_MOST_VALUES], "…"]
        joint = ("和" if self._zh else " and ") if test.operator == "between" else ("、" if self._zh else " or ")
        said = joint.join(dict.fromkeys(values))
        return f"{name}{gap}{_OPERATORS[self._language][test.operator]}{gap}{said}".strip()

    def _stretch(self, test: Within) -> str:
        first = test.first and _moment(test.first)
        end = test.end and _moment(_last(test.end))
        if first is None:
            return f"至{end}" if self._zh else f"up to {end}"
        if end is None:
            return f"自{first}起" if self._zh else f"from {first}"
        if first == end:
            return f"为{first}" if self._zh else f"on {first}"
        return f"从{first}到{end}" if self._zh else f"from {first} to {end}"


def _last(end: dt.datetime) -> dt.datetime:
    """The last day of a stretch that ends before a day; the moment itself where hours are named."""
    return end - dt.timedelta(days=1) if end.time() == dt.time() else end


def _moment(moment: dt.datetime) -> str:
    return moment.date().isoformat() if moment.time() == dt.time() else moment.isoformat(sep=" ", timespec="minutes")


def _shown(value: Cell, zh: bool) -> str:
    if isinstance(value, bool):
        return ("是" if value else "否") if zh else ("yes" if value else "no")
    if isinstance(value, bytes):
        return str(int.from_bytes(value, "big"))
    return str(value)
