"""Finds which tables and columns the words of a question mean.

Three kinds of evidence: shared stems (English) or runs of ideographs (Chinese) with names and comments,
adjectives that measure something ("longest" and a length), and, when an embedder is given, nearness in meaning
across languages (`semantic`).
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from chains.text2sql.analysis.cues import deeds_in
from chains.text2sql.analysis.question import Question
from chains.text2sql.linking.alias_finder import AliasFinder
from chains.text2sql.linking.constants import DEED_SCORE, FINEST_DEED, NAMED_TABLE
from chains.text2sql.linking.semantic import near_in_meaning
from chains.text2sql.linking.types import Links, Mention, Mentions
from chains.text2sql.schema.columns import ColumnView, TableView
from chains.text2sql.schema.graph import SchemaGraph
from chains.text2sql.schema.kinds import is_identifier
from chains.text2sql.schema.naming import split_name
from knowledge.language.embedding import Embed
from knowledge.language.stemming import stem

_FULL_NAME = re.compile(
    r"\b(full|first)(?: name)?(?:(?<=full)|,? and|,| &)(?: the)? ((?:last )?names?)\b", re.IGNORECASE
)
_COUNTING = frozenset("total number numbers count counts 数量 总数 个数 数目".split())


def link(question: Question, schema: SchemaGraph, embed: Embed | None = None) -> Links:
    """Return what the question mentions of the schema."""
    return settled(find_mentions(question, schema, embed), question)


def find_mentions(question: Question, schema: SchemaGraph, embed: Embed | None = None) -> Mentions:
    """Return every mention that there may be, before any of them is weighed against others."""
    finder = AliasFinder(question, schema.table_frequency, of_table=True)
    tables = [m for t in schema.tables.values() for m in _table_mentions(finder, t)]
    finder = AliasFinder(question, schema.frequency, of_table=False)
    columns = [m for c in schema.columns for m in _column_mentions(finder, question, c)]
    columns.extend(_measured(question, schema))
    columns.extend(_full_names(question, schema))
    tables.extend(_done(question, schema, tables))
    if embed is not None:
        # what was named outright needs no guess
        named = [(m.start, m.end) for m in (*tables, *columns) if m.score >= 0.7 and m.how == "name"]
        for thing, start, end, score in near_in_meaning(question, schema, embed, named):
            if isinstance(thing, TableView):
                tables.append(Mention(thing.name, None, start, end, score, "meaning"))
            else:
                # what comes near a key's name usually means the thing, not its number
                worth = 0.5 * score if thing.is_id else score
                columns.append(Mention(thing.table, thing.name, start, end, worth, "meaning"))
    times = [(t.start, t.stop) for t in question.times]
    return Mentions(tuple(_behind(m, times) for m in tables), tuple(_behind(m, times) for m in columns))


def settled(mentions: Mentions, question: Question, blocked: Sequence[tuple[int, int]] = ()) -> Links:
    """Return the mentions that hold beside each other. Stretches in `blocked` (times) name no column, and nothing
    that overlaps them is meant in other words.
    """
    tables = [m for m in mentions.tables if not _is_near_blocked(m, blocked)]
    columns = [m for m in mentions.columns if not _is_near_blocked(m, blocked)]
    quotes = [(a, b) for _, a, b in question.quotes]
    counts = [(c.start, c.end) for c in question.cues_named("count")]
    columns = [
        m for m in columns if not _inside(m, [*blocked, *quotes]) and not _is_only_counting(m, question.text, counts)
    ]
    tables = [m for m in tables if not _inside(m, quotes)]
    columns = [_weaker(m) if _is_own_table(m, tables) else m for m in columns]
    return Links(tuple(_best(tables)), tuple(_drop_shadowed(_best(columns))))


def _behind(mention: Mention, times: Sequence[tuple[int, int]]) -> Mention:
    """The mention without its first words where those end a time: in 2010年之后开业 only 开业 names the year."""
    stop = next((b for a, b in times if a < mention.start < b < mention.end), None)
    return mention if stop is None else replace(mention, start=stop)


def _is_near_blocked(mention: Mention, blocked: Sequence[tuple[int, int]]) -> bool:
    return mention.how == "meaning" and any(a < mention.end and mention.start < b for a, b in blocked)


def _is_only_counting(mention: Mention, text: str, counts: Sequence[tuple[int, int]]) -> bool:
    """Whether the words are those of counting: the total of "the total number of"; 居民 in 多少居民 is not."""
    return _inside(mention, counts) and text[mention.start : mention.end].casefold() in _COUNTING


def _is_own_table(mention: Mention, tables: Sequence[Mention]) -> bool:
    """Whether the words only name the column's table: "customers" is no mention of `customer name`."""
    return mention.score < 0.9 and any(
        t.table == mention.table and t.start <= mention.start and mention.end <= t.end and t.score >= 0.75
        for t in tables
    )


def _weaker(mention: Mention) -> Mention:
    return Mention(mention.table, mention.column, mention.start, mention.end, 0.4 * mention.score, mention.how)


def _table_mentions(finder: AliasFinder, table: TableView) -> list[Mention]:
    return [Mention(table.name, None, start, end, score, "name") for start, end, score in finder.places(table.aliases)]


def _column_mentions(finder: AliasFinder, question: Question, column: ColumnView) -> list[Mention]:
    found = [
        Mention(column.table, column.name, start, end, score, "name")
        for start, end, score in finder.places(column.aliases)
    ]
    if column.is_name:
        pattern = r"\bnames?\b|\btitles?\b" if question.language == "en" else r"名称|名字|姓名|叫什么|的名(?![称字])"
        found.extend(
            Mention(column.table, column.name, m.start(), m.end(), 0.75, "name")
            for m in re.finditer(pattern, question.text, re.IGNORECASE)
        )
    if column.is_id and not (column.kind == "text" and column.refers_to and not is_identifier(split_name(column.name))):
        # a key is meant by its number; the rest of its name alone means the table
        pattern = r"\b(?:ids?|codes?|numbers?)\b|编号|代码"
        found = [
            m
            if re.search(pattern, question.text[m.start : m.end], re.IGNORECASE)
            else Mention(m.table, m.column, m.start, m.end, 0.5 * m.score, m.how)
            for m in found
        ]
    if column.language not in (None, question.language):
        found = [Mention(m.table, m.column, m.start, m.end, 0.8 * m.score, m.how) for m in found]
    return found


def _measured(question: Question, schema: SchemaGraph) -> list[Mention]:
    found = []
    for start, end, hints in question.measures:
        for column in schema.columns:
            stems = {s for alias in column.aliases for s in alias.stems}
            texts = [alias.text for alias in column.aliases if alias.is_chinese]
            for place, hint in enumerate(hints):
                is_hit = hint in stems or any(hint in t for t in texts) if not hint.isascii() else _stem_in(hint, stems)
                if is_hit and not (column.is_id and column.kind == "number"):
                    found.append(
                        Mention(column.table, column.name, start, end, max(0.4, 0.6 - 0.03 * place), "measure")
                    )
                    break
    return found


def _done(question: Question, schema: SchemaGraph, named: Sequence[Mention]) -> list[Mention]:
    """Tables that hold what was done, of the words that say so: the lines of invoices for "sold"."""
    found = []
    for start, end, words in deeds_in(question.text):
        if any(m.start < end and start < m.end and m.score >= NAMED_TABLE for m in named):
            continue
        for table in schema.tables.values():
            stems = {s for alias in table.aliases for s in alias.stems}
            texts = [alias.text for alias in table.aliases if alias.is_chinese]
            if any(stem(w) in stems if w.isascii() else any(w in t for t in texts) for w in words):
                points = sum(c.refers_to is not None for c in table.columns)
                score = DEED_SCORE + (FINEST_DEED if points > 1 else 0.0)
                found.append(Mention(table.name, None, start, end, score, "deed"))
    return found


def _full_names(question: Question, schema: SchemaGraph) -> list[Mention]:
    """Given and family name for "full name" and for "first and last name", each at a word of its own."""
    places = [(m.span(1), m.span(2)) for m in _FULL_NAME.finditer(question.text)]
    names = [table.full_name for table in schema.tables.values() if table.full_name]
    return [
        Mention(column.table, column.name, *place, 1.0, "name")
        for both in places
        for whole in names
        for column, place in zip(whole, both, strict=True)
    ]


def _stem_in(hint: str, stems: set[str]) -> bool:
    return stem(hint) in stems


def _inside(mention: Mention, places: Sequence[tuple[int, int]]) -> bool:
    return any(a <= mention.start and mention.end <= b for a, b in places)


def _best(mentions: list[Mention]) -> list[Mention]:
    best: dict[tuple[str, str | None, int], Mention] = {}
    for mention in mentions:
        key = (mention.table, mention.column, mention.start)
        if key not in best or best[key].score < mention.score:
            best[key] = mention
    return sorted(best.values(), key=lambda m: (m.start, -m.score))


def _drop_shadowed(mentions: list[Mention]) -> list[Mention]:
    """A longer sure mention takes the words of a shorter one: "song name" is not also "name"."""
    sure = [m for m in mentions if m.score >= 0.9 and m.how == "name"]
    kept = []
    for m in mentions:
        covers = [
            s
            for s in sure
            if s.start <= m.start and m.end <= s.end and s.end - s.start > m.end - m.start and s.id != m.id
        ]
        if not covers:
            kept.append(m)
        elif m.score > 0.5:
            kept.append(Mention(m.table, m.column, m.start, m.end, 0.35 * m.score, m.how))
    return kept
