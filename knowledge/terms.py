"""BM25 over segmented text: one SQLite FTS5 file per index version, incremental and persistent.

The text is segmented before it is stored, so SQLite's own tokenizer only splits at spaces (and stems English).
"""

import sqlite3
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from knowledge.errors import VersionGone
from knowledge.segmentation import Segmenter

_SCHEMA = """
CREATE VIRTUAL TABLE IF NOT EXISTS terms USING fts5(heading, body, tokenize = "porter unicode61 remove_diacritics 2");
CREATE TABLE IF NOT EXISTS entries (number INTEGER PRIMARY KEY, chunk_id TEXT NOT NULL, document_id TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS entries_document ON entries (document_id);
"""
_HEADING_WEIGHT = 1.0
_MOST_QUERY_TERMS = 64


class TermIndex:
    """`<folder>/<version id>.sqlite`. Safe to use from several threads at once."""

    def __init__(self, folder: Path, segmenter: Segmenter) -> None:
        self._folder = folder
        self._segmenter = segmenter

    def upsert(self, version_id: str, document_id: str, chunks: Sequence[tuple[str, str, str]]) -> None:
        """Store (chunk id, heading, text) triples; repeating it changes nothing."""
        self._folder.mkdir(parents=True, exist_ok=True)
        rows = [
            (
                _number(chunk_id),
                chunk_id,
                " ".join(self._segmenter.terms(heading)),
                " ".join(self._segmenter.terms(text)),
            )
            for chunk_id, heading, text in chunks
        ]
        with self._connect(version_id, "rwc") as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.executescript(_SCHEMA)
            with connection:
                for number, chunk_id, heading, body in rows:
                    connection.execute("DELETE FROM terms WHERE rowid = ?", (number,))
                    connection.execute(
                        "INSERT INTO terms (rowid, heading, body) VALUES (?, ?, ?)", (number, heading, body)
                    )
                    connection.execute("REPLACE INTO entries VALUES (?, ?, ?)", (number, chunk_id, document_id))

    def search(self, version_id: str, query: str, limit: int) -> dict[str, float]:
        """Return BM25 scores (larger is better) by chunk id, the `limit` best. Raises VersionGone."""
        terms = list(dict.fromkeys(self._segmenter.terms(query)))[:_MOST_QUERY_TERMS]
        if not terms:
            return {}
        match = " OR ".join(f'"{term}"' for term in terms)
        with self._connect(version_id, "rw") as connection:
            rows = connection.execute(
                "SELECT e.chunk_id, t.score FROM (SELECT rowid, -bm25(terms, ?, 1.0) AS score FROM terms"
                " WHERE terms MATCH ? ORDER BY score DESC LIMIT ?) t JOIN entries e ON e.number = t.rowid",
                (_HEADING_WEIGHT, match, limit),
            ).fetchall()
        return {str(chunk_id): float(score) for chunk_id, score in rows}

    def delete_document(self, version_id: str, document_id: str) -> None:
        """Remove a document's terms; a version that holds none, or does not exist, is fine."""
        if not self._path(version_id).exists():
            return
        with self._connect(version_id, "rw") as connection, connection:
            connection.execute(
                "DELETE FROM terms WHERE rowid IN (SELECT number FROM entries WHERE document_id = ?)", (document_id,)
            )
            connection.execute("DELETE FROM entries WHERE document_id = ?", (document_id,))

    def drop(self, version_id: str) -> None:
        for suffix in ("", "-wal", "-shm"):
            Path(f"{self._path(version_id)}{suffix}").unlink(missing_ok=True)

    def _path(self, version_id: str) -> Path:
        return self._folder / f"{version_id}.sqlite"

    @contextmanager
    def _connect(self, version_id: str, mode: str) -> Iterator[sqlite3.Connection]:
        try:
            connection = sqlite3.connect(
                f"{self._path(version_id).absolute().as_uri()}?mode={mode}", uri=True, timeout=30
            )
        except sqlite3.OperationalError as error:
            raise VersionGone(version_id) from error
        try:
            yield connection
        finally:
            connection.close()


def _number(chunk_id: str) -> int:
    """Row number of a chunk: 63 bits of its id, so that storing it again meets the same row."""
    return uuid.UUID(chunk_id).int >> 65
