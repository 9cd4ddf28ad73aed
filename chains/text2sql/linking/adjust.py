"""What is linked, weighed anew: nouns and cells that change parts, and matches that chance may explain.

A noun behind a name only says what it is (the state of "Washington state", 河 of 俄亥俄河): it helps to find the cell,
but nothing else is asked of its table. A cell may be the noun of its table: "sales agents" for rows of staff.
"""

from collections.abc import Sequence
from dataclasses import replace

from chains.text2sql.linking.constants import (
    APPOSITION_WEIGHT,
    CELL_AS_NOUN,
    EVERYDAY_WORD_WEIGHT,
    FAINT_LIKENESS,
    FAINT_LIKENESS_WEIGHT,
    MANY_VALUES,
    SURE_TABLE,
    SURE_VALUE_BEFORE_NOUN,
)
from chains.text2sql.linking.types import Links, Mention, ValueMatch
from chains.text2sql.protocols import ValueFinder
from chains.text2sql.schema.graph import SchemaGraph


def says_what(mention: Mention, hit: ValueMatch) -> bool:
    """Return whether the mention stands right behind the value."""
    return hit.score >= SURE_VALUE_BEFORE_NOUN and 0 <= mention.start - hit.end <= 1


def without_appositions(links: Links, hits: Sequence[ValueMatch]) -> Links:
    """Return the links with such nouns made weak, where another table is named elsewhere."""
    behind = {(m.start, m.end) for m in links.tables if any(says_what(m, h) for h in hits)}
    sure = [m for m in links.tables if m.score >= SURE_TABLE]
    beside = {(m.start, m.end) for m in sure if any(h.start <= m.start and m.end <= h.end for h in hits)}
    if not behind or all((m.start, m.end) in behind | beside for m in sure):
        return links
    return Links(
        tuple(replace(m, score=APPOSITION_WEIGHT * m.score) if (m.start, m.end) in behind else m for m in links.tables),
        tuple(
            replace(m, score=APPOSITION_WEIGHT * m.score) if (m.start, m.end) in behind else m for m in links.columns
        ),
    )


def with_cells_as_nouns(links: Links, hits: Sequence[ValueMatch], schema: SchemaGraph) -> Links:
    """Return the links with each cell that is neither name nor key taken for a noun of its table as well."""
    said = [
        Mention(h.table, None, h.start, h.end, CELL_AS_NOUN, "value")
        for h in hits
        if h.table in schema.tables
        and (column := schema.tables[h.table].by_name.get(h.column)) is not None
        and column.refers_to is None
        and column not in (*schema.tables[h.table].full_name, schema.tables[h.table].display("en"))
        and links.table_score(h.table) < CELL_AS_NOUN
    ]
    return Links((*links.tables, *dict.fromkeys(said)), links.columns)


def discounted(
    text: str, links: Links, hits: Sequence[ValueMatch], values: ValueFinder
) -> tuple[Links, list[ValueMatch]]:
    """Return the mentions and values with less weight on those that are easily there by chance.

    These are faint likenesses in meaning, and lone English words in lower case that are one of more than 400 values.
    """
    weighed = Links(tuple(map(_weighed, links.tables)), tuple(map(_weighed, links.columns)))
    return weighed, [_hit(hit, text[hit.start : hit.end], values) for hit in hits]


def _weighed(mention: Mention) -> Mention:
    if mention.how == "meaning" and mention.score < FAINT_LIKENESS:
        return replace(mention, score=FAINT_LIKENESS_WEIGHT * mention.score)
    return mention


def _hit(hit: ValueMatch, said: str, values: ValueFinder) -> ValueMatch:
    is_everyday = said.isascii() and said.islower() and " " not in said
    if is_everyday and len(values.of(hit.table, hit.column)) > MANY_VALUES:
        return replace(hit, score=EVERYDAY_WORD_WEIGHT * hit.score)
    return hit
