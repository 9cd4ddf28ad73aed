"""The index versions of a base: which one a document goes to, which documents it lacks, and how it becomes the one
that is searched. All methods take the caller's session; writers hold the base's writing lock."""

import uuid
from collections.abc import Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from knowledge.catalogue import UNFINISHED, JobKind, Status
from knowledge.ingestion.removal import Removal
from knowledge.records import BaseRecord, DocumentRecord, IndexedRecord, JobRecord, VersionRecord, now
from knowledge.text.splitter import SplitSizes


def current_version(session: Session, base: BaseRecord) -> VersionRecord | None:
    """Return the version that is searched."""
    return session.get(VersionRecord, base.version_id) if base.version_id else None


def unfinished_rebuild(session: Session, base_id: str) -> JobRecord | None:
    """Return the job that rebuilds the base, or will."""
    return session.scalar(
        select(JobRecord).where(
            JobRecord.base_id == base_id, JobRecord.kind == JobKind.REBUILD, JobRecord.status.in_(UNFINISHED)
        )
    )


def version_beside(session: Session, base: BaseRecord, embedder_id: str, sizes: SplitSizes) -> VersionRecord:
    """Return a version to be filled: the one that an interrupted job began, or a new one."""
    for version in session.scalars(select(VersionRecord).where(VersionRecord.base_id == base.id)):
        same = (version.embedder_id, version.chunk_tokens, version.window_tokens)
        if version.id != base.version_id and same == (embedder_id, sizes.chunk, sizes.window):
            return version
    version = VersionRecord(
        id=uuid.uuid4().hex,
        base_id=base.id,
        embedder_id=embedder_id,
        chunk_tokens=sizes.chunk,
        window_tokens=sizes.window,
    )
    session.add(version)
    session.flush()
    return version


def missing_documents(session: Session, version: VersionRecord) -> Sequence[DocumentRecord]:
    """Return the documents that are searched and not whole in the version, the oldest first."""
    indexed = select(IndexedRecord.document_id).where(IndexedRecord.version_id == version.id)
    return session.scalars(
        select(DocumentRecord)
        .where(
            DocumentRecord.base_id == version.base_id,
            DocumentRecord.status == Status.READY,
            DocumentRecord.id.not_in(indexed),
        )
        .order_by(DocumentRecord.created_at, DocumentRecord.id)
    ).all()


def make_current(session: Session, base: BaseRecord, version: VersionRecord | None, removal: Removal) -> None:
    """Let the version be searched, or none when there is no document, and drop the one before it."""
    version_id = version.id if version else None
    if base.version_id != version_id:
        base.version_id = version_id
        chunks = (
            select(IndexedRecord.chunks)
            .where(IndexedRecord.version_id == version_id, IndexedRecord.document_id == DocumentRecord.id)
            .scalar_subquery()
        )
        session.execute(
            update(DocumentRecord)
            .where(DocumentRecord.base_id == base.id, DocumentRecord.status == Status.READY)
            .values(chunks=chunks)
            .execution_options(synchronize_session=False)
        )
        removal.other_versions(session, base.id, version_id)
    base.updated_at = now()
