"""The local engine: transformers' continuous batching, made safe to serve from.

Every step computes one token for all running requests together, so requests neither wait for a lock around the model
nor for each other's end.
"""

import itertools
import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Any

import psutil

from llm.detokenizer import Detokenizer
from llm.errors import EngineClosed, EngineOverloaded, GenerationFailed, PromptTooLong
from llm.generation import Generation
from llm.sampling import Sampling
from llm.tokenization import Tokenization

if TYPE_CHECKING:
    from transformers.generation.continuous_batching import ContinuousBatchingManager

__all__ = ["Engine", "EngineLimits"]

logger = logging.getLogger(__name__)

PAGE_TOKENS = 64
"""Tokens per cache page: the granularity of prompt prefixes that requests share."""
CLOSE_S = 60.0
MASK_TOKENS = 262_144
"""Cache size up to which attention without flash kernels keeps its mask (batch x cache) small."""


@dataclass(frozen=True)
class EngineLimits:
    """How much an engine may take on."""

    running: int = 32
    """Requests that are decoded together."""
    waiting: int = 128
    """Requests that may wait beyond that; more are refused."""
    batch_tokens: int | None = None
    """Tokens computed in one step; long prompts are cut into such parts. None: 128 on a CPU, so that a long prompt does
    not hold up the answers of others for seconds; 2048 on a GPU."""
    cache_bytes: int | None = None
    """Memory for keys and values. None: half of what is free on a GPU; on a CPU a quarter of it, at most 512 MiB."""


class Engine:
    """Decodes many requests at once on one model. All methods may be called from any thread."""

    def __init__(
        self,
        model: Any,
        tokenization: Tokenization,
        *,
        context_length: int,
        limits: EngineLimits | None = None,
    ) -> None:
        """`model` is a transformers causal language model on its device, in eval mode."""
        self._model = model
        self.tokenization = tokenization
        self._limits = limits or EngineLimits()
        self._cache_pages = _cache_pages(model, self._limits, context_length)
        self.context_length = min(context_length, self._cache_pages * PAGE_TOKENS)
        self._eos = _eos_tokens(model, tokenization.tokenizer)
        self._ids = itertools.count(1)
        self._seeds = Random()  # noqa: S311 - sampling, not secrets
        self._lock = threading.Lock()
        self._live: dict[str, Generation] = {}
        self._manager: ContinuousBatchingManager | None = None
        self._earlier_steps = 0
        self._closed = False
        self.dropped_tokens = 0
        """Tokens decoded for requests that were over already: at most one per cancelled request."""
        self.restarts = 0
        """How often the engine was built anew after an error that ended its loop."""

    @property
    def steps(self) -> int:
        """Decoding steps computed so far. While nothing is running, this stands still."""
        return self._earlier_steps + _steps_of(self._manager)

    @property
    def live(self) -> int:
        """Requests that run or wait."""
        return len(self._live)

    def submit(self, prompt: Sequence[int], sampling: Sampling) -> Generation:
        """Queue a request and return at once.

        Raises PromptTooLong, EngineOverloaded, EngineClosed, and GenerationFailed when the engine cannot be started.
        """
        max_tokens = self._fitting_tokens(len(prompt), sampling)
        generation = Generation(
            f"request-{next(self._ids)}",
            len(prompt),
            Detokenizer(self.tokenization.decode),
            sampling.stop,
            self._eos,
            self._cancel,
        )
        with self._lock:
            if self._closed:
                raise EngineClosed("The model is being shut down; ask again when the server is back.")
            if len(self._live) >= self._limits.running + self._limits.waiting:
                raise EngineOverloaded(f"{len(self._live)} answers are already being written; try again in a moment.")
            manager = self._running_manager()
            self._live[generation.request_id] = generation
            accepted = manager.add_request(
                list(prompt),
                request_id=generation.request_id,
                max_new_tokens=max_tokens,
                streaming=True,
                eos_token_id=sorted(self._eos) or -1,
                dice=self._dice(sampling),
            )
        # Between the two checks the loop may have died and drained its queue without having seen this request.
        if accepted is None or manager.background_thread_status.can_accept_new_requests() is not None:
            self._fail(generation.request_id, "The engine stopped on an error; ask again.")
        return generation

    def close(self) -> None:
        """End all requests with EngineClosed and stop the engine's thread. May be called twice."""
        with self._lock:
            self._closed = True
            manager, self._manager = self._manager, None
            self._earlier_steps += _steps_of(manager)
            generations = list(self._live.values())
            self._live.clear()
        for generation in generations:
            generation.fail(EngineClosed("The model was shut down before the answer was complete."))
        if manager is not None:
            manager.stop(block=True, timeout=CLOSE_S, hard_stop=True)

    # ---- on the engine's own thread

    def receive(self, output: Any) -> None:
        """Take one result of continuous batching (a GenerationOutput) to the request that it belongs to."""
        generation = self._live.get(output.request_id)
        if generation is None:
            self.dropped_tokens += output.error is None
            return
        if output.error is not None:
            logger.error("generation failed request=%s error=%s", output.request_id, output.error)
            self._fail(output.request_id, f"The model failed while it wrote this answer: {output.error}")
            return
        finished = output.is_finished()
        try:
            generation.add_tokens(output.generated_tokens[generation.completion_tokens :], finished)
        except Exception as error:  # one request's text must not stop the loop that serves all others
            logger.exception("decoding text failed request=%s", output.request_id)
            self._fail(output.request_id, f"The answer could not be turned into text: {error}")
            self._cancel(generation)
        if finished:
            self._live.pop(output.request_id, None)

    # ----

    def _fitting_tokens(self, prompt_tokens: int, sampling: Sampling) -> int:
        if prompt_tokens == 0:
            raise PromptTooLong("The prompt is empty.")
        room = self.context_length - prompt_tokens
        if room < 1:
            raise PromptTooLong(
                f"The text has {prompt_tokens:,} tokens and this model reads at most {self.context_length:,}, answer "
                "included. Shorten the question, start a new thread, or choose a model with a longer context."
            )
        return room if sampling.max_tokens is None else min(room, sampling.max_tokens)

    def _dice(self, sampling: Sampling) -> Any:
        from llm.token_sampler import Dice

        seed = self._seeds.getrandbits(64) if sampling.seed is None else sampling.seed
        return Dice(sampling.temperature, sampling.top_p, Random(seed))  # noqa: S311 - sampling, not secrets

    def _cancel(self, generation: Generation) -> None:
        manager = self._manager
        if manager is not None:
            manager.cancel_request(generation.request_id)
        self._live.pop(generation.request_id, None)

    def _fail(self, request_id: str, message: str) -> None:
        generation = self._live.pop(request_id, None)
        if generation is not None:
            generation.fail(GenerationFailed(message))

    def _running_manager(self) -> "ContinuousBatchingManager":
        """The manager; a new one when there is none, or the last one died. Called with the lock held."""
        manager = self._manager
        if manager is not None and manager.background_thread_status.can_accept_new_requests() is None:
            return manager
        if manager is not None:
            logger.warning("engine restarts after error=%s", manager.background_thread_status.fatal_error)
            self.restarts += 1
            self._earlier_steps += _steps_of(manager)
            manager.stop(block=True, timeout=CLOSE_S)
            for request_id in list(self._live):
                self._fail(request_id, "The engine stopped on an error; ask again.")
        self._manager = self._start_manager()
        return self._manager

    def _start_manager(self) -> "ContinuousBatchingManager":
        from llm.batching import start_manager

        on_gpu = self._model.device.type != "cpu"
        return start_manager(
            self._model,
            self.receive,
            page_tokens=PAGE_TOKENS,
            pages=self._cache_pages,
            batch_tokens=self._limits.batch_tokens or (2048 if on_gpu else 128),
            running=self._limits.running,
        )


def _steps_of(manager: Any) -> int:
    return int(getattr(manager, "current_batch", 0))


def _eos_tokens(model: Any, tokenizer: Any) -> frozenset[int]:
    """Tokens that end an answer: the tokenizer's, and what the model's generation config lists besides."""
    listed = model.generation_config.eos_token_id
    configured = listed if isinstance(listed, list) else [listed]
    return frozenset(token for token in [*configured, tokenizer.eos_token_id] if token is not None)


def _cache_pages(model: Any, limits: EngineLimits, context_length: int) -> int:
    """Pages of the key-value cache: what the memory allows, and no more than all running requests could fill."""
    import torch

    config = model.config.get_text_config()
    head_dim = getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads
    heads = getattr(config, "num_key_value_heads", None) or config.num_attention_heads
    page_bytes = 2 * config.num_hidden_layers * heads * head_dim * model.dtype.itemsize * PAGE_TOKENS
    if limits.cache_bytes is not None:
        budget = limits.cache_bytes
    elif model.device.type == "cpu":
        budget = min(2**29, psutil.virtual_memory().available // 4)
    else:
        budget = torch.cuda.mem_get_info(model.device)[0] // 2
    useful = min(limits.running * context_length, MASK_TOKENS) // PAGE_TOKENS + 1
    return max(2, min(budget // page_bytes, useful))
