"""Knowledge bases: the door of this room."""

import builtins
import uuid
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from sqlalchemy import Engine, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from knowledge.catalogue import UNFINISHED, Document, Job, KnowledgeBase, Passage, Statistics
from knowledge.embedders import Embedder
from knowledge.errors import EmptyQuery, KnowledgeBaseExists, UnknownJob, UnknownKnowledgeBase
from knowledge.index.tantivy_terms import TantivyTermIndex
from knowledge.index.term_rebuild import rebuild_missing_terms
from knowledge.index.vectors import VectorStore
from knowledge.ingestion.auto_embedding import AutoEmbedding
from knowledge.ingestion.filenames import checked_base_name
from knowledge.ingestion.files import FileStore
from knowledge.ingestion.filling import Filling
from knowledge.ingestion.indexing import Indexer
from knowledge.ingestion.ingest import Ingestion
from knowledge.ingestion.jobs import JobRunner
from knowledge.ingestion.joint import JointIngestion
from knowledge.ingestion.known_vectors import KnownVectors
from knowledge.ingestion.locks import BaseLocks
from knowledge.ingestion.priority import QueryPriority
from knowledge.ingestion.publishing import Publication
from knowledge.ingestion.reading import Reader, Sealing
from knowledge.ingestion.rebuilding import Rebuilding, RebuildOptions
from knowledge.ingestion.removal import Removal
from knowledge.ingestion.uploads import Uploads
from knowledge.language.tokenization import Segmenter
from knowledge.ledger import Ledger
from knowledge.loading.fork_server import ForkServer
from knowledge.loading.parsing import ParsingLimits
from knowledge.records import AUTO, BaseRecord, JobRecord, now
from knowledge.search.filters import SearchFilter
from knowledge.search.reranking import Rerankers, no_reranker
from knowledge.search.searcher import Mode, Request, Searcher
from knowledge.text.splitter import SplitSizes
from knowledge.transfer.exporting import Exporter
from knowledge.transfer.importing import Importer

if TYPE_CHECKING:
    from langchain_core.retrievers import BaseRetriever

_MAX_QUERY_CHARACTERS = 4000


class KnowledgeBases:
    """All bases of one data folder. Synchronous, and safe to use from several threads at once.

    The tables of `knowledge.records` must exist. `embedders` gives an embedder by model id; it is called often, and
    answers from memory but for the first time. `sealing` keeps passwords of encrypted files; without it none are
    taken. One process at a time works on a data folder; it calls `recover` before anything else.
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
        sealing: Sealing | None = None,
        rerankers: Rerankers = no_reranker,
        rerank_ms: float = 0.0,
        chroma_url: str | None = None,
    ) -> None:
        self._engine = engine
        self._embedders = embedders
        self._sizes = sizes or SplitSizes()
        auto = auto or AutoEmbedding()
        self._files = files = FileStore(data_dir / "files")
        self._vectors = VectorStore(data_dir / "vectors", chroma_url)
        self._terms = terms = TantivyTermIndex(data_dir / "terms", Segmenter())
        rebuild_missing_terms(engine, terms)
        self._locks = locks = BaseLocks()
        self._priority = QueryPriority()
        self._removal = removal = Removal(engine, files, self._vectors, terms, locks)
        known = KnownVectors(engine, self._vectors, files)
        indexer = Indexer(engine, self._vectors, terms, removal, known, locks, self._priority)
        self._parsers = ForkServer()
        reader = Reader(engine, files, locks, self._parsers, parsing or ParsingLimits(), sealing)
        filling = Filling(engine, indexer, reader, removal, locks, embedders)
        publication = Publication(engine, files, known, removal)
        joint = JointIngestion(indexer, publication, locks, embedders)
        ingestion = Ingestion(engine, reader, filling, joint, publication, locks, auto)
        self._rebuilding = Rebuilding(engine, filling, removal, locks, auto)
        self._runner = JobRunner(engine, ingestion, self._rebuilding, removal, locks)
        self._uploads = Uploads(engine, files, removal, locks, sealing, max_file_bytes)
        self._exporter = Exporter(engine, files, self._vectors)
        self._importer = Importer(engine, files, locks, parsing or ParsingLimits(), max_file_bytes)
        self._ledger = Ledger(engine)
        self._searcher = Searcher(engine, self._vectors, terms, embedders, rerankers=rerankers, rerank_ms=rerank_ms)

    def close(self) -> None:
        self._parsers.close()
        self._vectors.close()
        self._terms.close()

    def recover(self) -> None:
        """Remove what a crash has left behind unreachable. Unfinished jobs are in `pending_jobs`."""
        self._removal.recover()
        self._runner.prune()

    # bases

    def create(
        self,
        name: str,
        description: str = "",
        embedding: str = AUTO,
        *,
        chunk_tokens: int | None = None,
        window_tokens: int | None = None,
    ) -> KnowledgeBase:
        """Return the new base. Raises InvalidName, InvalidSizes, KnowledgeBaseExists, or what `embedders` raises for
        the model."""
        name = checked_base_name(name)
        sizes = _sizes(chunk_tokens, window_tokens, self._sizes)
        if embedding != AUTO:
            self._embedders(embedding)
        record = BaseRecord(
            id=uuid.uuid4().hex,
            name=name,
            description=description.strip(),
            embedding=embedding,
            chunk_tokens=sizes.chunk,
            window_tokens=sizes.window,
        )
        try:
            with Session(self._engine) as session, session.begin():
                session.add(record)
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

    def describe(self, name: str, description: str) -> KnowledgeBase:
        """Replace the description, which the router reads. Raises UnknownKnowledgeBase."""
        base_id = self._ledger.base_id(name)
        with Session(self._engine) as session, session.begin():
            values = {"description": description.strip(), "updated_at": now()}
            session.execute(update(BaseRecord).where(BaseRecord.id == base_id).values(**values))
        return self.get(name)

    def statistics(self, name: str) -> Statistics:
        """Return what a base holds. Raises UnknownKnowledgeBase."""
        return self._ledger.statistics(name)

    def rebuild(
        self,
        name: str,
        embedding: str | None = None,
        *,
        chunk_tokens: int | None = None,
        window_tokens: int | None = None,
    ) -> Job:
        """Return the job (`run_job`) that will index all documents anew and swap at once; None keeps what there is.

        Until then the old index is searched, and after a cancel or a failure too. Raises UnknownKnowledgeBase,
        InvalidSizes, RebuildUnderWay, or what `embedders` raises for the model.
        """
        base_id = self._ledger.base_id(name)
        if embedding not in (None, AUTO):
            self._embedders(embedding)
        job_id = uuid.uuid4().hex
        with self._locks.writing(base_id), Session(self._engine) as session, session.begin():
            base = session.get(BaseRecord, base_id)
            if base is None:
                raise UnknownKnowledgeBase(name)
            sizes = _sizes(chunk_tokens, window_tokens, SplitSizes(base.chunk_tokens, base.window_tokens))
            self._rebuilding.create(session, base, RebuildOptions(embedding or base.embedding, sizes), job_id)
        return self.job(job_id)

    def export(self, name: str) -> Iterator[bytes]:
        """Return a base as one zip file, piece by piece. Raises UnknownKnowledgeBase at once."""
        return self._exporter.export(self._ledger.base_id(name))

    def import_base(self, archive: Path | BinaryIO, name: str) -> builtins.list[Job]:
        """Make a new base of an exported one and return the jobs that will index its documents, without embedding
        where the export's vectors fit. Raises InvalidArchive, InvalidName, KnowledgeBaseExists, DiskFull, or what
        `embedders` raises; then nothing is left."""
        name = checked_base_name(name)
        if self._ledger.bases(name):
            raise KnowledgeBaseExists(name)
        base_id = self._importer.import_base(archive, name, self._embedders)
        return self._ledger.jobs(JobRecord.base_id == base_id)

    def delete(self, name: str) -> None:
        """Remove a base with its documents, vectors, terms, jobs and files. Raises UnknownKnowledgeBase."""
        base_id = self._ledger.base_id(name)
        with self._locks.writing(base_id):
            with Session(self._engine) as session, session.begin():
                self._removal.base(session, base_id)
            self._removal.carry_out(base_id)

    # documents

    def add_document(
        self,
        name: str,
        filename: str,
        content: bytes | Path,
        *,
        password: str | None = None,
        tags: Sequence[str] | None = None,
    ) -> Job:
        """Store a file and return the job that will ingest it (`run_job`).

        The file name says which document it is. The same content again is the same document: its job is returned, a
        failed one is tried again. Another content is its next edition: the old one is searched until the new one is
        ready. `password` opens an encrypted file; `tags` None keeps those that the document has. Raises
        UnknownKnowledgeBase, and the InvalidInput errors of file name, type, size and tags, before anything is stored.
        """
        return self.job(self._uploads.add(self._ledger.base_id(name), filename, content, password, tags))

    def documents(self, name: str) -> builtins.list[Document]:
        """Return the documents of a base by name. Raises UnknownKnowledgeBase."""
        return self._ledger.documents(name)

    def document(self, name: str, document_id: str) -> Document:
        """Return one document. Raises UnknownKnowledgeBase, UnknownDocument."""
        return self._ledger.document(name, document_id)

    def document_text(self, document_id: str) -> str:
        """Return the canonical text that all offsets refer to. Raises UnknownDocument, also before it was read."""
        return self._ledger.text(document_id)

    def retry_document(self, name: str, document_id: str, *, password: str | None = None) -> Job:
        """Return a new job for a failed document. Raises UnknownKnowledgeBase, UnknownDocument, NotFailed, and
        DamagedFile when its file is not stored any more."""
        return self.job(self._uploads.retry(self._ledger.base_id(name), document_id, password))

    def tag_document(self, name: str, document_id: str, tags: Sequence[str]) -> Document:
        """Replace a document's tags. Raises UnknownKnowledgeBase, UnknownDocument, InvalidTags."""
        self._uploads.set_tags(self._ledger.base_id(name), document_id, tags)
        return self.document(name, document_id)

    def delete_document(self, name: str, document_id: str) -> None:
        """Remove a document everywhere, also while it is ingested. Raises UnknownKnowledgeBase, UnknownDocument."""
        self._uploads.delete(self._ledger.base_id(name), document_id)

    # jobs

    def run_job(self, job_id: str, should_cancel: Callable[[], bool] = lambda: False) -> None:
        """Do a job's work; returns when it is ready or failed.

        `should_cancel` returning true stops early and leaves the job to be run again, as kill -9 would.
        A job that is done already, or that another thread runs, is left alone. Raises UnknownJob.
        """
        self._runner.run(job_id, should_cancel)

    def jobs(self, name: str) -> builtins.list[Job]:
        """Return the jobs of a base that are not forgotten, the oldest first. Raises UnknownKnowledgeBase."""
        return self._ledger.jobs(JobRecord.base_id == self._ledger.base_id(name))

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
        """End a job at once, and remove the document it was to bring; one that is ready or failed stays so.

        Raises UnknownJob."""
        self._runner.cancel(job_id)

    # search

    def search(
        self,
        query: str,
        names: Sequence[str] | None = None,
        k: int = 8,
        mode: Mode = "fused",
        *,
        where: SearchFilter | None = None,
        context: int = 0,
    ) -> builtins.list[Passage]:
        """Return at most k passages, best first, each with the ranks it had; `names` None searches all bases.

        `where` leaves documents out before anything is ranked; `context` asks for that many characters of the section
        before and after each passage. A base whose embedder does not speak the query's language is searched by its
        words alone when another one's does. Raises EmptyQuery, UnknownKnowledgeBase.
        """
        query = query.strip()[:_MAX_QUERY_CHARACTERS]
        if not query:
            raise EmptyQuery
        if names is None:
            with Session(self._engine) as session:
                base_ids = list(session.scalars(select(BaseRecord.id)))
        else:
            base_ids = [self._ledger.base_id(name) for name in dict.fromkeys(names)]
        with self._priority.query():
            return self._searcher.search(Request(query, k, mode, where, context), base_ids)

    def as_retriever(
        self,
        names: Sequence[str] | None = None,
        k: int = 8,
        mode: Mode = "fused",
        *,
        where: SearchFilter | None = None,
        context: int = 0,
    ) -> "BaseRetriever":
        """Return the search as a LangChain retriever, sync and async."""
        from knowledge.retriever import KnowledgeRetriever

        return KnowledgeRetriever(find=lambda query: self.search(query, names, k, mode, where=where, context=context))


def _sizes(chunk: int | None, window: int | None, usual: SplitSizes) -> SplitSizes:
    if chunk is None and window is None:
        return usual
    chunk = usual.chunk if chunk is None else chunk
    return SplitSizes(chunk, min(usual.window, chunk) if window is None else window)
