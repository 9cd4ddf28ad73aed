import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psutil
import pytest

from llm import attention
from llm.engine import Engine, EngineLimits
from llm.errors import EngineClosed, EngineOverloaded, GenerationFailed, InvalidSampling, PromptTooLong
from llm.generation import Generation
from llm.sampling import Sampling
from tests.llm.conftest import CONTEXT, held

PROMPTS = [
    "The river",
    "A transformer raises",
    "电网调度员",
    "The town and the line",
    "voltage",
    "turbine turns",
    "城市",
    "x",
]


def text_of(generation: Generation) -> str:
    return "".join(piece.text for piece in generation)


def ask(engine: Engine, prompt: str = "The river", **sampling: Any) -> Generation:
    return engine.submit(engine.tokenization.encode(prompt), Sampling(**({"max_tokens": 20} | sampling)))


def wait_until(condition: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def write_on(engine: Engine) -> None:
    """From now on answers do not end by themselves, and take seconds. For an engine that was not asked anything yet."""
    receive = engine.receive

    def slowly(output: Any) -> None:
        time.sleep(0.05)
        receive(output)

    engine.receive = slowly  # type: ignore[method-assign]
    engine._eos = frozenset()


# ---- what is decoded


def test_greedy_answers_are_those_of_plain_generation(engine: Engine, tiny_folder: Path) -> None:
    import torch
    from transformers import AutoModelForCausalLM

    plain = AutoModelForCausalLM.from_pretrained(tiny_folder).eval()
    for prompt in PROMPTS[:4]:
        ids = engine.tokenization.encode(prompt)
        expected = plain.generate(torch.tensor([ids]), max_new_tokens=20, do_sample=False)[0, len(ids) :].tolist()
        assert text_of(ask(engine, prompt)) == engine.tokenization.decode(expected).rstrip("\ufffd")


def test_many_requests_at_once_each_get_their_own_answer(make_engine: Callable[..., Engine]) -> None:
    engine, other = make_engine(), make_engine()
    alone = [text_of(ask(engine, prompt)) for prompt in PROMPTS]
    with held(other):
        together = [ask(other, prompt) for prompt in PROMPTS]
    assert [text_of(generation) for generation in together] == alone
    assert other.steps < len(PROMPTS) * 20 / 2  # decoded together, not one after the other


def test_attention_per_request_computes_what_the_models_own_does(
    make_engine: Callable[..., Engine], monkeypatch: pytest.MonkeyPatch
) -> None:
    prompts = [*PROMPTS, "The river runs past the power station and turns the turbine. " * 5]
    ours, chunked = make_engine(), make_engine(EngineLimits(batch_tokens=16))
    assert attention.is_suitable(ours._model)
    generations = [ask(engine, prompt) for prompt in prompts for engine in (ours, chunked)]
    answers = [text_of(generation) for generation in generations]
    monkeypatch.setattr(attention, "is_suitable", lambda model: False)
    own = make_engine()
    generations = [ask(own, prompt) for prompt in prompts for _ in range(2)]
    assert [text_of(generation) for generation in generations] == answers
    assert own._model.config._attn_implementation == "sdpa"


def test_a_greedy_request_stays_greedy_while_others_sample(engine: Engine) -> None:
    alone = text_of(ask(engine))
    others = [ask(engine, prompt, temperature=1.5, top_p=0.9) for prompt in PROMPTS]
    greedy = ask(engine)
    assert text_of(greedy) == alone
    for other in others:
        text_of(other)


def test_a_seed_repeats_an_answer(engine: Engine) -> None:
    first, again, other = (text_of(ask(engine, temperature=1.0, seed=seed)) for seed in (5, 5, 6))
    assert first == again != other


def test_max_tokens_ends_an_answer_with_length_and_is_counted(engine: Engine) -> None:
    generation = ask(engine, max_tokens=7)
    text_of(generation)
    assert (generation.finish_reason, generation.completion_tokens) == ("length", 7)


def test_without_max_tokens_an_answer_may_fill_the_context(engine: Engine) -> None:
    generation = ask(engine, max_tokens=None)
    text_of(generation)
    assert generation.finish_reason == "stop" or generation.prompt_tokens + generation.completion_tokens == CONTEXT


def test_a_stop_string_ends_the_answer_before_it_and_stops_decoding(engine: Engine) -> None:
    whole = text_of(ask(engine, max_tokens=60))
    stop = whole[8:11]
    generation = ask(engine, max_tokens=60, stop=(stop,))
    shown = text_of(generation)
    assert shown == whole[: whole.index(stop)]
    assert generation.finish_reason == "stop"
    wait_until(lambda: engine.live == 0)
    steps = engine.steps
    time.sleep(0.3)
    assert engine.steps <= steps + 1
    assert generation.completion_tokens < 60
    assert engine.dropped_tokens <= 1


def test_pieces_never_end_inside_a_character(engine: Engine) -> None:
    pieces = [piece.text for piece in ask(engine, "电网", temperature=2.0, seed=1, max_tokens=100)]
    assert not any(piece.endswith("\ufffd") for piece in pieces)


# ---- who leaves, who waits, who is refused


def test_cancel_stops_decoding_within_one_step(engine: Engine) -> None:
    write_on(engine)
    generation = ask(engine, "x", max_tokens=None, temperature=1.0, seed=1)
    pieces = iter(generation)
    next(pieces)
    generation.cancel()
    steps = engine.steps
    assert engine.live == 0
    time.sleep(0.5)
    assert engine.steps <= steps + 1
    assert engine.dropped_tokens <= 1
    assert generation.finish_reason == "cancelled"


def test_leaving_the_iteration_cancels(engine: Engine) -> None:
    write_on(engine)
    generation = ask(engine, "x", max_tokens=None, temperature=1.0, seed=1)
    for _ in generation:
        break
    del _
    wait_until(lambda: generation.is_over)
    steps = engine.steps
    time.sleep(0.3)
    assert engine.steps <= steps + 1


def test_a_request_cancelled_before_its_first_step_costs_nothing_and_others_go_on(engine: Engine) -> None:
    alone = text_of(ask(engine))
    kept, dropped = ask(engine), ask(engine, "x", max_tokens=None)
    dropped.cancel()
    assert text_of(kept) == alone


def test_a_prompt_longer_than_the_context_is_refused_with_numbers(engine: Engine) -> None:
    with pytest.raises(PromptTooLong, match=r"reads at most 256"):
        engine.submit([5] * CONTEXT, Sampling())
    with pytest.raises(PromptTooLong, match="empty"):
        engine.submit([], Sampling())


def test_a_cache_smaller_than_the_context_bounds_the_prompt_instead_of_failing_later(
    make_engine: Callable[..., Engine],
) -> None:
    small = make_engine(EngineLimits(cache_bytes=1))
    assert small.context_length == 128
    with pytest.raises(PromptTooLong):
        small.submit([5] * 128, Sampling())
    generations = [small.submit([5 + n] * 60, Sampling(max_tokens=60)) for n in range(4)]  # four times what fits
    for generation in generations:
        text_of(generation)


def test_more_requests_than_the_queue_holds_are_refused(make_engine: Callable[..., Engine]) -> None:
    engine = make_engine(EngineLimits(running=2, waiting=1))
    with held(engine):
        accepted = [ask(engine, "x", max_tokens=200, temperature=1.0) for _ in range(3)]
        with pytest.raises(EngineOverloaded, match="try again"):
            ask(engine)
        for generation in accepted:
            generation.cancel()
    assert text_of(ask(engine))


@pytest.mark.parametrize(
    "wrong",
    [
        {"temperature": -0.1},
        {"temperature": 2.1},
        {"temperature": float("nan")},
        {"top_p": 0.0},
        {"top_p": 1.1},
        {"max_tokens": 0},
        {"stop": ("",)},
        {"stop": ("a",) * 17},
    ],
)
def test_parameters_outside_their_range_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(InvalidSampling, match=next(iter(wrong))):
        Sampling(**wrong)


# ---- errors and the end


def test_an_error_in_a_step_reaches_its_requests_and_the_engine_starts_anew(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = text_of(ask(engine))
    with monkeypatch.context() as broken:
        broken.setattr(type(engine._model.lm_head), "forward", lambda *_: 1 / 0)
        with pytest.raises(GenerationFailed, match="division by zero"):
            text_of(ask(engine, "another prompt"))
    assert text_of(ask(engine)) == alone
    assert engine.restarts == 1


def test_text_that_cannot_be_decoded_fails_one_request_only(engine: Engine) -> None:
    def fail(tokens: Any) -> str:
        raise ValueError("bad bytes")

    with held(engine):
        bad = ask(engine, "x", max_tokens=200, temperature=1.0)
        bad._detokenizer.push = fail  # type: ignore[method-assign]
        good = ask(engine)
    with pytest.raises(GenerationFailed, match="bad bytes"):
        text_of(bad)
    assert text_of(good) == text_of(ask(engine))
    assert engine.restarts == 0


def test_closing_ends_running_answers_and_refuses_new_ones(engine: Engine) -> None:
    before = set(threading.enumerate())
    write_on(engine)
    generation = ask(engine, "x", max_tokens=None, temperature=1.0)
    engine.close()
    engine.close()
    with pytest.raises(EngineClosed):
        text_of(generation)
    with pytest.raises(EngineClosed):
        ask(engine)
    assert not [thread for thread in set(threading.enumerate()) - before if "_run_generation_loop" in thread.name]


def test_an_idle_engine_uses_no_cpu(engine: Engine) -> None:
    def used() -> float:
        times = psutil.Process().cpu_times()
        return times.user + times.system

    text_of(ask(engine))
    seconds = []
    # what else lives in this process may have something to do now and then, a loop that never rests always has
    while len(seconds) < 10 and min(seconds, default=1.0) >= 0.05:
        before = used()
        time.sleep(1)
        seconds.append(used() - before)
    assert min(seconds) < 0.05


def test_requests_may_come_from_many_threads(engine: Engine) -> None:
    alone = {prompt: text_of(ask(engine, prompt)) for prompt in PROMPTS}
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda prompt: (prompt, text_of(ask(engine, prompt))), PROMPTS * 4))
    assert all(alone[prompt] == answer for prompt, answer in answers)
