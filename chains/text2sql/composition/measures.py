"""Amounts that are asked for: how many, the total, the average, the highest of a column."""

import re
from collections.abc import Sequence

from chains.text2sql.composition.atoms import Atom, Kind
from chains.text2sql.composition.constants import KIND_IS_A_COLUMN
from chains.text2sql.composition.draft import Draft, Group
from chains.text2sql.generation.plan import Attribute, Function, Measure
from chains.text2sql.linking.types import Mention
from chains.text2sql.schema.paths import Path

_TOTAL = re.compile("总.{1,3}|.{0,3}(?:总额|总量|合计)")
_FUNCTION_IN_NAME = re.compile("最[高大低小](?=[\u3400-\u9fff])")
_IS = re.compile("[是为]$")
_MONEY = re.compile("额|钱")
FUNCTIONS: dict[str, Function] = {
    "sum": "sum", "avg": "avg", "median": "median", "maximum": "max", "minimum": "min",
}  # fmt: skip


def measures_of(draft: Draft, groups: Sequence[Group]) -> list[Measure]:
    """Return the amounts in the question's order; a cue whose amount the subject does not have keeps no part."""
    found: list[Measure] = []
    found.extend(_in_names(draft))
    for i, atom in enumerate(draft.atoms):
        if i in draft.used or atom.kind is not Kind.CUE:
            continue
        made: Measure | None = None
        if atom.cue in FUNCTIONS:
            made = _function_at(draft, i, groups)
        elif atom.cue == "count" and found and _IS.search(draft.ground.question.text[: atom.start]):
            draft.use(i)  # 总额是多少: how much, and not how many rows
        elif atom.cue == "count":
            made = _count_at(draft, i, groups)
        elif atom.cue == "how_much":
            made = _how_much(draft, i)
        if made is None and atom.cue == "sum" and any(m.function == "sum" for m in found):
            draft.use(i)  # how much … in total
        if made is not None and made not in found:
            found.append(made)
    return found


def _in_names(draft: Draft) -> list[Measure]:
    """Amounts whose function is a part of the noun: 订单总额, 最高负荷."""
    found: list[Measure] = []
    for i in draft.free(Kind.COLUMN):
        # 订单总额: the total is in the noun
        inner = _FUNCTION_IN_NAME.match(draft.word(i))
        function: Function | None = "sum" if _TOTAL.fullmatch(draft.word(i)) else None
        if inner is not None:
            function = "max" if inner.group()[1] in "高大" else "min"  # 2024年的最高负荷
        attribute = draft.attribute(draft.atoms[i].columns) if function is not None else None
        if (
            attribute is not None
            and function is not None
            and draft.ground.is_amount(draft.ground.column(attribute.column))
        ):
            draft.use(i)
            found.append(Measure(function, attribute))
    return found


def _function_at(draft: Draft, i: int, groups: Sequence[Group]) -> Measure | None:
    function = FUNCTIONS[draft.atoms[i].cue]
    sides = (-1, 1) if draft.is_chinese and function in ("max", "min") else (1, -1, 2)
    shared = _shared_column(draft, i) or _column_of_table(draft, i)
    for j in [*([shared] if shared is not None else []), *draft.beside(i, Kind.COLUMN, sides)]:
        is_apart = j == i + 2 and not draft.is_cue(i + 1, "distinct", "count", "sum")
        if j != shared and ((j in draft.used and j not in draft.measured) or is_apart):
            continue
        last = draft.compound(j) if j > i else j
        through, attribute = amount(draft, draft.atoms[last].columns, function)
        if attribute is None:
            continue
        draft.use(i, *range(j, last + 1))
        draft.measured.update(range(j, last + 1))
        draft.use_between(i, j, "and", "distinct", "count")
        return Measure(function, attribute, through=through)
    if function == "sum":
        if draft.is_cue(i + 1, "count") or draft.is_cue(i - 1, "count"):
            draft.use(i)
        elif (own := _total_column(draft, i)) is not None:
            draft.use(i)
            return Measure("sum", own)
        elif draft.kind(i + 1) is Kind.TABLE:
            counted = _counted(draft, draft.atoms[i + 1], groups)
            if counted is not None:
                draft.use(i, i + 1)
                return counted
        if _MONEY.search(draft.word(i)) and (attribute := draft.money()) is not None:
            draft.use(i)
            return Measure("sum", attribute)
    return None


def _total_column(draft: Draft, i: int) -> Attribute | None:
    """The amount that is itself called total: the total of the invoices."""
    named = draft.named_at(i)
    attribute = draft.attribute(named, wants_amount=True) if named else None
    if attribute is None and "of" in draft.word(i).split() and draft.kind(i + 1) is Kind.TABLE:
        attribute = draft.money() if any(m.table == draft.subject for m in draft.atoms[i + 1].tables) else None
    if attribute is None or not draft.ground.is_amount(draft.ground.column(attribute.column)):
        return None
    return attribute


def _column_of_table(draft: Draft, i: int) -> int | None:
    """The column behind its table: the total sales amount, 订单平均金额."""
    if draft.kind(i + 1) is Kind.TABLE and draft.kind(i + 2) is Kind.COLUMN:
        return i + 2 if len(draft.between(i + 1, i + 2).strip()) <= 1 else None
    return None


def _shared_column(draft: Draft, i: int) -> int | None:
    """The column behind a row of functions: the average, minimum and maximum age."""
    j = i + 1
    while draft.is_cue(j, "and", *FUNCTIONS):
        j += 1
    return j if j > i + 1 and draft.kind(j) is Kind.COLUMN else None


def amount(draft: Draft, mentions: Sequence[Mention], function: Function) -> tuple[Path, Attribute | None]:
    """Return the column to add up with the path to its rows, which is empty on the subject and its to-one tables."""
    attribute = draft.attribute(mentions, wants_amount=True)
    if attribute is not None:
        column = draft.ground.column(attribute.column)
        is_date = draft.ground.is_date(column) and function in ("min", "max")
        if draft.ground.is_amount(column) or is_date or draft.ground.is_duration(column):
            return (), attribute
    for mention in sorted(mentions, key=lambda m: -m.score):
        if mention.column is None or mention.table not in draft.ground.schema.tables:
            continue
        if not draft.ground.is_amount(draft.ground.column(mention.id)):
            continue
        for path in draft.ground.ways(draft.subject, mention.table):
            if path and not draft.ground.paths.is_to_one(path):
                return path, Attribute((), mention.id)
    return (), None


def _count_at(draft: Draft, i: int, groups: Sequence[Group]) -> Measure | None:
    before = draft.ground.question.text[: draft.atoms[i].start]
    if draft.is_chinese and before.endswith(("是", "为")) and not _is_free_amount(draft, _before(draft, i)):
        draft.use(i)  # 平均工资是多少: what is asked for stands in front
        return None
    for k in _counted_places(draft, i):
        atom = draft.atoms[k]
        if atom.kind is Kind.TABLE:
            counted = _counted(draft, atom, groups)
            if counted is not None:
                draft.use(i, k)
                draft.use_between(i, k, "distinct", "list")
                if any(_is_own_column(draft, d) for d in range(i + 1, k) if draft.is_cue(d, "distinct")):
                    draft.doubt += KIND_IS_A_COLUMN
                return counted
        elif atom.kind is Kind.COLUMN and k not in draft.used:
            attribute = draft.attribute(atom.columns)
            if attribute is None:
                continue
            draft.use(i, k)
            draft.use_between(i, k, "distinct", "list")
            if draft.ground.is_amount(draft.ground.column(attribute.column)):
                return Measure("sum", attribute)  # how many pages
            return Measure("count", attribute, distinct=True)
    draft.use(i)
    return Measure("count")


def _is_free_amount(draft: Draft, k: int) -> bool:
    """Whether an amount stands there that no function has taken yet."""
    if draft.kind(k) is not Kind.COLUMN or k in draft.used:
        return False
    attribute = draft.attribute(draft.atoms[k].columns)
    return attribute is not None and draft.ground.is_amount(draft.ground.column(attribute.column))


def _is_own_column(draft: Draft, cue: int) -> bool:
    """Whether "kinds of" names a column of the rows: boats have a kind."""
    start, end = draft.atoms[cue].span
    return any(
        m.how == "name" and m.table == draft.subject and m.start < end and start < m.end for m in draft.mentions
    )  # fmt: skip


def _before(draft: Draft, i: int) -> int:
    """The atom in front, past 分别."""
    return i - 2 if draft.is_chinese and draft.is_cue(i - 1, "list") else i - 1


def _counted_places(draft: Draft, i: int) -> list[int]:
    """Nouns that the cue may count: behind it in English, in front of it or behind it in Chinese."""
    behind = _next_noun(draft, i)
    before: int | None = _before(draft, i)
    if before is not None and draft.kind(before) not in (Kind.TABLE, Kind.COLUMN):
        before = None
    if before is not None and before in draft.used and behind is not None:
        before = None  # 每家门店有多少订单: the noun in front is what they are counted for
    places = [before, behind] if draft.is_chinese else [behind]
    return [k for k in places if k is not None]


def _next_noun(draft: Draft, i: int) -> int | None:
    for j in range(i + 1, len(draft.atoms)):
        if draft.kind(j) in (Kind.TABLE, Kind.COLUMN):
            return j
        is_passed = draft.kind(j) is Kind.FILTER or draft.is_cue(j, "distinct", "exists", "not", "both")
        if not is_passed:
            return None
    return None


def _counted(draft: Draft, atom: Atom, groups: Sequence[Group]) -> Measure | None:
    if any(m.table == draft.subject for m in atom.tables):
        return Measure("count")
    for mention in atom.tables:
        for path in draft.ground.ways(draft.subject, mention.table):
            if not path:
                continue
            if not draft.ground.paths.is_to_one(path):
                if any(g.entity == draft.subject for g in groups):
                    return Measure("count", through=path)
            elif groups:
                key = draft.ground.table(mention.table).primary_keys
                return Measure("count", Attribute(path, key[0].id), distinct=True) if key else None
    return None


def _how_much(draft: Draft, i: int) -> Measure | None:
    near = [j for j in draft.beside(i, Kind.COLUMN, (1, 2, -1)) if j not in draft.used]
    for j in near:
        through, attribute = amount(draft, draft.atoms[j].columns, "sum")
        if attribute is not None:
            draft.use(i, j)
            return Measure("sum", attribute, through=through)
    mentions = [m for m in draft.measuring if m.start <= draft.atoms[i].end + 2 and draft.atoms[i].start <= m.end]
    attribute = draft.attribute(mentions, wants_amount=True) if mentions else None
    if attribute is None or not draft.ground.is_amount(draft.ground.column(attribute.column)):
        attribute = draft.money()
    if attribute is None:
        return None
    draft.use(i)
    return Measure("sum", attribute)
