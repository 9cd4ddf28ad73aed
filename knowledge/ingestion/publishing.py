"""The moment when documents become searchable, in one transaction with all that this ends."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from knowledge.catalogue import SUPERSEDED, UNFINISHED, Status
from knowledge.errors import JobCancelled
from knowledge.ingestion.files import FileStore
from knowledge.ingestion.index_versions import make_current
from knowledge.ingestion.known_vectors import KnownVectors
from knowledge.ingestion.removal import Removal
from knowledge.records import BaseRecord, DocumentRecord, IndexedRecord, JobRecord, VersionRecord, now

_TOLD = 3


@dataclass(frozen=True, slots=True)
class Ingested:
    """A document of which all chunks are stored, or are being stored in the same transaction."""

    document: DocumentRecord
    job: JobRecord
    chunks: int
    skipped: Sequence[str]


class Publication:
    """All methods are called with the base's writing lock held."""

    def __init__(self, engine: Engine, files: FileStore, known: KnownVectors, removal: Removal) -> None:
        self._engine = engine
        self._files = files
        self._known = known
        self._removal = removal

    def awaited(self, job_ids: Sequence[str]) -> set[str]:
        """Return which of these jobs have neither ended nor lost their document."""
        query = (
            select(JobRecord.id)
            .join(DocumentRecord, DocumentRecord.id == JobRecord.document_id)
            .where(JobRecord.id.in_(job_ids), JobRecord.status.in_(UNFINISHED))
        )
        with self._engine.connect() as connection:
            return set(connection.scalars(query))

    def publish(self, session: Session, version: VersionRecord, ingested: Sequence[Ingested]) -> None:
        """Make the documents searchable, and their earlier editions and the version before unknown.

        All belong to the version's base. Raises JobCancelled when the base or the version is gone, or a job that was
        not asked for with `awaited`.
        """
        base = session.get(BaseRecord, version.base_id)
        stored_version = session.get(VersionRecord, version.id)
        ids = [each.document.id for each in ingested]
        rows = {row.id: row for row in session.scalars(select(DocumentRecord).where(DocumentRecord.id.in_(ids)))}
        query = select(JobRecord).where(JobRecord.id.in_([each.job.id for each in ingested]))
        jobs = {job.id: job for job in session.scalars(query)}
        held = select(IndexedRecord).where(IndexedRecord.version_id == version.id, IndexedRecord.document_id.in_(ids))
        indexed = {entry.document_id: entry for entry in session.scalars(held)}
        if base is None or stored_version is None or len(rows) < len(ids) or len(jobs) < len(ids):
            raise JobCancelled
        for each in ingested:
            document_id = each.document.id
            row, job = rows[document_id], jobs[each.job.id]
            row.status, row.reason, row.chunks = Status.READY, told(each.skipped), each.chunks
            if document_id in indexed:
                indexed[document_id].chunks = each.chunks
            else:
                session.add(IndexedRecord(version_id=version.id, document_id=document_id, chunks=each.chunks))
            job.status, job.reason, job.password, job.finished_at = Status.READY, None, None, now()
            job.chunks_done = job.chunks_total = max(job.chunks_total, each.chunks)
        editions = select(DocumentRecord).where(
            DocumentRecord.base_id == base.id,
            DocumentRecord.name.in_({row.name for row in rows.values()}),
            DocumentRecord.id.not_in(ids),
        )
        for edition in session.scalars(editions).all():
            self._removal.document(session, edition, SUPERSEDED)
        session.flush()
        make_current(session, base, stored_version, self._removal)

    def tidy_up(self, base_id: str, ingested: Sequence[Ingested]) -> None:
        """After the transaction: take away what it has made unreachable, and what nobody needs any more."""
        self._removal.carry_out(base_id)
        contents = {each.document.sha256 for each in ingested}
        twins = select(DocumentRecord.sha256).where(
            DocumentRecord.base_id == base_id,
            DocumentRecord.sha256.in_(contents),
            DocumentRecord.status != Status.READY,
        )
        with self._engine.connect() as connection:
            needed = set(connection.scalars(twins))
        for sha256 in contents - needed:
            self._files.remove_brought(base_id, sha256)
        self._known.forget()


def told(skipped: Sequence[str]) -> str | None:
    """What of a readable file could not be read, in at most three sentences; None when all of it was."""
    if not skipped:
        return None
    more = len(skipped) - _TOLD
    return " ".join(skipped[:_TOLD]) + (f" ({more} more parts could not be read.)" if more > 0 else "")
