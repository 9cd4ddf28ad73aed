"""Turns solved questions into queries for a question like them: the same statement with its constants, and perhaps
its columns, replaced by those that the new question says in their places.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlglot import exp

from chains.text2sql.analysis.question import Question, read_question
from chains.text2sql.dialects import sqlglot_dialect
from chains.text2sql.examples.constants import (
    NEAREST_EXAMPLES,
    OTHER_CUE_COST,
    OTHER_NAME_COST,
    UNSAID_COST,
    UNUSED_COST,
)
from chains.text2sql.examples.contrast import cue_contrast, named_contrast
from chains.text2sql.examples.example import Example
from chains.text2sql.examples.parts import Parts, parts_of_tree
from chains.text2sql.examples.similarity import meanings, wording
from chains.text2sql.examples.slots import Filling, Slot, fillings, find_slots, masked
from chains.text2sql.examples.statement import column_id, constants, literals, parse
from chains.text2sql.linking.linked import LinkedQuestion, link_to
from chains.text2sql.protocols import ValueFinder
from chains.text2sql.schema.graph import SchemaGraph
from knowledge.language.detection import has_ideographs
from knowledge.language.embedding import Embed


@dataclass(frozen=True)
class Adapted:
    """A solved query made to fit the question. `likeness` (0..1) is how alike the two questions are without slots."""

    sql: str
    likeness: float
    parts: Parts
    example: Example


@dataclass(frozen=True)
class Neighbour:
    """A solved question near this one, with the parts of its query as they are."""

    example: Example
    likeness: float
    parts: Parts


@dataclass(frozen=True)
class Solved:
    """What the solved questions say about this one, the most alike first."""

    adapted: tuple[Adapted, ...] = ()
    neighbours: tuple[Neighbour, ...] = ()


def nearest(
    text: str, examples: Sequence[Example], embed: Embed | None, count: int = NEAREST_EXAMPLES
) -> list[Example]:
    """Return the `count` examples whose questions are most like `text`, the most alike first."""
    scores = [wording(text, e.question) for e in examples]
    if embed is not None and examples:
        cosines = meanings(text, [e.question for e in examples], embed)
        scores = [0.5 * (s + c) for s, c in zip(scores, cosines, strict=True)]
    order = sorted(range(len(examples)), key=lambda i: -scores[i])
    return [examples[i] for i in order[:count]]


def consult(linked: LinkedQuestion, examples: Sequence[Example], values: ValueFinder, dialect: str) -> Solved:
    """Return what `examples` of the database with these `values` give for the question; empty when there are none."""
    made: list[Adapted] = []
    neighbours: list[Neighbour] = []
    for example in nearest(linked.question.text, examples, linked.embed):
        tree = parse(example.sql, dialect, linked.schema)
        if tree is None:
            continue
        adapted, likeness = _fitted(linked, example, tree, values, dialect)
        made.extend(adapted)
        neighbours.append(Neighbour(example, likeness, parts_of_tree(tree, linked.schema)))
    best: dict[str, Adapted] = {}
    for one in made:
        if one.sql not in best or best[one.sql].likeness < one.likeness:
            best[one.sql] = one
    return Solved(
        tuple(sorted(best.values(), key=lambda a: -a.likeness)),
        tuple(sorted(neighbours, key=lambda n: -n.likeness)),
    )


def _fitted(
    linked: LinkedQuestion, example: Example, tree: exp.Expr, values: ValueFinder, dialect: str
) -> tuple[list[Adapted], float]:
    """The statement filled from the question in the one or two best ways, and how like the questions are."""
    asked = linked.question
    before = read_question(example.question, None, asked.now or asked.today, asked.fiscal_start)
    then = link_to(before, linked.schema, values, linked.embed)
    columns = [c for node in tree.find_all(exp.Column) if (c := column_id(node, linked.schema)) is not None]
    known = constants(tree, linked.schema)
    slots = find_slots(then, known, columns)
    said = {s.constant for s in slots}
    against = OTHER_CUE_COST * cue_contrast(linked.question, then.question)
    # a text that the solved question does not say in these letters stays as it is: right where all else is the same
    unsaid = UNSAID_COST * sum(c.is_text and c not in said for c in known)
    ways = fillings(slots, linked, values)
    scored = []
    for way in ways:
        # a column that stays is no slot
        pairs = [(s, f) for s, f in zip(slots, way.fillers, strict=True) if f is not None]
        one = masked(then.question.text, [s.span for s, _ in pairs])
        other = masked(linked.question.text, [f.span for _, f in pairs])
        scored.append((wording(one, other), one, other, way))
    scored.sort(key=lambda entry: -entry[0])
    made: list[tuple[float, Adapted]] = []
    for words, one, other, way in scored[:2]:
        likeness = (
            _likeness(words, one, other, linked.embed) - against - UNUSED_COST * _unused(linked, then.question, way)
        )
        filled = [(s.span, f.span) for s, f in zip(slots, way.fillers, strict=True) if f is not None]
        likeness -= OTHER_NAME_COST * named_contrast(
            then.links, [a for a, _ in filled], linked.links, [b for _, b in filled]
        )
        sql = _written(tree, slots, way, linked.schema)
        fitted = Adapted(
            sql.sql(dialect=sqlglot_dialect(dialect)),
            max(0.0, likeness - unsaid * min(1.0, 4 * (1 - words))),
            parts_of_tree(sql, linked.schema),
            example,
        )
        made.append((likeness, fitted))
    if made:
        return [adapted for _, adapted in made], max(0.0, *(likeness for likeness, _ in made))
    one = masked(then.question.text, [s.span for s in slots if s.constant is not None])
    other = masked(linked.question.text, sorted(_sure_values(linked)))
    return [], max(0.0, 0.9 * _likeness(wording(one, other), one, other, linked.embed) - against)


def _likeness(words: float, one: str, other: str, embed: Embed | None) -> float:
    if embed is None:
        return words
    meaning = max(0.0, meanings(one, [other], embed)[0])
    return meaning if has_ideographs(one) != has_ideographs(other) else 0.5 * (words + meaning)


def _unused(linked: LinkedQuestion, then: Question, way: Filling) -> int:
    """How many sure values and numbers of the question the filled statement leaves out."""
    used = [f.span for f in way.fillers if f is not None]
    text, before = linked.question.text, then.text.casefold()
    return sum(
        not any(a < end and start < b for a, b in used) and text[start:end].casefold() not in before
        for start, end in _sure_values(linked)
    )


def _sure_values(linked: LinkedQuestion) -> set[tuple[int, int]]:
    said = {(h.start, h.end) for h in linked.matches if h.score >= 0.95}
    return said | {(n.start, n.end) for n in linked.question.numbers if not n.is_word}


def _written(tree: exp.Expr, slots: Sequence[Slot], way: Filling, schema: SchemaGraph) -> exp.Expr:
    """A copy of the statement with the fillers in their places."""
    copy = tree.copy()
    for slot, filler in zip(slots, way.fillers, strict=True):
        if filler is None:
            continue
        if slot.constant is not None:
            old = slot.constant
            for literal in list(literals(copy)):
                is_same = literal.name == old.value and bool(literal.is_string) == old.is_text
                if is_same and isinstance(literal.parent, exp.Limit) == old.is_limit and not literal.meta.get("new"):
                    new = exp.Literal.string(filler.value) if old.is_text else exp.Literal.number(filler.value)
                    new.meta["new"] = True
                    literal.replace(new)
        elif filler.column is not None:
            for column in list(copy.find_all(exp.Column)):
                if column_id(column, schema) == slot.column:
                    column.set("this", exp.to_identifier(filler.column[1], quoted=True))
    return copy
