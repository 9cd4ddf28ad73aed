"""Files become text, text becomes chunks, chunks become vectors and terms, and a question finds its passages."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from knowledge.auto_embedding import AutoEmbedding
    from knowledge.bases import KnowledgeBases
    from knowledge.catalogue import Document, Job, KnowledgeBase, Passage, Status
    from knowledge.parsing import ParsingLimits
    from knowledge.splitter import SplitSizes

__all__ = [
    "AutoEmbedding",
    "Document",
    "Job",
    "KnowledgeBase",
    "KnowledgeBases",
    "ParsingLimits",
    "Passage",
    "SplitSizes",
    "Status",
]

_HOMES = {
    "AutoEmbedding": "knowledge.auto_embedding",
    "KnowledgeBases": "knowledge.bases",
    "ParsingLimits": "knowledge.parsing",
    "SplitSizes": "knowledge.splitter",
}


def __getattr__(name: str) -> Any:
    # imported when asked for: the file parser's process and the pure text modules must not pay for SQLAlchemy
    if name not in __all__:
        raise AttributeError(name)
    from importlib import import_module

    return getattr(import_module(_HOMES.get(name, "knowledge.catalogue")), name)
