"""A follow-up with what it leaves unsaid: the year of a month, the column of a bare "over 30", the end of 前三."""

import datetime as dt
import re
from collections.abc import Iterator

from chains.text2sql.composition.ground import Ground
from chains.text2sql.dialogue.labels import Labels
from chains.text2sql.dialogue.query_state import QueryState, columns_of, key_of
from chains.text2sql.generation.plan import Filter
from chains.text2sql.linking.filters import Test, Within
from chains.text2sql.schema.columns import ColumnId
from knowledge.language.dates import time_spans
from knowledge.language.quantities import quantities

_IDEOGRAPH = re.compile(r"[\u3400-\u9fff]")
_GROUPING = re.compile(r"^按(?!照)(.+?)(?:统计|分组|汇总|来看|看看|分|看)(?:一下)?$")
_BEFORE_MONTH = re.compile(r"^(?:for|of|on|during|to|with)\s+(?:just\s+)?(?=[A-Za-z]{3,9}$)", re.IGNORECASE)
_TOP = re.compile(r"^[前后](?:[一二两三四五六七八九十]+|\d+)$")


def bodies_of(body: str, state: QueryState, ground: Ground, today: dt.date | None) -> Iterator[str]:
    """Yield the follow-up's words, and again with the column that a bare comparison is about."""
    body = _TOP.sub(r"\g<0>名", _GROUPING.sub(r"按\1", body))
    body = _with_year(body, state, today or dt.datetime.now(tz=dt.UTC).date())
    yield body
    column = _compared(state, ground)
    if column is not None and any(q.comparator != "=" or q.upper is not None for q in quantities(body)):
        name = Labels(ground, ground.question.language).column(column)
        yield f"{name}{body}" if _IDEOGRAPH.search(name) else f"{name} {body}"


def _with_year(body: str, state: QueryState, today: dt.date) -> str:
    """A month without its year with that of the question before: "May" after one of 2024."""
    body = _BEFORE_MONTH.sub("in ", body)
    spans = time_spans(body, today)
    times = [c.test for c in state.filters if isinstance(c, Filter) and isinstance(c.test, Within)]
    if len(spans) != 1 or spans[0].month_only is None or len(times) != 1 or times[0].first is None:
        return body
    start, stop, year = spans[0].start, spans[0].stop, times[0].first.year
    month = body[start:stop]
    told = f"{year}年{month}" if _IDEOGRAPH.search(month) else f"{month} {year}"
    return body[:start] + told + body[stop:]


def _compared(state: QueryState, ground: Ground) -> ColumnId | None:
    """The column of numbers that is spoken of: compared already, ordered by, measured, or the only one."""
    compared = [c.test.column for c in state.filters if isinstance(c, Filter) and _is_comparison(c)]
    if compared:
        return compared[-1]
    spoken = [key_of(state.order.by)] if state.order is not None else []
    spoken += [key_of(m) for m in state.measures]
    amounts = [c for c in spoken if c is not None and ground.is_amount(ground.column(c))]
    if amounts:
        return amounts[0]
    tested = {c for condition in state.filters for c in columns_of(condition)}
    own = [c.id for c in ground.table(state.subject).columns if ground.is_amount(c) and c.id not in tested]
    return own[0] if len(own) == 1 else None


def _is_comparison(condition: Filter) -> bool:
    return isinstance(condition.test, Test) and condition.test.operator in (">", ">=", "<", "<=", "between")
