"""Turns the values, numbers and times of a question into sets of conditions, the likeliest first."""

import datetime as dt
import heapq
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from chains.sql.joins import connect
from chains.sql.linking import Links
from chains.sql.query import Condition, Operator
from chains.sql.question import Number, Question
from chains.sql.schema import ColumnView, SchemaView
from chains.sql.times import TimeSpan

_MOST_SETS = 16
_OPTIONS = 4
_VALUE_OPTIONS = 7
_CUE_OPERATORS: dict[str, Operator] = {"at_least": ">=", "at_most": "<=", "above": ">", "below": "<", "not": "!="}


class ValueHit(Protocol):
    """A cell value found in the question: what a value index returns."""

    @property
    def table(self) -> str: ...
    @property
    def column(self) -> str: ...
    @property
    def value(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def score(self) -> float: ...


@dataclass(frozen=True)
class ConditionSet:
    """Conditions taken together, the stretches of the question that they account for, and what was left unused."""

    conditions: tuple[Condition, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()
    score: float = 0.0
    unused: float = 0.0
    limit: int | None = None
    having: Condition | None = None


@dataclass(frozen=True)
class _Option:
    conditions: tuple[Condition, ...]
    span: tuple[int, int]
    score: float
    unused: float = 0.0
    limit: int | None = None
    having: Condition | None = None


def condition_sets(
    question: Question, schema: SchemaView, links: Links, hits: Sequence[ValueHit]
) -> list[ConditionSet]:
    """Return up to 16 ways to read the values, numbers and times of the question, best first."""
    slots = [*_value_slots(question, schema, links, hits), *_number_slots(question, schema, links)]
    slots.extend(_time_slots(question, schema, links))
    slots.extend(_average_slots(question, schema, links))
    slots.extend(_like_slots(question, schema, links, hits))
    sets = [ConditionSet()]
    for slot in slots:
        grown = [_with(s, option) for s in sets for option in slot if _fits(s, option)]
        sets = heapq.nlargest(
            _MOST_SETS, grown, key=lambda s: s.score - 0.15 * len({c.column[0] for c in s.conditions})
        )
    return [_merged(question, s) for s in sets]


def _with(chosen: ConditionSet, option: _Option) -> ConditionSet:
    return ConditionSet(
        chosen.conditions + option.conditions,
        chosen.spans + ((option.span,) if option.conditions or option.limit or option.having else ()),
        chosen.score + option.score,
        chosen.unused + option.unused,
        option.limit or chosen.limit,
        option.having or chosen.having,
    )


def _fits(chosen: ConditionSet, option: _Option) -> bool:
    return not (option.limit and chosen.limit) and not (option.having and chosen.having)


def _merged(question: Question, chosen: ConditionSet) -> ConditionSet:
    """Several equal tests of one column become one IN: no row has two values at once."""
    by_column: dict[tuple[tuple[str, str], str], list[Condition]] = {}
    for condition in chosen.conditions:
        by_column.setdefault((condition.column, condition.operator), []).append(condition)
    kept: list[Condition] = []
    for (column, operator), group in by_column.items():
        values = tuple(dict.fromkeys(v for c in group for v in c.values))
        if operator == "=" and len(values) > 1:
            kept.append(Condition(column, "in", values, group[0].start, score=sum(c.score for c in group) / len(group)))
        else:
            kept.extend(dict.fromkeys(group))
    return ConditionSet(
        tuple(sorted(kept, key=lambda c: c.start)),
        chosen.spans,
        chosen.score,
        chosen.unused,
        chosen.limit,
        chosen.having,
    )


# Values


def _value_slots(question: Question, schema: SchemaView, links: Links, hits: Sequence[ValueHit]) -> list[list[_Option]]:
    clusters: list[list[ValueHit]] = []
    end = -1
    for hit in sorted((h for h in hits if _is_known(schema, h)), key=lambda h: (h.start, -h.end)):
        if hit.start < end and clusters:
            clusters[-1].append(hit)
        else:
            clusters.append([hit])
        end = max(end, hit.end)
    return [_value_options(question, schema, links, cluster) for cluster in clusters]


def _is_known(schema: SchemaView, hit: ValueHit) -> bool:
    return hit.table in schema.tables and hit.column in schema.tables[hit.table].by_name


def _value_options(question: Question, schema: SchemaView, links: Links, cluster: list[ValueHit]) -> list[_Option]:
    options: list[_Option] = []
    seen: set[tuple[str, str, str]] = set()
    longest = max(h.end - h.start for h in cluster)
    is_quoted = any(a <= cluster[0].start and cluster[0].end <= b for _, a, b in question.quotes)
    is_thing = not is_quoted and any(
        m.start <= cluster[0].start and cluster[0].end <= m.end and m.score >= 0.8 for m in links.tables
    )
    is_column = not is_quoted and any(
        m.start <= cluster[0].start and cluster[0].end <= m.end and m.score >= 0.9 and m.how == "name"
        for m in links.columns
    )
    weight = 0.3 if is_thing or is_column else 1.0
    named = {m.table for m in links.tables if m.score >= 0.75}
    for hit in cluster:
        key = (hit.table, hit.column, hit.value)
        if key in seen or (named and all(connect(schema, (t, hit.table)) is None for t in named)):
            continue
        seen.add(key)
        column = schema.column((hit.table, hit.column))
        score = hit.score * (0.6 + 0.4 * (hit.end - hit.start) / longest)
        score += 0.25 * links.table_score(hit.table) + 0.3 * _nearby_column(question, links, column, hit)
        score += 0.1 if column.refers_to is None else 0.0
        score -= 0.1 if column.language not in (None, question.language) else 0.0
        operator: Operator = "!=" if _is_negated(question, hit.start, hit.end) else "="
        condition = Condition(column.id, operator, (hit.value,), hit.start, score=hit.score)
        options.append(_Option((condition,), (hit.start, hit.end), weight * score))
    best = heapq.nlargest(_VALUE_OPTIONS, options, key=lambda o: o.score)
    if weight < 1:
        # 餐馆 is more likely the table than a cell that says so
        return [*best, _Option((), (0, 0), 0.5, unused=0.1)]
    return [*best, _Option((), (0, 0), 0.0, unused=max(h.score for h in cluster))]


def _nearby_column(question: Question, links: Links, column: ColumnView, hit: ValueHit) -> float:
    """How sure a mention of the column stands close to its value."""
    reach = 12 if question.language == "zh" else 30
    return max(
        (m.score for m in links.of_column(column.id) if m.start - reach <= hit.end and hit.start <= m.end + reach),
        default=0.0,
    )


def _is_negated(question: Question, start: int, end: int) -> bool:
    before = question.text[max(0, start - (8 if question.language == "zh" else 28)) : start]
    behind = question.text[end : end + 3]
    if question.language == "zh":
        return bool(
            re.search(r"(?:不是|不在|除了?|非|不属于|不为|不叫|没有?在|不含|不包含)[“\"'‘]?$", before)
        ) or behind.startswith("以外")
    pattern = r"(?:\bnot\b|n't\b|\bother than\b|\bexcept(?: for)?\b|\bexcluding\b|\boutside\b)(?:\W+\w+){0,3}\W*$"
    return bool(re.search(pattern, before, re.IGNORECASE)) and not re.search(r"\b(?:how|what|which)\b", before, re.I)


# Numbers


def _number_slots(question: Question, schema: SchemaView, links: Links) -> list[list[_Option]]:
    slots = []
    numbers = list(question.numbers)
    numbers.extend(
        Number(0, m.start(), m.end(), "yuan")
        for m in re.finditer(r"免费|\bfree of charge\b|\bfor free\b", question.text)
    )
    for number in numbers:
        if number.is_word and _operator(question, number)[0] == "=" and number.value <= 1:
            continue  # "one", 一家: an article, not a number
        options = [*_comparisons(question, schema, links, number), *_roles(question, number)]
        best = heapq.nlargest(_OPTIONS + 1, options, key=lambda o: o.score)
        slots.append([*best, _Option((), (0, 0), 0.0, unused=0.2 if number.is_word else 0.8)])
    return slots


def _comparisons(question: Question, schema: SchemaView, links: Links, number: Number) -> list[_Option]:
    operator, cue_span = _operator(question, number)
    reach = 14 if question.language == "zh" else 40
    found = []
    for column in schema.columns:
        if column.kind not in ("number", "year", "month") and not (column.is_id and operator == "="):
            continue
        score = 0.0
        for mention in links.of_column(column.id):
            distance = max(0, mention.start - number.end, number.start - mention.end)
            if distance <= reach and not (mention.start <= number.start and number.end <= mention.end):
                is_cue = cue_span is not None and mention.start < cue_span[1] and cue_span[0] < mention.end
                score = max(score, mention.score * (1.0 if is_cue else 1.0 - 0.6 * distance / reach))
        if number.unit is not None and column.units:
            score += 0.8 if number.unit in column.units else -0.8
        if column.is_id and not re.search(
            r"\bids?\b|编号|号", question.text[max(0, number.start - 12) : number.end + 6], re.I
        ):
            score -= 0.8
        if number.is_word and operator == "=":
            score -= 0.7
        score += 0.2 * links.table_score(column.table)
        if score < 0.25:
            continue
        values: tuple[float | int | str, ...] = (number.exact,)
        if number.upper is not None:
            values = (number.exact, int(number.upper) if number.upper == int(number.upper) else number.upper)
        test = Condition(
            column.id, "between" if number.upper is not None else operator, values, number.start, score=score
        )
        span = (
            (min(number.start, cue_span[0]), max(number.end, cue_span[1])) if cue_span else (number.start, number.end)
        )
        found.append(_Option((test,), span, min(score, 1.3)))
    return found


def _operator(question: Question, number: Number) -> tuple[Operator, tuple[int, int] | None]:
    before, behind = (6, 5) if question.language == "zh" else (6, 12)
    best: tuple[int, Operator, tuple[int, int]] | None = None
    for cue in question.cues_named("at_least", "at_most", "above", "below", "not"):
        if cue.end <= number.start:
            gap = question.text[cue.end : number.start]
            is_near = len(gap) <= before or not re.search(
                r"\w{3,}", re.sub(r"\b(?:the|of|age|year|than|or)\b", "", gap)
            )
        else:
            is_near = (
                cue.start <= number.end + behind and cue.start >= number.start and cue.name in ("at_least", "at_most")
            )
        rank = {"at_least": 0, "at_most": 0, "above": 1, "below": 1, "not": 2}[cue.name]
        if is_near and (best is None or rank < best[0]):
            best = (rank, _CUE_OPERATORS[cue.name], (cue.start, cue.end))
    if best is None:
        return "=", None
    return best[1], best[2]


def _roles(question: Question, number: Number) -> list[_Option]:
    """The number as "top 3", or as "at least 3 of them"."""
    found = []
    text = question.text
    before, behind = text[: number.start], text[number.end :]
    whole = int(number.value)
    span = (number.start, number.end)
    is_top = re.search(
        r"(?:\btop|\bfirst|\blast|\bbottom|\blatest|\bbest|前|最近的?|最后的?|最\S{1,3}的?前?)\s*$",
        before,
        re.IGNORECASE,
    ) or re.match(r"\s*(?:\w+\s+)?(?:\w+est\b|most\b|least\b)", behind, re.IGNORECASE)
    is_top_zh = question.language == "zh" and re.search(r"最(?:[^，。的]{1,4})的?$", before) is not None
    if (is_top or is_top_zh) and 0 < number.value < 1000 and number.upper is None and number.value == whole:
        found.append(_Option((), span, 1.2, limit=whole))
    operator, cue_span = _operator(question, number)
    if number.unit is None and number.upper is None and whole == number.value and number.value < 10_000:
        is_counted = operator != "=" or re.match(r"\s*(?:times|or more)|次|个|名|位|条|座", behind) is not None
        if is_counted and operator != "!=":
            test = Condition(("", ""), operator, (whole,), number.start)
            wide = (min(span[0], cue_span[0]), max(span[1], cue_span[1])) if cue_span else span
            found.append(_Option((), wide, 0.6, having=test))
    return found


# Times


def _time_slots(question: Question, schema: SchemaView, links: Links) -> list[list[_Option]]:
    slots = []
    for span in question.times:
        options: list[_Option] = []
        for column in schema.columns:
            tests = _time_tests(schema, column, span)
            if tests is None:
                continue
            near = max(
                (m.score for m in links.of_column(column.id) if abs(m.start - span.start) < 40 and m.how != "measure"),
                default=0.0,
            )
            score = 0.5 + 0.5 * near + 0.4 * links.table_score(column.table) + (0.1 if column.kind == "time" else 0.0)
            if column.kind == "year" and span.grain != "year" and len(tests) < 2:
                score -= 0.3
            options.append(_Option(tuple(tests), (span.start, span.stop), score))
        best = heapq.nlargest(_OPTIONS + 1, options, key=lambda o: o.score)
        if span.grain == "year" and span.first is not None:
            # a bare number of four digits may be no year at all
            number = Number(span.first.year, span.start, span.stop)
            named = [o for o in _comparisons(question, schema, links, number) if o.score >= 0.7]
            best.extend(heapq.nlargest(0 if best else 1, named, key=lambda o: o.score))
        slots.append([*best, _Option((), (0, 0), 0.0, unused=1.0)])
    return slots


def _time_tests(schema: SchemaView, column: ColumnView, span: TimeSpan) -> list[Condition] | None:
    """The conditions that keep `column` within the span, or None where the column holds no time."""
    at = span.start
    if span.month_only is not None:
        return [Condition(column.id, "=", (span.month_only,), at)] if column.kind == "month" else None
    if column.kind == "time":
        tests = []
        if span.first is not None:
            tests.append(Condition(column.id, ">=", (span.first.isoformat(),), at))
        if span.end is not None:
            tests.append(Condition(column.id, "<", (span.end.isoformat(),), at))
        return tests
    if column.kind != "year":
        return None
    years = _year_tests(column, span, at)
    month = next((c for c in schema.tables[column.table].columns if c.kind == "month"), None)
    if span.grain == "month" and month is not None and span.first is not None and span.end is not None:
        last = span.end - dt.timedelta(days=1)
        if last.year == span.first.year:
            if last.month == span.first.month:
                return [*years, Condition(month.id, "=", (span.first.month,), at)]
            return [*years, Condition(month.id, "between", (span.first.month, last.month), at)]
    return years


def _year_tests(column: ColumnView, span: TimeSpan, at: int) -> list[Condition]:
    first = span.first.year if span.first else None
    last = (span.end - dt.timedelta(days=1)).year if span.end else None
    if first is not None and last is not None:
        if first == last:
            return [Condition(column.id, "=", (first,), at)]
        return [Condition(column.id, "between", (first, last), at)]
    if first is not None:
        return [Condition(column.id, ">=", (first,), at)]
    return [Condition(column.id, "<=", (last or 0,), at)]


# Averages and texts


def _average_slots(question: Question, schema: SchemaView, links: Links) -> list[list[_Option]]:
    slots = []
    for cue in question.cues_named("average_of_all"):
        is_less = re.search(r"below|lower|less|under|shorter|smaller|younger|低于|小于|少于|不到", cue.text, re.I)
        operator: Operator = "<" if is_less else ">"
        options = []
        for column in schema.columns:
            if column.kind != "number" or column.is_id:
                continue
            near = [
                m.score * (1.0 if m.start >= cue.start else 0.8) * (1 - min(abs(m.start - cue.end), 60) / 120)
                for m in links.of_column(column.id)
            ]
            score = max(near, default=0.0) + 0.3 * links.table_score(column.table)
            if score > 0.3:
                test = Condition(column.id, operator, (), cue.start, average=True)
                options.append(_Option((test,), (cue.start, cue.end), score + 0.5))
        if options:
            slots.append([*heapq.nlargest(3, options, key=lambda o: o.score), _Option((), (0, 0), 0.0, unused=0.8)])
    return slots


def _like_slots(question: Question, schema: SchemaView, links: Links, hits: Sequence[ValueHit]) -> list[list[_Option]]:
    """Quoted text that is no whole value, or that a column is said to contain."""
    slots = []
    wants_like = question.has("like", "starts", "ends")
    for text, start, end in question.quotes:
        is_value = any(h.start <= start and end <= h.end for h in hits)
        if is_value and not wants_like:
            continue
        pattern = f"%{text}%"
        if question.has("starts"):
            pattern = f"{text}%"
        elif question.has("ends"):
            pattern = f"%{text}"
        options = []
        for column in schema.columns:
            if column.kind != "text":
                continue
            score = max(
                (m.score * (1 - min(abs(m.end - start), 80) / 160) for m in links.of_column(column.id)), default=0.0
            )
            score += 0.2 * links.table_score(column.table)
            if score > 0.3:
                options.append(
                    _Option((Condition(column.id, "like", (pattern,), start, score=0.7),), (start, end), score)
                )
        slots.append([*heapq.nlargest(3, options, key=lambda o: o.score), _Option((), (0, 0), 0.0, unused=0.7)])
    return slots
