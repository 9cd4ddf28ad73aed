import re
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from transformers import AutoModelForCausalLM

from llm import constrained
from llm.constrained import GRAMMAR_BYTES, ConstrainedSampler
from llm.tokenization import load_tokenization
from tests.llm.conftest import CONTEXT

ASKED = [{"role": "user", "content": "Which river?"}]
GRAMMAR = 'start: "The " NAME " runs " ("past" | "under") " " NUMBER "."\nNAME: /[a-z]{3,6}/\nNUMBER: /[1-9][0-9]?/'
FORM = re.compile(r"The [a-z]{3,6} runs (past|under) [1-9][0-9]?\.")


@pytest.fixture(scope="module")
def sampler(tiny_folder: Path) -> ConstrainedSampler:
    model = AutoModelForCausalLM.from_pretrained(tiny_folder, attn_implementation="sdpa").eval()
    return ConstrainedSampler(model, load_tokenization(tiny_folder), context_length=CONTEXT)


def test_every_sample_follows_the_grammar(sampler: ConstrainedSampler) -> None:
    found = sampler.sample(ASKED, GRAMMAR, 8, temperature=1.5, seed=1)
    assert len(found) == 8
    assert all(FORM.fullmatch(text) for text in found)
    assert len(set(found)) > 1


def test_the_first_sample_is_greedy_and_a_seed_repeats_the_others(sampler: ConstrainedSampler) -> None:
    first, again, other = (sampler.sample(ASKED, GRAMMAR, 4, temperature=1.5, seed=seed) for seed in (1, 1, 2))
    assert first == again
    assert first != other
    assert first[0] == other[0]


def test_characters_of_several_tokens_come_out_whole(sampler: ConstrainedSampler) -> None:
    assert sampler.sample(ASKED, 'start: "变压器" | "变电站"', 3, seed=3)[0] in ("变压器", "变电站")


def test_samples_that_are_not_whole_in_time_are_left_out(
    sampler: ConstrainedSampler, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sampler.sample(ASKED, GRAMMAR, 3, max_tokens=3) == []
    original = sampler._next
    tokens: list[None] = []

    def slow(*given: Any) -> Any:
        tokens.append(None)
        time.sleep(0.2)
        return original(*given)

    monkeypatch.setattr(sampler, "_next", slow)
    assert sampler.sample(ASKED, GRAMMAR, 3, seconds=0.5) == []
    # a text of the grammar has more tokens than fit into the time, and none is begun when it is over
    assert len(tokens) <= 3


def test_a_caller_that_stops_waits_for_one_token_at_most(sampler: ConstrainedSampler) -> None:
    looks = iter([False] * 4 + [True] * 99)
    assert sampler.sample(ASKED, GRAMMAR, 3, stopped=lambda: next(looks)) == []
    assert next(looks)


@pytest.mark.parametrize(
    "grammar",
    [
        "start: missing",
        'start: "' + "x" * GRAMMAR_BYTES + '"',
        "start: A\nA: /(a|b)*a(a|b){200}/ & /(a|b)*b(a|b){300}/",
    ],
    ids=["malformed", "large", "costly"],
)
def test_a_grammar_out_of_bounds_gives_nothing_and_soon(
    sampler: ConstrainedSampler, grammar: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(constrained, "LEXER_FUEL", 50_000)
    began = time.thread_time()
    assert sampler.sample(ASKED, grammar, 2) == []
    assert time.thread_time() - began < 10  # of the processor, however busy it is


def test_of_what_does_not_fit_there_are_no_samples(sampler: ConstrainedSampler) -> None:
    assert sampler.sample([{"role": "user", "content": "word " * CONTEXT}], GRAMMAR, 1) == []


def test_two_callers_are_served_one_after_the_other(sampler: ConstrainedSampler) -> None:
    found: list[list[str]] = []
    callers = [threading.Thread(target=lambda: found.append(sampler.sample(ASKED, GRAMMAR, 2))) for _ in range(3)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join(60)
    assert [len(texts) for texts in found] == [2, 2, 2]
