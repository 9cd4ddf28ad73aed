"""Keyword search over chunks: what the rest of this room needs of a term index."""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple, Protocol

HitScores = dict[str, float]
"""BM25 scores (larger is better) by chunk id."""


class TermEntry(NamedTuple):
    """A chunk as it is stored: `heading` weighs like its text."""

    document_id: str
    chunk_id: str
    heading: str
    text: str


class TermIndex(Protocol):
    """One index per version, persistent, and safe to use from several threads at once. Chunk ids are UUIDs."""

    def upsert(self, version_id: str, entries: Sequence[TermEntry]) -> None:
        """Store chunks, durable on return; repeating it changes nothing."""
        ...

    def search(self, version_id: str, query: str, limit: int, documents: Collection[str] | None = None) -> HitScores:
        """Return the `limit` best chunks, of these documents only when they are given. Raises VersionGone."""
        ...

    def coverage(self, version_id: str, query: str, chunk_ids: Collection[str]) -> dict[str, float]:
        """Return which share (0..1) of the query's terms, rare ones weighing more, each of these chunks holds; chunks
        that hold none are left out. Raises VersionGone."""
        ...

    def delete_document(self, version_id: str, document_id: str) -> None:
        """Remove a document's terms; a version that holds none, or does not exist, is fine."""
        ...

    def drop(self, version_id: str) -> None:
        """Remove a version, in whatever format a release stored it; one that does not exist is fine."""
        ...

    def holds(self, version_id: str) -> bool:
        """Return whether the version is there in the present format and can be read."""
        ...

    def build(self, version_id: str, entries: Iterable[TermEntry]) -> None:
        """Replace the version by one made of these entries; a kill leaves the old state."""
        ...

    def close(self) -> None: ...
