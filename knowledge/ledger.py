"""What the tables say about bases, documents and jobs, as the data that callers see."""

from collections import Counter
from pathlib import PurePath

from sqlalchemy import ColumnElement, Engine, func, select
from sqlalchemy.orm import Session

from knowledge.catalogue import Document, Job, JobKind, KnowledgeBase, Statistics, Status
from knowledge.errors import UnknownDocument, UnknownKnowledgeBase
from knowledge.records import (
    AUTO,
    BaseRecord,
    ChunkRecord,
    DocumentRecord,
    JobRecord,
    ParsedTextRecord,
    VersionRecord,
)


class Ledger:
    """Reads; changes nothing."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def base_id(self, name: str) -> str:
        with Session(self._engine) as session:
            base_id = session.scalar(select(BaseRecord.id).where(BaseRecord.name == name))
        if base_id is None:
            raise UnknownKnowledgeBase(name)
        return base_id

    def bases(self, name: str | None = None) -> list[KnowledgeBase]:
        query = (
            select(
                BaseRecord,
                VersionRecord.embedder_id,
                func.count(DocumentRecord.id),
                func.coalesce(func.sum(DocumentRecord.chunks), 0),
            )
            .outerjoin(VersionRecord, VersionRecord.id == BaseRecord.version_id)
            .outerjoin(DocumentRecord, DocumentRecord.base_id == BaseRecord.id)
            .group_by(BaseRecord.id, VersionRecord.embedder_id)
        )
        if name is not None:
            query = query.where(BaseRecord.name == name)
        with Session(self._engine) as session:
            return [
                KnowledgeBase(
                    base.name,
                    base.description,
                    base.embedding,
                    embedder_id or (None if base.embedding == AUTO else base.embedding),
                    documents,
                    chunks,
                    base.chunk_tokens,
                    base.window_tokens,
                    base.created_at,
                    base.updated_at,
                )
                # here and not in the database: each has an order of its own
                for base, embedder_id, documents, chunks in sorted(session.execute(query), key=lambda row: row[0].name)
            ]

    def jobs(self, condition: ColumnElement[bool]) -> list[Job]:
        query = (
            select(JobRecord, BaseRecord.name)
            .join(BaseRecord, BaseRecord.id == JobRecord.base_id)
            .where(condition)
            .order_by(JobRecord.created_at, JobRecord.id)
        )
        with Session(self._engine) as session:
            return [
                Job(
                    job.id,
                    JobKind(job.kind),
                    name,
                    job.document_id,
                    job.document_name,
                    Status(job.status),
                    job.reason,
                    job.pages_done,
                    job.pages_total,
                    job.chunks_done,
                    job.chunks_total,
                    job.documents_done,
                    job.documents_total,
                    job.created_at,
                    job.finished_at,
                )
                for job, name in session.execute(query)
            ]

    def documents(self, name: str) -> list[Document]:
        """Return the documents of a base by name. Raises UnknownKnowledgeBase."""
        base_id = self.base_id(name)
        with Session(self._engine) as session:
            rows = session.scalars(select(DocumentRecord).where(DocumentRecord.base_id == base_id))
            return [_document(name, row) for row in sorted(rows, key=lambda row: row.name)]

    def document(self, name: str, document_id: str) -> Document:
        """Return one document. Raises UnknownKnowledgeBase, UnknownDocument."""
        base_id = self.base_id(name)
        with Session(self._engine) as session:
            row = session.get(DocumentRecord, document_id)
            if row is None or row.base_id != base_id:
                raise UnknownDocument(document_id)
            return _document(name, row)

    def statistics(self, name: str) -> Statistics:
        """Return what a base holds. Raises UnknownKnowledgeBase."""
        documents, types, languages = Counter[str](), Counter[str](), Counter[str]()
        totals = Counter[str]()
        with Session(self._engine) as session:
            base = session.scalar(select(BaseRecord).where(BaseRecord.name == name))
            if base is None:
                raise UnknownKnowledgeBase(name)
            version = session.get(VersionRecord, base.version_id) if base.version_id else None
            columns = select(
                DocumentRecord.name, DocumentRecord.status, DocumentRecord.language, DocumentRecord.size,
                DocumentRecord.characters, DocumentRecord.pages, DocumentRecord.chunks,
            )  # fmt: skip
            for row in session.execute(columns.where(DocumentRecord.base_id == base.id)):
                documents[row.status] += 1
                if row.status == Status.READY:
                    types[PurePath(row.name).suffix.lower().lstrip(".")] += 1
                    languages[row.language or "unknown"] += 1
                    totals.update(bytes=row.size, characters=row.characters, pages=row.pages or 0, chunks=row.chunks)
            windows = session.scalar(
                select(func.coalesce(func.sum(ChunkRecord.windows), 0)).where(ChunkRecord.version_id == base.version_id)
            )
            return Statistics(
                name, dict(documents), dict(types), dict(languages), totals["bytes"], totals["characters"],
                totals["pages"], totals["chunks"], windows or 0, version.embedder_id if version else None,
                base.created_at, base.updated_at,
            )  # fmt: skip

    def text(self, document_id: str) -> str:
        """Return a document's canonical text. Raises UnknownDocument."""
        with Session(self._engine) as session:
            text = session.scalar(select(ParsedTextRecord.text).where(ParsedTextRecord.document_id == document_id))
        if text is None:
            raise UnknownDocument(document_id)
        return text


def _document(base: str, row: DocumentRecord) -> Document:
    return Document(
        row.id,
        base,
        row.name,
        row.size,
        Status(row.status),
        row.reason,
        row.pages,
        row.chunks,
        tuple(row.tags),
        row.created_at,
    )
