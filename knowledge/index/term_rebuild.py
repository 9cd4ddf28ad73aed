"""Term indexes of an older release, or damaged ones, made anew: the chunk rows hold all that it takes."""

import logging
from collections.abc import Iterator

from sqlalchemy import Engine, exists, select
from sqlalchemy.orm import Session

from knowledge.index.terms import TermEntry, TermIndex
from knowledge.records import ChunkRecord, DocumentRecord, VersionRecord
from knowledge.text.titles import title_of

logger = logging.getLogger(__name__)

_FETCHED_AT_ONCE = 1000


def rebuild_missing_terms(engine: Engine, terms: TermIndex) -> int:
    """Build the term index of every version that has chunks but no readable index; return how many were built."""
    with Session(engine) as session:
        filled = session.scalars(
            select(VersionRecord.id).where(exists().where(ChunkRecord.version_id == VersionRecord.id))
        ).all()
    missing = [version_id for version_id in filled if not terms.holds(version_id)]
    for version_id in missing:
        logger.warning("rebuilding a term index version=%s", version_id)
        terms.build(version_id, _entries(engine, version_id))
    return len(missing)


def _entries(engine: Engine, version_id: str) -> Iterator[TermEntry]:
    with Session(engine) as session:
        rows = session.execute(
            select(ChunkRecord.document_id, ChunkRecord.id, DocumentRecord.name, ChunkRecord.heading, ChunkRecord.text)
            .join(DocumentRecord, DocumentRecord.id == ChunkRecord.document_id)
            .where(ChunkRecord.version_id == version_id)
            .execution_options(yield_per=_FETCHED_AT_ONCE)
        )
        for document_id, chunk_id, name, heading, text in rows:
            yield TermEntry(document_id, chunk_id, " ".join(filter(None, (title_of(name), heading))), text)
