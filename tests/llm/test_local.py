import asyncio
import gc
import threading
import time
from typing import Any

import pytest
from langchain_core.messages import AIMessage, AIMessageChunk, HumanMessage, SystemMessage, ToolMessage
from langchain_core.output_parsers import StrOutputParser
from langchain_core.runnables import ConfigurableField

from llm.errors import InvalidSampling, PromptTooLong
from llm.local import LocalChatModel

QUESTION = "The river runs"


STEP_S = 0.2
"""Of `endless`, which needs two hundred of them for an answer: most of a minute."""


async def stands_still(chat: LocalChatModel) -> bool:
    """Nothing is decoded any more, but for the step that was being computed."""
    gc.collect()
    deadline = time.monotonic() + 30
    while chat.engine.live and time.monotonic() < deadline:
        await asyncio.sleep(0.02)
    steps = chat.engine.steps
    await asyncio.sleep(3 * STEP_S)
    return chat.engine.steps <= steps + 1 and chat.engine.live == 0


@pytest.fixture
def endless(chat: LocalChatModel) -> LocalChatModel:
    """Writes on for most of a minute unless it is stopped."""
    receive = chat.engine.receive

    def slowly(output: Any) -> None:
        time.sleep(STEP_S)
        receive(output)

    chat.engine.receive = slowly  # type: ignore[method-assign]
    chat.engine._eos = frozenset()
    return chat.model_copy(update={"max_tokens": None})


def test_invoke_returns_text_usage_and_why_it_ended(chat: LocalChatModel) -> None:
    answer = chat.invoke(QUESTION)
    assert isinstance(answer, AIMessage)
    assert answer.text
    assert answer.usage_metadata is not None
    assert answer.usage_metadata["input_tokens"] == chat.get_num_tokens_from_messages([HumanMessage(QUESTION)])
    assert answer.usage_metadata["output_tokens"] == 24
    assert (answer.response_metadata["model_name"], answer.response_metadata["finish_reason"]) == ("tiny", "length")


async def test_every_way_of_calling_gives_the_same_answer(chat: LocalChatModel) -> None:
    answer = chat.invoke(QUESTION)
    streamed = list(chat.stream(QUESTION))
    astreamed = [chunk async for chunk in chat.astream(QUESTION)]
    assert len(streamed) > 3
    for chunks in (streamed, astreamed):
        total = chunks[0]
        for chunk in chunks[1:]:
            total = total + chunk
        assert isinstance(total, AIMessageChunk)
        assert total.text == answer.text
        assert total.usage_metadata == answer.usage_metadata
        assert total.response_metadata["finish_reason"] == "length"
        assert total.response_metadata["model_name"] == "tiny"
    assert (await chat.ainvoke(QUESTION)).text == answer.text
    assert [message.text for message in chat.batch([QUESTION, "x", QUESTION])][::2] == [answer.text] * 2
    assert (await chat.abatch([QUESTION, "x"]))[0].text == answer.text


async def test_events_carry_every_chunk_and_the_usage(chat: LocalChatModel) -> None:
    chain = chat | StrOutputParser()
    events = [event async for event in chain.astream_events(QUESTION, version="v2")]
    chunks = [event["data"]["chunk"].text for event in events if event["event"] == "on_chat_model_stream"]
    end = next(event for event in events if event["event"] == "on_chat_model_end")
    assert "".join(chunks) == chat.invoke(QUESTION).text
    assert end["data"]["output"].usage_metadata["output_tokens"] == 24


def test_parameters_can_be_bound_passed_and_configured(chat: LocalChatModel) -> None:
    whole = chat.invoke(QUESTION).text
    stop = whole[6:8]
    assert chat.bind(stop=[stop]).invoke(QUESTION).text == whole[: whole.index(stop)]
    assert chat.invoke(QUESTION, max_tokens=3).usage_metadata["output_tokens"] == 3  # type: ignore[index]
    wild = chat.bind(temperature=1.5, top_p=0.95, seed=1)
    assert wild.invoke(QUESTION).text == wild.invoke(QUESTION).text != whole
    configurable = chat.configurable_fields(max_tokens=ConfigurableField(id="max_tokens"))
    configured = configurable.invoke(QUESTION, config={"configurable": {"max_tokens": 2}})
    assert configured.usage_metadata["output_tokens"] == 2  # type: ignore[index]
    assert chat.bind(max_tokens=None).invoke(QUESTION).usage_metadata["output_tokens"] == 24  # type: ignore[index]


def test_unknown_parameters_and_pictures_are_refused(chat: LocalChatModel) -> None:
    with pytest.raises(InvalidSampling, match="does not know tools"):
        chat.invoke(QUESTION, tools=[])
    with pytest.raises(InvalidSampling, match="temperature"):
        chat.invoke(QUESTION, temperature=9)
    with pytest.raises(InvalidSampling, match="text only, not image_url"):
        chat.invoke([HumanMessage([{"type": "image_url", "image_url": {"url": "data:,"}}])])


def test_a_conversation_is_rendered_by_the_models_own_template(chat: LocalChatModel) -> None:
    messages = [
        SystemMessage("Be brief."),
        HumanMessage([{"type": "text", "text": "one "}, {"type": "text", "text": "two"}]),
        AIMessage("three"),
        ToolMessage("four", tool_call_id="1"),
    ]
    from llm.local import _turns

    assert chat.engine.tokenization.render_chat(_turns(messages)) == (
        "<s>system\nBe brief.</s>\n<s>user\none two</s>\n<s>assistant\nthree</s>\n<s>tool\nfour</s>\n<s>assistant\n"
    )


def test_a_template_without_a_system_role_gets_the_instruction_with_the_question(chat: LocalChatModel) -> None:
    tokenization = chat.engine.tokenization
    tokenization.tokenizer.chat_template = (
        "{% for m in messages %}{% if m['role'] == 'system' %}{{ raise_exception('no system role') }}{% endif %}"
        "{{ m['role'] }}: {{ m['content'] }}\n{% endfor %}"
    )
    turns = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Why?"}]
    assert tokenization.render_chat(turns) == "user: Be brief.\n\nWhy?\n"


def test_tokens_are_counted_with_the_models_tokenizer(chat: LocalChatModel) -> None:
    assert chat.get_num_tokens("电网") == len(chat.engine.tokenization.encode("电网")) > 2


async def test_the_event_loop_keeps_running_while_answers_are_written(chat: LocalChatModel) -> None:
    receive = chat.engine.receive

    def slowly(output: Any) -> None:
        time.sleep(0.02)
        receive(output)

    chat.engine.receive = slowly  # type: ignore[method-assign]
    await chat.ainvoke(QUESTION)
    gaps = []

    async def heartbeat() -> None:
        # of the processor: how long others keep this thread from it is not the model's doing
        last = time.thread_time()
        while True:
            await asyncio.sleep(0.005)
            now = time.thread_time()
            gaps.append(now - last)
            last = now

    beat = asyncio.create_task(heartbeat())
    long_question = "The river runs past the power station. " * 2000  # refused, but only after it was tokenised
    results = await asyncio.gather(
        *(chat.ainvoke(f"{QUESTION} {n}") for n in range(6)), chat.ainvoke(long_question), return_exceptions=True
    )
    beat.cancel()
    assert isinstance(results[-1], PromptTooLong)
    assert max(gaps) < 0.25
    assert len(gaps) > 5  # of the half second at least that the answers take


async def test_closing_a_stream_stops_decoding(chat: LocalChatModel, endless: LocalChatModel) -> None:
    stream = endless.astream("x")
    await anext(stream)
    await stream.aclose()  # type: ignore[attr-defined]
    assert await stands_still(chat)
    assert chat.engine.dropped_tokens <= 1


async def test_cancelling_the_task_stops_decoding(chat: LocalChatModel, endless: LocalChatModel) -> None:
    async def consume() -> None:
        async for _ in endless.astream("x"):
            pass

    for work in (consume(), endless.ainvoke("x")):
        task = asyncio.ensure_future(work)
        while chat.engine.live == 0:
            await asyncio.sleep(0.005)
        await asyncio.sleep(0.1)  # now it waits for tokens, not for its place in the queue
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await stands_still(chat)


async def test_cancelling_while_the_request_is_being_submitted_stops_it_too(
    chat: LocalChatModel, endless: LocalChatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    encode = chat.engine.tokenization.encode_chat
    begun, go_on, encoded = threading.Event(), threading.Event(), threading.Event()

    def slowly(*arguments: object) -> list[int]:
        begun.set()
        assert go_on.wait(60)
        encoded.set()
        return encode(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(chat.engine.tokenization, "encode_chat", slowly)
    task = asyncio.create_task(endless.ainvoke("x"))
    assert await asyncio.to_thread(begun.wait, 60)
    task.cancel()
    await asyncio.sleep(0.05)
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await asyncio.to_thread(encoded.wait, 60)
    await asyncio.sleep(STEP_S)  # in which it might be submitted
    assert await stands_still(chat)


def test_leaving_a_blocking_stream_stops_decoding(chat: LocalChatModel, endless: LocalChatModel) -> None:
    for _ in endless.stream("x"):
        break
    gc.collect()
    assert asyncio.run(stands_still(chat))


def test_streams_may_live_on_several_event_loops_at_once(chat: LocalChatModel) -> None:
    from concurrent.futures import ThreadPoolExecutor

    expected = chat.invoke(QUESTION).text

    async def ask() -> str:
        return "".join([chunk.text async for chunk in chat.astream(QUESTION)])

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda _: asyncio.run(ask()), range(8))) == [expected] * 8
