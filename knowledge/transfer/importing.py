"""Making a knowledge base of an exported one. Contents are checked against their hashes, texts against their own
structure, and everything against limits on what it expands to.
"""

import codecs
import hashlib
import os
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, BinaryIO

from pydantic import BaseModel, Field, ValidationError
from sqlalchemy import Engine, insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from knowledge.catalogue import JobKind
from knowledge.errors import InvalidArchive, KnowledgeBaseExists
from knowledge.ingestion.filenames import checked_filename
from knowledge.ingestion.files import Brought, FileStore
from knowledge.ingestion.locks import BaseLocks
from knowledge.ingestion.text_files import BrokenTextFile, parts_of
from knowledge.ingestion.uploads import checked_tags, document_id_of
from knowledge.loading.file_types import HEAD_BYTES, file_type
from knowledge.loading.parsing import ParsingLimits
from knowledge.records import AUTO, BaseRecord, DocumentRecord, JobRecord
from knowledge.text.splitter import SplitSizes
from knowledge.transfer.archive import Archive, opened
from knowledge.transfer.exporting import FORMAT, FORMAT_VERSION, MANIFEST

_LARGEST_MANIFEST = 64 << 20
_LARGEST_STRUCTURE = 1 << 30
_LONGEST_LINE = 1 << 20
_LARGEST_VECTORS = 1 << 30
_MOST_BYTES_PER_CHARACTER = 4


class _Document(BaseModel):
    name: str = Field(max_length=1000)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    tags: list[str] = []
    pages: Annotated[int, Field(ge=0)] | None = None
    created_at: datetime


class _Manifest(BaseModel):
    format: str
    version: int
    description: str = Field("", max_length=2000)
    embedding: str = AUTO
    embedder: str | None = None
    chunk_tokens: int
    window_tokens: int
    documents: list[_Document] = Field(max_length=1_000_000)


class Importer:
    """Puts everything beside the files first, where a job for each document takes it from, and then all rows in one
    short transaction: a base is there whole or not, and nothing is parsed while the database is locked."""

    def __init__(
        self, engine: Engine, files: FileStore, locks: BaseLocks, limits: ParsingLimits, max_file_bytes: int
    ) -> None:
        self._engine = engine
        self._files = files
        self._locks = locks
        self._limits = limits
        self._max_file_bytes = max_file_bytes

    def import_base(self, source: Path | BinaryIO, name: str, embedders: Callable[[str], object]) -> str:
        """Return the id of the new base; its documents have jobs that wait to be run.

        Raises InvalidInput, DiskFull, KnowledgeBaseExists, or what `embedders` raises for the base's model.
        """
        base_id = uuid.uuid4().hex
        try:
            # `recover` takes files without rows for leftovers
            with opened(source) as archive, self._locks.writing(base_id):
                self._import(archive, base_id, name, embedders)
        except BaseException as error:
            self._files.remove_base(base_id)
            if isinstance(error, IntegrityError):
                raise KnowledgeBaseExists(name) from error
            raise
        return base_id

    def _import(self, archive: Archive, base_id: str, name: str, embedders: Callable[[str], object]) -> None:
        manifest = _manifest(archive.read(MANIFEST, _LARGEST_MANIFEST))
        sizes = SplitSizes(manifest.chunk_tokens, manifest.window_tokens)
        if manifest.embedding != AUTO:
            embedders(manifest.embedding)
        archive.require_room(self._files.folder_of(base_id))
        for item in manifest.documents:
            self._store(archive, base_id, item)
        documents = [
            {
                "id": document_id_of(name, item.name, item.sha256),
                "base_id": base_id,
                "name": item.name,
                "sha256": item.sha256,
                "size": self._files.path(base_id, item.sha256).stat().st_size,
                "tags": checked_tags(item.tags),
                "pages": item.pages,
                "created_at": item.created_at.replace(tzinfo=None),
            }
            for item in manifest.documents
        ]
        jobs = [
            {
                "id": uuid.uuid4().hex,
                "base_id": base_id,
                "kind": JobKind.INGEST,
                "document_id": document["id"],
                "document_name": document["name"],
            }
            for document in documents
        ]
        base = BaseRecord(id=base_id, name=name, description=manifest.description.strip())
        base.embedding, base.chunk_tokens, base.window_tokens = manifest.embedding, sizes.chunk, sizes.window
        with Session(self._engine) as session, session.begin():
            session.add(base)
            session.flush()
            if documents:
                session.execute(insert(DocumentRecord), documents)
                session.execute(insert(JobRecord), jobs)

    def _store(self, archive: Archive, base_id: str, item: _Document) -> None:
        """Put a document's file and what came along with it where they belong."""
        # the name is a checked hash, so the path stays in the base's folder
        path = self._files.path(base_id, item.sha256)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            digest = hashlib.sha256()
            with _durable(path) as target:
                for block in archive.blocks(
                    f"files/{item.sha256}", self._max_file_bytes, "raise SANCHA_UPLOAD_MAX_MB and import it again"
                ):
                    digest.update(block)
                    target.write(block)
            if digest.hexdigest() != item.sha256:
                raise InvalidArchive(f"{item.name!r} in the archive is not what was exported: export it again.")
            characters = self._store_text(archive, base_id, item.sha256)
            self._store_structure(archive, base_id, item.sha256, characters)
            if archive.has(f"vectors/{item.sha256}"):
                with _durable(self._files.brought(base_id, item.sha256, Brought.VECTORS)) as target:
                    target.writelines(archive.blocks(f"vectors/{item.sha256}", _LARGEST_VECTORS))
        with path.open("rb") as stream:
            file_type(item.name, stream.read(HEAD_BYTES))

    def _store_text(self, archive: Archive, base_id: str, sha256: str) -> int:
        """Return how many characters the text has."""
        name, most = f"texts/{sha256}.txt", self._limits.characters
        decoder = codecs.getincrementaldecoder("utf-8")()
        characters, blank = 0, True
        with _durable(self._files.brought(base_id, sha256, Brought.TEXT)) as target:
            for block in archive.blocks(name, most * _MOST_BYTES_PER_CHARACTER, "leave the document out"):
                text = decoder.decode(block)
                characters += len(text)
                blank = blank and not text.strip()
                if characters > most:
                    raise InvalidArchive(f"{name} holds more than {most:,} characters: leave the document out.")
                target.write(block)
        decoder.decode(b"", final=True)
        if blank:
            raise InvalidArchive(f"{name} in the archive is empty: export it again.")
        return characters

    def _store_structure(self, archive: Archive, base_id: str, sha256: str, characters: int) -> None:
        name = f"structure/{sha256}.jsonl"
        with _durable(self._files.brought(base_id, sha256, Brought.STRUCTURE)) as target:

            def stored() -> Iterable[bytes]:
                for line in archive.lines(name, _LARGEST_STRUCTURE, _LONGEST_LINE):
                    target.write(line + b"\n")
                    yield line

            try:
                for _ in parts_of(stored(), characters):
                    pass
            except BrokenTextFile as error:
                raise InvalidArchive(f"{name} in the archive is not sound ({error}): export it again.") from error


@contextmanager
def _durable(path: Path) -> Iterator[BinaryIO]:
    """A new file that is on the disk when the block ends: rows that name it are committed after it."""
    with path.open("wb") as target:
        yield target
        target.flush()
        os.fsync(target.fileno())


def _manifest(content: bytes) -> _Manifest:
    try:
        manifest = _Manifest.model_validate_json(content)
    except ValidationError as error:
        problem = error.errors()[0]
        where = ".".join(str(part) for part in problem["loc"])
        raise InvalidArchive(f"{MANIFEST} is not valid ({where}: {problem['msg']}): export the base again.") from error
    if manifest.format != FORMAT or manifest.version != FORMAT_VERSION:
        raise InvalidArchive(
            f"The archive has the format {manifest.format[:40]!r} {manifest.version}, this release reads {FORMAT!r} "
            f"{FORMAT_VERSION}: export and import with the same release."
        )
    for document in manifest.documents:
        document.name = checked_filename(document.name)
    names = {document.name for document in manifest.documents}
    if len(names) < len(manifest.documents):
        raise InvalidArchive(f"{MANIFEST} names a document twice: export the base again.")
    return manifest
