"""An answer while it is being written: read in a thread of its own, so that a page may rerun meanwhile."""

import asyncio
import logging
import threading
from collections.abc import Callable
from contextlib import aclosing

from ui.client import SanchaClient
from ui.errors import ApiError
from ui.schemas import Answer, Question

logger = logging.getLogger(__name__)


class LiveAnswer:
    """Reads one stream to its end, or until `stop()` hangs up.

    `answer` is what arrived so far, `error` what went wrong; both are replaced as wholes, so that another thread may
    read them at any time.
    """

    def __init__(
        self,
        client: SanchaClient,
        question: Question,
        thread_id: str | None,
        reader_present: Callable[[], bool] = lambda: True,
        patience_s: float = 10.0,
    ) -> None:
        """`reader_present` is asked once a second; `patience_s` after the reader left, the stream is hung up."""
        self.question = question
        self.thread_id = thread_id
        self.answer = Answer()
        self.error: ApiError | None = None
        self.stopped = False
        self._client = client
        self._reader_present = reader_present
        self._patience_s = patience_s
        self._loop = asyncio.new_event_loop()
        self._task = self._loop.create_task(self._read())
        self._thread = threading.Thread(target=self._run, name="live-answer", daemon=True)
        self._thread.start()

    @property
    def done(self) -> bool:
        return not self._thread.is_alive()

    def wait(self, seconds: float) -> None:
        """Returns when the answer is done, after `seconds` at the latest."""
        self._thread.join(seconds)

    def stop(self) -> None:
        """Hangs up; returns when the connection is closed."""
        self.stopped = True
        if not self.done:
            try:
                self._loop.call_soon_threadsafe(self._task.cancel)
            except RuntimeError:
                logger.debug("the answer ended before it could be stopped")
        self._thread.join(5)

    def _run(self) -> None:
        try:
            self._loop.run_until_complete(self._task)
        except asyncio.CancelledError:
            logger.info("answer stopped by the reader")
        finally:
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
            self._loop.close()

    async def _watch(self, reading: asyncio.Task[None]) -> None:
        """Cancels `reading` when its tab has been closed for a while; a reload is back sooner."""
        alone_s = 0.0
        while alone_s < self._patience_s:
            await asyncio.sleep(1)
            alone_s = 0.0 if self._reader_present() else alone_s + 1
        self.stopped = True
        reading.cancel()

    async def _read(self) -> None:
        watch = asyncio.create_task(self._watch(self._task))
        try:
            async with aclosing(self._client.stream(self.question, self.thread_id)) as parts:
                async for answer in parts:
                    self.answer = answer
                    self.thread_id = self.thread_id or answer.thread_id or None
        except ApiError as error:
            self.error = error
        finally:
            watch.cancel()
