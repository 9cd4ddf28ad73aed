"""A question as the finders of filters see it: its words, its Chinese in English, and the tables that it names."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from chains.text2sql.analysis.question import Question
from chains.text2sql.linking.column_words import ColumnWords, FilterWords
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

_COLUMN_WORD = re.compile(r"\s*(?:date|time|day|at|on|datetime|timestamp)\b|时间|日期|时刻", re.IGNORECASE)


@dataclass(frozen=True)
class AskedWords:
    """The words of one question, looked at with one schema."""

    question: Question
    index: FilterWords

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
        """Return the columns of which the question may speak."""
        return self.index.touched(self.forms, self.chinese)

    def places(self, phrase: Sequence[str]) -> list[Span]:
        """Return where the question says an English phrase, in English or, for a Chinese question, by translation."""
        found = [span_of(self.tokens, *place) for place in places_of(phrase, self.tokens)]
        if not found and len(phrase) == 1:
            found = [(t.start, t.end) for t in self.translated if is_same(phrase[0], t.form)]
        return found

    def opposites(self, phrase: Sequence[str]) -> list[Span]:
        """Return where the question denies an English phrase by a prefix: inactive, unpaid, non-VIP."""
        return [span_of(self.tokens, *place) for place in opposites_of(phrase, self.tokens)]

    def chinese_places(self, run: str) -> list[tuple[int, int, bool]]:
        """Return (start, end, whether it is denied) of a Chinese word that is no part of a column's own name."""
        return [place for place in chinese_places(run, self.text) if not self.is_column_word(place[1])]

    def held(self, yes: Words, no: Words) -> Iterator[tuple[Span, bool]]:
        """Yield where the question says one of the phrases, and whether that says yes."""
        for phrase in yes.english:
            yield from ((span, True) for span in self.places(phrase))
            yield from ((span, False) for span in self.opposites(phrase))
        for phrase in no.english:
            yield from ((span, False) for span in self.places(phrase))
        for words, holds in ((yes, True), (no, False)):
            for run in words.chinese:
                for start, end, is_denied in self.chinese_places(run):
                    yield (start, end), holds is not is_denied

    def is_column_word(self, end: int) -> bool:
        """Whether what ends here goes on as the name of a time: the 'paid' of "paid date"."""
        return _COLUMN_WORD.match(self.text, end) is not None

    def names_table(self, start: int, end: int) -> bool:
        """Whether the words name a table of the schema."""
        said = tuple(t.form for t in self.tokens if start <= t.start and t.end <= end)
        chinese = self.text[start:end]
        return any(
            said in names if said else any(chinese == run for run in self.index.table_runs.get(table, ()))
            for table, names in self.index.table_names.items()
        )

    def names_column(self, start: int, end: int) -> bool:
        """Whether the words are the name of a column."""
        said = tuple(t.form for t in self.tokens if start <= t.start and t.end <= end)
        near = self.index.touched(said, ())
        return bool(said) and any(set(said) <= set(column.forms) for column in near)

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
