"""Vectors that need not be computed again: a base has them under the same embedder and the same text."""

import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

import numpy as np
from sqlalchemy import Engine, select

from knowledge.errors import VersionGone
from knowledge.index.vector_files import BrokenVectorFile, Matrix, read_vectors
from knowledge.index.vectors import VectorStore
from knowledge.ingestion.files import Brought, FileStore
from knowledge.records import ChunkRecord, DocumentRecord, VersionRecord

logger = logging.getLogger(__name__)


class KnownVectors:
    """Looks in the base's versions, and in the vectors that an import brought for a document."""

    def __init__(self, engine: Engine, vectors: VectorStore, files: FileStore) -> None:
        self._engine = engine
        self._vectors = vectors
        self._files = files
        # a long document asks once per batch
        self._read = lru_cache(maxsize=2)(read_vectors)

    def of(
        self,
        version: VersionRecord,
        documents: Iterable[DocumentRecord],
        windows: Mapping[str, int],
        dimensions: int,
    ) -> dict[str, Matrix]:
        """Return the known among the vectors of these documents' chunks, given by embedding key with their numbers of
        windows."""
        known = self._stored(version, windows) if windows else {}
        for document in documents:
            path = self._files.brought(document.base_id, document.sha256, Brought.VECTORS)
            if len(known) < len(windows) and path.exists():
                brought = self._brought(path, version.embedder_id)
                for key in windows.keys() - known.keys():
                    if key in brought and brought[key].shape == (windows[key], dimensions):
                        known[key] = brought[key]
        return known

    def _brought(self, path: Path, embedder_id: str) -> dict[str, Matrix]:
        try:
            return self._read(path, embedder_id)
        except BrokenVectorFile:
            logger.warning("imported vectors cannot be used file=%s", path.name)
            path.unlink(missing_ok=True)
            return {}

    def forget(self) -> None:
        """Free the memory that vectors of an imported document take."""
        self._read.cache_clear()

    def _stored(self, version: VersionRecord, windows: Mapping[str, int]) -> dict[str, Matrix]:
        with self._engine.connect() as connection:
            rows = connection.execute(
                select(ChunkRecord.embedding_key, ChunkRecord.version_id, ChunkRecord.id, ChunkRecord.windows)
                .join(VersionRecord, VersionRecord.id == ChunkRecord.version_id)
                .where(
                    ChunkRecord.embedding_key.in_(list(windows)),
                    VersionRecord.base_id == version.base_id,
                    VersionRecord.embedder_id == version.embedder_id,
                )
            ).all()
        owners: defaultdict[str, dict[str, str]] = defaultdict(dict)
        taken: set[str] = set()
        for key, version_id, chunk_id, count in rows:
            if key is not None and key not in taken and count == windows[key]:
                taken.add(key)
                owners[version_id][chunk_id] = key
        known: dict[str, Matrix] = {}
        for version_id, keys in owners.items():
            wanted = [(chunk_id, number) for chunk_id, key in keys.items() for number in range(windows[key])]
            try:
                found = self._vectors.get(version_id, wanted)
            except VersionGone:
                continue
            for chunk_id, key in keys.items():
                vectors = [found[chunk_id, number] for number in range(windows[key]) if (chunk_id, number) in found]
                if len(vectors) == windows[key]:
                    known[key] = np.asarray(vectors, dtype=np.float32)
        return known
