"""Codes that a comment explains, or that everyone reads: 已付款 is `order_status = 1`, "female" is `sex = 'F'`."""

from collections.abc import Iterator, Sequence

from chains.text2sql.linking.asked_words import AskedWords
from chains.text2sql.linking.column_words import ColumnWords, code_in_english
from chains.text2sql.linking.concepts import Words, groups_of, ideograph_runs
from chains.text2sql.linking.filters import FilterOption, Operator, Test
from chains.text2sql.linking.flags import ProfileOf
from chains.text2sql.linking.phrases import Span, forms, starts_of
from chains.text2sql.linking.truth import stored
from chains.text2sql.protocols import Cell
from chains.text2sql.schema.coded_comments import CodeWord, base_of

_WHOLE, _BASE, _DENIED, _SYNONYM = 1.0, 0.88, 0.6, 0.85
_NOT_DONE = ("未", "待", "没有", "没", "尚未", "不", "非")
_NOTHING = Words((), ())


def code_options(asked: AskedWords, columns: list[ColumnWords], profile_of: ProfileOf) -> list[FilterOption]:
    """Return the readings of words as codes, with the codes as the column keeps them."""
    found = []
    for column in columns:
        codes = [code for code in column.codes if len(code.word) > 1 or _is_lone(code)]
        said = list(_said(asked, codes))
        known = [
            (span, meaning)
            for meaning in column.meanings
            for span, holds in asked.held(meaning.words, _NOTHING)
            if holds
        ]
        if not said and not known:
            continue
        profile = profile_of(column)
        cells = profile.values if profile else ()
        for span, code, is_it, score in said:
            values = stored(column, code.code, cells)
            found.append(_option(column, span, values, is_it, score, code.word))
        for span, meaning in known:
            values = tuple(c for c in cells if str(c).strip().casefold() in meaning.cells)
            if values:
                found.append(_option(column, span, values, True, _SYNONYM, str(values[0])))
    return found


def _said(asked: AskedWords, codes: Sequence[CodeWord]) -> Iterator[tuple[Span, CodeWord, bool, float]]:
    """Where the question says the words of a code: wholly, by what was done alone, or as what is not so."""
    for code in codes:
        if code.word.isascii():
            phrase = forms(code.word)
            yield from ((span, code, True, _WHOLE) for span in asked.places(phrase))
            other = _other(codes, code)
            score = _BASE if other else _DENIED
            yield from ((span, other or code, other is not None, score) for span in asked.opposites(phrase))
        else:
            yield from _chinese(asked, code, codes)
        yield from ((span, code, True, _SYNONYM) for span in _by_synonym(asked, code, codes))


def _chinese(
    asked: AskedWords, code: CodeWord, codes: Sequence[CodeWord]
) -> Iterator[tuple[Span, CodeWord, bool, float]]:
    text = asked.text
    whole = starts_of(code.word, text)
    yield from (((at, at + len(code.word)), code, True, _WHOLE) for at in whole)
    base = base_of(code.word)
    others = [c.word for c in codes if c is not code]
    if len(base) < 2 or (base != code.word and any(o == base for o in others)):
        return
    for at in starts_of(base, text):
        end = at + len(base)
        if any(w <= at and end <= w + len(code.word) for w in whole) and base != code.word:
            continue
        if any(s <= at and end <= s + len(o) for o in others if base in o for s in starts_of(o, text)):
            continue
        deny = next((d for d in sorted(_NOT_DONE, key=len, reverse=True) if text[:at].endswith(d)), "")
        if deny:
            other = next((c for c in codes if c is not code and _not_base(c.word) == base), None) or _other(codes, code)
            score = _BASE if other else _DENIED
            yield (at - len(deny), end), other or code, other is not None, score
        elif base != code.word and not asked.is_column_word(end):
            start = at - (text[:at].endswith("已"))
            yield (start, end), code, True, _BASE


def _by_synonym(asked: AskedWords, code: CodeWord, codes: Sequence[CodeWord]) -> Iterator[Span]:
    """Where the question says what a code stands for in the other language, or by another word for it."""
    yield from _in_english(asked, code)
    taken = {group for other in codes if other is not code for group in groups_of(other.word, base_of(other.word))}
    for group in groups_of(code.word, base_of(code.word)):
        if group not in taken:
            spans = (span for span, holds in asked.held(group, _NOTHING) if holds)
            yield from (span for span in spans if not asked.is_manner(*span))


def _in_english(asked: AskedWords, code: CodeWord) -> Iterator[Span]:
    """Where an English question says what a Chinese code stands for."""
    if asked.question.language == "en" and not code.word.isascii():
        for phrase in code_in_english(code.word):
            yield from asked.places(phrase)


def _other(codes: Sequence[CodeWord], code: CodeWord) -> CodeWord | None:
    """The other one of two codes."""
    others = [other for other in codes if other is not code]
    return others[0] if len(others) == 1 else None


def _not_base(word: str) -> str:
    """What was not done: 付款 of 待付款 and 未付款."""
    return next((word.removeprefix(mark) for mark in _NOT_DONE if word.startswith(mark)), "")


def _is_lone(code: CodeWord) -> bool:
    """Whether a single ideograph says enough by itself: 男, 女."""
    return bool(ideograph_runs(code.word)) and code.word not in "是否有无"


def _option(
    column: ColumnWords, span: Span, values: tuple[Cell, ...], is_it: bool, score: float, word: str
) -> FilterOption:
    equal: Operator = "=" if len(values) == 1 else "in"
    different: Operator = "!=" if len(values) == 1 else "not in"
    test, other = Test(column.id, equal, values), Test(column.id, different, values)
    said = f"{column.title} is {'' if is_it else 'not '}{word}"
    return FilterOption(*span, *((test, other) if is_it else (other, test)), score, "code", said)
