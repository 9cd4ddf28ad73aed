"""Files become text, text becomes chunks, chunks become vectors and terms, and a question finds its passages."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from knowledge.bases import KnowledgeBases
    from knowledge.catalogue import Document, Job, JobKind, KnowledgeBase, Passage, Statistics, Status
    from knowledge.ingestion.auto_embedding import AutoEmbedding
    from knowledge.ingestion.reading import Sealing
    from knowledge.loading.parsing import ParsingLimits
    from knowledge.text.splitter import SplitSizes

__all__ = [
    "AutoEmbedding",
    "Document",
    "Job",
    "JobKind",
    "KnowledgeBase",
    "KnowledgeBases",
    "ParsingLimits",
    "Passage",
    "Sealing",
    "SplitSizes",
    "Statistics",
    "Status",
]

_HOMES = {
    "AutoEmbedding": "knowledge.ingestion.auto_embedding",
    "KnowledgeBases": "knowledge.bases",
    "ParsingLimits": "knowledge.loading.parsing",
    "Sealing": "knowledge.ingestion.reading",
    "SplitSizes": "knowledge.text.splitter",
}


def __getattr__(name: str) -> Any:
    # imported when asked for: the file parser's process and the pure text modules must not pay for SQLAlchemy
    if name not in __all__:
        raise AttributeError(name)
    from importlib import import_module

    return getattr(import_module(_HOMES.get(name, "knowledge.catalogue")), name)
