"""Numbers compared with columns: which column, and in which unit."""

from chains.text2sql.composition.atoms import Kind
from chains.text2sql.composition.conditions.denying import negation
from chains.text2sql.composition.draft import Draft
from chains.text2sql.generation.plan import (
    Comparison,
    Filter,
)
from chains.text2sql.linking.filters import Test
from chains.text2sql.schema.columns import ColumnView
from chains.text2sql.schema.paths import Path
from knowledge.language.quantities import Quantity


def comparison_of(quantity: Quantity) -> Comparison | None:
    """Return the comparison that a quantity's words ask for, None for a bare number."""
    is_bare = quantity.comparator == "=" and (quantity.said_start, quantity.said_stop) == (
        quantity.start,
        quantity.stop,
    )
    if is_bare or quantity.comparator == "between":
        return None
    return "=" if quantity.comparator == "about" else quantity.comparator


def number_filter(draft: Draft, i: int, table: str) -> Filter | None:
    quantity = draft.atoms[i].number
    if quantity is None or i in draft.used:
        return None
    comparison = comparison_of(quantity)
    compares = comparison is not None or quantity.upper is not None
    found = _number_column(draft, i, table, compares)
    if found is None:
        return None
    column, path = found
    values = [quantity.value] if quantity.upper is None else [quantity.value, quantity.upper]
    cells = tuple(draft.ground.amount_in(column, v, quantity) for v in values)
    test = Test(column.id, "between" if quantity.upper is not None else comparison or "=", cells)
    draft.use(i)
    return Filter(path, negation(test) if i in draft.negated else test, at=draft.atoms[i].span)


def _number_column(draft: Draft, i: int, table: str, compares: bool) -> tuple[ColumnView, Path] | None:
    quantity = draft.atoms[i].number
    own = draft.atoms[i]
    inside = [m for m in draft.measuring if m.table == table and own.start <= m.start and m.end <= own.end]
    is_named = Kind.COLUMN in (draft.kind(i - 1), draft.kind(i + 1))
    attribute = draft.attribute(inside, wants_amount=True) if inside and not is_named else None
    if attribute is not None and draft.ground.is_amount(draft.ground.column(attribute.column)):
        return draft.ground.column(attribute.column), attribute.path  # longer than 9 m
    for step in (-1, 1, -2, 2):
        k = i + step
        if draft.kind(k) is not Kind.COLUMN:
            continue
        if abs(step) == 2 and any(draft.kind(n) is Kind.NUMBER and n != i for n in (k - 1, k + 1)):
            continue  # another number stands nearer
        if abs(step) == 2 and draft.kind(i + step // 2) in (Kind.NUMBER, Kind.TIME, Kind.TABLE, Kind.COLUMN):
            continue
        mentions = [m for m in draft.atoms[k].columns if m.column is not None and m.table in draft.ground.schema.tables]
        for mention in sorted(mentions, key=lambda m: (m.table != table, -m.score)):
            column = draft.ground.column(mention.id)
            paths = draft.ground.paths.to_one(table, mention.table)
            fits = draft.ground.is_amount(column) or column.kind == "year"
            has_unit = quantity is not None and quantity.unit is not None
            is_key_of_another = column.refers_to is not None
            fits = fits or (not compares and column.kind == "number" and not has_unit and not is_key_of_another)
            if paths and fits and not _is_in_other_units(draft, column, quantity):
                draft.use(k)
                return column, paths[0]
    if quantity is None or (not compares and quantity.unit is None):
        return None
    by_unit = [c for c in draft.ground.table(table).columns if draft.ground.is_measured_in(c, quantity)]
    if len(by_unit) == 1:
        return by_unit[0], ()
    if not compares:
        return None
    near = [m for m in draft.measuring if m.table == table and abs(m.start - draft.atoms[i].start) < 20]
    attribute = draft.attribute(near, wants_amount=True) if near else None
    if attribute is not None and draft.ground.is_amount(draft.ground.column(attribute.column)):
        draft.use(*[k for k in (i - 1, i + 1) if draft.kind(k) is Kind.COLUMN and draft.measured_at(k)])
        return draft.ground.column(attribute.column), attribute.path
    return None


def _is_in_other_units(draft: Draft, column: ColumnView, quantity: Quantity | None) -> bool:
    """Whether the column holds what the number's unit does not measure: a length for 220 kV."""
    if quantity is None or quantity.unit is None:
        return False
    is_other = bool(column.units) or column.is_id
    return is_other and not draft.ground.is_measured_in(column, quantity)
