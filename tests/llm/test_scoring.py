import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import torch
from transformers import AutoModelForCausalLM

from llm import scoring
from llm.engine import Engine
from llm.loading import over_same_weights
from llm.sampling import Sampling
from llm.scoring import Scorer
from llm.tokenization import Tokenization, load_tokenization
from tests.llm.conftest import CONTEXT

SHARED = "The river runs past the station. "
PAIRS = [
    ("The line carries it to the town and", " turns the turbine."),
    ("The line carries it to the town and", " the voltage"),
    ("The line carries it to the river:", " 变压器把电压升高后送往城市。"),
]


@pytest.fixture
def model(tiny_folder: Path) -> Any:
    return AutoModelForCausalLM.from_pretrained(tiny_folder, attn_implementation="sdpa").eval()


@pytest.fixture
def tokenization(tiny_folder: Path) -> Tokenization:
    return load_tokenization(tiny_folder)


@pytest.fixture
def scorer(model: Any, tokenization: Tokenization) -> Scorer:
    return Scorer(model, tokenization, context_length=CONTEXT)


def alone(model: Any, tokenization: Tokenization, before: list[str], continuation: str) -> float:
    """log P of the continuation by one plain pass over the whole text."""
    head = [token for text in before for token in tokenization.encode(text)]
    tail = tokenization.encode(continuation)
    with torch.inference_mode():
        logits = model(input_ids=torch.tensor([head + tail])).logits[0].log_softmax(-1)
    return sum(float(logits[len(head) + i - 1, token]) for i, token in enumerate(tail))


@pytest.mark.parametrize("shared", ["", SHARED])
def test_a_batch_gives_what_each_text_alone_gives(
    shared: str, scorer: Scorer, model: Any, tokenization: Tokenization
) -> None:
    found = scorer.score(shared, PAIRS)
    expected = [alone(model, tokenization, [shared, context], continuation) for context, continuation in PAIRS]
    assert [f.log_probability for f in found] == pytest.approx(expected, abs=1e-3)
    assert [f.tokens for f in found] == [len(tokenization.encode(continuation)) for _, continuation in PAIRS]


def test_many_texts_are_scored_in_several_steps(
    scorer: Scorer, model: Any, tokenization: Tokenization, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = scorer.score(SHARED, PAIRS)
    monkeypatch.setattr(scorer, "_step_tokens", 1)
    assert [f.log_probability for f in scorer.score(SHARED, PAIRS)] == pytest.approx(
        [f.log_probability for f in whole], abs=1e-3
    )


def test_no_weights_are_copied(model: Any) -> None:
    own = [p.data_ptr() for p in over_same_weights(model).parameters()]
    assert own == [p.data_ptr() for p in model.parameters()]


def test_what_is_shared_is_read_once(scorer: Scorer, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    original = scorer._read
    monkeypatch.setattr(scorer, "_read", lambda tokens, known: (read.append(len(tokens)), original(tokens, known))[1])
    context = [("ab", " cd")]
    first = scorer.score(SHARED, context)
    assert scorer.score(SHARED, context) == first
    assert len(read) == 1


def test_scores_are_right_while_answers_are_written(model: Any, tokenization: Tokenization) -> None:
    expected = [alone(model, tokenization, [SHARED, context], continuation) for context, continuation in PAIRS]
    scorer = Scorer(over_same_weights(model), tokenization, context_length=CONTEXT)
    engine = Engine(model, tokenization, context_length=CONTEXT)
    try:
        prompt = tokenization.encode("The river runs")
        quiet = "".join(piece.text for piece in engine.submit(prompt, Sampling(max_tokens=60)))
        texts: list[str] = []
        writers = [
            threading.Thread(
                target=lambda: texts.append(
                    "".join(piece.text for piece in engine.submit(prompt, Sampling(max_tokens=60)))
                )
            )
            for _ in range(3)
        ]
        for writer in writers:
            writer.start()
        rounds = 0
        while any(writer.is_alive() for writer in writers) or rounds == 0:
            found = [f.log_probability for f in scorer.score(SHARED, PAIRS)]
            assert found == pytest.approx(expected, abs=1e-3)
            rounds += 1
        assert texts == [quiet] * 3
    finally:
        engine.close()


def test_out_of_time_it_gives_what_it_has(scorer: Scorer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scorer, "_step_tokens", 1)
    now = 0.0
    original = scorer._step

    def slow(*given: Any) -> Any:
        nonlocal now
        now += 0.3
        return original(*given)

    monkeypatch.setattr(scorer, "_step", slow)
    monkeypatch.setattr(scoring, "time", SimpleNamespace(monotonic=lambda: now))
    assert len(scorer.score(SHARED, PAIRS * 10, seconds=0.5)) == 2


def test_a_caller_that_stops_waits_for_one_step_at_most(scorer: Scorer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scorer, "_step_tokens", 1)
    answers = iter([False, False, True])
    assert len(scorer.score(SHARED, PAIRS, stopped=lambda: next(answers))) == 2


def test_a_busy_scorer_is_not_waited_for_beyond_the_time(scorer: Scorer) -> None:
    with scorer._turn:
        assert scorer.score(SHARED, PAIRS, seconds=0.05) == []


def test_what_does_not_fit_has_no_likelihood(scorer: Scorer) -> None:
    assert scorer.score("", [("word " * CONTEXT, "end")]) == []
    assert scorer.score("", []) == []
