"""Vectors in Chroma: one collection per index version, one vector per window."""

import contextlib
import shutil
import sqlite3
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from knowledge.errors import VersionGone

_WINDOW_SEPARATOR = "#"
_EF_SEARCH = 256
_SPACE = "cosine"


class VectorStore:
    """Chroma, persistent in `folder`; opened on first use. Safe to use from several threads at once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._client: Any = None
        self._collections: dict[str, Any] = {}

    def upsert(
        self, version_id: str, windows: Sequence[tuple[str, int]], document_id: str, vectors: Sequence[Sequence[float]]
    ) -> None:
        """Store one vector per (chunk id, window number); repeating it changes nothing."""
        if windows:
            self._collection(version_id).upsert(
                ids=[f"{chunk_id}{_WINDOW_SEPARATOR}{number}" for chunk_id, number in windows],
                embeddings=np.asarray(vectors, dtype=np.float32),
                metadatas=[{"document_id": document_id} for _ in windows],
            )

    def search(self, version_id: str, vector: Sequence[float], limit: int) -> dict[str, float]:
        """Return cosines by chunk id, the best window of each, from the `limit` nearest windows."""
        result = self._ask(
            version_id,
            lambda found: found.query(
                query_embeddings=[np.asarray(vector, dtype=np.float32)], n_results=limit, include=["distances"]
            ),
        )
        best: dict[str, float] = {}
        for window_id, distance in zip(result["ids"][0], result["distances"][0], strict=True):
            chunk_id = window_id.partition(_WINDOW_SEPARATOR)[0]
            best[chunk_id] = max(best.get(chunk_id, -1.0), 1.0 - float(distance))
        return best

    def cosines(self, version_id: str, vector: Sequence[float], windows: Sequence[tuple[str, int]]) -> dict[str, float]:
        """Return cosines by chunk id for the given (chunk id, window count), the best window of each."""
        ids = [f"{chunk_id}{_WINDOW_SEPARATOR}{number}" for chunk_id, count in windows for number in range(count)]
        if not ids:
            return {}
        result = self._ask(version_id, lambda found: found.get(ids=ids, include=["embeddings"]))
        query = np.asarray(vector, dtype=np.float32)
        best: dict[str, float] = {}
        for window_id, stored in zip(result["ids"], result["embeddings"], strict=True):
            chunk_id = window_id.partition(_WINDOW_SEPARATOR)[0]
            best[chunk_id] = max(best.get(chunk_id, -1.0), float(np.dot(query, stored)))
        return best

    def delete_document(self, version_id: str, document_id: str) -> None:
        """Remove a document's vectors; a version that holds none, or does not exist, is fine."""
        with contextlib.suppress(VersionGone):
            self._ask(version_id, lambda found: found.delete(where={"document_id": document_id}))

    def drop(self, version_id: str) -> None:
        """Remove a version's collection and its files; a version without one is fine."""
        with self._lock:
            client = self._open()
            self._collections.pop(version_id, None)
            names = {collection.name for collection in client.list_collections()}
            if version_id not in names:
                return
            segments = self._segment_folders(str(client.get_collection(version_id, embedding_function=None).id))
            client.delete_collection(version_id)
            for folder in segments:
                shutil.rmtree(folder, ignore_errors=True)

    def close(self) -> None:
        with self._lock:
            self._collections.clear()
            if self._client is not None:
                self._client.close()
                self._client = None

    def _segment_folders(self, collection_id: str) -> list[Path]:
        """Chroma forgets a deleted collection but leaves its HNSW files behind."""
        connection = sqlite3.connect(f"file:{self._folder / 'chroma.sqlite3'}?mode=ro", uri=True, timeout=30)
        try:
            rows = connection.execute("SELECT id FROM segments WHERE collection = ?", (collection_id,)).fetchall()
        finally:
            connection.close()
        return [self._folder / str(segment_id) for (segment_id,) in rows]

    def _ask(self, version_id: str, question: Callable[[Any], Any]) -> Any:
        """Answer from an existing collection. Raises VersionGone when it is not there (any more)."""
        from chromadb.errors import NotFoundError

        try:
            with self._lock:
                found = self._collections.get(version_id)
                if found is None:
                    found = self._open().get_collection(version_id, embedding_function=None)
                    self._collections[version_id] = found
            return question(found)
        except NotFoundError as error:
            raise VersionGone(version_id) from error

    def _collection(self, version_id: str) -> Any:
        with self._lock:
            if version_id not in self._collections:
                self._collections[version_id] = self._open().get_or_create_collection(
                    version_id,
                    embedding_function=None,
                    configuration={"hnsw": {"space": _SPACE, "ef_search": _EF_SEARCH}},
                )
            return self._collections[version_id]

    def _open(self) -> Any:
        if self._client is None:
            import chromadb
            from chromadb.config import Settings

            self._folder.mkdir(parents=True, exist_ok=True)
            self._client = chromadb.PersistentClient(
                path=str(self._folder), settings=Settings(anonymized_telemetry=False)
            )
        return self._client
