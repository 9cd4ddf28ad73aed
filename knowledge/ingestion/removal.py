"""Taking things away everywhere: rows at once, and what lies outside the database right after.

A transaction deletes the rows, which makes everything unreachable, and writes down what is still stored outside:
vectors, terms, files. `carry_out` removes that; after a crash in between the next start does (`recover`).
"""

from collections.abc import Sequence

from sqlalchemy import Engine, delete, select, update
from sqlalchemy.orm import Session

from knowledge.catalogue import UNFINISHED, JobKind, Status
from knowledge.index.terms import TermIndex
from knowledge.index.vectors import VectorStore
from knowledge.ingestion.files import FileStore
from knowledge.ingestion.locks import BaseLocks
from knowledge.records import (
    BaseRecord,
    ChunkRecord,
    DocumentRecord,
    IndexedRecord,
    JobRecord,
    ParsedTextRecord,
    RemovalRecord,
    VersionRecord,
    now,
)


class Removal:
    """The methods that take a session add to the caller's transaction; all callers hold the base's writing lock."""

    def __init__(
        self, engine: Engine, files: FileStore, vectors: VectorStore, terms: TermIndex, locks: BaseLocks
    ) -> None:
        self._engine = engine
        self._files = files
        self._vectors = vectors
        self._terms = terms
        self._locks = locks

    def base(self, session: Session, base_id: str) -> None:
        """Remove a base with its documents, jobs, indexes and files."""
        versions = session.scalars(select(VersionRecord.id).where(VersionRecord.base_id == base_id)).all()
        documents = select(DocumentRecord.id).where(DocumentRecord.base_id == base_id)
        self._versions(session, base_id, versions)
        session.execute(delete(ParsedTextRecord).where(ParsedTextRecord.document_id.in_(documents)))
        session.execute(delete(DocumentRecord).where(DocumentRecord.base_id == base_id))
        session.execute(delete(JobRecord).where(JobRecord.base_id == base_id))
        session.execute(delete(BaseRecord).where(BaseRecord.id == base_id))
        session.add(RemovalRecord(base_id=base_id))

    def document(self, session: Session, document: DocumentRecord, reason: str) -> None:
        """Remove a document; its unfinished job, which can still be asked for, ends with the reason."""
        session.execute(
            update(JobRecord)
            .where(JobRecord.document_id == document.id, JobRecord.status.in_(UNFINISHED))
            .values(status=Status.FAILED, reason=reason, password=None, finished_at=now())
        )
        self.content(session, document)
        session.delete(document)
        session.add(RemovalRecord(base_id=document.base_id, sha256=document.sha256))

    def content(self, session: Session, document: DocumentRecord) -> None:
        """Remove what was read from a document and made of it; its row and file stay."""
        versions = session.scalars(select(VersionRecord.id).where(VersionRecord.base_id == document.base_id)).all()
        session.add_all(
            RemovalRecord(base_id=document.base_id, version_id=version_id, document_id=document.id)
            for version_id in versions
        )
        for table in (ChunkRecord, IndexedRecord, ParsedTextRecord):
            session.execute(delete(table).where(table.document_id == document.id))

    def indexed(self, session: Session, version: VersionRecord, document_id: str) -> None:
        """Remove a document from one version."""
        session.add(RemovalRecord(base_id=version.base_id, version_id=version.id, document_id=document_id))
        for table in (ChunkRecord, IndexedRecord):
            session.execute(delete(table).where(table.version_id == version.id, table.document_id == document_id))

    def version(self, session: Session, version: VersionRecord) -> None:
        self._versions(session, version.base_id, [version.id])

    def other_versions(self, session: Session, base_id: str, version_id: str | None) -> None:
        """Remove all index versions of a base but one and those that a rebuild is at work on."""
        rebuilds = session.scalars(
            select(JobRecord.options).where(
                JobRecord.base_id == base_id, JobRecord.kind == JobKind.REBUILD, JobRecord.status.in_(UNFINISHED)
            )
        )
        kept = {version_id, *(options.get("version_id") for options in rebuilds)}
        all_versions = session.scalars(select(VersionRecord.id).where(VersionRecord.base_id == base_id))
        self._versions(session, base_id, [each for each in all_versions if each not in kept])

    def _versions(self, session: Session, base_id: str, version_ids: Sequence[str]) -> None:
        session.add_all(RemovalRecord(base_id=base_id, version_id=version_id) for version_id in version_ids)
        for table in (ChunkRecord, IndexedRecord):
            session.execute(delete(table).where(table.version_id.in_(version_ids)))
        session.execute(delete(VersionRecord).where(VersionRecord.id.in_(version_ids)))

    def carry_out(self, base_id: str) -> None:
        """Remove what earlier transactions left outside the database."""
        with Session(self._engine, expire_on_commit=False) as session:
            removals = session.scalars(
                select(RemovalRecord).where(RemovalRecord.base_id == base_id).order_by(RemovalRecord.id)
            ).all()
        if not removals:
            return
        for removal in removals:
            self._remove(removal)
        with Session(self._engine) as session, session.begin():
            session.execute(delete(RemovalRecord).where(RemovalRecord.id.in_([removal.id for removal in removals])))

    def recover(self) -> None:
        """Carry out what a crash has left, and remove files that were stored for an upload never acknowledged."""
        with Session(self._engine) as session:
            pending = set(session.scalars(select(RemovalRecord.base_id).distinct()))
        for base_id in pending:
            with self._locks.writing(base_id):
                self.carry_out(base_id)
        for base_id in self._files.bases():
            with self._locks.writing(base_id):
                self._files.keep_only(base_id, self._sha256s(base_id))

    def _remove(self, removal: RemovalRecord) -> None:
        if removal.sha256 is not None:
            if removal.sha256 not in self._sha256s(removal.base_id, removal.sha256):
                self._files.remove(removal.base_id, removal.sha256)
        elif removal.version_id is None:
            self._files.remove_base(removal.base_id)
        elif removal.document_id is None:
            self._vectors.drop(removal.version_id)
            self._terms.drop(removal.version_id)
        else:
            self._terms.delete_document(removal.version_id, removal.document_id)
            self._vectors.delete_document(removal.version_id, removal.document_id)

    def _sha256s(self, base_id: str, sha256: str | None = None) -> set[str]:
        query = select(DocumentRecord.sha256).where(DocumentRecord.base_id == base_id)
        if sha256 is not None:
            query = query.where(DocumentRecord.sha256 == sha256)
        with Session(self._engine) as session:
            return set(session.scalars(query))
