"""What the rows are grouped by: a column, the rows of a table, a period of time."""

from chains.text2sql.composition.atoms import Kind
from chains.text2sql.composition.conditions.timing import date_column
from chains.text2sql.composition.draft import Draft, Group
from chains.text2sql.generation.plan import Attribute, Period
from chains.text2sql.schema.columns import ColumnId
from knowledge.language.period_cues import PeriodUnit

_PERIODS: dict[str, PeriodUnit] = {
    "year": "year", "quarter": "quarter", "month": "month", "week": "week", "day": "day",
    "年": "year", "年份": "year", "季度": "quarter", "月": "month", "月份": "month", "周": "week", "日期": "day",
}  # fmt: skip
_KEEPS_NONE = ("each", "every", "每", "各")
"""Every one of them is asked for, those without rows too."""


def groups_of(draft: Draft) -> list[Group]:
    """Return the groups that the question asks for, in its order."""
    found: list[Group] = []
    for i in draft.cue("group"):
        if i in draft.used:
            continue
        j = i + 1
        while draft.is_cue(j, "distinct", "both", "generic"):
            j += 1
        if draft.is_chinese and any(draft.is_cue(k, "order", "ascending", "descending") for k in (j + 1, j + 2)):
            continue  # 按年龄升序排列
        if draft.word(i) == "by" and draft.has("top") and draft.kind(j) is Kind.COLUMN:
            continue  # the top 3 by price
        made = _group_at(draft, i, j)
        if made is None or _ranks(draft, i, made):
            continue
        found.append(made)
        draft.use(*range(i, j + 1))
        while draft.is_cue(j + 1, "and") and (other := _group_at(draft, i, j + 2)) is not None:
            found.append(other)
            draft.use(j + 1, j + 2)
            j += 2
    for i in draft.free(Kind.PERIOD):
        cue = draft.atoms[i].period
        column = date_column(draft, i)
        if cue is not None and column is not None:
            period = Period(column, cue.unit)
            found.append(Group((period,), (period,)))
            draft.use(i)
    return found


def _ranks(draft: Draft, cue: int, made: Group) -> bool:
    """Whether it says by what the first are found: the top 5 plants by capacity."""
    key = made.keys[0]
    is_amount = isinstance(key, Attribute) and draft.ground.is_amount(draft.ground.column(key.column))
    return is_amount and draft.word(cue) in ("by", "按", "按照") and any(k < cue for k in draft.cue("top"))


def _group_at(draft: Draft, cue: int, index: int) -> Group | None:
    if index >= len(draft.atoms):
        return None
    atom = draft.atoms[index]
    keeps = any(w in draft.word(cue) for w in _KEEPS_NONE) or draft.has("including_none")
    if atom.kind is Kind.TABLE:
        made = (entity_group(draft, m.table, keeps) for m in atom.tables)
        return next((g for g in made if g is not None), None)
    if atom.kind is not Kind.COLUMN:
        return None
    unit = _PERIODS.get(draft.word(index))
    dates = draft.ground.dates_of(draft.subject) if unit is not None else []
    if unit is not None and dates and dates[0][0] > 0:
        period = Period(Attribute((), dates[0][1].id), unit)
        return Group((period,), (period,))
    attribute = draft.attribute(atom.columns)
    if attribute is None:
        return None
    column = draft.ground.column(attribute.column)
    if column.refers_to is not None and attribute.column[0] == draft.subject:
        made_of = entity_group(draft, column.refers_to[0], keeps, via=attribute.column)
        if made_of is not None:
            return made_of
    return Group((attribute,), (attribute,))


def entity_group(draft: Draft, table: str, keeps: bool, via: ColumnId | None = None) -> Group | None:
    """The rows of a table that each row of the subject has one of; or the subject's own rows."""
    if table == draft.subject and via is None:
        shown = draft.identity()
        return Group(tuple(dict.fromkeys((*draft.row_key(), *shown))), shown, table, keeps_none=True)
    for path in draft.ground.paths.to_one(draft.subject, table):
        if not path or (via is not None and path[0].here != via):
            continue
        shown = tuple(Attribute(path, c.id) for c in draft.ground.display_of(table))
        key = tuple(Attribute(path, c.id) for c in draft.ground.table(table).primary_keys)
        return Group(tuple(dict.fromkeys((*key, *shown))), shown, table, keeps)
    return None
