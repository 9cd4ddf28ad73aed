"""From text to index terms: Latin words and numbers, and for Chinese jieba's search-mode words plus bigrams.

Words alone miss what the dictionary does not know, bigrams alone match across word borders; together they beat
either one by measurement.

A long text is taken piece by piece: to normalise a run of combining marks, and to find words in a run of ideographs
that no dictionary knows, takes time that grows with the square of the run.
"""

from __future__ import annotations

import logging
import re
import threading
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING

from knowledge.language.detection import IDEOGRAPH
from knowledge.language.stemming import light_stem
from knowledge.language.stop_words import FUNCTION_WORDS_EN, FUNCTION_WORDS_ZH

if TYPE_CHECKING:
    from jieba import Tokenizer

_RUNS = re.compile(rf"[{IDEOGRAPH}\u3040-\u30ff]+|[^\W_{IDEOGRAPH}\u3040-\u30ff]+")
_IDEOGRAPHIC = re.compile(rf"[{IDEOGRAPH}\u3040-\u30ff]")
_LAST_BLANK = re.compile(r"(?s)(?<=\S)\s+\S*\Z")
_LONGEST_PIECE = 2048
_LONGEST_RUN = 512  # ideographs without a mark between them; a long sentence has fifty

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+(?:[.,:]\d+)*%?|[\u3400-\u9fff]+")


_LOADING = threading.Lock()


def chinese_tokenizer() -> Tokenizer:
    """jieba with its own dictionary, loaded on first use (about a second, then from its cache), the same for all."""
    with _LOADING:
        return _loaded()


@cache
def _loaded() -> Tokenizer:
    import jieba

    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    tokenizer.initialize()
    return tokenizer


def terms(text: str) -> list[str]:
    """Matching terms of `text`, in order, with repetitions, without function words."""
    found: list[str] = []
    for match in _WORD.finditer(text.lower()):
        word = match.group()
        if "\u3400" <= word[0] <= "\u9fff":
            found += [w for w in chinese_tokenizer().cut_for_search(word) if w not in FUNCTION_WORDS_ZH]
            found += [word[i : i + 2] for i in range(len(word) - 1)]
        elif word not in FUNCTION_WORDS_EN:
            found.append(light_stem(word.removesuffix("'s")))
    return found


class Segmenter:
    """Divides texts into the terms of the index of terms."""

    def terms(self, text: str) -> list[str]:
        """Return the index terms of a text in order, NFKC-folded and in lower case."""
        return self._terms(text, self._words_and_bigrams)

    def words(self, text: str) -> list[str]:
        """Return the index terms that are words: without the bigrams, many of which mean nothing."""
        return self._terms(text, lambda run: self._words(run) or [run])

    def _terms(self, text: str, divide: Callable[[str], list[str]]) -> list[str]:
        terms: list[str] = []
        for piece in _pieces(text):
            for run in _RUNS.findall(unicodedata.normalize("NFKC", piece).lower()):
                if _IDEOGRAPHIC.match(run):
                    terms.extend(divide(run))
                else:
                    terms.append(run)
        return terms

    def _words(self, run: str) -> list[str]:
        dictionary = chinese_tokenizer()
        return [
            word
            for start in range(0, len(run), _LONGEST_RUN)
            for word in dictionary.cut_for_search(run[start : start + _LONGEST_RUN])
            if len(word) > 1
        ]

    def _words_and_bigrams(self, run: str) -> list[str]:
        words = self._words(run)
        bigrams = [run[index : index + 2] for index in range(len(run) - 1)]
        known = set(words)
        return words + [bigram for bigram in bigrams if bigram not in known] or [run]


def _pieces(text: str) -> Iterator[str]:
    """The text in parts, cut before white space where there is any: nothing is composed across that."""
    start = 0
    while len(text) - start > _LONGEST_PIECE:
        piece = text[start : start + _LONGEST_PIECE]
        blank = _LAST_BLANK.search(piece)
        start += blank.start() if blank else _LONGEST_PIECE
        yield piece[: blank.start()] if blank else piece
    yield text[start:]
