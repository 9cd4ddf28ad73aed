"""English words for the Chinese words of a question, by which it names an English schema.

The pairs stand in `bilingual_lexicon.toml`; every word of a pair that is found says each of its English words.
"""

import re
import tomllib
from collections import defaultdict
from functools import cache
from importlib.resources import files

from knowledge.language.tokenization import chinese_tokenizer

_IDEOGRAPHS = re.compile(r"[\u3400-\u9fff]+")


def english_of(text: str) -> list[tuple[str, int, int]]:
    """Return (English name, start, end) for the Chinese words of `text` that have one, the longest at each place.

    A word of one ideograph counts only where the tokenizer cuts it off or leaves it at the end of a word.
    """
    found: list[tuple[str, int, int]] = []
    known, longest = _names(), _longest()
    for run in _IDEOGRAPHS.finditer(text):
        ends = {run.start() + end for _, _, end in chinese_tokenizer().tokenize(run.group())}
        place = run.start()
        while place < run.end():
            for end in range(min(place + longest, run.end()), place, -1):
                names = known.get(text[place:end], ())
                if names and (end - place > 1 or end in ends):
                    found.extend((name, place, end) for name in names)
                    place = end
                    break
            else:
                place += 1
    return found


def names_of(word: str) -> tuple[str, ...]:
    """Return the English names of one Chinese word, none where it is not known as a whole."""
    return _names().get(word, ())


@cache
def _names() -> dict[str, tuple[str, ...]]:
    text = files("knowledge.language").joinpath("bilingual_lexicon.toml").read_text(encoding="utf-8")
    names: defaultdict[str, list[str]] = defaultdict(list)
    for english, chinese in tomllib.loads(text)["words"].items():
        for word in chinese.split():
            names[word].append(english)
    return {word: tuple(english) for word, english in names.items()}


@cache
def _longest() -> int:
    return max(map(len, _names()))
