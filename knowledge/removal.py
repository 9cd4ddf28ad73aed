"""Taking things away everywhere: rows, vectors, terms and files. Callers hold the base's writing lock."""

from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from knowledge.files import FileStore
from knowledge.indexing import Indexer
from knowledge.records import BaseRecord, ChunkRecord, DocumentRecord, JobRecord, ParsedTextRecord, VersionRecord


class Removal:
    """What is gone already is fine: after a crash the same removal runs again."""

    def __init__(self, engine: Engine, files: FileStore, indexer: Indexer) -> None:
        self._engine = engine
        self._files = files
        self._indexer = indexer

    def base(self, base_id: str) -> None:
        """Remove a base with its documents, jobs, indexes and files."""
        with Session(self._engine) as session, session.begin():
            versions = session.scalars(select(VersionRecord.id).where(VersionRecord.base_id == base_id)).all()
            documents = select(DocumentRecord.id).where(DocumentRecord.base_id == base_id)
            session.execute(delete(ChunkRecord).where(ChunkRecord.version_id.in_(versions)))
            session.execute(delete(ParsedTextRecord).where(ParsedTextRecord.document_id.in_(documents)))
            session.execute(delete(DocumentRecord).where(DocumentRecord.base_id == base_id))
            session.execute(delete(JobRecord).where(JobRecord.base_id == base_id))
            session.execute(delete(VersionRecord).where(VersionRecord.base_id == base_id))
            session.execute(delete(BaseRecord).where(BaseRecord.id == base_id))
        for version_id in versions:
            self._indexer.drop(version_id)
        self._files.remove_base(base_id)

    def document(self, base_id: str, document_id: str) -> None:
        """Remove a document with its file; its job stays, to be asked for."""
        with Session(self._engine) as session:
            document = session.get(DocumentRecord, document_id)
            if document is None:
                return
            sha256 = document.sha256
        self.content(base_id, document_id)
        with Session(self._engine) as session, session.begin():
            session.execute(delete(DocumentRecord).where(DocumentRecord.id == document_id))
        self._files.remove(base_id, sha256)

    def content(self, base_id: str, document_id: str) -> None:
        """Remove what was read from a document and made of it; its row and file stay."""
        with Session(self._engine) as session:
            versions = session.scalars(select(VersionRecord.id).where(VersionRecord.base_id == base_id)).all()
        for version_id in versions:
            self._indexer.remove(version_id, document_id)
        with Session(self._engine) as session, session.begin():
            session.execute(delete(ParsedTextRecord).where(ParsedTextRecord.document_id == document_id))

    def other_versions(self, base_id: str, version_id: str) -> None:
        """Remove all index versions of a base but one."""
        with Session(self._engine) as session:
            others = session.scalars(
                select(VersionRecord.id).where(VersionRecord.base_id == base_id, VersionRecord.id != version_id)
            ).all()
        for other in others:
            self._indexer.drop(other)
            with Session(self._engine) as session, session.begin():
                session.execute(delete(ChunkRecord).where(ChunkRecord.version_id == other))
                session.execute(delete(VersionRecord).where(VersionRecord.id == other))
