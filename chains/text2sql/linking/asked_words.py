"""A question as the finders of filters see it: its words, its Chinese in English, and the tables that it names."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from chains.text2sql.analysis.question import Question
from chains.text2sql.linking.column_words import KEY, ColumnWords, FilterWords
from chains.text2sql.linking.concepts import Words, chinese_places
from chains.text2sql.linking.phrases import (
    Span,
    Token,
    denied,
    ideograph_pieces,
    is_same,
    opposites_of,
    places_of,
    span_of,
    tokens_of,
)
from knowledge.language.bilingual_lexicon import english_of
from knowledge.language.folding import word_form

# what makes a name of the word before it: paid date, 付款方式, 支付宝
_COLUMN_WORD = re.compile(
    r"\s*(?:date|time|day|at|on|datetime|timestamp|method|reason|status|amount)\b|时间|日期|时刻|方式|原因|金额|地址|状态|"
    r"渠道|类型|单号|编号|记录|说明|备注|率|费|宝|额|人(?!员|的)|方$",
    re.IGNORECASE,
)


_MARKED = "已未待没非不曾"
_INSTRUMENT = re.compile(r"(?:用|通过|以|经由?)[^，。的]{1,8}$")
_MOST_TABLES = 16


@dataclass(frozen=True)
class AskedWords:
    """The words of one question, looked at with one schema."""

    question: Question
    index: FilterWords
    _places: dict[tuple[str, ...], list[Span]] = field(default_factory=dict)
    _held: dict[tuple[Words, Words], list[tuple[Span, bool]]] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return self.question.text

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        return tokens_of(self.text)

    @cached_property
    def translated(self) -> tuple[Token, ...]:
        """The English of the Chinese words, each where its Chinese stands."""
        if self.question.language != "zh":
            return ()
        return tuple(
            Token(word, word_form(word), start, end)
            for name, start, end in english_of(self.text)
            if end - start > 1
            for word in name.split()
        )

    @cached_property
    def forms(self) -> frozenset[str]:
        """All forms by which columns are looked up, those behind a denying prefix among them."""
        own = {token.form for token in (*self.tokens, *self.translated)}
        return frozenset(own | {rest for token in self.tokens for rest in denied(token.text)})

    @cached_property
    def chinese(self) -> frozenset[str]:
        return frozenset(ideograph_pieces(self.text))

    def touched(self) -> list[ColumnWords]:
        """Return the columns of which the question may speak, those of at most 16 tables: the named ones first, then
        those that join with them, then those of which most is said.
        """
        found = self.index.touched(self.forms, self.chinese)
        said: Counter[str] = Counter()
        for (table, _), count in found.items():
            said[table] = max(said[table], count)
        tables = set(said)
        if len(tables) > _MOST_TABLES:
            near = {other for table in self.tables for other in self.index.neighbours.get(table, ())}
            ranked = sorted(tables, key=lambda t: (t not in self.tables, t not in near, -said[t], t))
            tables = set(ranked[:_MOST_TABLES])
        chosen = sorted((c for c in found if c[0] in tables), key=self.index.order.__getitem__)
        return [self.index.columns[column] for column in chosen]

    @cached_property
    def _keys(self) -> frozenset[str]:
        return frozenset(token.form[:KEY] for token in (*self.tokens, *self.translated))

    def places(self, phrase: Sequence[str]) -> list[Span]:
        """Return where the question says an English phrase, in English or, for a Chinese question, by translation."""
        key = tuple(phrase)
        if not key or key[0][:KEY] not in self._keys:
            return []
        if key not in self._places:
            found = [span_of(self.tokens, *place) for place in places_of(key, self.tokens)]
            if not found and len(key) == 1:
                found = [(t.start, t.end) for t in self.translated if is_same(key[0], t.form)]
            self._places[key] = found
        return self._places[key]

    def opposites(self, phrase: Sequence[str]) -> list[Span]:
        """Return where the question denies an English phrase by a prefix: inactive, unpaid, non-VIP."""
        if not phrase or phrase[-1][:KEY] not in self._denied_keys:
            return []
        return [span_of(self.tokens, *place) for place in opposites_of(phrase, self.tokens)]

    @cached_property
    def _denied_keys(self) -> frozenset[str]:
        rests = {rest for token in self.tokens for rest in denied(token.text)}
        behind = {after.form for token, after in pairwise(self.tokens) if token.form == "non"}
        return frozenset(form[:KEY] for form in rests | behind | {t.form for t in self.tokens[2:] if self._has_non})

    @cached_property
    def _has_non(self) -> bool:
        return any(token.form == "non" for token in self.tokens)

    def chinese_places(self, run: str) -> list[tuple[int, int, bool]]:
        """Return (start, end, whether it is denied) of a Chinese word that is no part of a column's own name."""
        return [place for place in chinese_places(run, self.text) if not self.is_column_word(place[1])]

    def held(self, yes: Words, no: Words) -> list[tuple[Span, bool]]:
        """Return where the question says one of the phrases, and whether that says yes."""
        if (yes, no) not in self._held:
            self._held[yes, no] = list(self._holding(yes, no))
        return self._held[yes, no]

    def _holding(self, yes: Words, no: Words) -> Iterator[tuple[Span, bool]]:
        for phrase in yes.english:
            yield from ((span, True) for span in self.places(phrase))
            yield from ((span, False) for span in self.opposites(phrase))
        for phrase in no.english:
            yield from ((span, False) for span in self.places(phrase))
        for words, holds in ((yes, True), (no, False)):
            for run in words.chinese:
                if run in self.text:
                    for start, end, is_denied in self.chinese_places(run):
                        yield (start, end), holds is not is_denied

    def is_bare_verb(self, start: int, end: int) -> bool:
        """Whether Chinese words stand without 已, 了 or 过: 付款 may be said of a payment that is still to come."""
        is_chinese = bool(start < end and not self.text[start:end].isascii())
        return is_chinese and self.text[start] not in _MARKED and self.text[end : end + 1] not in ("了", "过")

    def is_manner(self, start: int, end: int) -> bool:
        """Whether a Chinese verb tells how something is done, and not that it was: 用支付宝支付."""
        return self.is_bare_verb(start, end) and _INSTRUMENT.search(self.text[:start]) is not None

    def is_noun(self, start: int, end: int) -> bool:
        """Whether an English word names a thing and says of nothing that it happened: adoption, returns."""
        word = self.text[start:end].casefold()
        is_plural = word.endswith("s") and not word.endswith("ss")
        return word.isascii() and " " not in word and (is_plural or word.endswith(("ion", "ment", "al", "ance")))

    def is_column_word(self, end: int) -> bool:
        """Whether what ends here goes on as the name of a time: the 'paid' of "paid date"."""
        return _COLUMN_WORD.match(self.text, end) is not None

    def names_table(self, start: int, end: int) -> bool:
        """Whether the words name a table of the schema."""
        said = tuple(t.form for t in self.tokens if start <= t.start and t.end <= end)
        return (said or self.text[start:end]) in self.index.names

    def names_own_table(self, start: int, end: int, table: str) -> bool:
        """Whether the words name this table."""
        said = tuple(t.form for t in self.tokens if start <= t.start and t.end <= end)
        names = self.index.table_names.get(table, frozenset())
        return said in names if said else self.text[start:end] in self.index.table_runs.get(table, frozenset())

    def names_column(self, start: int, end: int) -> bool:
        """Whether the words are the name of a column."""
        said = tuple(t.form for t in self.tokens if start <= t.start and t.end <= end)
        return bool(said) and any(
            set(said) <= set(self.index.columns[column].forms) for column in self.index.touched(said, ())
        )

    @cached_property
    def tables(self) -> frozenset[str]:
        """The tables whose names the question says."""
        forms = {t.form for t in (*self.tokens, *self.translated)}
        return frozenset(
            table
            for table, names in self.index.table_names.items()
            if any(name and set(name) <= forms for name in names)
            or any(run in self.text for run in self.index.table_runs.get(table, ()))
        )
