"""Chinese questions for a state."""

from collections.abc import Iterator, Sequence

from chains.text2sql.dialogue.condition_wording import Phrase
from chains.text2sql.dialogue.labels import Labels
from chains.text2sql.dialogue.query_state import Ordering, QueryState
from chains.text2sql.generation.plan import Attribute, Key, Measure, Period

_UNITS = {
    "year": "年", "half": "半年", "quarter": "季度", "month": "月", "week": "周", "weekday": "星期几", "day": "天",
    "hour": "小时",
}  # fmt: skip
_BEFORE = {"avg": "平均", "max": "最高", "min": "最低", "sum": "总"}
_BEHIND = {"sum": "总和", "avg": "平均值", "max": "最大值", "min": "最小值", "median": "中位数"}


def questions(state: QueryState, labels: Labels, chosen: Sequence[Phrase], part: Sequence[Phrase]) -> Iterator[str]:
    """Yield questions with the conditions said as chosen, the plainest first."""
    noun = labels.table(state.subject)
    time = "".join(p.text for p in chosen if p.place == "time")
    before = [p.text for p in chosen if p.place != "time"]
    if state.shares:
        for rows in _rows(time, before, noun):
            yield from _shares(state, labels, rows, part)
    elif state.measures:
        yield from _amounts(state, labels, time, before, noun)
    elif state.order is not None and state.limit is not None:
        for rows in _rows(time, before, noun):
            yield from _extremes(state, labels, rows, state.order)
    elif state.best_of and state.order is not None:
        per = "".join(f"每个{labels.column(a.column)}" for a in state.best_of)
        for rows in _rows(time, before, noun):
            yield f"{per}{_of(state.order.by, labels)}{_superlative(state.order)}的{rows}是哪些？"
    else:
        for rows in _rows(time, before, noun):
            yield from _lists(state, labels, rows)


def _rows(time: str, before: Sequence[str], noun: str) -> Iterator[str]:
    """The noun with its conditions; the time in front, or beside the others."""
    for joined in ("、", "且", "的"):
        told = joined.join(before)
        yield f"{time}{told}的{noun}" if told else f"{time}的{noun}" if time else noun
        if time and told:
            yield f"{time}的{told}的{noun}"
        if len(before) < 2:
            return


def _amounts(state: QueryState, labels: Labels, time: str, before: Sequence[str], noun: str) -> Iterator[str]:
    order = state.order
    if order is not None and isinstance(order.by, Measure) and state.limit is not None:
        for rows in _rows(time, before, noun):
            yield from _best_groups(state, labels, rows, order)
        return
    by = _by(state, labels)
    sorting = _order(state, labels)
    for rows in _rows(time, before, noun):
        if state.measures == (Measure("count"),):
            if by:
                yield f"{by}的{rows}有多少个{sorting}？"
                yield f"按{_names(state, labels)}统计，{rows}有多少个{sorting}？"
            else:
                yield f"{rows}有多少个？"
                yield f"有多少个{rows}？"
            continue
        for told in zip(*[_measures(m, labels) for m in state.measures], strict=False):
            name = "和".join(told)
            yield f"{by}的{rows}的{name}是多少{sorting}？" if by else f"{rows}的{name}是多少？"
            yield f"{by}的{rows}的{name}{sorting}" if by else f"{rows}的{name}"


def _measures(measure: Measure, labels: Labels) -> list[str]:
    if measure.attribute is None:
        return ["数量"] * 3
    name = labels.column(measure.attribute.column)
    if measure.function == "count":
        return [f"不同{name}的数量"] * 3
    behind = f"{name}{_BEHIND[measure.function]}"
    return [
        f"{_BEFORE.get(measure.function, '')}{name}" if measure.function in _BEFORE else behind,
        behind,
        f"{name}的{_BEHIND[measure.function]}",
    ]


def _names(state: QueryState, labels: Labels) -> str:
    return "和".join(labels.column(k.column) if isinstance(k, Attribute) else _UNITS[k.unit] for k in state.group)


def _by(state: QueryState, labels: Labels) -> str:
    return "".join(_key(k, labels, each=state.each) for k in state.group)


def _key(key: Key, labels: Labels, *, each: bool) -> str:
    if isinstance(key, Period):
        return f"每{_UNITS[key.unit]}"
    return f"{'每个' if each else '各'}{labels.column(key.column)}"


def _order(state: QueryState, labels: Labels) -> str:
    if state.order is None:
        return ""
    way = "从高到低" if state.order.descending else "从低到高"
    made = f"，按{_of(state.order.by, labels)}{way}排序"
    return f"{made}，前{state.limit}个" if state.limit is not None else made


def _of(by: Attribute | Measure, labels: Labels) -> str:
    """What is ordered by: a measure in its own words, the name of a row by that column's own name."""
    if isinstance(by, Measure):
        return _measures(by, labels)[0]
    return labels.column(by.column) if by.path else labels.own(by.column)


def _superlative(order: Ordering) -> str:
    return "最高" if order.descending else "最低"


def _shares(state: QueryState, labels: Labels, rows: str, part: Sequence[Phrase]) -> Iterator[str]:
    measure = state.measures[0]
    if state.part:
        having = "、".join(p.text for p in part)
        yield f"{rows}中{having}的占比是多少？"
        yield f"{rows}中{having}的{labels.table(state.subject)}占百分之多少？"
        return
    by = _by(state, labels)
    for name in ["数量"] if measure.attribute is None else _measures(measure, labels):
        yield f"{by}的{rows}的{name}占比是多少？"
        yield f"{by}的{rows}{name}百分比"


def _best_groups(state: QueryState, labels: Labels, rows: str, order: Ordering) -> Iterator[str]:
    names = _names(state, labels)
    top = f"前{state.limit}个" if state.limit and state.limit > 1 else ""
    if isinstance(order.by, Measure) and order.by.attribute is None:
        most = "最多" if order.descending else "最少"
        yield f"{rows}{most}的{top}{names}是哪个？"
        yield f"哪个{names}的{rows}{most}？" if not top else f"{rows}数量{most}的{top}{names}是哪些？"
    yield f"{rows}的{_of(order.by, labels)}{_superlative(order)}的{top}{names}是哪个？"


def _extremes(state: QueryState, labels: Labels, rows: str, order: Ordering) -> Iterator[str]:
    rank = f"第{'二三四五六七'[state.offset - 1]}" if state.offset and state.offset < 7 else ""
    name = _of(order.by, labels)
    edge = {True: "高", False: "低"}[order.descending] if rank else _superlative(order)
    asked = "和".join(labels.column(c.column) for c in state.columns)
    if asked:
        yield f"{name}{rank}{edge}的{rows}的{asked}是什么？"
        return
    count = f"{state.limit}个" if state.limit and state.limit > 1 else ""
    yield f"{name}{rank}{edge}的{count}{rows}是{'哪些' if count else '哪个'}？"
    yield f"{rows}中{name}{rank}{edge}的{count}是{'哪些' if count else '哪个'}？"


def _lists(state: QueryState, labels: Labels, rows: str) -> Iterator[str]:
    order = _order(state, labels)
    if state.columns:
        asked = "和".join(labels.column(c.column) for c in state.columns)
        name = labels.names(labels.ground.display_of(state.subject)[0].id)[-1]
        yield f"列出{rows}的{name}和{asked}{order}"
        yield f"列出{rows}的{asked}{order}"
        return
    if not order:
        yield f"{rows}有哪些？"
    yield f"列出{rows}{order}"
