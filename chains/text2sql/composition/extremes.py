"""Orders and extremes: the highest of a column, the most rows of a table, the second, the top five, sorted by."""

import re

from chains.text2sql.composition.atoms import Kind
from chains.text2sql.composition.conditions.counting import comparison_of
from chains.text2sql.composition.conditions.timing import date_of_verb
from chains.text2sql.composition.constants import LIMIT_ALONE
from chains.text2sql.composition.draft import Draft, Order
from chains.text2sql.generation.plan import Attribute

HIGH = ("maximum", "most", "superlative_high")
LOW = ("minimum", "fewest", "superlative_low")
_ORDINALS = {
    word: place
    for place, words in enumerate(
        "second 2nd 二 2|third 3rd 三 3|fourth 4th 四 4|fifth 5th 五 5|sixth 6th 六 6|seventh 7th 七 7|"
        "eighth 8th 八 8|ninth 9th 九 9|tenth 10th 十 10".split("|"),
        start=2,
    )
    for word in words.split()
}
_OF_TIME = frozenset("latest newest last oldest earliest first recent recently youngest".split())
_OF_TIME_CHINESE = ("新", "近", "早", "晚", "先", "后", "首", "老")
_OF_EVENTS = (
    "latest", "newest", "recent", "last", "first", "earliest", "最新", "最近", "最后", "最早", "最晚", "首", "最先",
)  # fmt: skip
_OF_AGE = ("oldest", "youngest", "年长", "老", "年轻", "年龄")
_EARLY = ("oldest", "earliest", "first", "早", "先", "首", "老")
_LENGTH = re.compile("long|short|久|长|短", re.IGNORECASE)
_ANY_MEASURE = re.compile(
    r"highest|lowest|largest|smallest|biggest|greatest|most|least|max|min|top|best|worst|fewest|last|first|latest"
    r"|earliest|newest|oldest|最[大小高低多少好差早晚新后先]|^[大高多低小少]",
    re.IGNORECASE,
)
_BESIDE = 14
"""Characters between an extreme and what it is of."""


def order_of(draft: Draft) -> Order | None:
    """Return the order that is asked for, None when there is none."""
    return _sorting(draft) or _extreme(draft)


def _sorting(draft: Draft) -> Order | None:
    falling, rising, cues = draft.cue("descending"), draft.cue("ascending"), draft.cue("order")
    if not (falling or rising or cues):
        return None
    at = (cues or falling or rising)[0]
    made = Order(bool(falling) and not rising, at, is_sorting=True)
    near = [k for k in (at + 1, at - 1, at + 2, at - 2) if draft.kind(k) is Kind.COLUMN]
    if near:
        made.attribute = draft.attribute(draft.atoms[near[0]].columns)
        if made.attribute is not None:
            draft.use(near[0])
            draft.use_between(min(near[0], at) - 1 if min(near[0], at) else 0, at, "group")
    draft.use(*falling, *rising, *cues)
    _take_top(draft, made)
    return made


def _take_top(draft: Draft, made: Order) -> bool:
    for i in draft.cue("top"):
        number = draft.atoms[i + 1].number if draft.kind(i + 1) is Kind.NUMBER else None
        if number is not None and number.value == int(number.value):
            made.limit = int(number.value)
            if not made.is_sorting:
                made.descending = draft.word(i) not in ("bottom", "后", "last")
            draft.use(i, i + 1)
            return True
    return False


def _extreme(draft: Draft) -> Order | None:
    extremes, nth = [i for i in draft.cue(*HIGH, *LOW) if not _is_function(draft, i)], draft.cue("nth")
    made = Order(True, (extremes or nth or [0])[0])
    has_top = _take_top(draft, made)
    if not has_top and not extremes and not nth:
        return None
    if nth:
        made.place = next((n for w, n in _ORDINALS.items() if w in draft.word(nth[0])), 1)
        draft.use(nth[0])
    for i in extremes:
        if draft.atoms[i].is_cue(*LOW):
            made.descending = False
        if not _of_what(draft, made, i):
            continue
        made.at = i
        draft.use(i)
        for k in (i - 1, i + 1, *_counting_places(draft)):
            number = draft.atoms[k].number if draft.kind(k) is Kind.NUMBER and k not in draft.used else None
            if number is not None and made.limit is None and number.value == int(number.value):
                made.limit = int(number.value)
                draft.use(k)
        break
    if made.attribute is None and made.counted is None and has_top:
        _by_column(draft, made)
    if made.attribute is None and made.counted is None and has_top:
        _column_beside_top(draft, made)
    return made


def _is_function(draft: Draft, i: int) -> bool:
    """Whether the word stands in a row of functions: the average, minimum and maximum age."""
    if not draft.is_cue(i, "maximum", "minimum"):
        return False
    if draft.has("maximum") and draft.has("minimum"):
        return True
    near = [k for k in (i - 1, i + 1) if draft.is_cue(k, "and")]
    row = [*(k - 1 for k in near if k < i), *(k + 1 for k in near if k > i), i - 1, i + 1]
    return any(draft.is_cue(k, "avg", "sum", "median", "maximum", "minimum") for k in row)


def _counting_places(draft: Draft) -> list[int]:
    """Bare numbers in front of the rows that are asked for: which five substations, 哪3个区域."""
    return [
        k
        for k in draft.free(Kind.NUMBER)
        if (quantity := draft.atoms[k].number) is not None
        and comparison_of(quantity) is None
        and quantity.unit is None
        and quantity.upper is None
        and draft.is_cue(k - 1, "which", "list", "who")
        and draft.kind(k + 1) in (Kind.TABLE, Kind.FILTER)
    ]


def _column_beside_top(draft: Draft, made: Order) -> None:
    """单价前2的商品; a limit without an order has no part of its own."""
    top = next(i for i in draft.cue("top") if i in draft.used)
    for k in (top - 1, top + 2):
        attribute = draft.attribute(draft.atoms[k].columns, wants_amount=True) if draft.kind(k) is Kind.COLUMN else None
        if attribute is not None and _is_measure(draft, attribute):
            made.attribute = attribute
            draft.use(k)
            return
    if draft.is_chinese or draft.word(top) != "first":
        draft.doubt += LIMIT_ALONE


def _by_column(draft: Draft, made: Order) -> None:
    """The top 5 customers by revenue."""
    for i in draft.cue("group"):
        if draft.kind(i + 1) is Kind.COLUMN:
            attribute = draft.attribute(draft.atoms[i + 1].columns, wants_amount=True)
            if attribute is not None and _is_measure(draft, attribute):
                made.attribute = attribute
                draft.use(i, i + 1)
                return


def _is_measure(draft: Draft, attribute: Attribute) -> bool:
    column = draft.ground.column(attribute.column)
    return draft.ground.is_amount(column) or draft.ground.is_date(column) or draft.ground.is_duration(column)


def _of_what(draft: Draft, made: Order, i: int) -> bool:
    """What the extreme at atom `i` is of: a column beside it, the rows of a table, or what its word measures."""
    atom = draft.atoms[i]
    before = i - 2 if draft.is_cue(i - 1, "nth", "top") or draft.kind(i - 1) is Kind.NUMBER else i - 1
    sides = (before, i + 1) if draft.is_chinese else (i + 1, i - 1)
    # "tallest" says itself what it measures, "highest" does not
    is_telling = not _ANY_MEASURE.search(draft.word(i)) and bool(draft.measured_at(i))
    for j in sides if not is_telling else ():
        if draft.kind(j) is Kind.COLUMN and _is_beside(draft, i, j):
            last = draft.compound(j) if j > i else j
            attribute = draft.attribute(draft.atoms[last].columns, wants_amount=True)
            if attribute is not None and _is_measure(draft, attribute):
                made.attribute = attribute
                draft.use(*range(j, last + 1))
                return True
    if atom.cue in ("most", "fewest", "maximum", "minimum"):
        for j in sides:
            if draft.kind(j) is not Kind.TABLE or not _is_beside(draft, i, j):
                continue
            tables = [m.table for m in draft.atoms[j].tables if m.table != draft.subject]
            table = next((t for t in tables if draft.ground.ways(draft.subject, t)), None)
            if table is not None:
                made.counted = table
                draft.use(j)
                return True
            if any(m.table == draft.subject for m in draft.atoms[j].tables):
                made.of_rows = True
                draft.use(j)
                return True
    if _LENGTH.search(draft.word(i)):
        lengths = [c for c in draft.ground.table(draft.subject).columns if draft.ground.is_duration(c)]
        if len(lengths) == 1:
            made.attribute = Attribute((), lengths[0].id)
            return True
    mentions = draft.measured_at(i)
    if not mentions and atom.cue in ("most", "fewest", "maximum", "minimum"):
        # earns the most
        mentions = [m for k in (i - 1, i + 1) if _is_beside(draft, i, k) for m in draft.measured_at(k)]
    attribute = draft.attribute(mentions, wants_amount=True) if mentions else None
    attribute = _of_time(draft, i, attribute) or attribute
    if attribute is not None and _is_measure(draft, attribute):
        made.attribute = attribute
        draft.use(*[k for k in (i - 1, i + 1) if draft.kind(k) is Kind.COLUMN and draft.measured_at(k)])
        if draft.ground.is_date(draft.ground.column(attribute.column)) and _is_of_time(draft.word(i)):
            made.descending = not any(w in draft.word(i) for w in _EARLY)
        return True
    if atom.cue in ("superlative_high", "superlative_low") and _is_of_time(draft.word(i)):
        dates = draft.ground.dates_of(draft.subject)
        if dates:
            made.attribute = Attribute((), dates[0][1].id)
            made.descending = not any(w in draft.word(i) for w in _EARLY)
            return True
    return False


def _of_time(draft: Draft, i: int, measured: Attribute | None) -> Attribute | None:
    """The date that a word of time is about: the birth of the oldest people, what a verb names, the rows' own."""
    word = draft.word(i)
    if draft.ground.is_of_people(draft.subject) and any(w in word for w in _OF_AGE):
        born = draft.ground.birth_of(draft.subject)
        return Attribute((), born.id) if born is not None else None
    if not _is_of_time(word):
        return None
    by_verb = date_of_verb(draft, draft.subject)
    if by_verb is not None:
        return by_verb
    dates = draft.ground.dates_of(draft.subject)
    is_far = measured is not None and bool(measured.path)
    is_own = is_far or any(w in word for w in _OF_EVENTS)
    return Attribute((), dates[0][1].id) if dates and is_own else None


def _is_beside(draft: Draft, one: int, other: int) -> bool:
    first, second = sorted((one, other))
    if first < 0 or second >= len(draft.atoms):
        return False
    if any(not draft.is_cue(k, "nth", "top") and draft.kind(k) is not Kind.NUMBER for k in range(first + 1, second)):
        return False
    return len(draft.between(first, second).strip()) <= _BESIDE


def _is_of_time(word: str) -> bool:
    return bool(_OF_TIME & set(word.split())) or any(w in word for w in _OF_TIME_CHINESE)
