"""Sets up transformers' continuous batching the way the engine needs it."""

import logging
import threading
from collections.abc import Callable
from typing import Any

from transformers import GenerationConfig
from transformers.generation.configuration_utils import ContinuousBatchingConfig
from transformers.generation.continuous_batching import ContinuousBatchingManager
from transformers.generation.continuous_batching.continuous_api import OutputRouter

from llm import attention
from llm.token_sampler import TokenSampler

__all__ = ["start_manager"]


class _DirectRouter(OutputRouter):
    """Hands every result to one function, on the generation thread.

    The original sends results to event loops and gives a whole batch to the loop of its last request; ours may belong
    to several loops, to threads, or to a loop that is closed by now.
    """

    def __init__(self, receive: Callable[[Any], None]) -> None:
        super().__init__()
        self._receive = receive

    def deliver(self, output: Any) -> None:
        self._receive(output)

    def deliver_batch(self, outputs: list[Any]) -> None:
        for output in outputs:
            self._receive(output)


def start_manager(
    model: Any,
    receive: Callable[[Any], None],
    *,
    page_tokens: int,
    pages: int,
    batch_tokens: int,
    running: int,
) -> ContinuousBatchingManager:
    """A running manager that calls `receive` with every GenerationOutput.

    The cache is given in pages, since by default it would take nine tenths of the memory.
    """
    if model.config._attn_implementation == attention.NAME:  # a restart: continuous batching accepts its own only
        model.set_attn_implementation("sdpa")
    manager = model.init_continuous_batching(
        # Greedy, because the sampler has already chosen; no end token, because every request brings its own.
        generation_config=GenerationConfig(do_sample=False, eos_token_id=-1),
        continuous_batching_config=ContinuousBatchingConfig(
            page_size=page_tokens,
            num_blocks=pages,
            max_batch_tokens=batch_tokens,
            max_requests_per_batch=min(running, batch_tokens),
            auto_switch_to_flash=False,
            per_request_processors=True,
        ),
    )
    # It announces every choice of its own at INFO, through a handler of its own.
    logging.getLogger("ContinuousBatchingLogger").setLevel(logging.WARNING)
    manager.output_router = _DirectRouter(receive)
    manager.logit_processor = TokenSampler()
    if attention.is_suitable(model):
        attention.register()
        model.set_attn_implementation(attention.NAME)
    # A thread inherits from its creator that the interpreter need not wait for it at exit.
    starter = threading.Thread(target=manager.start, name="engine-start", daemon=True)
    starter.start()
    starter.join()
    return manager
