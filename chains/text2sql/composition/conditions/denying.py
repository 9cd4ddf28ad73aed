"""Tests as the question asks for them, and their opposites where it denies them."""

from dataclasses import replace

from chains.text2sql.composition.draft import Draft
from chains.text2sql.generation.plan import Filter
from chains.text2sql.linking.filters import FilterOption, Test, Within
from chains.text2sql.schema.paths import Path

_OPPOSITES = {
    "=": "!=", "in": "not in", "like": "not like", "null": "not null", "blank": "not blank", "member": "not member",
}  # fmt: skip
_OPPOSITES |= {other: one for one, other in _OPPOSITES.items()}


def filter_of(draft: Draft, path: Path, option: FilterOption, i: int) -> Filter:
    test: Test | Within = option.test
    if option.source == "missing" and draft.ground.is_amount(draft.ground.column(test.column)):
        # no stock is none in stock; no rating is none given, where ratings are missing
        is_none = isinstance(test, Test) and test.operator in ("null", "blank")
        if is_none and draft.ground.gaps(test.column) > 0:
            return Filter(path, test, at=draft.atoms[i].span, said=option.said)
        return Filter(path, Test(test.column, "=" if is_none else ">", (0,)), at=draft.atoms[i].span, said=option.said)
    if i in draft.negated:
        if isinstance(test, Within):
            return Filter(path, test, True, draft.atoms[i].span, option.said)
        test = option.negated_test if option.negated_test is not None else negation(test)
    return Filter(path, test, at=draft.atoms[i].span, said=option.said)


def negation(test: Test) -> Test:
    """Return the opposite test; rows without a value pass neither."""
    opposite = {">": "<=", ">=": "<", "<": ">=", "<=": ">"} | _OPPOSITES
    return replace(test, operator=opposite[test.operator])  # type: ignore[arg-type]
