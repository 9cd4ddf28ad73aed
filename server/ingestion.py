"""Runs ingestion jobs in the background, one at a time, and takes up after a restart what was left."""

from __future__ import annotations

import logging
import queue
import threading

from knowledge import KnowledgeBases
from knowledge.errors import KnowledgeError

logger = logging.getLogger(__name__)


class IngestionWorker:
    """A thread that works through the queue of jobs; job states live in the database, so a crash loses none."""

    def __init__(self, knowledge: KnowledgeBases) -> None:
        self._knowledge = knowledge
        self._queue: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._work, name="ingestion", daemon=True)

    def start(self) -> None:
        for job in self._knowledge.pending_jobs():
            self._queue.put(job.id)
        self._thread.start()

    def submit(self, job_id: str) -> None:
        self._queue.put(job_id)

    def stop(self) -> None:
        """Stops after the step at hand; unfinished jobs resume at the next start."""
        self._stopping.set()
        self._queue.put(None)
        if self._thread.is_alive():
            self._thread.join(timeout=10)

    def _work(self) -> None:
        while (job_id := self._queue.get()) is not None and not self._stopping.is_set():
            try:
                self._knowledge.run_job(job_id, should_cancel=self._stopping.is_set)
            except KnowledgeError as error:
                logger.warning("ingestion job failed job=%s reason=%s", job_id, error)
            except Exception:
                # one broken job must not end the worker; it is logged whole
                logger.exception("ingestion job broke job=%s", job_id)
