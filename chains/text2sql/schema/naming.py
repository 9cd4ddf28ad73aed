"""What a table or column may be called: the words of its name, its comment, and the curator's synonyms."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from chains.text2sql.analysis.cues import abbreviations
from knowledge.language.stemming import stem
from knowledge.language.stop_words import COMMENT_FILLERS
from knowledge.language.units import units as known_units

_SPLIT_NAME = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+|[\u3400-\u9fff]+")
_SPLIT_COMMENT = re.compile(r"[/,，、;；|。()（）:：\n.]|\bor\b|\band\b|和|或")
_IDEOGRAPHS = re.compile(r"[\u3400-\u9fff]+")
IN_BRACKETS = re.compile(r"[（(]([^（）()]*)[)）]")


@dataclass(frozen=True)
class Alias:
    """One way to speak of a table or column: English stems or a run of ideographs. `weight` is how much it counts."""

    text: str
    stems: tuple[str, ...]
    weight: float = 1.0

    @property
    def is_chinese(self) -> bool:
        return not self.stems


def split_name(name: str) -> list[str]:
    """Return the lower-case words of `songReleaseYear`, `song_release_year` or `song release year`."""
    return [word.casefold() for word in _SPLIT_NAME.findall(name)]


def aliases_of(words: list[str], weight: float = 1.0) -> list[Alias]:
    """Return English words make one alias, a run of ideographs each its own."""
    english = [w for w in words if w.isascii()]
    made = [Alias(w, (), weight) for w in words if not w.isascii()]
    if english:
        made.append(Alias(" ".join(english), tuple(stem(w) for w in english), weight))
    return made


def in_full(words: list[str], table_words: Sequence[str] = ()) -> list[str]:
    """Return the words with what is cut short written out; a key's first letter of its table (`aid`) is left out."""
    joined = "".join(words)
    if table_words and len(joined) == 3 and joined.endswith("id") and joined[0] == table_words[0][0]:
        return ["id"]
    return [word for w in words for word in abbreviations().get(w, w).split()]


def comment_aliases(comment: str | None) -> list[Alias]:
    """Return the names that a comment gives, piece by piece; later pieces count less."""
    if not comment:
        return []
    made: list[Alias] = []
    for place, piece in enumerate(p.strip() for p in _SPLIT_COMMENT.split(comment)):
        chinese = _IDEOGRAPHS.findall(piece)
        weight = 1.0 if place < 3 else 0.8
        made.extend(Alias(run, (), weight) for run in chinese if len(run) > 1 or len(piece) == 1)
        made.extend(
            Alias(run[:-3] + "名称", (), weight)
            for run in chinese
            if run.endswith(("中文名", "英文名")) and len(run) > 3
        )
        made.extend(
            Alias(run[:-1], (), 0.9 * weight)
            for run in chinese
            if run.endswith(("时间", "数量")) is False and run.endswith("额")
        )
        if chinese:
            continue
        words = [w.casefold() for w in re.findall(r"[A-Za-z]+", re.sub(r"\bin [A-Za-z/ ]+$", "", piece))]
        telling = [w for w in words if w not in COMMENT_FILLERS]
        if telling:
            # of "readings of each plant" the last word is not the thing itself
            is_plain = len(telling) == len(words) and len(words) < 4
            made.append(Alias(" ".join(telling), tuple(stem(w) for w in telling), weight if is_plain else 0.85))
    return made


def synonym_aliases(synonyms: Sequence[str]) -> list[Alias]:
    """Return the other words that a curator gave, each whole."""
    return [alias for text in synonyms for alias in aliases_of(split_name(text))]


def units_in(comment: str) -> set[str]:
    """Return the units that a comment names in brackets or at its end."""
    pieces = [*IN_BRACKETS.findall(comment), *re.findall(r"\bin ([A-Za-z%$ ]+)$", comment)]
    found = set()
    for piece in pieces:
        head = re.split(r"[/每]| per ", piece.strip())[0].strip()
        found |= {u for u, p in known_units().items() if re.fullmatch(p, head, re.IGNORECASE)}
    return found


def phrase_of(words: list[str], comment: str | None) -> str:
    """Return what the multilingual embedder is given for a table or column."""
    text = " ".join(w for w in words if w not in ("zh", "en"))
    return f"{text} {IN_BRACKETS.sub('', comment)}".strip() if comment and not words else text


def unique(aliases: list[Alias]) -> list[Alias]:
    """Return the aliases, each text once with its greatest weight."""
    best: dict[str, Alias] = {}
    for alias in aliases:
        if alias.text not in best or best[alias.text].weight < alias.weight:
            best[alias.text] = alias
    return list(best.values())
