"""Whether a statement meets what the question surely asks for: met, turned round (with the part that does so), or not
there at all."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Literal

from chains.text2sql.composition.extremes import HIGH, LOW
from chains.text2sql.composition.words import cue_matches
from chains.text2sql.generation.plan import Function
from chains.text2sql.schema.graph import SchemaGraph
from chains.text2sql.verification.agreement import (
    NEGATIVE,
    accepted,
    agree,
    direction,
    is_close,
    is_other_side,
    plain,
    values_of,
)
from chains.text2sql.verification.demands import (
    FUNCTION_CUES,
    Compared,
    Demand,
    Denied,
    Each,
    Figure,
    Leading,
    Numbered,
    Rows,
    Tested,
    Timed,
)
from chains.text2sql.verification.operands import DatePart
from chains.text2sql.verification.parts import OrderedBy, Parts
from knowledge.language.period_cues import PeriodUnit

_EXACT = re.compile(
    r"(?:more|greater|fewer|less) than|exceed|大于|小于|少于|多于|超过|低于|高于"
    r"|at (?:least|most)|or (?:more|less)|no (?:less|more|fewer) than|至少|至多|不少于|不低于|不超过|不高于",
    re.IGNORECASE,
)
"""Words that say whether the bound itself is meant."""
_NOTHING = frozenset(("0", "n", "no", "none", "", "f", "false", "否", "无"))
_PARTS_OF_UNIT: dict[PeriodUnit, tuple[DatePart, ...]] = {
    "year": ("year",),
    "half": ("month", "quarter", "year_month"),
    "quarter": ("quarter", "month"),
    "month": ("month", "year_month"),
    "week": ("week",),
    "weekday": ("weekday",),
    "day": ("date", "day"),
    "hour": ("hour",),
}


@dataclass(frozen=True)
class Outcome:
    """How a demand fares; `sql` is the part that turns it round."""

    how: Literal["met", "inverted", "missing"]
    sql: str = ""


MET, MISSING = Outcome("met"), Outcome("missing")


class Meeting:
    """Holds the parts of one statement against demands."""

    def __init__(self, parts: Parts, schema: SchemaGraph, text: str, today: dt.date) -> None:
        self._parts = parts
        self._schema = schema
        self._text = text
        self._today = today
        self._cues = {c.name for c in cue_matches(text)}

    def of(self, demand: Demand) -> Outcome:
        """Return how the statement meets the demand."""
        match demand:
            case Tested():
                return self._tested(demand)
            case Denied():
                return MET if self._denies() else MISSING
            case Timed():
                return self._timed(demand)
            case Numbered():
                return self._numbered(demand)
            case Rows():
                return self._rows(demand)
            case Compared():
                return self._compared(demand)
            case Leading():
                return self._leading(demand)
            case Figure():
                return self._figure(demand)
            case Each():
                return self._each(demand)

    def _asks(self, function: Function) -> bool:
        return bool(self._cues & set(FUNCTION_CUES[function]))

    def _tested(self, demand: Tested) -> Outcome:
        parts = self._parts
        if any(agree(part, way) for part in parts.tests for way in demand.ways):
            return MET
        gaps = [w for w in demand.ways if w.operator in ("null", "blank")]
        if any(w.column[0] in parts.without for w in gaps):
            return MET
        turned = next((p for p in parts.tests if any(agree(p, o) for o in demand.opposites)), None)
        if turned is not None:
            return Outcome("inverted", turned.sql) if demand.is_certain else MET
        if any(s.column == w.column for w in demand.ways for s in parts.stretches if not w.values):
            return MET  # a date that is compared is there
        said = {v for w in demand.ways for v in values_of(w.operator, w.values)}
        is_written = any(len(v) > 1 and (v in w or (len(w) > 1 and w in v)) for v in said for w in parts.literals)
        return MET if is_written and not demand_is_flag(demand) else MISSING

    def _denies(self) -> bool:
        """Whether anything of the statement leaves rows out by what they have, or asks for what is not there."""
        parts = self._parts
        return (
            bool(parts.without)
            or any(s.is_negated for s in parts.stretches)
            or any(t.operator in (*NEGATIVE, "null", "blank") for t in parts.tests)
            or any(plain(v) in _NOTHING for t in parts.tests for v in t.values)
            or any(plain(t.value) in ("0", "1") or t.operator == "!=" for t in parts.amount_tests)
        )

    def _timed(self, demand: Timed) -> Outcome:
        dates = self._parts.stretches
        here = [s for s in dates if is_close(s, demand.first, demand.end, self._today)]
        if any(s.is_negated == demand.is_negated or s.is_relative for s in here):
            return MET
        if here:
            return Outcome("inverted", here[0].sql)
        turned = next((s for s in dates if is_other_side(s, demand.first, demand.end)), None)
        if turned is not None:
            return Outcome("inverted", turned.sql)
        years = {str(b.year) for b in (demand.first, demand.end) if b is not None}
        texts = {v for t in self._parts.tests for v in values_of(t.operator, t.values)}
        is_partial = any(t.part is not None for t in self._parts.tests)
        if is_partial or any(year in text for year in years for text in texts):
            return MET
        return MET if self._is_in_pieces(demand) else MISSING

    def _is_in_pieces(self, demand: Timed) -> bool:
        """Whether several stretches, or groups of all periods, make up the one that is asked for."""
        if demand.first is None or demand.end is None:
            return False
        inside = [
            s for s in self._parts.stretches
            if s.first is not None and s.end is not None and demand.first <= s.first and s.end <= demand.end
        ]  # fmt: skip
        edges = {s.first for s in inside} & {demand.first}
        return bool(edges) and demand.end in {s.end for s in inside}

    def _numbered(self, demand: Numbered) -> Outcome:
        wanted = {pair for v in demand.values for pair in accepted(demand.comparison, v)}
        numbers = {plain(v) for v in demand.values}
        written: list[tuple[str, str, str]] = [
            (operator, plain(v), part.sql)
            for part in self._parts.tests
            for operator, v in zip(_operators(part.operator, len(part.values)), part.values, strict=True)
        ]
        written += [(t.operator, plain(t.value), t.sql) for t in self._parts.amount_tests]
        if any((operator, value) in wanted for operator, value, _ in written):
            return MET
        same = [(operator, sql) for operator, value, sql in written if value in numbers]
        words = self._text[slice(*demand.span)]
        for operator, sql in same:
            if direction(operator) != direction(demand.comparison):
                is_turned = direction(operator) * direction(demand.comparison) < 0
                is_turned = is_turned or demand.comparison == "!=" or operator == "!="
                if is_turned or (demand.is_sure and direction(demand.comparison)):
                    return Outcome("inverted", sql)
            elif operator != demand.comparison and _EXACT.search(words):
                return Outcome("inverted", sql)
        if same or numbers & self._parts.literals:
            return MET
        return MISSING

    def _rows(self, demand: Rows) -> Outcome:
        parts = self._parts
        left_out = [sql for table, sql in parts.without.items() if table in demand.tables]
        counts_none = any(t.operator in ("=", "<", "<=") and plain(t.value) in ("0", "1") for t in parts.amount_tests)
        if demand.negated:
            if left_out or counts_none or any(t.operator in ("null", "blank") for t in parts.tests):
                return MET
            if parts.without:
                return MET
            is_there = bool(set(demand.tables) & parts.tables)
            return Outcome("inverted", demand.tables[-1]) if is_there else MISSING
        if left_out:
            return Outcome("inverted", left_out[0])
        return MET if set(demand.tables) & parts.tables else MISSING

    def _compared(self, demand: Compared) -> Outcome:
        found = [a for a in self._parts.against if demand.function in (None, a.function) or a.function is None]
        if any(direction(a.operator) == direction(demand.comparison) for a in found):
            return MET
        if found:
            return Outcome("inverted", found[0].sql)
        return MET if self._parts.has_nested or demand.function is None else MISSING

    def _leading(self, demand: Leading) -> Outcome:
        parts = self._parts
        limited = [o for o in parts.orders if o.limit is not None]
        if not limited:
            if demand.is_numbered:
                return MISSING
            is_sorted = self._cues & {"order", "descending", "ascending"} or (
                self._cues & set(HIGH) and self._cues & set(LOW)  # from the largest to the smallest
            )
            if is_sorted and parts.orders:
                return MET
            return self._extreme(demand)
        same = [o for o in limited if _is_same(o, demand)]
        if same and all(o.is_descending != demand.is_descending for o in same):
            return Outcome("inverted", same[0].sql)
        if demand.is_numbered and all(o.limit != demand.limit for o in limited):
            return MISSING
        return MET

    def _extreme(self, demand: Leading) -> Outcome:
        """The highest value by MAX, where no rows are cut off."""
        wanted, other = ("max", "min") if demand.is_descending else ("min", "max")
        functions = {a.function: a for a in self._parts.amounts}
        if wanted in functions:
            return MET
        if other in functions and functions[other].column == demand.column:
            return Outcome("inverted", functions[other].sql)
        return MET if self._parts.has_nested or other in functions else MISSING

    def _figure(self, demand: Figure) -> Outcome:
        amounts = self._parts.amounts
        functions = {a.function for a in amounts}
        if demand.function in functions:
            return MET
        orders = {o.is_descending for o in self._parts.orders if o.limit is not None}
        match demand.function:
            case "count":
                wrong = next((a for a in amounts if a.function in ("avg", "min", "max")), None)
                if wrong is not None and len(functions) == 1 and not self._asks(wrong.function):
                    return Outcome("inverted", wrong.sql)
                return MET if amounts or self._parts.is_grouped else MISSING
            case "sum" if not amounts and "how_much" in self._cues:
                return MET  # one row says how much it has
            case "median":
                return MET if self._parts.has_nested or functions else MISSING
            case "max" | "min" if orders:
                return MET
            case "avg" if "sum" in functions and "count" in functions and self._parts.divides:
                return MET
            case "sum" if demand.column is None:
                return MET
        same = [a for a in amounts if a.column == demand.column or a.function == "count" or demand.column is None]
        if same:
            return Outcome("inverted", same[0].sql)
        return MET if amounts else MISSING

    def _each(self, demand: Each) -> Outcome:
        keys = self._parts.keys
        if demand.unit is not None:
            parts = {k.part for k in keys}
            if not keys:
                return MET if self._parts.is_grouped else MISSING
            dated = parts - {None, "computed"}
            is_fitting = bool(parts & set(_PARTS_OF_UNIT[demand.unit])) or not dated or None in parts
            return MET if is_fitting and (dated or parts) else MISSING
        if not self._parts.is_grouped:
            is_ordered = any(o.column == demand.column for o in self._parts.orders)
            return MET if self._parts.has_nested or is_ordered else MISSING
        for key in keys:
            points_at = self._schema.column(key.column).refers_to
            if demand.table in (key.column[0], points_at and points_at[0]) or key.column[1] == demand.column[1]:
                return MET
        asked = self._schema.column(demand.column).refers_to
        if asked is not None and any(k.column[0] == asked[0] for k in keys):
            return MET
        return MISSING if keys else MET


def demand_is_flag(demand: Tested) -> bool:
    """Return whether the cells that are asked for say nothing by themselves: 1, Y."""
    return all(len(plain(v)) <= 1 for w in demand.ways for v in w.values)


def _operators(operator: str, count: int) -> tuple[str, ...]:
    return (">=", "<=") if operator == "between" and count > 1 else (operator,) * count


def _is_same(order: OrderedBy, demand: Leading) -> bool:
    if demand.function is not None and demand.function not in ("min", "max"):
        return order.function == demand.function
    return order.column is not None and order.column == demand.column
