"""What stands before and after a passage in its section, for reading on."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from sqlalchemy import Engine, and_, or_, select
from sqlalchemy.orm import Session

from knowledge.catalogue import Passage
from knowledge.records import ChunkRecord


class Placed(Protocol):
    """A passage with its version and its ordinal in the document."""

    @property
    def passage(self) -> Passage: ...

    @property
    def version_id(self) -> str: ...

    @property
    def ordinal(self) -> int: ...


def with_neighbours(engine: Engine, found: Sequence[Placed], characters: int) -> list[Passage]:
    """Return the passages with `before` and `after` filled from the neighbouring chunks of the same section, at most
    this many characters each."""
    if not found or characters <= 0:
        return [entry.passage for entry in found]
    places = {(e.version_id, e.passage.document_id, e.ordinal + step) for e in found for step in (-1, 1)}
    near = or_(
        *(
            and_(
                ChunkRecord.version_id == version_id,
                ChunkRecord.document_id == document_id,
                ChunkRecord.ordinal == ordinal,
            )
            for version_id, document_id, ordinal in places
        )
    )
    columns = (ChunkRecord.version_id, ChunkRecord.document_id, ChunkRecord.ordinal, ChunkRecord.heading)
    with Session(engine) as session:
        rows = session.execute(select(*columns, ChunkRecord.text).where(near)).all()
    texts = {(version, document, ordinal, heading): text for version, document, ordinal, heading, text in rows}

    def neighbour(entry: Placed, step: int) -> str:
        place = (entry.version_id, entry.passage.document_id, entry.ordinal + step, entry.passage.heading)
        return texts.get(place, "")

    return [
        replace(entry.passage, before=neighbour(entry, -1)[-characters:], after=neighbour(entry, 1)[:characters])
        for entry in found
    ]
