"""English questions for a state."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from chains.text2sql.dialogue.condition_wording import Phrase
from chains.text2sql.dialogue.labels import Labels, plural, singular
from chains.text2sql.dialogue.query_state import Ordering, QueryState
from chains.text2sql.generation.plan import Attribute, Key, Measure, Period

_FUNCTIONS = {"sum": "total", "avg": "average", "max": "maximum", "min": "minimum", "median": "median"}
_ORDINALS = {1: "second", 2: "third", 3: "fourth", 4: "fifth", 5: "sixth", 6: "seventh"}


def questions(state: QueryState, labels: Labels, chosen: Sequence[Phrase], part: Sequence[Phrase]) -> Iterator[str]:
    """Yield questions with the conditions said as chosen, the plainest first."""
    noun = plural(labels.table(state.subject))
    time = " ".join(p.text for p in chosen if p.place == "time")
    whole = _with(noun, chosen)
    rows = f"{whole} {time}".strip()
    if state.shares:
        yield from _shares(state, labels, rows, part)
    elif state.measures and state.order is not None and isinstance(state.order.by, Measure) and state.limit:
        yield from _best_groups(state, labels, rows, state.order)
    elif state.measures:
        yield from _amounts(state, labels, whole, time)
    elif state.order is not None and state.limit is not None:
        yield from _extremes(state, labels, rows, state.order)
    elif state.best_of and state.order is not None:
        per = " ".join(f"for each {labels.column(a.column)}" for a in state.best_of)
        yield f"Which {rows} have the {_superlative(state.order)} {_of(state.order.by, labels)} {per}?"
    else:
        yield from _lists(state, labels, rows, time, whole)


def _with(noun: str, chosen: Sequence[Phrase]) -> str:
    before = " ".join(p.text for p in chosen if p.place == "before")
    parts = [f"{before} {noun}".strip()]
    if having := [p.text for p in chosen if p.place == "with"]:
        parts.append("with " + " and ".join(having))
    parts += [f"without {p.text}" for p in chosen if p.place == "without"]
    parts += [f"that are {p.text}" for p in chosen if p.place == "that"]
    return " ".join(parts)


def _amounts(state: QueryState, labels: Labels, whole: str, time: str) -> Iterator[str]:
    count = Measure("count")
    order = _order(state, labels)
    rows = f"{whole} {time}".strip()
    verb = "were" if time else "are"
    if state.measures == (count,) and not state.group:
        yield f"How many {whole} {verb} there {time}".strip() + "?"
        yield f"How many {rows} {verb} there?"
        yield f"How many {rows}?"
        return
    measured = [_measure(m, labels, rows) for m in state.measures]
    told = " and ".join(dict.fromkeys(measured))
    of = "" if told.endswith(rows) else f" of {rows}"
    for by in dict.fromkeys((_by(state, labels), _by(replace(state, each=not state.each), labels))):
        behind = f" {by}{order}" if by else order
        if state.measures == (count,):
            yield f"How many {rows} {verb} there{behind}?"
        yield f"What is the {told}{of}{behind}?"
        yield f"The {told}{of}{behind}"
        yield f"What is the {told} {by}{of}{order}?"


def _measure(measure: Measure, labels: Labels, rows: str) -> str:
    if measure.attribute is None:
        return f"number of {rows}"
    name = labels.column(measure.attribute.column)
    if measure.function == "count":
        return f"number of different {plural(name)}" if measure.distinct else f"number of {plural(name)}"
    return f"{_FUNCTIONS[measure.function]} {name}"


def _by(state: QueryState, labels: Labels) -> str:
    return " and ".join(_key(k, labels, each=state.each) for k in state.group)


def _key(key: Key, labels: Labels, *, each: bool) -> str:
    if isinstance(key, Period):
        return f"by {key.unit}"
    return f"{'for each' if each else 'by'} {labels.column(key.column)}"


def _order(state: QueryState, labels: Labels) -> str:
    if state.order is None:
        return ""
    name = _of(state.order.by, labels)
    made = f", sorted by {name} in {'descending' if state.order.descending else 'ascending'} order"
    return f"{made}, top {state.limit}" if state.limit is not None else made


def _of(by: Attribute | Measure, labels: Labels) -> str:
    """What is ordered by: a measure by its column, the name of a row by that column's own name."""
    if isinstance(by, Measure):
        return labels.column(by.attribute.column) if by.attribute is not None else "number"
    return labels.column(by.column) if by.path else labels.own(by.column)


def _superlative(order: Ordering) -> str:
    return "highest" if order.descending else "lowest"


def _shares(state: QueryState, labels: Labels, rows: str, part: Sequence[Phrase]) -> Iterator[str]:
    measure = state.measures[0]
    of = rows if measure.attribute is None else f"{_measure(measure, labels, rows)} of {rows}"
    by = _by(state, labels)
    if state.part:
        having = _with("", part).strip()
        yield f"What percentage of the {of} are {having}?"
        yield f"What percentage of the {of} are {' '.join(p.text for p in part)}?"
        yield f"What percentage of the {of} have {having.removeprefix('with ')}?"
        return
    yield f"What is the percentage of the {of} {by}?"
    yield f"What percentage of the {of} {by}?"
    yield f"What is the {of} {by} as a percentage?"


def _best_groups(state: QueryState, labels: Labels, rows: str, order: Ordering) -> Iterator[str]:
    if not isinstance(order.by, Measure):
        return
    noun = " and ".join(labels.column(k.column) if isinstance(k, Attribute) else k.unit for k in state.group)
    top = f", top {state.limit}" if state.limit and state.limit > 1 else ""
    verb = "have" if top else "has"
    noun = plural(noun) if top else singular(noun)
    rank = f"{_ORDINALS[state.offset]} " if state.offset in _ORDINALS else ""
    if order.by.attribute is None:
        yield f"Which {noun} {verb} the {rank}{'most' if order.descending else 'fewest'} {rows}{top}?"
    name = _measure(order.by, labels, rows)
    of = "" if name.endswith(rows) else f" of {rows}"
    yield f"Which {noun} {verb} the {rank}{_superlative(order)} {name}{of}{top}?"
    for by in (_by(state, labels), _by(replace(state, each=not state.each), labels)):
        yield f"What is the {name}{of} {by}{_order(state, labels)}?"


def _extremes(state: QueryState, labels: Labels, rows: str, order: Ordering) -> Iterator[str]:
    name = _of(order.by, labels)
    rank = f"{_ORDINALS[state.offset]} " if state.offset in _ORDINALS else ""
    having = f"the {rank}{_superlative(order)} {name}"
    if state.columns:
        asked = " and ".join(labels.column(c.column) for c in state.columns)
        yield f"What is the {asked} of the {rows} with {having}?"
        yield f"Which {rows} have {having}, and what is their {asked}?"
        return
    if state.limit == 1:
        one = rows.replace(plural(labels.table(state.subject)), labels.of_one(state.subject), 1)
        yield f"Which {one} has {having}?"
        yield f"Which {rows} have {having}?"
    else:
        yield f"Which {rows} have {having}, top {state.limit}?"
        yield f"What are the top {state.limit} {rows} with {having}?"


def _lists(state: QueryState, labels: Labels, rows: str, time: str, whole: str) -> Iterator[str]:
    order = _order(state, labels)
    if state.columns:
        asked = " and ".join(labels.column(c.column) for c in state.columns)
        noun = labels.of_one(state.subject)
        yield f"List the {noun} and the {asked} of the {rows}{order}"
        yield f"List the {asked} of the {rows}{order}"
        return
    if not order:
        yield f"Which {whole} are there {time}".strip() + "?"
        yield f"Which {rows} are there?"
    yield f"List the {rows}{order}"
