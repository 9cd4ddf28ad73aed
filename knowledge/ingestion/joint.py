"""Small documents that are ready for the same index at the same time are embedded and published together."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from knowledge.embedders import Embedder
from knowledge.errors import JobCancelled
from knowledge.index.vector_files import Matrix
from knowledge.ingestion.groups import Groups, Place, Take, apart
from knowledge.ingestion.indexing import Indexer, SplitDocument, Vectors
from knowledge.ingestion.locks import BaseLocks
from knowledge.ingestion.publishing import Ingested, Publication
from knowledge.ingestion.tracking import JobTracker, Paused
from knowledge.records import JobRecord, VersionRecord

_MOST_DOCUMENTS = 16


@dataclass(frozen=True, slots=True)
class SmallDocument:
    """A document that goes into a group whole, and its job."""

    split: SplitDocument
    skipped: Sequence[str]
    job: JobRecord
    tracker: JobTracker


_Place = Place[SmallDocument]


class JointIngestion:
    """A group is embedded in one turn and stored in one go. One of its documents that is deleted, or cannot be embedded
    or stored, is left out and stops none of the others."""

    def __init__(
        self, indexer: Indexer, publication: Publication, locks: BaseLocks, embedders: Callable[[str], Embedder]
    ) -> None:
        self._indexer = indexer
        self._publication = publication
        self._locks = locks
        self._embedders = embedders
        self._groups: Groups[SmallDocument] = Groups(_MOST_DOCUMENTS)

    def run(self, version: VersionRecord, document: SmallDocument) -> None:
        """Return when the document is published. Raises JobCancelled, Paused, or what went wrong with it."""

        def work(take: Take[SmallDocument]) -> None:
            self._work(version, document.tracker, take)

        self._groups.join(version.id, document, document.split.windows, work, document.tracker.pause)

    def _work(self, version: VersionRecord, tracker: JobTracker, take: Take[SmallDocument]) -> None:
        vectors: dict[str, Sequence[Sequence[float]] | Matrix] = {}
        embedder = self._embedders(version.embedder_id)

        def embed(places: list[_Place]) -> None:
            vectors.update(self._embed(version, embedder, self._awaited(places)))

        with self._indexer.turn(tracker.check):
            places = take(self._indexer.group_windows(embedder))
            apart(places, embed)
        self._indexer.give_way()
        apart(places, lambda those: self._publish(version, those, vectors))

    def _embed(self, version: VersionRecord, embedder: Embedder, places: list[_Place]) -> Vectors:
        def check() -> None:
            if all(place.member.tracker.pausing for place in places):
                raise Paused

        parts = [place.member.split.whole() for place in places]
        return self._indexer.embed(version, parts, embedder, check, in_turn=True)

    def _publish(self, version: VersionRecord, places: list[_Place], vectors: Vectors) -> None:
        with self._locks.writing(version.base_id):
            kept = self._awaited(places)
            if not kept:
                return
            parts = [place.member.split.whole() for place in kept]
            ingested = [_ingested(place.member) for place in kept]
            self._indexer.store(
                version, parts, vectors, lambda session: self._publication.publish(session, version, ingested)
            )
            try:
                self._publication.tidy_up(version.base_id, ingested)
            finally:
                for place in kept:
                    place.end()

    def _awaited(self, places: list[_Place]) -> list[_Place]:
        """Those whose documents are still wanted; the others are over."""
        awaited = self._publication.awaited([place.member.job.id for place in places])
        for place in places:
            if place.member.job.id not in awaited:
                place.end(JobCancelled())
        return [place for place in places if not place.over]


def _ingested(member: SmallDocument) -> Ingested:
    return Ingested(member.split.document, member.job, member.split.chunks, member.skipped)
