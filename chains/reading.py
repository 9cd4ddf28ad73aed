"""How well each sentence of the retrieved passages answers a question, as numbers: a row of features per sentence."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, Protocol

import numpy as np
from langchain_core.documents import Document

from chains.asked import Asked, asked, years_among
from chains.candidates import candidates
from chains.instructions import is_instruction
from chains.likeness import likeness
from chains.places import Place
from chains.relations import relations
from knowledge.language import language_of
from knowledge.language.embedding import Embed
from knowledge.language.numbers import offered
from knowledge.language.tokenization import terms

Matrix = np.ndarray[Any, np.dtype[np.float64]]


class Judge(Protocol):
    """A model that reads question and text: a cross-encoder, or an embedder of the question's language."""

    @property
    def id(self) -> str: ...

    def score(self, query: str, texts: Sequence[str]) -> Sequence[float]:
        """One score per text, higher answers better."""
        ...


FEATURES = (
    "cover", "cover_near", "cover_passage", "cosine", "typed", "near_candidate", "unit", "names_missing",
    "names_missing_passage", "figures_missing", "figures_missing_passage", "other_year", "rank", "length", "short",
    "bigrams", "rare_missing", "rare_missing_passage", "pronoun", "judge", "is_question", "is_instruction",
    "other_language", "focus", "focus_near", "focus_missing", "relation", "relation_missing", "year_here",
    "other_year_here", "likeness",
)  # fmt: skip
"""Columns of `read`. Some are rare in prose and are not learned (`chains.reading_model`).

The focus of a question are its terms that do not name the passage's subject: the subject stands in many sentences
and tells none of them from the others.
"""

COMPARED = 16
"""Sentences whose words are compared with the question's by meaning, chosen by the cheap features; Chinese only, where
no bundled judge knows that two words mean the same."""
JUDGED = 8
"""Sentences that the judge reads, chosen by the cheap features: 14 choose no better, 6 tell answers a little worse."""
SUBJECT_SHARE = 0.4
"""A term in more than this share of a passage's sentences is its subject."""
_PRONOUN = re.compile(
    r"^\W*(?:(?:it|he|she|they|this|these|those|that|his|her|its|their|such)\b|[他她它其该此这])", re.IGNORECASE
)
_TOKENS = re.compile(r"[a-z0-9]+|[\u3400-\u9fff]")
_ANCHORS = re.compile(r"[a-z0-9]{3,}|[\u3400-\u9fff]{2}")


def read(question: str, found: Sequence[Place], embed: Embed, judge: Judge | None = None) -> Matrix:
    """An array (places, features) that says how each of `found` answers `question`; no column depends on scores
    that other parts calibrate."""
    if not found:
        return np.zeros((0, len(FEATURES)))
    wanted = asked(question)
    page = _Page(wanted, found)
    vectors = np.asarray(embed([question, *(place.in_context for place in found)]), dtype=np.float64)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9
    cosines = vectors[1:] @ vectors[0]
    rows = np.array([_row(wanted, page, i, float(cosine)) for i, cosine in enumerate(cosines)])
    likely = _likely(rows)
    if wanted.language == "zh":
        near = likely[:COMPARED]
        rows[near, FEATURES.index("likeness")] = likeness(question, [found[i].text for i in near], embed)
    if judge is not None:
        near = likely[:JUDGED]
        scores = np.asarray(judge.score(question, [found[i].in_context for i in near]), dtype=np.float64)
        # what was not read scores no better than the worst that was
        rows[:, FEATURES.index("judge")] = scores.min()
        rows[near, FEATURES.index("judge")] = scores
    return rows


def _likely(rows: Matrix) -> list[int]:
    """The places, likeliest first, by what costs no model."""
    cheap = rows[:, FEATURES.index("cover")] + rows[:, FEATURES.index("cosine")] + 0.2 * rows[:, FEATURES.index("rank")]
    order: list[int] = np.argsort(-(cheap + 0.1 * rows[:, FEATURES.index("typed")]), kind="stable").tolist()
    return order


class _Page:
    """Terms of every place and passage, and how much each term of the question tells: its rarity among the places."""

    def __init__(self, wanted: Asked, found: Sequence[Place]) -> None:
        self.found = found
        self.bags = [set(terms(place.text)) for place in found]
        whole = {place.rank: place.passage for place in found}
        texts = {rank: f"{_titles(p)} {p.page_content}" for rank, p in whole.items()}
        self.passage_bags = {rank: set(terms(text)) for rank, text in texts.items()}
        self.passage_texts = {rank: text.lower() for rank, text in texts.items()}
        self.passage_figures = {rank: offered(text) if wanted.figures else frozenset() for rank, text in texts.items()}
        seen = Counter(term for bag in self.bags for term in bag)
        self.weights = {t: math.log(1 + len(found) / (0.5 + seen[t])) for t in wanted.terms}
        middle = float(np.median(list(self.weights.values()))) if self.weights else 0.0
        self.rare = {t: w for t, w in self.weights.items() if w >= middle}
        self.bigrams = _bigrams(wanted.text)
        names = {term for name in wanted.names for term in terms(name)}
        self.focus = {rank: self._focus(rank, names, passage) for rank, passage in whole.items()}

    def _focus(self, rank: int, names: set[str], passage: Document) -> dict[str, float]:
        """The question's terms, less the passage's title, the names in it, and what stands in most of its sentences."""
        bags = [bag for place, bag in zip(self.found, self.bags, strict=True) if place.rank == rank]
        seen = Counter(term for bag in bags for term in bag)
        subject = set(terms(_titles(passage))) | (names & self.passage_bags[rank])
        if len(bags) > 2:
            subject |= {term for term, n in seen.items() if n > SUBJECT_SHARE * len(bags)}
        return {term: weight for term, weight in self.weights.items() if term not in subject}

    def rare_missing(self, bag: set[str]) -> float:
        return 1.0 - _share(self.rare, bag) if self.rare else 0.0


def _row(wanted: Asked, page: _Page, i: int, cosine: float) -> list[float]:
    place, bag = page.found[i], page.bags[i]
    low, around = place.text.lower(), set(terms(place.near))
    found = candidates(wanted, place.text)
    figures = offered(place.text) if wanted.figures else frozenset()
    language = language_of(place.text)
    width = len(place.text) * (2.5 if language == "zh" else 1.0)
    unit = wanted.unit.lstrip("个") if wanted.language == "zh" else wanted.unit.split(" ")[-1].rstrip("s")
    focus = page.focus[place.rank]
    told, untold = relations(wanted.text, place.text)
    values = {
        "cover": _share(page.weights, bag),
        "cover_near": _share(page.weights, around - bag),
        "cover_passage": _share(page.weights, page.passage_bags[place.rank]),
        "cosine": cosine,
        "typed": bool(found),
        "near_candidate": _nearness(wanted, low, found),
        "unit": bool(unit) and unit in low,
        "names_missing": _missing(wanted.names, low),
        "names_missing_passage": _missing(wanted.names, page.passage_texts[place.rank]),
        "figures_missing": len(wanted.figures - figures) / max(1, len(wanted.figures)),
        "figures_missing_passage": len(wanted.figures - page.passage_figures[place.rank]) / max(1, len(wanted.figures)),
        "other_year": bool(wanted.years) and _tells_of_other_years(wanted, page.passage_figures[place.rank]),
        "rank": 1 / (1 + place.rank),
        "length": min(width, 400.0) / 400.0,
        "short": width < 40,
        "bigrams": len(page.bigrams & _bigrams(low)) / max(1, len(page.bigrams)),
        "rare_missing": page.rare_missing(bag | around),
        "rare_missing_passage": page.rare_missing(page.passage_bags[place.rank]),
        "pronoun": bool(_PRONOUN.match(place.text)),
        "judge": 0.0,
        "is_question": place.text.rstrip("\"'”’*_) ")[-1:] in ("?", "？"),
        "is_instruction": is_instruction(place.text) and not is_instruction(wanted.text),
        "other_language": language != wanted.language,
        "focus": _share(focus, bag),
        "focus_near": _share(focus, around - bag),
        "focus_missing": bool(focus) and not focus.keys() & bag,
        "relation": told,
        "relation_missing": untold,
        "year_here": bool(wanted.years & figures),
        "other_year_here": bool(wanted.years) and _tells_of_other_years(wanted, figures),
        "likeness": 0.0,
    }
    return [float(values[name]) for name in FEATURES]


def _share(weights: Mapping[str, float], bag: set[str]) -> float:
    """Which share of the weight `bag` covers."""
    return sum(weight for term, weight in weights.items() if term in bag) / (sum(weights.values()) or 1.0)


def _titles(passage: Document) -> str:
    """Its heading, and its file's name without the ending if that says anything."""
    stem = str(passage.metadata.get("document") or "").rsplit(".", 1)[0]
    named = stem if re.search(r"[A-Za-z\u3400-\u9fff]{2}", stem) else ""
    return f"{passage.metadata.get('heading') or ''} {named}"


def _tells_of_other_years(wanted: Asked, figures: frozenset[str]) -> bool:
    return not wanted.years & figures and bool(years_among(figures))


def _missing(names: Sequence[str], text: str) -> float:
    return sum(name not in text for name in names) / len(names) if names else 0.0


def _bigrams(text: str) -> set[tuple[str, str]]:
    tokens = _TOKENS.findall(text.lower())
    return set(pairwise(tokens))


def _nearness(wanted: Asked, low: str, found: Sequence[tuple[int, int]]) -> float:
    """How close (1 to 0) a candidate stands to a word of the question: 40 letters or 15 characters are a clause."""
    anchors = set(_ANCHORS.findall(wanted.text.lower()))
    positions = [match.start() for anchor in anchors for match in re.finditer(re.escape(anchor), low)]
    if not positions or not found:
        return 0.0
    gap = min(abs((start + end) / 2 - position) for start, end in found for position in positions)
    return math.exp(-gap / (40.0 if wanted.language == "en" else 15.0))
