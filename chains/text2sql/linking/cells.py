"""Cells that the question names: values, words of enumerations (NOT_STARTED), elements of lists, parts of names."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from chains.text2sql.linking.asked_words import AskedWords
from chains.text2sql.linking.concepts import Words, states
from chains.text2sql.linking.filters import FilterOption, Operator, Source, Test
from chains.text2sql.linking.flags import ProfileOf
from chains.text2sql.linking.phrases import Span
from chains.text2sql.protocols import FoundValue, ValueFinder
from chains.text2sql.schema.columns import ColumnId
from knowledge.language.folding import MARKS

_IDENTIFIER = re.compile(r"[A-Za-z]+(?:[_-][A-Za-z]+)+|[A-Z]{2,}|[a-z]+[A-Z][A-Za-z]*")
_TABLE, _WHOLE, _TRANSLATED, _BARE = 0.6, 0.8, 0.85, 0.8
_NOTHING = Words((), ())


FindFresh = Callable[[str], Sequence[FoundValue]]


def cell_options(asked: AskedWords, values: ValueFinder, profile_of: ProfileOf) -> list[FilterOption]:
    """Return the readings of words as cells of text columns and as elements of lists."""
    text = asked.text
    inflected = [hit for hit in values.match_inflected(text) if not asked.is_column_word(hit.end)]
    found = [_option(asked, hit, profile_of) for hit in (*values.match(text), *inflected)]
    members = [_member(asked, hit) for hit in values.match_members(text)]
    whole = {(o.start, o.test.column) for o in found if o is not None and o.score >= _WHOLE}
    parts = [_part(asked, hit) for hit in values.match_names(text)]
    names = [part for part in parts if part is not None and (part.start, part.test.column) not in whole]
    translated = _translated(asked, values, profile_of)
    return [option for option in (*found, *members, *names, *translated) if option is not None]


def _translated(asked: AskedWords, values: ValueFinder, profile_of: ProfileOf) -> Iterator[FilterOption]:
    """Cells that say a state in the other language: 未付款 for UNPAID, "pending" for 待处理."""
    text, is_chinese = asked.text, asked.question.language == "zh"
    for group in states():
        said = Words((), group.chinese) if is_chinese else Words(group.english, ())
        spans = [span for span, holds in asked.held(said, _NOTHING) if holds and not asked.is_manner(*span)]
        # 取消 for 已取消, too
        done = [f"已{word}" for word in group.chinese if f"已{word}" not in text] if is_chinese else []
        for phrase in ((*group.written, *done) if is_chinese else group.chinese) if spans else ():
            for hit in (*values.match(phrase), *values.match_inflected(phrase)):
                if (hit.start, hit.end) != (0, len(phrase)):
                    continue
                for span in spans:
                    option = _option(asked, hit, profile_of, span)
                    if option is not None:
                        bare = _BARE if asked.is_bare_verb(*span) else 1.0
                        yield replace(option, score=round(_TRANSLATED * bare * option.score, 3))


def fresh_options(asked: AskedWords, found: Sequence[FilterOption], find: FindFresh) -> list[FilterOption]:
    """Return readings of quoted and capitalised words that nothing stands for, looked up in the tables themselves."""
    options = []
    for start, end in _unknown(asked, found):
        for hit in find(asked.text[start:end]):
            column = (hit.table, hit.column)
            if column in asked.index.columns:
                test, other = _tests(column, hit.variants)
                said = f"{asked.index.columns[column].title} is {hit.value}"
                options.append(FilterOption(start, end, test, other, hit.score, "value", said))
    return options


_CAPITALISED = re.compile(
    r"(?<![.?!] )(?<!^)\b[A-ZÀ-Þ][\w'’&.-]*(?: (?:(?:of|the|and|de|van|von|&) )?[A-ZÀ-Þ0-9][\w'’&.-]*)*"
)
_MOST_UNKNOWN = 3


def _unknown(asked: AskedWords, found: Sequence[FilterOption]) -> list[tuple[int, int]]:
    quotes = [(a, b) for _, a, b in asked.question.quotes]
    spans = quotes + [m.span() for m in _CAPITALISED.finditer(asked.text)]
    known = [(o.start, o.end) for o in found if o.score >= 0.8]
    kept: list[tuple[int, int]] = []
    for start, end in spans:
        is_known = any(a <= start and end <= b for a, b in known)
        is_seen = any(a < end and start < b for a, b in kept)
        is_named = (start, end) not in quotes and (asked.names_table(start, end) or asked.names_column(start, end))
        if not is_known and not is_seen and not is_named:
            kept.append((start, end))
    return kept[:_MOST_UNKNOWN]


def _option(asked: AskedWords, hit: FoundValue, profile_of: ProfileOf, span: Span | None = None) -> FilterOption | None:
    """The reading of a cell at its own words, or at those of `span`."""
    column = asked.index.columns.get((hit.table, hit.column))
    if column is None:
        return None
    profile = profile_of(column)
    if profile is not None and profile.list_format is not None:
        return _member(asked, hit, span) if hit.value in profile.members else None
    start, end = span or _trimmed(asked.text, hit.start, hit.end)
    is_enum = _IDENTIFIER.fullmatch(hit.value.strip()) is not None
    test, other = _tests(column.id, hit.variants)
    source: Source = "enum" if is_enum else "value"
    said = f"{column.title} is {hit.value.strip()}"
    return FilterOption(start, end, test, other, _weighed(asked, hit.score, start, end), source, said)


def _member(asked: AskedWords, hit: FoundValue, span: Span | None = None) -> FilterOption | None:
    column = asked.index.columns.get((hit.table, hit.column))
    if column is None:
        return None
    test, other = Test(column.id, "member", hit.variants), Test(column.id, "not member", hit.variants)
    start, end = span or _trimmed(asked.text, hit.start, hit.end)
    said = f"{column.title} holds {hit.value}"
    return FilterOption(start, end, test, other, _weighed(asked, hit.score, start, end), "member", said)


def _part(asked: AskedWords, hit: FoundValue) -> FilterOption | None:
    """A part of names: the names that were found, or the pattern in `value` where they are too many to list."""
    column = asked.index.columns.get((hit.table, hit.column))
    if column is None:
        return None
    word = asked.text[hit.start : hit.end]
    operator: Operator = "in" if len(hit.variants) > 1 else "="
    test = Test(column.id, operator, hit.variants) if hit.variants else Test(column.id, "like", (hit.value,))
    return FilterOption(hit.start, hit.end, test, None, hit.score, "text", f"{column.title} holds {word}")


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The place without the marks of the sentence around it."""
    while end > start + 1 and text[end - 1] in MARKS:
        end -= 1
    while start < end - 1 and text[start] in MARKS:
        start += 1
    return start, end


def _tests(column: ColumnId, variants: tuple[str, ...]) -> tuple[Test, Test]:
    if len(variants) == 1:
        return Test(column, "=", variants), Test(column, "!=", variants)
    return Test(column, "in", variants), Test(column, "not in", variants)


def _weighed(asked: AskedWords, score: float, start: int, end: int) -> float:
    """What names a table more likely means its rows than a cell that says so."""
    is_quoted = any(a <= start and end <= b for _, a, b in asked.question.quotes)
    return round(score * (_TABLE if asked.names_table(start, end) and not is_quoted else 1.0), 3)
