"""The three roads. Each writes its answer as partial outputs and returns the whole for the memory."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.config import get_stream_writer

from agents.dependencies import ChatModel, Dependencies
from agents.fork import best_score
from agents.state import ThreadState
from chains.answer import AnswerPart, quote_answer, written_answer
from chains.chat import chat_messages, declined
from chains.clarify import question_back
from chains.prompt_guard import PromptGuard, is_guarded
from chains.prompts import prompt
from chains.text2sql import Declined, answer_question
from tools.errors import DatabaseError


def _usage(metadata: dict[str, Any]) -> dict[str, Any]:
    return {
        "prompt_tokens": metadata.get("input_tokens", 0),
        "completion_tokens": metadata.get("output_tokens", 0),
    }


Write = Callable[[dict[str, Any]], None]
Walk = Callable[[ThreadState, RunnableConfig, Write], Awaitable[dict[str, Any]]]


class _Road:
    def __init__(self, dependencies: Dependencies) -> None:
        self._deps = dependencies

    async def __call__(self, state: ThreadState, config: RunnableConfig) -> dict[str, Any]:
        return {"output": await self.walk(state, config, get_stream_writer())}

    async def walk(self, state: ThreadState, config: RunnableConfig, write: Write) -> dict[str, Any]:
        """Writes the answer in parts and returns what is remembered of it."""
        raise NotImplementedError

    async def _model(self, state: ThreadState) -> ChatModel:
        return await self._deps.load_model(state["request"]["model"])


class ChatRoad(_Road):
    """The model alone, with the thread's recent turns. A language that it lacks is declined, with a hint."""

    async def walk(self, state: ThreadState, config: RunnableConfig, write: Write) -> dict[str, Any]:
        request, language = state["request"], state["language"]
        model = await self._model(state)
        if not model.speaks(language):
            answer = declined(model.id, model.languages, language, self._deps.larger_model)
            write({"answer": answer})
            return {"answer": answer}
        parameters = {"max_tokens": self._deps.max_tokens} | request["parameters"]
        if model.tier == "tiny":
            # sampling costs a small model its facts
            parameters = {"temperature": 0.0} | parameters
        messages = await asyncio.to_thread(
            chat_messages,
            request["question"],
            [(turn["question"], turn["answer"]) for turn in state.get("turns") or []],
            language,
            model.count_tokens,
            max(model.context_length - parameters["max_tokens"] - 64, 256),
            request["system_prompt"],
            state.get("summary") or [],
        )
        answer, usage = "", None
        own = request["system_prompt"]
        if own is None:
            guard = PromptGuard(prompt("chat", language))
        else:
            guard = PromptGuard(own if is_guarded(own, request["question"]) else "")

        def show(text: str) -> None:
            nonlocal answer
            if text:
                answer += text
                write({"answer": text})

        async for chunk in model.chat.bind(**parameters).astream(messages, config):
            show(guard.feed(chunk.text))
            usage = getattr(chunk, "usage_metadata", None) or usage
        show(guard.flush())
        if usage:
            write({"usage": _usage(dict(usage))})
        return {"answer": answer}


class KnowledgeRoad(_Road):
    """Answers from passages: quoted in the smallest tier, written and checked above it. It has no tools."""

    async def walk(self, state: ThreadState, config: RunnableConfig, write: Write) -> dict[str, Any]:
        language, question = state["language"], state["wording"]
        answer = ""

        def emit(part: AnswerPart) -> None:
            nonlocal answer
            answer += part.text
            if part.citations:
                write({"citations": [citation.as_dict() for citation in part.citations]})
            if part.text:
                write({"answer": part.text})
            if part.usage:
                write({"usage": _usage(part.usage)})

        passages = state["passages"] or []
        if not passages and not await self._deps.has_knowledge(state["request"]["knowledge_bases"]):
            emit(AnswerPart(prompt("no_knowledge_bases", language)))
        elif best_score(passages) < self._deps.relevance_threshold:
            emit(AnswerPart(prompt("no_passages", language)))
        else:
            model = await self._model(state)
            judge = await asyncio.to_thread(self._deps.judge, language)
            if model.tier == "tiny":
                parts = await asyncio.to_thread(quote_answer, question, passages, language, self._deps.embed, judge)
                for part in parts:
                    emit(part)
            else:
                parameters = {"max_tokens": self._deps.max_tokens} | state["request"]["parameters"]
                async for part in written_answer(
                    question,
                    passages,
                    language,
                    self._deps.embed,
                    model.chat,
                    config,
                    judge=judge,
                    strict=self._deps.strict_citations,
                    **parameters,
                ):
                    emit(part)
        return {"answer": answer}


class ClarifyRoad:
    """Asks back where to look; the reply is understood by the recall node."""

    async def __call__(self, state: ThreadState) -> dict[str, Any]:
        answer = question_back(state["choices"], state["database"], state["language"])
        get_stream_writer()({"answer": answer})
        # what comes next may lean on the question, whichever source it is put to
        return {"output": {"answer": answer, "database": state["database"]}}


class DatabaseRoad(_Road):
    """One read-only query that answers the question, its rows, and a sentence about them."""

    async def walk(self, state: ThreadState, config: RunnableConfig, write: Write) -> dict[str, Any]:
        language, name = state["language"], state["database"]
        if name is None:
            answer = prompt("no_databases", language)
            write({"answer": answer})
            return {"answer": answer}
        database = (await self._deps.open_databases()).get(name)
        if database is None:
            answer = prompt("no_databases", language)
            write({"answer": answer})
            return {"answer": answer}
        model = await self._model(state)
        subject = state["subject"]
        try:
            result = await answer_question(
                state["standalone"],
                database,
                language=language,
                model=None if model.tier == "tiny" else model.chat,
                score=model.score if model.speaks(language) else None,
                sample=model.sample,
                embed=self._deps.embed,
                previous_sql=subject["sql"] if subject else None,
                examples=await self._deps.solved_examples(name),
                today=self._deps.now(),
                fiscal_start=self._deps.fiscal_start,
            )
        except DatabaseError as error:
            answer = prompt("sql_failed", language).format(
                database=name, reason=self._deps.in_words(str(error), language)
            )
            write({"answer": answer})
            return {"answer": answer}
        if result is None:
            answer = prompt("no_sql", language).format(database=name)
            write({"answer": answer})
            return {"answer": answer}
        if isinstance(result, Declined):
            write({"notice": result.notice, "answer": result.sentence})
            return {"answer": result.sentence}
        if result.notice:
            write({"notice": result.notice})
        write({"sql": result.as_dict()})
        write({"answer": result.sentence})
        return {"answer": result.sentence, "sql": result.query, "database": name}
