"""Documents coming in, being tried again and going out."""

import unicodedata
import uuid
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from knowledge.catalogue import CANCELLED, SUPERSEDED, UNFINISHED, JobKind, Status
from knowledge.errors import DamagedFile, InvalidTags, NoPasswordsKept, NotFailed, UnknownDocument, UnknownKnowledgeBase
from knowledge.ingestion.filenames import checked_filename
from knowledge.ingestion.files import FileStore
from knowledge.ingestion.locks import BaseLocks
from knowledge.ingestion.reading import Sealing
from knowledge.ingestion.removal import Removal
from knowledge.loading.file_types import file_type
from knowledge.records import BaseRecord, DocumentRecord, JobRecord, now

_DOCUMENT_IDS = uuid.UUID("0d3c0b53-52d9-4c8c-8f55-0f3a4b0c7a61")
_MOST_TAGS, _LONGEST_TAG = 32, 64


def checked_tags(tags: Sequence[str]) -> list[str]:
    """Return the tags in NFC without surrounding space, each once. Raises InvalidTags."""
    checked = list(dict.fromkeys(unicodedata.normalize("NFC", tag).strip() for tag in tags))
    if len(checked) > _MOST_TAGS:
        raise InvalidTags(f"{len(checked)} tags are too many: a document has at most {_MOST_TAGS}.")
    for tag in checked:
        if not tag or len(tag) > _LONGEST_TAG or not tag.isprintable():
            raise InvalidTags(f"{tag[:80]!r} cannot be a tag: write 1 to {_LONGEST_TAG} printable characters.")
    return checked


def document_id_of(base: str, filename: str, sha256: str) -> str:
    """Return the id that a file's content has under a name in a base, always the same."""
    return str(uuid.uuid5(_DOCUMENT_IDS, f"{base}/{filename}/{sha256}"))


class Uploads:
    """A file's name says which document it is; another content under the same name is its next edition."""

    def __init__(
        self,
        engine: Engine,
        files: FileStore,
        removal: Removal,
        locks: BaseLocks,
        sealing: Sealing | None,
        max_file_bytes: int,
    ) -> None:
        self._engine = engine
        self._files = files
        self._removal = removal
        self._locks = locks
        self._sealing = sealing
        self._max_file_bytes = max_file_bytes

    def add(
        self,
        base_id: str,
        filename: str,
        content: bytes | Path,
        password: str | None,
        tags: Sequence[str] | None,
    ) -> str:
        """Return the id of the job that will ingest the file, or has. Raises InvalidInput before anything is stored."""
        filename = checked_filename(filename)
        checked = None if tags is None else checked_tags(tags)
        sealed = self._sealed(password)
        sha256, size, head = self._files.digest(filename, content, self._max_file_bytes)
        file_type(filename, head)
        with self._locks.writing(base_id):
            self._removal.carry_out(base_id)
            self._files.put(base_id, sha256, content)
            with Session(self._engine) as session, session.begin():
                base = session.get(BaseRecord, base_id)
                if base is None:
                    raise UnknownKnowledgeBase(base_id)
                editions = session.scalars(
                    select(DocumentRecord).where(DocumentRecord.base_id == base_id, DocumentRecord.name == filename)
                ).all()
                document = next((edition for edition in editions if edition.sha256 == sha256), None)
                inherited = next((edition.tags for edition in editions if edition.status == Status.READY), [])
                # neither searched nor wanted any more
                unwanted = [each for each in editions if each is not document and each.status != Status.READY]
                for edition in unwanted:
                    self._removal.document(session, edition, SUPERSEDED)
                if document is None:
                    document = DocumentRecord(
                        id=document_id_of(base.name, filename, sha256),
                        base_id=base_id,
                        name=filename,
                        sha256=sha256,
                        size=size,
                        status=Status.QUEUED,
                        tags=inherited if checked is None else checked,
                    )
                    session.add(document)
                    job_id = self._enqueue(session, document, sealed)
                else:
                    if checked is not None:
                        document.tags = checked
                    job_id = self._again(session, document, sealed)
            if unwanted:
                self._removal.carry_out(base_id)
        return job_id

    def retry(self, base_id: str, document_id: str, password: str | None) -> str:
        """Return the id of a new job for a failed document. Raises UnknownDocument, NotFailed, DamagedFile when its
        file is not stored any more, NoPasswordsKept."""
        sealed = self._sealed(password)
        with self._locks.writing(base_id), Session(self._engine) as session, session.begin():
            document = self._document(session, base_id, document_id)
            if document.status != Status.FAILED:
                raise NotFailed(document.name)
            if not self._files.path(base_id, document.sha256).exists():
                raise DamagedFile(f"The file {document.name!r} is not stored any more: upload it again.")
            document.status, document.reason = Status.QUEUED, None
            return self._enqueue(session, document, sealed)

    def set_tags(self, base_id: str, document_id: str, tags: Sequence[str]) -> None:
        """Replace a document's tags. Raises UnknownDocument, InvalidTags."""
        checked = checked_tags(tags)
        with self._locks.writing(base_id), Session(self._engine) as session, session.begin():
            self._document(session, base_id, document_id).tags = checked
            self._touch(session, base_id)

    def delete(self, base_id: str, document_id: str) -> None:
        """Remove a document everywhere, also while it is ingested. Raises UnknownDocument."""
        with self._locks.writing(base_id):
            with Session(self._engine) as session, session.begin():
                self._removal.document(session, self._document(session, base_id, document_id), CANCELLED)
                self._touch(session, base_id)
            self._removal.carry_out(base_id)

    def _again(self, session: Session, document: DocumentRecord, password: bytes | None) -> str:
        """The job of a content that is known under this name: its own, or a new one when it failed."""
        if document.status == Status.FAILED:
            document.status, document.reason = Status.QUEUED, None
            return self._enqueue(session, document, password)
        known = session.scalar(
            select(JobRecord)
            .where(JobRecord.document_id == document.id, JobRecord.status != Status.FAILED)
            .order_by(JobRecord.created_at.desc())
        )
        if known is not None:
            if password is not None and known.status in UNFINISHED:
                known.password = password
            return known.id
        # its job was forgotten long ago
        job_id = self._enqueue(session, document, None)
        session.flush()
        session.execute(update(JobRecord).where(JobRecord.id == job_id).values(status=Status.READY, finished_at=now()))
        return job_id

    def _enqueue(self, session: Session, document: DocumentRecord, password: bytes | None) -> str:
        job_id = uuid.uuid4().hex
        session.add(
            JobRecord(
                id=job_id,
                base_id=document.base_id,
                kind=JobKind.INGEST,
                document_id=document.id,
                document_name=document.name,
                password=password,
            )
        )
        return job_id

    def _sealed(self, password: str | None) -> bytes | None:
        if not password:
            return None
        if self._sealing is None:
            raise NoPasswordsKept
        return self._sealing.seal(password)

    def _document(self, session: Session, base_id: str, document_id: str) -> DocumentRecord:
        document = session.get(DocumentRecord, document_id)
        if document is None or document.base_id != base_id:
            raise UnknownDocument(document_id)
        return document

    def _touch(self, session: Session, base_id: str) -> None:
        session.execute(update(BaseRecord).where(BaseRecord.id == base_id).values(updated_at=now()))
