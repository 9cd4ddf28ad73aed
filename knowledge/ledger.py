"""What the tables say about bases, documents and jobs, as the data that callers see."""

from sqlalchemy import ColumnElement, Engine, func, select
from sqlalchemy.orm import Session

from knowledge.catalogue import Document, Job, KnowledgeBase, Status
from knowledge.errors import UnknownDocument, UnknownKnowledgeBase
from knowledge.records import AUTO, BaseRecord, DocumentRecord, JobRecord, ParsedTextRecord, VersionRecord


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
            .order_by(BaseRecord.name)
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
                    base.created_at,
                )
                for base, embedder_id, documents, chunks in session.execute(query)
            ]

    def jobs(self, condition: ColumnElement[bool]) -> list[Job]:
        query = (
            select(JobRecord, BaseRecord.name)
            .join(BaseRecord, BaseRecord.id == JobRecord.base_id)
            .where(condition)
            .order_by(JobRecord.created_at)
        )
        with Session(self._engine) as session:
            return [
                Job(
                    job.id,
                    name,
                    job.document_id,
                    job.document_name,
                    Status(job.status),
                    job.reason,
                    job.pages_done,
                    job.pages_total,
                    job.chunks_done,
                    job.chunks_total,
                    job.created_at,
                )
                for job, name in session.execute(query)
            ]

    def documents(self, name: str) -> list[Document]:
        """Return the documents of a base by name. Raises UnknownKnowledgeBase."""
        base_id = self.base_id(name)
        with Session(self._engine) as session:
            rows = session.scalars(
                select(DocumentRecord).where(DocumentRecord.base_id == base_id).order_by(DocumentRecord.name)
            )
            return [_document(name, row) for row in rows]

    def document(self, name: str, document_id: str) -> Document:
        """Return one document. Raises UnknownKnowledgeBase, UnknownDocument."""
        base_id = self.base_id(name)
        with Session(self._engine) as session:
            row = session.get(DocumentRecord, document_id)
            if row is None or row.base_id != base_id:
                raise UnknownDocument(document_id)
            return _document(name, row)

    def text(self, document_id: str) -> str:
        """Return a document's canonical text. Raises UnknownDocument."""
        with Session(self._engine) as session:
            text = session.scalar(select(ParsedTextRecord.text).where(ParsedTextRecord.document_id == document_id))
        if text is None:
            raise UnknownDocument(document_id)
        return text


def _document(base: str, row: DocumentRecord) -> Document:
    return Document(
        row.id, base, row.name, row.size, Status(row.status), row.reason, row.pages, row.chunks, row.created_at
    )
