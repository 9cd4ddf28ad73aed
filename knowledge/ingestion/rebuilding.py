"""Building the index of a base anew, beside the one that is searched, and swapping at once."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from knowledge.catalogue import JobKind, Status
from knowledge.errors import JobCancelled, RebuildUnderWay
from knowledge.ingestion.auto_embedding import AutoEmbedding
from knowledge.ingestion.filling import Filling
from knowledge.ingestion.index_versions import make_current, missing_documents, unfinished_rebuild, version_beside
from knowledge.ingestion.locks import BaseLocks
from knowledge.ingestion.removal import Removal
from knowledge.ingestion.tracking import JobTracker
from knowledge.records import (
    AUTO,
    BaseRecord,
    DocumentRecord,
    JobRecord,
    ParsedTextRecord,
    VersionRecord,
    now,
)
from knowledge.text.splitter import SplitSizes

logger = logging.getLogger(__name__)

_FEW = 2


@dataclass(frozen=True, slots=True)
class RebuildOptions:
    """What a rebuilt base will have; `embedding` is "auto" or a model id."""

    embedding: str
    sizes: SplitSizes

    @classmethod
    def of(cls, job: JobRecord) -> "RebuildOptions":
        return cls(job.options["embedding"], SplitSizes(job.options["chunk_tokens"], job.options["window_tokens"]))

    def to_json(self) -> dict[str, str | int]:
        return {
            "embedding": self.embedding,
            "chunk_tokens": self.sizes.chunk,
            "window_tokens": self.sizes.window,
        }


class Rebuilding:
    """One rebuild of a base at a time. Documents that arrive meanwhile are searchable at once, in the old version,
    and are taken along before the swap."""

    def __init__(
        self,
        engine: Engine,
        filling: Filling,
        removal: Removal,
        locks: BaseLocks,
        auto: AutoEmbedding,
    ) -> None:
        self._engine = engine
        self._filling = filling
        self._removal = removal
        self._locks = locks
        self._auto = auto

    def create(self, session: Session, base: BaseRecord, options: RebuildOptions, job_id: str) -> None:
        """Add the job. The caller holds the base's writing lock. Raises RebuildUnderWay."""
        under_way = unfinished_rebuild(session, base.id)
        if under_way is not None:
            raise RebuildUnderWay(base.name, under_way.id)
        session.add(
            JobRecord(
                id=job_id,
                base_id=base.id,
                kind=JobKind.REBUILD,
                document_id="",
                document_name="",
                options=options.to_json(),
            )
        )

    def run(self, job: JobRecord, tracker: JobTracker) -> None:
        """Bring the job to ready. Raises what stands in the way."""
        tracker.enter(Status.EMBEDDING)
        options = RebuildOptions.of(job)
        wishes: dict[str, str] = {}
        first = True
        while True:
            self._ask(job.base_id, options, wishes)
            # what moves the base right now goes first; from here on nothing does, because this job is unfinished
            with self._locks.indexing(job.base_id, tracker.check, shared=False):
                self._ask(job.base_id, options, wishes)
                version, documents = self._next(job, options, wishes)
                if version is not None and documents and not first and len(documents) <= _FEW:
                    # uploaded meanwhile: nobody else indexes now, so these are the last before the swap
                    self._filling.fill(version, documents, tracker)
                    version, documents = self._next(job, options, wishes)
                if version is None or not documents:
                    self._publish(job, options, version, tracker)
                    return
            self._filling.fill(version, documents, tracker)
            first = False

    def abandon(self, session: Session, job: JobRecord) -> None:
        """Drop what an unsuccessful rebuild has built so far, in the caller's transaction."""
        version = session.get(VersionRecord, job.options.get("version_id", ""))
        base = session.get(BaseRecord, job.base_id)
        if version is not None and base is not None and base.version_id != version.id:
            self._removal.version(session, version)

    def _ask(self, base_id: str, options: RebuildOptions, wishes: dict[str, str]) -> None:
        """Note which embedder each document asks for, one document in memory at a time."""
        if options.embedding != AUTO:
            return
        with Session(self._engine) as session:
            ready = session.scalars(
                select(DocumentRecord.id).where(
                    DocumentRecord.base_id == base_id, DocumentRecord.status == Status.READY
                )
            ).all()
        for document_id in ready:
            if document_id not in wishes:
                with Session(self._engine) as session:
                    text = session.get(ParsedTextRecord, document_id)
                    wishes[document_id] = self._auto.for_text(text.text if text else "")

    def _next(
        self, job: JobRecord, options: RebuildOptions, wishes: dict[str, str]
    ) -> tuple[VersionRecord | None, Sequence[DocumentRecord]]:
        """The version to fill and what it lacks; none when there is no document. One in another language may ask for
        another embedder, and so for another version."""
        with self._locks.writing(job.base_id):
            with Session(self._engine, expire_on_commit=False) as session, session.begin():
                base, row = session.get(BaseRecord, job.base_id), session.get(JobRecord, job.id)
                if base is None or row is None or row.status == Status.FAILED:
                    raise JobCancelled
                ready = session.scalars(
                    select(DocumentRecord.id).where(
                        DocumentRecord.base_id == base.id, DocumentRecord.status == Status.READY
                    )
                ).all()
                wanted = self._wanted(options, [wishes.get(document_id) for document_id in ready])
                version = session.get(VersionRecord, row.options.get("version_id", ""))
                if version is not None and version.embedder_id != wanted:
                    self._removal.version(session, version)
                    session.flush()
                    version = None
                if version is None and wanted is not None:
                    version = version_beside(session, base, wanted, options.sizes)
                row.options = row.options | {"version_id": version.id if version else ""}
                documents = missing_documents(session, version) if version else []
            self._removal.carry_out(job.base_id)
        return version, documents

    def _wanted(self, options: RebuildOptions, wishes: Sequence[str | None]) -> str | None:
        if options.embedding != AUTO:
            return options.embedding if wishes else None
        wanted: str | None = None
        for wish in filter(None, wishes):
            wanted = self._auto.joined(wanted, wish)
        return wanted

    def _publish(
        self, job: JobRecord, options: RebuildOptions, version: VersionRecord | None, tracker: JobTracker
    ) -> None:
        tracker.check()
        tracker.flush()
        with self._locks.writing(job.base_id):
            with Session(self._engine) as session, session.begin():
                base, row = session.get(BaseRecord, job.base_id), session.get(JobRecord, job.id)
                if base is None or row is None or row.status == Status.FAILED:
                    raise JobCancelled
                base.embedding = options.embedding
                base.chunk_tokens, base.window_tokens = options.sizes.chunk, options.sizes.window
                row.status, row.finished_at = Status.READY, now()
                row.chunks_total = row.chunks_done
                row.documents_total = row.documents_done
                session.flush()
                make_current(session, base, version, self._removal)
            self._removal.carry_out(job.base_id)
        logger.info("base rebuilt job=%s embedder=%s", job.id, version.embedder_id if version else None)
