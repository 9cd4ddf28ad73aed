"""What a question surely asks for, taken from its surest composition.

A demand stands on a stretch of the question. Where the composition leaves words over, only cells, times and compared
numbers are sure: what else it says might be said by the words that it does not know.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from chains.text2sql.analysis.question import Question
from chains.text2sql.composition.atoms import Span, tokens_of
from chains.text2sql.composition.compose import Composition
from chains.text2sql.composition.conditions.counting import comparison_of
from chains.text2sql.composition.conditions.denying import negation
from chains.text2sql.composition.negation import NEGATIONS
from chains.text2sql.composition.words import CueMatch, cue_matches
from chains.text2sql.generation.plan import (
    Against,
    AnyOf,
    Attribute,
    Comparison,
    Condition,
    Filter,
    Measure,
    Output,
    Period,
    Plan,
    Related,
    Share,
)
from chains.text2sql.linking.filters import FilterOption, Test, Within
from chains.text2sql.linking.linked import LinkedQuestion
from chains.text2sql.schema.columns import ColumnId
from chains.text2sql.verification.agreement import NEGATIVE
from chains.text2sql.verification.constants import KNOWN_NAME, MOST_DOUBT, NEAR_COMPLETE, SURE_OPTION
from chains.text2sql.verification.demands import (
    EXTREME_CUES,
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
from knowledge.language.quantities import Quantity, quantities

_OF_ALL = ("for all", "across")
"""Cues of groups that may as well ask for one row of all."""
_UNDECIDED = re.compile(r"(.)[不没]\1|[\u3400-\u9fff][不没][吗呢？?，,]|or not\b", re.IGNORECASE)


def demands_of(
    linked: LinkedQuestion,
    compositions: Sequence[Composition],
    options: Sequence[FilterOption],
    is_alike: Callable[[ColumnId], bool],
) -> tuple[Demand, ...]:
    """Return what is surely asked for; nothing where there is no composition.

    `is_alike` says that all rows have the same cell in a column: to test it asks for nothing.
    """
    if not compositions:
        return ()
    best = compositions[0]
    sure = [o for o in options if not is_alike(o.test.column)]
    made = _Maker(linked, sure).of(best.plan)
    compared = {d.column for d in made if isinstance(d, Numbered)} - {None}
    # a lowest price of 100 compares a price
    made = [d for d in made if not (isinstance(d, Leading) and not d.is_numbered and d.column in compared)]
    denials = [d for d in _denials(linked, options) if not any(_is_of_denial(m) for m in made)]
    if denials:
        made = [replace(d, is_certain=False) if isinstance(d, Tested) else d for d in made]
    if best.is_complete and best.cost <= MOST_DOUBT:
        return (*made, *denials)
    is_near = best.cost <= NEAR_COMPLETE
    sure_alone = [d for d in made if _is_sure_alone(d, options, is_near)]
    known = [d.span for d in sure_alone if isinstance(d, Numbered)]
    numbers = [n for n in _bare_numbers(linked.question) if not any(_overlap(n.span, s) for s in known)]
    said = [n.span for n in numbers]
    # at least 2: no extreme
    rest = [d for d in sure_alone if isinstance(d, Numbered) or not any(_overlap(s, d.span) for s in said)]
    return (*rest, *numbers, *(denials if is_near else ()))


def _is_sure_alone(demand: Demand, options: Sequence[FilterOption], is_near: bool) -> bool:
    """Whether the demand is sure though words are left over; how far a negation reaches is not."""
    match demand:
        case Timed():
            return not demand.is_negated
        case Tested():
            here = [o for o in options if (o.start, o.end) == demand.span]
            return not demand.is_turned and any(o.source == "value" and o.score >= SURE_OPTION for o in here)
        case Numbered():
            return is_near and demand.is_sure
        case Figure():
            return is_near and demand.function != "count"
        case Leading() | Compared():
            return is_near
    return False


def _denials(linked: LinkedQuestion, options: Sequence[FilterOption]) -> list[Denied]:
    """The negations of the question, without those inside of numbers, times, cells, names and other words."""
    text = linked.question.text
    taken = [_said(q) for q in quantities(text)] + [(t.start, t.stop) for t in linked.question.times]
    taken += [(o.start, o.end) for o in options] + [(a, b) for _, a, b in linked.question.quotes]
    taken += [(m.start, m.end) for m in (*linked.links.tables, *linked.links.columns) if m.how == "name"]
    tokens = tokens_of(text)
    starts, ends = {t.start for t in tokens}, {t.end for t in tokens}
    # 能不能, 去不去, whether or not
    taken += [(m.start(), m.end()) for m in _UNDECIDED.finditer(text)]
    return [
        Denied((c.start, c.end))
        for c in cue_matches(text)
        if c.name in NEGATIONS
        and c.start in starts
        and c.end in ends
        and not any(_overlap((c.start, c.end), span) for span in taken)
    ][:1]


def _is_of_denial(demand: Demand) -> bool:
    """Whether the demand is the part of a negation."""
    match demand:
        case Tested():
            return demand.is_turned
        case Timed():
            return demand.is_negated
        case Rows():
            return demand.negated
        case Numbered():
            return demand.comparison == "!="
    return False


def _bare_numbers(question: Question) -> list[Numbered]:
    """Numbers that are compared, without a unit: whatever column they are of, the SQL must hold them."""
    times = [(t.start, t.stop) for t in question.times]
    return [
        Numbered(_said(q), comparison, (q.value,))
        for q in quantities(question.text)
        if (comparison := comparison_of(q)) is not None
        and (q.unit, q.currency, q.upper, q.millions) == (None, None, None, None)
        and not any(_overlap(t, _said(q)) for t in times)
    ]


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


class _Maker:
    def __init__(self, linked: LinkedQuestion, options: Sequence[FilterOption]) -> None:
        text = linked.question.text
        self._text = text
        self._options = options
        names = [(m.start, m.end) for m in linked.links.columns if m.how == "name" and m.score >= KNOWN_NAME]
        # the highest point may be the name of a column
        self._cues = [c for c in cue_matches(text) if not any(a < c.end and c.start < b for a, b in names)]
        self._quantities = quantities(text)

    def of(self, plan: Plan) -> list[Demand]:
        """Return the demands of a plan."""
        found: list[Demand] = []
        for condition in plan.filters:
            found.extend(self._condition(condition, False))
        for output in plan.show:
            for measure in _measures_in(output):
                for condition in measure.where:
                    found.extend(self._condition(condition, False))
            if isinstance(output, Share):
                for condition in output.where:
                    found.extend(self._condition(condition, False))
        found.extend(self._leading(plan))
        found.extend(self._figures(plan, [d for d in found if isinstance(d, Leading)]))
        found.extend(self._groups(plan))
        return found

    # conditions

    def _condition(self, condition: Condition, negative: bool) -> Iterable[Demand]:
        match condition:
            case Filter(_, Within() as test, negated, at):
                if at[1] > at[0]:
                    yield Timed(at, test.first, test.end, negated != negative)
            case Filter(_, Test() as test, negated, at):
                yield from self._tested(test, negated != negative, at)
            case Against(_, comparison, filters, function, at):
                yield Compared(at, comparison, function)
                for inner in filters:
                    yield from self._condition(inner, False)
            case Related(path, filters, negated, count, at):
                if count is not None:
                    span = next((_said(q) for q in self._quantities if q.value == count[1]), at)
                    yield Numbered(span, count[0], (count[1],))
                elif negated and filters:
                    pass  # what must not be there is said by the filters, turned round
                elif not negated and any(_denies(f) for f in filters):
                    pass  # with others, or with none of them: both are meant by "not"
                elif at[1] > at[0] and all(getattr(f, "at", None) != at for f in filters):
                    tables = tuple(step.there[0] for step in path)
                    yield Rows(at, (tables[-1],) if not negated else tables, negated != negative)
                for inner in filters:
                    yield from self._condition(inner, negated != negative)
            case AnyOf(conditions):
                for inner in conditions:
                    yield from self._condition(inner, negative)

    def _tested(self, test: Test, negative: bool, at: Span) -> Iterable[Demand]:
        quantity = next((q for q in self._quantities if at[0] <= q.start and q.stop <= at[1]), None)
        is_numeric = bool(test.values) and all(not isinstance(v, str | bytes | bool) for v in test.values)
        chosen = [o for o in self._options if at[0] <= o.start and o.end <= at[1]]
        own = [o for o in chosen if o.test.column == test.column]
        if not own and quantity is not None and is_numeric:
            yield from self._numbered(test, negative, quantity)
            return
        if test.operator in ("like", "not like") and not own:
            yield Tested(at, (_turned(test, negative),), (_turned(test, not negative),))
            return
        spans = sorted({(o.start, o.end) for o in own})
        spans = [s for s in spans if not any(s != t and t[0] <= s[0] and s[1] <= t[1] for t in spans)]
        for span in spans:
            here = [o for o in chosen if (o.start, o.end) == span]
            best = max((o.score for o in here if o.test.column == test.column), default=0.0)
            if best < SURE_OPTION:
                continue
            is_turned = negative != self._is_turned(test, [o for o in here if o.test.column == test.column])
            yield _tested_as(span, here, is_turned)

    def _is_turned(self, test: Test, options: Sequence[FilterOption]) -> bool:
        """Whether the plan's test is the opposite of what the option at its words says."""
        plain = any(_same_side(o.test, test) for o in options if isinstance(o.test, Test))
        opposite = any(o.negated_test is not None and _same_side(o.negated_test, test) for o in options)
        return not plain or (opposite and not any(o.test == test for o in options))

    def _numbered(self, test: Test, negative: bool, quantity: Quantity) -> Iterable[Demand]:
        turned = _turned(test, negative)
        span = _said(quantity)
        is_sure = comparison_of(quantity) is not None or quantity.upper is not None
        if turned.operator == "between":
            yield Numbered(span, ">=", turned.values[:1], test.column, is_sure)
            yield Numbered(span, "<=", turned.values[1:], test.column, is_sure)
        elif turned.operator in ("=", "!=", ">", ">=", "<", "<="):
            comparison: Comparison = turned.operator
            raw = () if quantity.value in turned.values else (quantity.value,)
            yield Numbered(span, comparison, (*turned.values, *raw), test.column, is_sure)

    # what is shown

    def _leading(self, plan: Plan) -> Iterable[Demand]:
        is_one = len(plan.show) == 1 and isinstance(plan.show[0], Measure) and not plan.group
        if is_one and isinstance(plan.show[0], Measure) and plan.show[0].function in ("min", "max"):
            measure = plan.show[0]
            cue = self._cue(*FUNCTION_CUES[measure.function])
            if cue is not None and measure.attribute is not None:
                yield Leading(cue, measure.attribute.column, None, measure.function == "max", 1, 0, False)
            return
        if not plan.order or (plan.limit is None and not plan.best_of):
            return
        output, is_descending = plan.order[0]
        cue = self._cue(*EXTREME_CUES)
        if cue is None:
            return
        limit, offset = (plan.limit or 1, plan.offset or 0)
        if plan.best_of:
            limit, offset = plan.best[1] - plan.best[0] + 1, plan.best[0] - 1
        number = next((q for q in self._quantities if q.value == limit and limit > 1), None)
        span = (min(cue[0], number.start), max(cue[1], number.stop)) if number is not None else cue
        if isinstance(output, Attribute):
            yield Leading(span, output.column, None, is_descending, limit, offset, number is not None)
        elif isinstance(output, Measure):
            column = output.attribute.column if output.attribute is not None else None
            yield Leading(span, column, output.function, is_descending, limit, offset, number is not None)

    def _figures(self, plan: Plan, leading: Sequence[Leading]) -> Iterable[Demand]:
        for output in plan.show:
            for measure in _measures_in(output):
                if leading and measure.function in ("min", "max", "count"):
                    continue
                cue = self._cue(*FUNCTION_CUES[measure.function])
                if cue is not None:
                    column = measure.attribute.column if measure.attribute is not None else None
                    yield Figure(cue, measure.function, column)

    def _groups(self, plan: Plan) -> Iterable[Demand]:
        if not plan.group and not plan.best_of:
            return
        cue = self._cue("group")
        if cue is not None and self._text[slice(*cue)].casefold() in _OF_ALL:
            return
        for key in (*plan.group, *plan.best_of):
            if isinstance(key, Period):
                yield Each(cue or (0, 0), key.attribute.column[0], key.attribute.column, key.unit)
            elif cue is not None:
                yield Each(cue, key.column[0], key.column)

    def _cue(self, *names: str) -> Span | None:
        found: CueMatch | None = next((c for c in self._cues if c.name in names), None)
        return (found.start, found.end) if found is not None else None


def _tested_as(span: Span, options: Sequence[FilterOption], is_turned: bool) -> Tested:
    plain = [o.test for o in options if isinstance(o.test, Test)]
    opposite = [negation(t) for t in plain if t.operator != "between"]
    opposite += [o.negated_test for o in options if o.negated_test is not None]
    ways, others = (opposite, plain) if is_turned else (plain, opposite)
    return Tested(span, tuple(dict.fromkeys(ways)), tuple(dict.fromkeys(others)), is_turned)


def _denies(condition: Condition) -> bool:
    return isinstance(condition, Filter) and (
        condition.negated or (isinstance(condition.test, Test) and condition.test.operator in NEGATIVE)
    )


def _same_side(one: Test, other: Test) -> bool:
    """Whether both tests say that a column has a value, or both that it has not."""
    return one.column == other.column and (one.operator in NEGATIVE) == (other.operator in NEGATIVE) and (
        not one.values or not other.values or bool(set(map(str, one.values)) & set(map(str, other.values)))
    )  # fmt: skip


def _turned(test: Test, negative: bool) -> Test:
    return negation(test) if negative and test.operator != "between" else test


def _said(quantity: Quantity) -> Span:
    return quantity.said_start, quantity.said_stop


def _measures_in(output: Output) -> tuple[Measure, ...]:
    match output:
        case Measure():
            return (output,)
        case Share(measure, _):
            return (measure,)
    return ()
