"""The three roads. Each writes its answer as partial outputs and returns the whole for the memory."""

from __future__ import annotations

import asyncio
from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.config import get_stream_writer

from agents.dependencies import ChatModel, Dependencies
from agents.fork import best_score
from agents.state import ThreadState
from chains.answer import AnswerPart, quote_answer, written_answer
from chains.chat import chat_messages, declined
from chains.prompts import prompt
from chains.sql import answer_question
from tools.errors import DatabaseError


def _usage(metadata: dict[str, Any]) -> dict[str, Any]:
    return {
        "prompt_tokens": metadata.get("input_tokens", 0),
        "completion_tokens": metadata.get("output_tokens", 0),
    }


class _Road:
    def __init__(self, dependencies: Dependencies) -> None:
        self._deps = dependencies

    async def _model(self, state: ThreadState) -> ChatModel:
        return await self._deps.load_model(state["request"]["model"])


class ChatRoad(_Road):
    """The model alone, with the thread's recent turns. A language that it lacks is declined, with a hint."""

    async def __call__(self, state: ThreadState, config: RunnableConfig) -> dict[str, Any]:
        write, request, language = get_stream_writer(), state["request"], state["language"]
        model = await self._model(state)
        if not model.speaks(language):
            answer = declined(model.id, model.languages, language, self._deps.larger_model)
            write({"answer": answer})
            return {"output": {"answer": answer}}
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
        )
        answer, usage = "", None
        async for chunk in model.chat.bind(**parameters).astream(messages, config):
            if chunk.text:
                answer += chunk.text
                write({"answer": chunk.text})
            usage = getattr(chunk, "usage_metadata", None) or usage
        if usage:
            write({"usage": _usage(dict(usage))})
        return {"output": {"answer": answer}}


class KnowledgeRoad(_Road):
    """Answers from passages: quoted in the smallest tier, written and checked above it. It has no tools."""

    async def __call__(self, state: ThreadState, config: RunnableConfig) -> dict[str, Any]:
        write, language, question = get_stream_writer(), state["language"], state["standalone"]
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

        passages = state["passages"]
        if not passages and not await self._deps.has_knowledge(state["request"]["knowledge_bases"]):
            emit(AnswerPart(prompt("no_knowledge_bases", language)))
        elif best_score(passages) < self._deps.relevance_threshold:
            emit(AnswerPart(prompt("no_passages", language)))
        else:
            model = await self._model(state)
            if model.tier == "tiny":
                parts = await asyncio.to_thread(quote_answer, question, passages, language, self._deps.embed)
                for part in parts:
                    emit(part)
            else:
                parameters = {"max_tokens": self._deps.max_tokens} | state["request"]["parameters"]
                async for part in written_answer(
                    question, passages, language, self._deps.embed, model.chat, config, **parameters
                ):
                    emit(part)
        return {"output": {"answer": answer}}


class DatabaseRoad(_Road):
    """One read-only query that answers the question, its rows, and a sentence about them."""

    async def __call__(self, state: ThreadState, config: RunnableConfig) -> dict[str, Any]:
        write, language, name = get_stream_writer(), state["language"], state["database"]
        if name is None:
            answer = prompt("no_databases", language)
            write({"answer": answer})
            return {"output": {"answer": answer}}
        database = (await self._deps.open_databases()).get(name)
        if database is None:
            answer = prompt("no_databases", language)
            write({"answer": answer})
            return {"output": {"answer": answer}}
        model = await self._model(state)
        turns = state.get("turns") or []
        previous = turns[-1]["sql"] if state["followup"] and turns else None
        try:
            result = await answer_question(
                state["standalone"],
                database,
                language=language,
                model=None if model.tier == "tiny" else model.chat,
                embed=self._deps.embed,
                previous_sql=previous,
            )
        except DatabaseError as error:
            answer = prompt("sql_failed", language).format(database=name, reason=error)
            write({"answer": answer})
            return {"output": {"answer": answer}}
        if result is None:
            answer = prompt("no_sql", language).format(database=name)
            write({"answer": answer})
            return {"output": {"answer": answer}}
        write({"sql": result.as_dict()})
        write({"answer": result.sentence})
        return {"output": {"answer": result.sentence, "sql": result.query, "database": name}}
