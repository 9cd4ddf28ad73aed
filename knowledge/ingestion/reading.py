"""From a stored file to its text, once: what was read is kept beside the document."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Engine, insert, update
from sqlalchemy.orm import Session

from knowledge.errors import DamagedFile
from knowledge.ingestion.files import Brought, FileStore
from knowledge.ingestion.indexing import DocumentGone
from knowledge.ingestion.locks import BaseLocks
from knowledge.ingestion.text_files import BrokenTextFile, read_document
from knowledge.ingestion.tracking import JobTracker
from knowledge.language import language_of
from knowledge.loading.document import ParsedDocument
from knowledge.loading.file_types import HEAD_BYTES, file_type
from knowledge.loading.fork_server import ForkServer
from knowledge.loading.parsing import ParsingLimits, parse
from knowledge.records import DocumentRecord, ParsedTextRecord

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Sealing:
    """How passwords of encrypted files are kept until the file is read: never in the clear."""

    seal: Callable[[str], bytes]
    unseal: Callable[[bytes], str]


class Reader:
    """Parses files, or gives what was parsed before."""

    def __init__(
        self,
        engine: Engine,
        files: FileStore,
        locks: BaseLocks,
        parsers: ForkServer,
        limits: ParsingLimits,
        sealing: Sealing | None,
    ) -> None:
        self._engine = engine
        self._files = files
        self._locks = locks
        self._parsers = parsers
        self._limits = limits
        self._sealing = sealing

    def stored(self, document_id: str) -> ParsedDocument | None:
        """Return what was parsed of a document, None when it was not yet or cannot be understood any more."""
        return stored_document(self._engine, document_id)

    def read(self, document: DocumentRecord, tracker: JobTracker, password: bytes | None = None) -> ParsedDocument:
        """Return the parsed document, stored; its job goes on to embedding and forgets the sealed password. A text
        that an import brought is taken as it is.

        Raises UnreadableDocument, UnsupportedFileType, DocumentGone, and what the tracker raises.
        """
        path = self._files.path(document.base_id, document.sha256)
        if not path.exists():
            raise DamagedFile(f"The file {document.name!r} is not stored any more: upload it again.")
        parsed = self._brought(document)
        if parsed is None:
            with path.open("rb") as stream:
                kind = file_type(document.name, stream.read(HEAD_BYTES))
            secret = self._sealing.unseal(password) if password is not None and self._sealing is not None else None
            parsed = parse(path, kind, self._limits, tracker.pages, tracker.check, secret, self._parsers)
        self._store(document, parsed, tracker)
        return parsed

    def _store(self, document: DocumentRecord, parsed: ParsedDocument, tracker: JobTracker) -> None:
        facts = {
            "pages": len(parsed.pages) or None,
            "characters": len(parsed.text),
            "language": language_of(parsed.text),
        }
        structure = parsed.to_json()
        content = {"text": structure.pop("text"), "structure": structure}
        with self._locks.writing(document.base_id), self._engine.begin() as connection:
            this = update(DocumentRecord).where(DocumentRecord.id == document.id)
            if not connection.execute(this.values(**facts)).rowcount:
                raise DocumentGone
            earlier = update(ParsedTextRecord).where(ParsedTextRecord.document_id == document.id)
            if not connection.execute(earlier.values(**content)).rowcount:
                connection.execute(insert(ParsedTextRecord).values(document_id=document.id, **content))
            tracker.has_read(connection)

    def _brought(self, document: DocumentRecord) -> ParsedDocument | None:
        text, structure = (
            self._files.brought(document.base_id, document.sha256, part) for part in (Brought.TEXT, Brought.STRUCTURE)
        )
        if not text.exists() or not structure.exists():
            return None
        try:
            return read_document(text, structure)
        except BrokenTextFile:
            logger.warning("imported text cannot be used document=%s", document.id)
            return None


def stored_document(engine: Engine, document_id: str) -> ParsedDocument | None:
    """Return what was parsed of a document, None when it was not yet or cannot be understood any more."""
    with Session(engine) as session:
        record = session.get(ParsedTextRecord, document_id)
        if record is None:
            return None
        try:
            return ParsedDocument.from_json({"text": record.text, **record.structure})
        except (KeyError, TypeError, ValueError):
            return None
