"""Parts of names: "Frank" for Frank Miller and Frank Ocean, 姓张 for all who are called so."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from knowledge.language.folding import fold
from knowledge.language.stop_words import VALUE_STOPS

_NAME_COLUMN = re.compile(
    r"name|author|artist|owner|director|contact|person|teacher|doctor|manager|actor|singer|composer|company|customer|"
    r"client|supplier|姓名|名称|名字|客户|作者|公司|联系人|负责人",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[^\W\d_\u3040-\uffff]+(?:['’][^\W\d_]+)?")
_CHINESE_NAME = re.compile(r"[\u3400-\u9fff·]{2,4}")
_SURNAME = re.compile(
    r"姓(?P<a>[\u3400-\u9fff])(?=的|$|[，。？?！,]|[\u3400-\u9fff])|(?P<b>[\u3400-\u9fff])(?:先生|女士|小姐|老师|医生)"
)
_MOST_WORDS, _MOST_NAMES, _SHORTEST = 5, 40, 3
_FIRST, _LATER, _SMALL_LETTERS = 0.7, 0.6, 0.75
_LEAST_SHARE, _MOST_SHARE = 0.5, 0.6
_CAPITALISED = re.compile(r"[A-ZÀ-Þ][\w'’.-]*(?: (?:(?:&|of|and|de|van|von) )?[A-ZÀ-Þ][\w'’.-]*){1,3}")


@dataclass(frozen=True)
class NamePart:
    """A part of names of one column at the characters from `start` to `end`; `names` is empty where they are many."""

    table: str
    column: str
    pattern: str
    start: int
    end: int
    score: float
    names: tuple[str, ...]


class NameParts:
    """The words of names of several words, and the surnames of Chinese ones."""

    def __init__(self, columns: Mapping[tuple[str, str], Sequence[str]]) -> None:
        """`columns` are the distinct values of text columns; those of names are told by name and by the cells."""
        self._words: dict[str, list[tuple[tuple[str, str], str, int]]] = defaultdict(list)
        self._surnames: dict[str, list[tuple[tuple[str, str], str]]] = defaultdict(list)
        for column, values in columns.items():
            if not _NAME_COLUMN.search(column[1]) and not _look_like_names(values):
                continue
            chinese = [value for value in values if _CHINESE_NAME.fullmatch(value.strip())]
            if len(chinese) >= _LEAST_SHARE * len(values):
                for value in chinese:
                    self._surnames[value.strip()[0]].append((column, value))
            for value in values:
                words = _WORDS.findall(value)
                if 1 < len(words) <= _MOST_WORDS:
                    for place, word in enumerate(words):
                        self._words[fold(word)].append((column, value, place))

    def find(self, text: str) -> list[NamePart]:
        """Return the parts of names that a question says, capitalised ones surer than others."""
        found = []
        for match in _WORDS.finditer(text):
            key = fold(match.group().removesuffix("'s").removesuffix("’s"))
            if len(key) >= _SHORTEST and key not in VALUE_STOPS and key in self._words:
                end = match.start() + len(key)
                weight = 1.0 if match.group()[0].isupper() else _SMALL_LETTERS
                found.extend(self._of_word(key, match.group()[: len(key)], match.start(), end, weight))
        for match in _SURNAME.finditer(text):
            surname = match["a"] or match["b"]
            score = _FIRST if match["a"] else _LATER
            start, end = (match.start(), match.end("a")) if match["a"] else match.span()
            columns: dict[tuple[str, str], list[str]] = defaultdict(list)
            for column, value in self._surnames.get(surname, ()):
                columns[column].append(value)
            found.extend(
                NamePart(*column, f"{surname}%", start, end, score, _listed(names)) for column, names in columns.items()
            )
        return found

    def _of_word(self, key: str, said: str, start: int, end: int, weight: float) -> list[NamePart]:
        columns: dict[tuple[str, str], list[tuple[str, int]]] = defaultdict(list)
        for column, value, place in self._words[key]:
            columns[column].append((value, place))
        found = []
        for column, values in columns.items():
            first = [value for value, place in values if place == 0]
            names = first or [value for value, _ in values]
            score = round((_FIRST if first else _LATER) * weight, 3)
            pattern = f"{said} %" if first else f"%{said}%"
            found.append(NamePart(*column, pattern, start, end, score, _listed(names)))
        return found


def _look_like_names(values: Sequence[str]) -> bool:
    """Whether most values are two to four words with capitals, as names of people and firms are."""
    return sum(_CAPITALISED.fullmatch(value.strip()) is not None for value in values) >= _MOST_SHARE * len(values)


def _listed(names: Sequence[str]) -> tuple[str, ...]:
    distinct = tuple(dict.fromkeys(names))
    return distinct if len(distinct) <= _MOST_NAMES else ()
