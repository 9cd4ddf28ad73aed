"""A knowledge base as one zip file: what was uploaded, what was read from it, and the vectors.

`files/<sha256>` are the uploaded files, `texts/<sha256>.txt` and `structure/<sha256>.jsonl` what was read from them,
`vectors/<sha256>` the vectors of their chunks; `manifest.json`, the last entry, says which documents there are.
"""

import json
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from knowledge.catalogue import Status
from knowledge.errors import UnknownKnowledgeBase, VersionGone
from knowledge.index.vector_files import Matrix, write_vectors
from knowledge.index.vectors import VectorStore
from knowledge.ingestion.files import FileStore
from knowledge.ingestion.reading import stored_document
from knowledge.ingestion.text_files import structure_lines
from knowledge.records import BaseRecord, ChunkRecord, DocumentRecord, VersionRecord

FORMAT = "sancha-knowledge-base"
FORMAT_VERSION = 1
MANIFEST = "manifest.json"
_BLOCK = 1 << 20


class _Pipe:
    """What zipfile writes to, read in pieces; it cannot seek."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self.size = 0

    def write(self, piece: bytes) -> int:
        self._pieces.append(bytes(piece))
        self.size += len(piece)
        return len(piece)

    def flush(self) -> None: ...

    def close(self) -> None: ...

    def take(self) -> bytes:
        pieces, self._pieces, self.size = self._pieces, [], 0
        return b"".join(pieces)


class Exporter:
    """Reads; a document that is deleted or replaced meanwhile is left out."""

    def __init__(self, engine: Engine, files: FileStore, vectors: VectorStore) -> None:
        self._engine = engine
        self._files = files
        self._vectors = vectors

    def export(self, base_id: str) -> Iterator[bytes]:
        """Return the archive piece by piece; one document's text at a time is in memory."""
        with Session(self._engine, expire_on_commit=False) as session:
            base = session.get(BaseRecord, base_id)
            if base is None:
                raise UnknownKnowledgeBase(base_id)
            version = session.get(VersionRecord, base.version_id) if base.version_id else None
            documents = session.scalars(
                select(DocumentRecord)
                .where(DocumentRecord.base_id == base_id, DocumentRecord.status == Status.READY)
                .order_by(DocumentRecord.name)
            ).all()
        return self._pieces(base, version, documents)

    def _pieces(
        self, base: BaseRecord, version: VersionRecord | None, documents: Sequence[DocumentRecord]
    ) -> Iterator[bytes]:
        pipe = _Pipe()
        listed: list[dict[str, Any]] = []
        written: set[str] = set()
        with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
            for document in documents:
                if document.sha256 not in written:
                    parsed = stored_document(self._engine, document.id)
                    path = self._files.path(base.id, document.sha256)
                    if parsed is None or not path.exists():
                        continue
                    written.add(document.sha256)
                    for name, blocks in (
                        (f"files/{document.sha256}", _file_blocks(path)),
                        (f"texts/{document.sha256}.txt", _text_blocks(parsed.text)),
                        (f"structure/{document.sha256}.jsonl", structure_lines(parsed)),
                    ):
                        yield from _entry(archive, pipe, name, blocks)
                    if version is not None:
                        with archive.open(f"vectors/{document.sha256}", "w", force_zip64=True) as entry:
                            write_vectors(entry, version.embedder_id, self._vectors_of(version, document.id))
                        yield pipe.take()
                listed.append(_document_item(document))
            archive.writestr(MANIFEST, json.dumps(_manifest(base, version, listed), ensure_ascii=False, indent=1))
        yield pipe.take()

    def _vectors_of(self, version: VersionRecord, document_id: str) -> dict[str, Matrix]:
        with Session(self._engine) as session:
            chunks = session.execute(
                select(ChunkRecord.id, ChunkRecord.embedding_key, ChunkRecord.windows).where(
                    ChunkRecord.document_id == document_id,
                    ChunkRecord.version_id == version.id,
                    ChunkRecord.embedding_key.is_not(None),
                )
            ).all()
        try:
            stored = self._vectors.get(
                version.id, [(chunk_id, number) for chunk_id, _, windows in chunks for number in range(windows)]
            )
        except VersionGone:
            return {}
        return {
            key: np.asarray([stored[chunk_id, number] for number in range(windows)], dtype=np.float32)
            for chunk_id, key, windows in chunks
            if key is not None and all((chunk_id, number) in stored for number in range(windows))
        }


def _entry(archive: zipfile.ZipFile, pipe: _Pipe, name: str, blocks: Iterable[bytes]) -> Iterator[bytes]:
    with archive.open(name, "w", force_zip64=True) as entry:
        for block in blocks:
            entry.write(block)
            if pipe.size >= _BLOCK:
                yield pipe.take()
    yield pipe.take()


def _file_blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as source:
        while block := source.read(_BLOCK):
            yield block


def _text_blocks(text: str) -> Iterator[bytes]:
    return (text[start : start + _BLOCK].encode() for start in range(0, len(text), _BLOCK))


def _document_item(document: DocumentRecord) -> dict[str, Any]:
    return {
        "name": document.name,
        "sha256": document.sha256,
        "size": document.size,
        "pages": document.pages,
        "language": document.language,
        "tags": document.tags,
        "created_at": document.created_at.isoformat(),
    }


def _manifest(base: BaseRecord, version: VersionRecord | None, documents: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "version": FORMAT_VERSION,
        "exported_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "name": base.name,
        "description": base.description,
        "embedding": base.embedding,
        "embedder": version.embedder_id if version else None,
        "chunk_tokens": base.chunk_tokens,
        "window_tokens": base.window_tokens,
        "documents": documents,
    }
