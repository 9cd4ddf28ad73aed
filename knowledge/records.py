"""Tables of this room; the application's migrations create them."""

from datetime import UTC, datetime

from sqlalchemy import JSON, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

AUTO = "auto"
"""The `embedding` of a base whose documents' language chooses the model."""


def _now() -> datetime:
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
    created_at: Mapped[datetime] = mapped_column(default=_now)


class VersionRecord(Base):
    """One index of a base: a Chroma collection and a term index, both of one embedding model. A base has one version
    that is searched and, while it moves to another model, one that is being built."""

    __tablename__ = "knowledge_index_versions"

    id: Mapped[str] = mapped_column(primary_key=True)
    base_id: Mapped[str] = mapped_column(ForeignKey("knowledge_bases.id", ondelete="CASCADE"), index=True)
    embedder_id: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=_now)


class DocumentRecord(Base):
    __tablename__ = "knowledge_documents"
    __table_args__ = (UniqueConstraint("base_id", "sha256"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    base_id: Mapped[str] = mapped_column(ForeignKey("knowledge_bases.id", ondelete="CASCADE"))
    name: Mapped[str]
    sha256: Mapped[str]
    size: Mapped[int]
    status: Mapped[str] = mapped_column(default="queued")
    reason: Mapped[str | None] = mapped_column(Text)
    pages: Mapped[int | None]
    chunks: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(default=_now)


class ParsedTextRecord(Base):
    """The canonical text of a document, and the blocks and pages in it as JSON."""

    __tablename__ = "knowledge_document_texts"

    document_id: Mapped[str] = mapped_column(ForeignKey("knowledge_documents.id", ondelete="CASCADE"), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    structure: Mapped[dict[str, list[list[int | str]]]] = mapped_column(JSON)


class ChunkRecord(Base):
    """A chunk of a document in one version; written after its vectors and terms, so that a row means: complete."""

    __tablename__ = "knowledge_chunks"
    __table_args__ = (Index("ix_knowledge_chunks_document", "document_id", "version_id"),)

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


class JobRecord(Base):
    __tablename__ = "knowledge_jobs"

    id: Mapped[str] = mapped_column(primary_key=True)
    base_id: Mapped[str] = mapped_column(ForeignKey("knowledge_bases.id", ondelete="CASCADE"), index=True)
    # the document may be gone while its job is still asked for
    document_id: Mapped[str]
    document_name: Mapped[str]
    status: Mapped[str] = mapped_column(default="queued")
    reason: Mapped[str | None] = mapped_column(Text)
    cancel_requested: Mapped[bool] = mapped_column(default=False)
    pages_done: Mapped[int] = mapped_column(default=0)
    pages_total: Mapped[int] = mapped_column(default=0)
    chunks_done: Mapped[int] = mapped_column(default=0)
    chunks_total: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(default=_now)
