"""Restricting a search to some documents: by id or name, by tag, by the time they were added."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Engine, or_, select
from sqlalchemy.orm import Session

from knowledge.catalogue import Status
from knowledge.records import DocumentRecord


@dataclass(frozen=True, slots=True)
class SearchFilter:
    """Conditions that a document has to meet, all of them; an empty one is no condition.

    `documents` are ids or names, `tags` are alternatives (one of them is enough), times with a zone are converted,
    those without are UTC.
    """

    documents: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    created_after: datetime | None = None
    created_before: datetime | None = None

    def __bool__(self) -> bool:
        return bool(self.documents or self.tags or self.created_after or self.created_before)


def matching_documents(engine: Engine, base_id: str, where: SearchFilter) -> dict[str, int]:
    """Return the ready documents of a base that meet the filter, by id, with the number of their chunks."""
    conditions = [DocumentRecord.base_id == base_id, DocumentRecord.status == Status.READY]
    if where.documents:
        conditions.append(or_(DocumentRecord.id.in_(where.documents), DocumentRecord.name.in_(where.documents)))
    if where.created_after is not None:
        conditions.append(DocumentRecord.created_at >= _naive(where.created_after))
    if where.created_before is not None:
        conditions.append(DocumentRecord.created_at < _naive(where.created_before))
    wanted = set(where.tags)
    with Session(engine) as session:
        rows = session.execute(select(DocumentRecord.id, DocumentRecord.chunks, DocumentRecord.tags).where(*conditions))
        return {id_: chunks for id_, chunks, tags in rows if not wanted or wanted & set(tags or ())}


def _naive(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
