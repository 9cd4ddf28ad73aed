"""Knowledge bases: the door of this room."""

import builtins
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from knowledge.auto_embedding import AutoEmbedding
from knowledge.catalogue import UNFINISHED, Document, Job, KnowledgeBase, Passage, Status
from knowledge.embedders import Embedder
from knowledge.errors import EmptyQuery, KnowledgeBaseExists, UnknownJob, UnknownKnowledgeBase
from knowledge.filenames import checked_base_name, checked_filename
from knowledge.files import FileStore
from knowledge.indexing import Indexer
from knowledge.ingestion import Ingestion
from knowledge.ledger import Ledger
from knowledge.loading.file_types import file_type
from knowledge.locks import BaseLocks
from knowledge.parsing import ParsingLimits
from knowledge.records import AUTO, BaseRecord, DocumentRecord, JobRecord
from knowledge.removal import Removal
from knowledge.search import Mode, Searcher
from knowledge.segmentation import Segmenter
from knowledge.splitter import SplitSizes
from knowledge.terms import TermIndex
from knowledge.vectors import VectorStore

if TYPE_CHECKING:
    from langchain_core.retrievers import BaseRetriever

_DOCUMENT_IDS = uuid.UUID("0d3c0b53-52d9-4c8c-8f55-0f3a4b0c7a61")
_MAX_QUERY_CHARACTERS = 4000


class KnowledgeBases:
    """All bases of one data folder. Synchronous, and safe to use from several threads at once.

    The tables of `knowledge.records` must exist. `embedders` gives an embedder by model id; it is called often, and
    answers from memory but for the first time. One process at a time works on a data folder.
    """

    def __init__(
        self,
        engine: Engine,
        data_dir: Path,
        embedders: Callable[[str], Embedder],
        *,
        auto: AutoEmbedding | None = None,
        max_file_bytes: int = 200 * 1024 * 1024,
        parsing: ParsingLimits | None = None,
        sizes: SplitSizes | None = None,
    ) -> None:
        self._engine = engine
        self._embedders = embedders
        self._max_file_bytes = max_file_bytes
        self._files = FileStore(data_dir / "files")
        self._vectors = VectorStore(data_dir / "vectors")
        terms = TermIndex(data_dir / "terms", Segmenter())
        self._indexer = Indexer(engine, self._vectors, terms, sizes or SplitSizes())
        self._locks = BaseLocks()
        self._removal = Removal(engine, self._files, self._indexer)
        self._ingestion = Ingestion(
            engine,
            self._files,
            self._indexer,
            self._removal,
            self._locks,
            embedders,
            auto or AutoEmbedding(),
            parsing or ParsingLimits(),
        )
        self._ledger = Ledger(engine)
        self._searcher = Searcher(engine, self._vectors, terms, embedders)

    def close(self) -> None:
        self._vectors.close()

    # bases

    def create(self, name: str, description: str = "", embedding: str = AUTO) -> KnowledgeBase:
        """Return the new base. Raises InvalidName, KnowledgeBaseExists, or what `embedders` raises for the model."""
        name = checked_base_name(name)
        if embedding != AUTO:
            self._embedders(embedding)
        try:
            with Session(self._engine) as session, session.begin():
                session.add(
                    BaseRecord(id=uuid.uuid4().hex, name=name, description=description.strip(), embedding=embedding)
                )
        except IntegrityError as error:
            raise KnowledgeBaseExists(name) from error
        return self.get(name)

    def list(self) -> builtins.list[KnowledgeBase]:
        """Return all bases by name."""
        return self._ledger.bases()

    def get(self, name: str) -> KnowledgeBase:
        """Return a base. Raises UnknownKnowledgeBase."""
        found = self._ledger.bases(name)
        if not found:
            raise UnknownKnowledgeBase(name)
        return found[0]

    def delete(self, name: str) -> None:
        """Remove a base with its documents, vectors, terms, jobs and files. Raises UnknownKnowledgeBase."""
        base_id = self._ledger.base_id(name)
        with self._locks.writing(base_id):
            self._removal.base(base_id)

    # documents

    def add_document(self, name: str, filename: str, content: bytes | Path) -> Job:
        """Store a file and return the job that will ingest it (`run_job`).

        The same bytes are the same document: its unfinished job is returned, or its last one when it is ready; a
        failed one is tried again. Raises UnknownKnowledgeBase, and the InvalidInput errors of file name, type and
        size, before anything is stored.
        """
        base_id = self._ledger.base_id(name)
        filename = checked_filename(filename)
        sha256, size, head = self._files.digest(filename, content, self._max_file_bytes)
        file_type(filename, head)
        document_id = str(uuid.uuid5(_DOCUMENT_IDS, f"{name}/{sha256}"))
        with self._locks.writing(base_id):
            with Session(self._engine) as session:
                document = session.get(DocumentRecord, document_id)
                job_id = session.scalar(
                    select(JobRecord.id)
                    .where(JobRecord.document_id == document_id, ~JobRecord.cancel_requested)
                    .order_by(JobRecord.created_at.desc())
                )
            if document is not None and document.status != Status.FAILED and job_id is not None:
                return self.job(job_id)
            self._files.put(base_id, sha256, content)
            job_id = uuid.uuid4().hex
            with Session(self._engine) as session, session.begin():
                session.merge(
                    DocumentRecord(
                        id=document_id,
                        base_id=base_id,
                        name=filename,
                        sha256=sha256,
                        size=size,
                        status=Status.QUEUED,
                        reason=None,
                    )
                )
                session.add(JobRecord(id=job_id, base_id=base_id, document_id=document_id, document_name=filename))
        return self.job(job_id)

    def documents(self, name: str) -> builtins.list[Document]:
        """Return the documents of a base by name. Raises UnknownKnowledgeBase."""
        return self._ledger.documents(name)

    def document(self, name: str, document_id: str) -> Document:
        """Return one document. Raises UnknownKnowledgeBase, UnknownDocument."""
        return self._ledger.document(name, document_id)

    def document_text(self, document_id: str) -> str:
        """Return the canonical text that all offsets refer to. Raises UnknownDocument, also before it was read."""
        return self._ledger.text(document_id)

    def delete_document(self, name: str, document_id: str) -> None:
        """Remove a document everywhere, also while it is ingested. Raises UnknownKnowledgeBase, UnknownDocument."""
        self.document(name, document_id)
        base_id = self._ledger.base_id(name)
        with self._locks.writing(base_id):
            with Session(self._engine) as session, session.begin():
                session.execute(
                    update(JobRecord)
                    .where(JobRecord.document_id == document_id, JobRecord.status.in_(UNFINISHED))
                    .values(cancel_requested=True)
                )
            self._removal.document(base_id, document_id)

    # jobs

    def run_job(self, job_id: str, should_cancel: Callable[[], bool] = lambda: False) -> None:
        """Ingest a document; returns when its job is ready or failed.

        `should_cancel` returning true stops early and leaves the job to be run again, as kill -9 would.
        A job that is done already, or that another thread runs, is left alone. Raises UnknownJob.
        """
        self._ingestion.run(job_id, should_cancel)

    def pending_jobs(self) -> builtins.list[Job]:
        """Return the jobs that are neither ready nor failed, the oldest first: queued ones and interrupted ones."""
        return self._ledger.jobs(JobRecord.status.in_(UNFINISHED))

    def job(self, job_id: str) -> Job:
        """Return a job. Raises UnknownJob."""
        found = self._ledger.jobs(JobRecord.id == job_id)
        if not found:
            raise UnknownJob(job_id)
        return found[0]

    def cancel_job(self, job_id: str) -> None:
        """Ask a job to stop and remove its document; one that is ready or failed stays so. Raises UnknownJob."""
        self.job(job_id)
        with Session(self._engine) as session, session.begin():
            session.execute(
                update(JobRecord)
                .where(JobRecord.id == job_id, JobRecord.status.in_(UNFINISHED))
                .values(cancel_requested=True)
            )

    # search

    def search(
        self, query: str, names: Sequence[str] | None = None, k: int = 8, mode: Mode = "fused"
    ) -> builtins.list[Passage]:
        """Return at most k passages, best first; `names` None searches all bases.

        A base whose embedder does not speak the query's language is skipped when another one's does.
        Raises EmptyQuery, UnknownKnowledgeBase.
        """
        query = query.strip()[:_MAX_QUERY_CHARACTERS]
        if not query:
            raise EmptyQuery
        if names is None:
            with Session(self._engine) as session:
                base_ids = list(session.scalars(select(BaseRecord.id)))
        else:
            base_ids = [self._ledger.base_id(name) for name in dict.fromkeys(names)]
        return self._searcher.search(query, base_ids, k, mode)

    def as_retriever(self, names: Sequence[str] | None = None, k: int = 8) -> "BaseRetriever":
        """Return the search as a LangChain retriever, sync and async."""
        from knowledge.retriever import KnowledgeRetriever

        return KnowledgeRetriever(find=lambda query: self.search(query, names, k))
