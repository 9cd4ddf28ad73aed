"""What to call the columns of a plan's result, in the words of the schema and the language of the question."""

import re

from chains.text2sql.generation.plan import Attribute, Measure, Output, Period, Plan, Ratio, Share
from chains.text2sql.schema.graph import SchemaGraph
from chains.text2sql.schema.labels import column_label, table_label
from knowledge.language.period_cues import PeriodUnit

_MEASURES = {
    "en": {"count": "number of {}", "sum": "total {}", "avg": "average {}", "min": "lowest {}", "max": "highest {}",
           "median": "median {}"},
    "zh": {"count": "{}数量", "sum": "{}合计", "avg": "平均{}", "min": "最小{}", "max": "最大{}", "median": "{}中位数"},
}  # fmt: skip
_PERIODS: dict[str, dict[PeriodUnit, tuple[str, ...]]] = {
    "en": {"year": ("year",), "half": ("year", "half"), "quarter": ("year", "quarter"), "month": ("year", "month"),
           "week": ("year", "week"), "weekday": ("weekday (1 = Monday)",), "day": ("day",), "hour": ("hour",)},
    "zh": {"year": ("年",), "half": ("年", "半年"), "quarter": ("年", "季度"), "month": ("年", "月"),
           "week": ("年", "周"), "weekday": ("星期（1为周一）",), "day": ("日期",), "hour": ("小时",)},
}  # fmt: skip
_KEY = re.compile(r"\s+(?:id|code|no|key)$|(?:编号|代码|ID)$", re.IGNORECASE)
_LONGEST_NAME = 60
"""Bytes: PostgreSQL cuts names at 63, MySQL at 64 characters."""


class Labels:
    """Names the outputs of one plan."""

    def __init__(self, plan: Plan, schema: SchemaGraph, language: str) -> None:
        self._plan = plan
        self._schema = schema
        self._language = "zh" if language == "zh" else "en"

    def __call__(self, output: Output) -> tuple[str, ...]:
        """Return one name for each column of the output; "" where the column's own name says enough."""
        if isinstance(output, Attribute):
            return (self._needed(output),)
        return tuple(_short(name) for name in self.words(output))

    def words(self, output: Output) -> tuple[str, ...]:
        """Return what to call each column of the output."""
        match output:
            case Attribute():
                return (self._attribute(output),)
            case Period(_, unit):
                return _PERIODS[self._language][unit]
            case Measure():
                return (self._measure(output),)
            case Share():
                name = self._measure(output.measure)
                return (f"{name}占比（%）" if self._language == "zh" else f"% of {name}",)
            case Ratio(top, bottom):
                joint = "／" if self._language == "zh" else " per "
                return (f"{self._measure(top)}{joint}{self._measure(bottom)}",)

    def _measure(self, measure: Measure) -> str:
        if measure.attribute is None:
            name = table_label(self._schema.tables[self._rows_of(measure)], self._language)
        else:
            name = column_label(self._schema, measure.attribute.column, self._language)
        if measure.distinct:
            name = f"不同{name}" if self._language == "zh" else f"different {name}"
        return _MEASURES[self._language][measure.function].format(name)

    def _rows_of(self, measure: Measure) -> str:
        return measure.through[-1].there[0] if measure.through else self._plan.subject

    def _attribute(self, attribute: Attribute) -> str:
        name = column_label(self._schema, attribute.column, self._language)
        if not attribute.path:
            return name
        role = _KEY.sub("", column_label(self._schema, attribute.path[-1].here, self._language))
        if attribute.path[-1].here[0] != attribute.path[-1].there[0]:
            role = table_label(self._schema.tables[attribute.column[0]], self._language)
        if role in name:
            return name
        return f"{role}{name}" if self._language == "zh" else f"{role} {name}"

    def _needed(self, attribute: Attribute) -> str:
        """A name for a column of another table, whose own name would say whose it is only together with its table."""
        shown = [o for o in self._plan.show if isinstance(o, Attribute)]
        is_doubled = sum(o.column[1] == attribute.column[1] for o in shown) > 1
        return _short(self._attribute(attribute)) if is_doubled and attribute.path else ""


def _short(name: str) -> str:
    while len(name.encode()) > _LONGEST_NAME:
        name = name[:-1]
    return name
