"""Which index of a base is searched now."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from knowledge.records import BaseRecord, VersionRecord


class SearchedVersion(NamedTuple):
    base_id: str
    id: str
    embedder_id: str


def searched_versions(engine: Engine, base_ids: Sequence[str]) -> list[SearchedVersion]:
    """Return the searched version of each base that has one, in the order of the ids."""
    with Session(engine) as session:
        rows = session.execute(
            select(BaseRecord.id, VersionRecord.id, VersionRecord.embedder_id)
            .join(VersionRecord, BaseRecord.version_id == VersionRecord.id)
            .where(BaseRecord.id.in_(base_ids))
        )
        found = {row[0]: SearchedVersion(*row) for row in rows}
    return [found[base_id] for base_id in base_ids if base_id in found]
