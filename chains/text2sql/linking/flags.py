"""Flags: "active", "on sale", "non-VIP", 在售 and 非会员 as tests on columns of yes and no."""

from collections.abc import Callable, Iterator

from chains.text2sql.linking.asked_words import AskedWords
from chains.text2sql.linking.column_words import ColumnWords
from chains.text2sql.linking.concepts import concepts
from chains.text2sql.linking.filters import FilterOption, Operator, Test
from chains.text2sql.linking.phrases import Span
from chains.text2sql.linking.truth import Truth, truth_of
from chains.text2sql.protocols import Cell, Profile

ProfileOf = Callable[[ColumnWords], Profile | None]

_NAMED, _CONCEPT, _TABLE = 1.0, 0.85, 0.6
_NOT_HAVING = ("no", "without", "lack", "not")
_NO_FLAGS = frozenset(("set", "array", "json", "date", "datetime", "time", "binary"))
_STOCKS = frozenset("stock inventory instock quantity".split())


def flag_options(asked: AskedWords, columns: list[ColumnWords], profile_of: ProfileOf) -> list[FilterOption]:
    """Return the readings of words as flags, positive and negative."""
    found: list[FilterOption] = []
    for column in columns:
        if column.view.storage in _NO_FLAGS or column.view.refers_to is not None:
            continue
        said = list(_said(asked, column))
        if not said:
            continue
        truth = truth_of(column, profile_of(column))
        if truth is not None:
            found.extend(
                _option(asked, column, truth, span, holds, score)
                for span, holds, score in said
                if not asked.names_own_table(*span, column.view.table)
            )
        elif column.view.kind == "number" and set(column.words) & _STOCKS:
            found.extend(_stock(column, span, holds) for span, holds, score in said if score == _CONCEPT)
    return found


def _said(asked: AskedWords, column: ColumnWords) -> Iterator[tuple[Span, bool, float]]:
    """Where the question says that the flag holds or does not, and how plainly."""
    for base in column.flag_bases:
        if column.is_of_having:
            for word in _NOT_HAVING:
                yield from ((span, False, _NAMED) for span in asked.places((word, *base)))
        yield from ((span, True, _NAMED) for span in asked.places(base))
        yield from ((span, False, _NAMED) for span in asked.opposites(base))
    for run in column.flag_runs:
        for start, end, is_denied in asked.chinese_places(run):
            yield (start, end), not is_denied, _NAMED
    for number, is_so in column.flag_concepts:
        concept = concepts()[number]
        yes, no = (concept.yes, concept.no) if is_so else (concept.no, concept.yes)
        yield from ((*said, _CONCEPT) for said in asked.held(yes, no))


def _option(
    asked: AskedWords, column: ColumnWords, truth: Truth, span: Span, holds: bool, score: float
) -> FilterOption:
    test, other = (_test(column, cells) for cells in ((truth.yes, truth.no) if holds else (truth.no, truth.yes)))
    if asked.names_table(*span):
        score *= _TABLE
    said = f"{column.title} is {'yes' if holds else 'no'}"
    return FilterOption(span[0], span[1], test, other, score, "flag", said)


def _test(column: ColumnWords, cells: tuple[Cell, ...]) -> Test:
    operator: Operator = "=" if len(cells) == 1 else "in"
    return Test(column.id, operator, cells)


def _stock(column: ColumnWords, span: Span, holds: bool) -> FilterOption:
    """In stock and out of stock, of a number of pieces."""
    some, none = Test(column.id, ">", (0,)), Test(column.id, "<=", (0,))
    test, other = (some, none) if holds else (none, some)
    return FilterOption(span[0], span[1], test, other, 0.9, "flag", f"{column.title} is {'above 0' if holds else '0'}")
