"""The room as a LangChain retriever."""

import asyncio
from collections.abc import Callable

from langchain_core.callbacks import AsyncCallbackManagerForRetrieverRun, CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever

from knowledge.catalogue import Passage


class KnowledgeRetriever(BaseRetriever):
    """Passages as Documents, best first; `metadata` holds all of a Passage but its text."""

    find: Callable[[str], list[Passage]]

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        return [as_document(passage) for passage in self.find(query)]

    async def _aget_relevant_documents(
        self, query: str, *, run_manager: AsyncCallbackManagerForRetrieverRun
    ) -> list[Document]:
        return [as_document(passage) for passage in await asyncio.to_thread(self.find, query)]


def as_document(passage: Passage) -> Document:
    """Return a passage as a LangChain Document, its id the chunk's."""
    return Document(
        id=passage.chunk_id,
        page_content=passage.text,
        metadata={
            "knowledge_base": passage.knowledge_base,
            "document": passage.document,
            "document_id": passage.document_id,
            "page": passage.page,
            "heading": passage.heading,
            "start": passage.start,
            "end": passage.end,
            "score": passage.score,
            "sentences": [list(span) for span in passage.sentences],
            "before": passage.before,
            "after": passage.after,
        },
    )
