"""A local model as a LangChain chat model."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import (
    AIMessage,
    AIMessageChunk,
    BaseMessage,
    HumanMessage,
    SystemMessage,
    ToolMessage,
)
from langchain_core.messages.ai import UsageMetadata
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import ConfigDict, Field

from llm.engine import Engine
from llm.errors import InvalidSampling
from llm.generation import Generation, Piece
from llm.sampling import Sampling

__all__ = ["LocalChatModel"]

OWN_PARAMETERS = frozenset({"temperature", "top_p", "max_tokens", "seed"})
LANGCHAIN_PARAMETERS = frozenset({"stream", "stream_usage", "ls_structured_output_format"})
"""What LangChain itself may pass along; it has no meaning here."""


class LocalChatModel(BaseChatModel):
    """Answers from a model in this process.

    `stop`, `temperature`, `top_p`, `max_tokens` and `seed` can be set here, per call, or with `bind(...)`. Many calls
    may run at once, from threads and event loops alike: the engine decodes them together. When the consumer of a
    stream goes away, or its task is cancelled, decoding stops with the current step.

    Raises EngineError (PromptTooLong, EngineOverloaded, InvalidSampling, GenerationFailed, EngineClosed).
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    engine: Engine = Field(exclude=True, repr=False)
    model_name: str
    temperature: float = 0.2
    top_p: float = 0.9
    max_tokens: int | None = 512
    seed: int | None = None
    stop: tuple[str, ...] = ()

    @property
    def _llm_type(self) -> str:
        return "sancha-local"

    @property
    def _identifying_params(self) -> Mapping[str, Any]:
        return {name: getattr(self, name) for name in ("model_name", "temperature", "top_p", "max_tokens", "seed")}

    def get_token_ids(self, text: str) -> list[int]:
        """Token ids of plain text; `get_num_tokens` counts them."""
        return self.engine.tokenization.encode(text)

    def get_num_tokens_from_messages(self, messages: Sequence[BaseMessage], tools: Any = None) -> int:
        """Tokens of a conversation in the model's chat format, as they count against its context."""
        return len(self.engine.tokenization.encode_chat(_turns(messages)))

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        generation = self._submit(messages, stop, kwargs)
        return self._result("".join(piece.text for piece in generation), generation)

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        generation = await self._submit_in_thread(messages, stop, kwargs)
        return self._result("".join([piece.text async for piece in generation]), generation)

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        generation = self._submit(messages, stop, kwargs)
        try:
            for piece in generation:
                yield self._chunk(piece, generation)
        finally:
            generation.cancel()

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        generation = await self._submit_in_thread(messages, stop, kwargs)
        try:
            async for piece in generation:
                yield self._chunk(piece, generation)
        finally:
            generation.cancel()

    def _submit(
        self, messages: Sequence[BaseMessage], stop: Sequence[str] | None, options: Mapping[str, Any]
    ) -> Generation:
        unknown = options.keys() - OWN_PARAMETERS - LANGCHAIN_PARAMETERS
        if unknown:
            raise InvalidSampling(
                f"A local model does not know {', '.join(sorted(unknown))}. "
                f"It takes stop, {', '.join(sorted(OWN_PARAMETERS))}."
            )
        chosen = {name: getattr(self, name) for name in OWN_PARAMETERS}
        chosen |= {name: value for name, value in options.items() if name in OWN_PARAMETERS and value is not None}
        sampling = Sampling(stop=tuple(self.stop if stop is None else stop), **chosen)
        return self.engine.submit(self.engine.tokenization.encode_chat(_turns(messages)), sampling)

    async def _submit_in_thread(
        self, messages: Sequence[BaseMessage], stop: Sequence[str] | None, options: Mapping[str, Any]
    ) -> Generation:
        """Tokenising a long text takes a while; the event loop must not wait for it."""
        submitting = asyncio.get_running_loop().run_in_executor(None, self._submit, messages, stop, options)
        try:
            return await asyncio.shield(submitting)
        except asyncio.CancelledError:
            # The thread cannot be stopped, but what it is about to start can.
            submitting.add_done_callback(_cancel_result)
            raise

    def _result(self, text: str, generation: Generation) -> ChatResult:
        message = AIMessage(text, usage_metadata=_usage(generation), response_metadata=self._metadata(generation))
        return ChatResult(generations=[ChatGeneration(message=message)])

    def _chunk(self, piece: Piece, generation: Generation) -> ChatGenerationChunk:
        if not piece.is_last:
            return ChatGenerationChunk(message=AIMessageChunk(content=piece.text))
        # Only the last chunk: chunks are added up, and so are their counts and names.
        return ChatGenerationChunk(
            message=AIMessageChunk(
                content=piece.text,
                usage_metadata=_usage(generation),
                response_metadata=self._metadata(generation),
                chunk_position="last",
            )
        )

    def _metadata(self, generation: Generation) -> dict[str, Any]:
        return {"model_name": self.model_name, "finish_reason": generation.finish_reason}


def _cancel_result(submitting: asyncio.Future[Generation]) -> None:
    if not submitting.cancelled() and submitting.exception() is None:
        submitting.result().cancel()


def _usage(generation: Generation) -> UsageMetadata:
    return UsageMetadata(
        input_tokens=generation.prompt_tokens,
        output_tokens=generation.completion_tokens,
        total_tokens=generation.prompt_tokens + generation.completion_tokens,
    )


def _turns(messages: Sequence[BaseMessage]) -> list[dict[str, str]]:
    return [{"role": _role(message), "content": _text(message)} for message in messages]


def _role(message: BaseMessage) -> str:
    if isinstance(message, SystemMessage):
        return "system"
    if isinstance(message, HumanMessage):
        return "user"
    if isinstance(message, AIMessage):
        return "assistant"
    if isinstance(message, ToolMessage):
        return "tool"
    role: str = getattr(message, "role", message.type)  # ChatMessage names its own
    return role


def _text(message: BaseMessage) -> str:
    if isinstance(message.content, str):
        return message.content
    parts = []
    for block in message.content:
        if isinstance(block, str):
            parts.append(block)
        elif block.get("type") == "text":
            parts.append(str(block["text"]))
        else:
            raise InvalidSampling(f"A local model reads text only, not {block.get('type', 'this kind of content')}.")
    return "".join(parts)
