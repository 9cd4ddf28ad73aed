"""Citations: verbatim quotes with their offsets, and the check whether a sentence is supported by a passage."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

from langchain_core.documents import Document

from chains.sentences import Sentence
from knowledge.language.numbers import offered, stated
from knowledge.language.tokenization import terms

SUPPORT = 0.5  # share of a statement's terms that must occur in what supports it
_NEGATION = re.compile(
    r"\b(?:not|no|never|none|neither|nor|without|cannot|\w+n't|forbidden|prohibited|excluded|un(?:able|available))\b"
    r"|[不没無无未勿禁非]",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[,;:，；：。.!?！？]\s*|\b(?:but|while|although|unless|except)\b|但是?|除非", re.IGNORECASE)
_NAME = re.compile(r"(?<![\w'’.-])[A-Z][a-z]+(?:-[A-Z]?[a-z]+)*")
_TITLE = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Prof|St)\.\s+")
_SENTENCE_START = re.compile(r"(?:^|[.!?:]\s+|[\"“(]\s*|^\W+)$")


@dataclass(frozen=True)
class Citation:
    """One quoted place. `document_text[start:end] == quote` holds exactly."""

    n: int
    knowledge_base: str
    document: str
    document_id: str
    page: int | None
    heading: str | None
    quote: str
    start: int
    end: int
    score: float

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def cite(n: int, sentence: Sentence) -> Citation:
    """The citation number `n` of a passage's sentence, the quote trimmed of surrounding blanks."""
    meta = sentence.passage.metadata
    raw = sentence.passage.page_content[sentence.start - meta["start"] : sentence.end - meta["start"]]
    start = sentence.start + len(raw) - len(raw.lstrip())
    quote = raw.strip()
    return Citation(
        n=n,
        knowledge_base=meta["knowledge_base"],
        document=meta["document"],
        document_id=meta["document_id"],
        page=meta.get("page"),
        heading=meta.get("heading"),
        quote=quote,
        start=start,
        end=start + len(quote),
        score=round(float(meta.get("score") or 0.0), 4),
    )


def supporting(statement: str, sentences: Sequence[Sentence]) -> Sentence | None:
    """The source that supports `statement`, or `None`: one sentence, or two that follow each other in a passage.

    Supported means: at least half of the statement's terms occur in the source, every number and date of the
    statement does (in any spelling), every name stands in the source's passage, and both affirm or both deny.
    """
    said = set(terms(statement))
    if not said:
        return None
    claimed, names = stated(statement), _names(statement)
    for sources in (sentences, _neighbours(sentences)):
        best: tuple[float, Sentence] | None = None
        for source in sources:
            share = len(said & set(terms(f"{source.header} {source.text}"))) / len(said)
            if share < SUPPORT or (best is not None and share <= best[0]):
                continue
            if claimed <= offered(source.text) and _names_occur(names, source) and _agree(statement, source.text):
                best = (share, source)
        if best:
            return best[1]
    return None


def _neighbours(sentences: Sequence[Sentence]) -> list[Sentence]:
    """Sentences that follow each other in one passage, joined two by two as the passage has them."""
    joined: list[Sentence] = []
    ordered = sorted(sentences, key=lambda s: (id(s.passage), s.start))
    for first, second in pairwise(ordered):
        if first.passage is second.passage:
            base = int(first.passage.metadata["start"])
            text = first.passage.page_content[first.start - base : second.end - base]
            joined.append(Sentence(first.passage, text, first.start, second.end, first.score, first.header))
    return joined


def _names(statement: str) -> list[str]:
    """Capitalised words that are so not only because a sentence starts with them."""
    text = _TITLE.sub("", statement)
    return [match.group() for match in _NAME.finditer(text) if not _SENTENCE_START.search(text[: match.start()])]


def _names_occur(names: Sequence[str], source: Sentence) -> bool:
    meta = source.passage.metadata
    where = f"{meta.get('heading') or ''} {meta.get('document') or ''} {source.passage.page_content}".lower()
    return all(name.lower() in where for name in names)


def _agree(statement: str, source: str) -> bool:
    """Whether statement and source both affirm or both deny; of the source, the clauses that share words count."""
    denied = bool(_NEGATION.search(statement))
    if denied == bool(_NEGATION.search(source)):
        return True
    said = set(terms(statement))
    shares = [(len(said & set(terms(clause))), clause) for clause in _CLAUSE.split(source) if clause]
    most = max((share for share, _ in shares), default=0)
    return any(bool(_NEGATION.search(clause)) == denied for share, clause in shares if share == most)


_FENCE_MARKS = str.maketrans({"<": "‹", ">": "›", "＜": "‹", "＞": "›", "﹤": "‹", "﹥": "›"})


def numbered_passages(passages: Sequence[Document]) -> str:
    """Passages for a prompt, each in a numbered data slot; no marker inside a text can close or open a slot.

    Angle brackets of the texts are replaced by single guillemets, so chat templates' special tokens lose theirs, too.
    """
    blocks = []
    for n, passage in enumerate(passages, 1):
        text = passage.page_content.translate(_FENCE_MARKS)
        blocks.append(f'<passage n="{n}">\n{text}\n</passage>')
    return "\n".join(blocks)
