"""Tables of this room; the application's migrations create them."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

AUTO = "auto"
"""The `embedding` of a base whose documents' language chooses the model."""

CHUNK_TOKENS, WINDOW_TOKENS = 320, 128
"""Sizes that a base has unless its owner chose others."""


def now() -> datetime:
    """Return the time in UTC, without a zone, as SQLite stores it."""
    return datetime.now(UTC).replace(tzinfo=None)


class Base(DeclarativeBase):
    """The metadata of this room."""


class BaseRecord(Base):
    """A knowledge base. `embedding` is what its owner asked for ("auto" or a model id), `version_id` the index that
    is searched, None until the first document."""

    __tablename__ = "knowledge_bases"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    description: Mapped[str] = mapped_column(Text, default="")
    embedding: Mapped[str]
    # no foreign key: versions point here already, and a circle cannot be created in one go
    version_id: Mapped[str | None]
    chunk_tokens: Mapped[int] = mapped_column(default=CHUNK_TOKENS)
    window_tokens: Mapped[int] = mapped_column(default=WINDOW_TOKENS)
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now)


class VersionRecord(Base):
    """One index of a base: a Chroma collection and a term index, both of one embedding model and one way to split.
    A base has one version that is searched and, while it is rebuilt, one that is being built."""

    __tablename__ = "knowledge_index_versions"

    id: Mapped[str] = mapped_column(primary_key=True)
    base_id: Mapped[str] = mapped_column(ForeignKey("knowledge_bases.id", ondelete="CASCADE"), index=True)
    embedder_id: Mapped[str]
    chunk_tokens: Mapped[int] = mapped_column(default=CHUNK_TOKENS)
    window_tokens: Mapped[int] = mapped_column(default=WINDOW_TOKENS)
    created_at: Mapped[datetime] = mapped_column(default=now)


class DocumentRecord(Base):
    """A file of a base. The name says which document it is, the content which edition: a new edition has a row of its
    own beside the old one's until it is ready and takes its place."""

    __tablename__ = "knowledge_documents"
    __table_args__ = (UniqueConstraint("base_id", "name", "sha256", name="uq_knowledge_documents_edition"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    base_id: Mapped[str] = mapped_column(ForeignKey("knowledge_bases.id", ondelete="CASCADE"))
    name: Mapped[str]
    sha256: Mapped[str]
    size: Mapped[int]
    status: Mapped[str] = mapped_column(default="queued")
    reason: Mapped[str | None] = mapped_column(Text)
    pages: Mapped[int | None]
    chunks: Mapped[int] = mapped_column(default=0)
    tags: Mapped[list[str]] = mapped_column(JSON, default=list)
    characters: Mapped[int] = mapped_column(default=0)
    language: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(default=now)


class ParsedTextRecord(Base):
    """The canonical text of a document, and the blocks and pages in it as JSON."""

    __tablename__ = "knowledge_document_texts"

    document_id: Mapped[str] = mapped_column(ForeignKey("knowledge_documents.id", ondelete="CASCADE"), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    structure: Mapped[dict[str, list[list[int | str]]]] = mapped_column(JSON)


class IndexedRecord(Base):
    """Says that a version holds a document whole."""

    __tablename__ = "knowledge_indexed_documents"

    version_id: Mapped[str] = mapped_column(
        ForeignKey("knowledge_index_versions.id", ondelete="CASCADE"), primary_key=True
    )
    document_id: Mapped[str] = mapped_column(
        ForeignKey("knowledge_documents.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    chunks: Mapped[int]


class ChunkRecord(Base):
    """A chunk of a document in one version; written after its vectors and terms, so that a row means: complete.
    Chunks with the same `embedding_key` have the same vectors."""

    __tablename__ = "knowledge_chunks"
    __table_args__ = (
        Index("ix_knowledge_chunks_document", "document_id", "version_id"),
        Index("ix_knowledge_chunks_embedding_key", "embedding_key"),
    )

    version_id: Mapped[str] = mapped_column(
        ForeignKey("knowledge_index_versions.id", ondelete="CASCADE"), primary_key=True
    )
    id: Mapped[str] = mapped_column(primary_key=True)
    document_id: Mapped[str] = mapped_column(ForeignKey("knowledge_documents.id", ondelete="CASCADE"))
    ordinal: Mapped[int]
    start: Mapped[int]
    end: Mapped[int]
    page: Mapped[int | None]
    heading: Mapped[str | None] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    sentences: Mapped[list[list[int]]] = mapped_column(JSON)
    windows: Mapped[int]
    embedding_key: Mapped[str | None]


class JobRecord(Base):
    """Work on a base: ingesting one document, or rebuilding the index (which has no document, and `options`).
    `password` opens an encrypted file; it is sealed, and gone as soon as the file was read."""

    __tablename__ = "knowledge_jobs"

    id: Mapped[str] = mapped_column(primary_key=True)
    base_id: Mapped[str] = mapped_column(ForeignKey("knowledge_bases.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(default="ingest")
    # the document may be gone while its job is still asked for
    document_id: Mapped[str] = mapped_column(index=True)
    document_name: Mapped[str]
    status: Mapped[str] = mapped_column(default="queued")
    reason: Mapped[str | None] = mapped_column(Text)
    cancel_requested: Mapped[bool] = mapped_column(default=False)
    pages_done: Mapped[int] = mapped_column(default=0)
    pages_total: Mapped[int] = mapped_column(default=0)
    chunks_done: Mapped[int] = mapped_column(default=0)
    chunks_total: Mapped[int] = mapped_column(default=0)
    documents_done: Mapped[int] = mapped_column(default=0)
    documents_total: Mapped[int] = mapped_column(default=0)
    options: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    password: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(default=now)
    finished_at: Mapped[datetime | None]


class RemovalRecord(Base):
    """What a transaction has made unreachable and is still stored: the vectors and terms of a version (of one
    document in it when `document_id` is given), a file, or all files of a base. Carried out right after the
    transaction, or at the next start."""

    __tablename__ = "knowledge_removals"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    base_id: Mapped[str] = mapped_column(index=True)
    version_id: Mapped[str | None]
    document_id: Mapped[str | None]
    sha256: Mapped[str | None]
