"""One request on its way through the engine, as its consumer sees it."""

import asyncio
import queue
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from llm.detokenizer import Detokenizer, StopWatch
from llm.errors import EngineError

__all__ = ["FinishReason", "Generation", "Piece"]

FinishReason: TypeAlias = Literal["stop", "length", "cancelled"]


@dataclass(frozen=True)
class Piece:
    """Text that became certain; the last piece has a finish reason or an error."""

    text: str
    finish_reason: FinishReason | None = None
    error: EngineError | None = None

    @property
    def is_last(self) -> bool:
        return self.finish_reason is not None or self.error is not None


class Generation:
    """The growing answer to one request.

    The engine's thread pushes tokens; one consumer reads pieces, either `for piece in generation` or `async for`, on
    whatever thread or event loop it lives. Leaving the iteration early cancels the request.
    """

    def __init__(
        self,
        request_id: str,
        prompt_tokens: int,
        detokenizer: Detokenizer,
        stops: Sequence[str],
        eos: frozenset[int],
        cancel: Callable[["Generation"], None],
    ) -> None:
        self.request_id = request_id
        self.prompt_tokens = prompt_tokens
        self.completion_tokens = 0
        """Tokens decoded for this request, including the one that ended it."""
        self.finish_reason: FinishReason | None = None
        self.created = time.perf_counter()
        self.first_token_s: float | None = None
        """Seconds from submission to the first token."""
        self._detokenizer = detokenizer
        self._watch = StopWatch(stops)
        self._eos = eos
        self._cancel = cancel
        self._lock = threading.Lock()
        self._over = False
        self._pieces: queue.SimpleQueue[Piece] = queue.SimpleQueue()
        self._wake: Callable[[], None] | None = None

    # ---- the consumer's side

    def __iter__(self) -> Iterator[Piece]:
        """Pieces as they arrive, blocking. Raises the EngineError that ended the request."""
        try:
            while True:
                piece = self._pieces.get()
                if piece.error is not None:
                    raise piece.error
                yield piece
                if piece.is_last:
                    return
        finally:
            self.cancel()

    async def __aiter__(self) -> AsyncIterator[Piece]:
        """Pieces as they arrive, without blocking the event loop. Raises the EngineError that ended the request."""
        loop = asyncio.get_running_loop()
        arrived = asyncio.Event()

        def wake() -> None:
            try:
                loop.call_soon_threadsafe(arrived.set)
            except RuntimeError:  # the loop is closed: nobody will ever read the answer
                self.cancel()

        self._wake = wake
        try:
            while True:
                try:
                    piece = self._pieces.get_nowait()
                except queue.Empty:
                    await arrived.wait()
                    arrived.clear()
                    continue
                if piece.error is not None:
                    raise piece.error
                yield piece
                if piece.is_last:
                    return
        finally:
            self._wake = None
            self.cancel()

    def cancel(self) -> None:
        """Stop decoding; at most the step that is being computed still finishes. Does nothing once it is over."""
        if self._finish("cancelled"):
            self._cancel(self)

    @property
    def is_over(self) -> bool:
        """Nothing more will be decoded, or what is decoded will be dropped."""
        return self._over

    # ---- the engine's side

    def add_tokens(self, tokens: Sequence[int], finished: bool) -> None:
        """Take over newly decoded tokens."""
        if self.first_token_s is None:
            self.first_token_s = time.perf_counter() - self.created
        if self._over:
            return
        self.completion_tokens += len(tokens)
        text = self._watch.push(self._detokenizer.push(tokens))
        if self._watch.stopped:
            self._finish("stop", text)
            if not finished:
                self._cancel(self)
        elif finished:
            text += self._watch.push(self._detokenizer.finish())
            if not self._watch.stopped:
                text += self._watch.finish()
            ended = self._watch.stopped or (bool(tokens) and tokens[-1] in self._eos)
            self._finish("stop" if ended else "length", text)
        elif text:
            self._put(Piece(text))

    def fail(self, error: EngineError) -> None:
        """End the request with an error."""
        with self._lock:
            if self._over:
                return
            self._over = True
        self._put(Piece("", error=error))

    def _finish(self, reason: FinishReason, text: str = "") -> bool:
        with self._lock:
            if self._over:
                return False
            self._over = True
            self.finish_reason = reason
        self._put(Piece(text, reason))
        return True

    def _put(self, piece: Piece) -> None:
        self._pieces.put(piece)
        wake = self._wake
        if wake is not None:
            wake()
