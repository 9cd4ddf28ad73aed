"""Runs jobs in the background and takes up after a restart what was left."""

from __future__ import annotations

import logging
import queue
import threading
import time

from knowledge import Job, JobKind, KnowledgeBases, Sealing
from knowledge.errors import EncryptedFile, KnowledgeError, RecordsUnavailable, UnknownJob
from server.persistence.secrets import Secrets, SecretsUnreadable

logger = logging.getLogger(__name__)

_INGESTING = 16
"""Documents under way: a group that is embedded or stored, and those that are read for the next one. Most of their
threads wait for each other."""
_STOP_SECONDS = 10.0
_RETRY_SECONDS = 1.0
"""Before a job is tried again that could not reach the application database."""


class IngestionWorker:
    """Threads that work through the queues of jobs; job states live in the database, so a crash loses none. Rebuilds
    have a thread of their own: uploads do not wait for them."""

    def __init__(self, knowledge: KnowledgeBases) -> None:
        self._knowledge = knowledge
        self._documents: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._rebuilds: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._stopping = threading.Event()
        lanes = [self._documents] * _INGESTING + [self._rebuilds]
        self._threads = [
            threading.Thread(target=self._work, args=(lane,), name=f"ingestion-{number}", daemon=True)
            for number, lane in enumerate(lanes)
        ]

    def start(self) -> None:
        """Tidies up after a crash, takes up unfinished jobs, and begins to work."""
        self._knowledge.recover()
        for job in self._knowledge.pending_jobs():
            self.submit(job)
        for thread in self._threads:
            thread.start()

    def submit(self, job: Job) -> None:
        (self._rebuilds if job.kind is JobKind.REBUILD else self._documents).put(job.id)

    def stop(self) -> None:
        """Stops after the step at hand; unfinished jobs resume at the next start."""
        self._stopping.set()
        for _ in self._threads:
            self._documents.put(None)
            self._rebuilds.put(None)
        deadline = time.monotonic() + _STOP_SECONDS
        for thread in self._threads:
            if thread.is_alive():
                thread.join(timeout=max(deadline - time.monotonic(), 0))

    def _work(self, jobs: queue.SimpleQueue[str | None]) -> None:
        while (job_id := jobs.get()) is not None and not self._stopping.is_set():
            try:
                self._knowledge.run_job(job_id, should_cancel=self._stopping.is_set)
            except UnknownJob:
                continue  # its base was deleted
            except RecordsUnavailable as error:
                logger.warning("job put off job=%s reason=%s", job_id, error)
                self._stopping.wait(_RETRY_SECONDS)
                jobs.put(job_id)
            except KnowledgeError as error:
                logger.warning("job failed job=%s reason=%s", job_id, error)
            except Exception:
                # one broken job must not end the worker; it is logged whole
                logger.exception("job broke job=%s", job_id)


def sealing_with(secrets: Secrets) -> Sealing:
    """How passwords of uploaded files are kept until the file is read."""

    def unseal(token: bytes) -> str:
        try:
            return secrets.decrypt(token)
        except SecretsUnreadable as error:
            raise EncryptedFile("The password that came with the file can no longer be read: give it again.") from error

    return Sealing(secrets.encrypt, unseal)
