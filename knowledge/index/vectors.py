"""Vectors in Chroma, embedded or on a server: one collection per index version, one vector per window."""

import contextlib
import shutil
import sqlite3
import threading
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import numpy as np

from knowledge.errors import VectorStoreUnavailable, VersionGone
from knowledge.index.vector_files import Matrix

_WINDOW_SEPARATOR = "#"
_MOST_AT_ONCE = 1000
_EF_SEARCH = 256
_SPACE = "cosine"

Nearness = dict[str, tuple[float, int]]
"""By chunk id: the cosine of its best window, and the number of that window."""


class VectorEntry(NamedTuple):
    """What a vector belongs to: window `number` of a chunk."""

    document_id: str
    chunk_id: str
    number: int


class VectorStore:
    """Chroma, persistent in `folder` or, with a `url`, on the server there; opened on first use, when a server that
    does not answer raises VectorStoreUnavailable. Safe to use from several threads at once."""

    def __init__(self, folder: Path, url: str | None = None) -> None:
        self._folder = folder
        self._url = url
        self._lock = threading.Lock()
        self._client: Any = None
        self._collections: dict[str, Any] = {}

    def upsert(
        self, version_id: str, windows: Sequence[VectorEntry], vectors: Sequence[Sequence[float]] | Matrix
    ) -> None:
        """Store one vector per window; repeating it changes nothing."""
        if windows:
            self._collection(version_id).upsert(
                ids=[f"{window.chunk_id}{_WINDOW_SEPARATOR}{window.number}" for window in windows],
                embeddings=np.asarray(vectors, dtype=np.float32),
                metadatas=[{"document_id": window.document_id} for window in windows],
            )

    def search(
        self, version_id: str, vector: Sequence[float], limit: int, documents: Collection[str] | None = None
    ) -> Nearness:
        """Return the chunks of the `limit` nearest windows, of these documents only when they are given.

        Restricting takes Chroma about a hundred milliseconds in a large base; for few chunks `nearness` is faster.
        """
        where = None if documents is None else {"document_id": {"$in": list(documents)}}
        result = self._ask(
            version_id,
            lambda found: found.query(
                query_embeddings=[np.asarray(vector, dtype=np.float32)],
                n_results=limit,
                where=where,
                include=["distances"],
            ),
        )
        return _best_windows(result["ids"][0], (1.0 - float(distance) for distance in result["distances"][0]))

    def nearness(self, version_id: str, vector: Sequence[float], windows: Sequence[tuple[str, int]]) -> Nearness:
        """Return how near the given chunks are, each named with the number of its windows."""
        ids = [f"{chunk_id}{_WINDOW_SEPARATOR}{number}" for chunk_id, count in windows for number in range(count)]
        if not ids:
            return {}
        result = self._ask(version_id, lambda found: found.get(ids=ids, include=["embeddings"]))
        if not len(result["ids"]):
            return {}
        cosines = np.asarray(result["embeddings"], dtype=np.float32) @ np.asarray(vector, dtype=np.float32)
        return _best_windows(result["ids"], cosines.tolist())

    def get(self, version_id: str, windows: Sequence[tuple[str, int]]) -> dict[tuple[str, int], Any]:
        """Return the stored vectors among the given (chunk id, window number). Raises VersionGone."""
        names = {f"{chunk_id}{_WINDOW_SEPARATOR}{number}": (chunk_id, number) for chunk_id, number in windows}
        stored: dict[tuple[str, int], Any] = {}
        ids = list(names)
        while ids:
            batch, ids = ids[:_MOST_AT_ONCE], ids[_MOST_AT_ONCE:]
            result = self._ask(version_id, partial(_embeddings_of, batch))
            stored |= {names[name]: vector for name, vector in zip(result["ids"], result["embeddings"], strict=True)}
        return stored

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
            collection = client.get_collection(version_id, embedding_function=None)
            segments = [] if self._url else self._segment_folders(str(collection.id))
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
        from chromadb.errors import InternalError, NotFoundError

        try:
            with self._lock:
                found = self._collections.get(version_id)
                if found is None:
                    found = self._open().get_collection(version_id, embedding_function=None)
                    self._collections[version_id] = found
            return question(found)
        except NotFoundError as error:
            raise VersionGone(version_id) from error
        except InternalError as error:
            # what Chroma says when a collection is dropped in the middle of a question
            if version_id not in {collection.name for collection in self._open().list_collections()}:
                raise VersionGone(version_id) from error
            raise

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

            settings = Settings(anonymized_telemetry=False)
            if self._url:
                self._client = _server(self._url, settings)
            else:
                self._folder.mkdir(parents=True, exist_ok=True)
                self._client = chromadb.PersistentClient(path=str(self._folder), settings=settings)
        return self._client


def _embeddings_of(ids: list[str], collection: Any) -> Any:
    return collection.get(ids=ids, include=["embeddings"])


def _server(url: str, settings: Any) -> Any:
    import chromadb

    address = urlsplit(url)
    secure = address.scheme == "https"
    try:
        return chromadb.HttpClient(
            host=address.hostname or "localhost",
            port=address.port or (443 if secure else 80),
            ssl=secure,
            settings=settings,
        )
    except (ValueError, OSError) as error:
        raise VectorStoreUnavailable(url) from error


def _best_windows(window_ids: Iterable[str], cosines: Iterable[float]) -> Nearness:
    best: Nearness = {}
    for window_id, cosine in zip(window_ids, cosines, strict=True):
        chunk_id, _, number = window_id.partition(_WINDOW_SEPARATOR)
        if chunk_id not in best or cosine > best[chunk_id][0]:
            best[chunk_id] = (cosine, int(number))
    return best
