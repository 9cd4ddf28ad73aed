from random import Random
from types import SimpleNamespace

import pytest
import torch

from llm.token_sampler import Dice, TokenSampler, draw


@pytest.fixture(autouse=True)
def _same_numbers() -> None:
    torch.manual_seed(7)


def run(scores: torch.Tensor, *dice: Dice) -> torch.Tensor:
    sampler = TokenSampler()
    storage = torch.full((3, 8), 99, dtype=torch.int32)
    requests = [
        SimpleNamespace(has_new_token=True, state=SimpleNamespace(logit_processor_kwargs={"dice": die})) for die in dice
    ]
    arguments = sampler.prepare_tensor_args(requests, storage)
    return sampler(torch.zeros(len(dice)), scores.clone(), arguments).argmax(-1)


def dice(temperature: float, top_p: float = 1.0, seed: int = 0) -> Dice:
    return Dice(temperature, top_p, Random(seed))


def test_greedy_requests_stay_greedy_beside_sampling_ones() -> None:
    scores = torch.randn(3, 500)
    best = scores.argmax(-1)
    for seed in range(30):
        tokens = run(scores, dice(0), dice(1.5, seed=seed), dice(0))
        assert (tokens[0], tokens[2]) == (best[0], best[2])


def test_the_same_seed_draws_the_same_tokens_and_another_seed_others() -> None:
    scores = torch.randn(1, 500)

    def series(seed: int) -> list[int]:
        die = dice(1.0, seed=seed)
        return [int(run(scores, die)) for _ in range(12)]

    assert series(1) == series(1)
    assert series(1) != series(2)


def test_tokens_are_drawn_as_often_as_they_are_likely() -> None:
    probabilities = torch.tensor([0.5, 0.3, 0.15, 0.05])
    random = Random(3)
    uniform = torch.tensor([random.random() for _ in range(4000)])
    tokens = draw(probabilities.log().repeat(4000, 1), torch.ones(4000), torch.ones(4000), uniform)
    assert tokens.bincount(minlength=4) / 4000 == pytest.approx(probabilities, abs=0.03)


@pytest.mark.parametrize("exact", [True, False])
def test_top_p_leaves_only_the_likeliest_tokens(exact: bool) -> None:
    probabilities = torch.tensor([0.05, 0.5, 0.15, 0.3])
    uniform = torch.linspace(0, 0.999, 200)
    tokens = draw(probabilities.log().repeat(200, 1), torch.ones(200), torch.full((200,), 0.7), uniform, exact)
    assert set(tokens.tolist()) == {1, 3}


def test_top_p_is_exact_when_the_nucleus_is_larger_than_the_first_look(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("llm.token_sampler.NUCLEUS", 16)
    scores, uniform = torch.randn(20, 400), torch.rand(20)
    arguments = (torch.ones(20), torch.full((20,), 0.95), uniform)
    assert draw(scores, *arguments).tolist() == draw(scores, *arguments, exact=True).tolist()


def test_a_low_temperature_comes_close_to_greedy() -> None:
    scores = torch.randn(500, 300)
    tokens = draw(scores, torch.full((500,), 0.01), torch.ones(500), torch.rand(500))
    assert (tokens == scores.argmax(-1)).float().mean() > 0.9


def test_impossible_tokens_are_never_drawn_however_the_numbers_round() -> None:
    scores = torch.tensor([[0.0, 0.0, float("-inf"), float("-inf")]])
    assert int(draw(scores, torch.ones(1), torch.ones(1), torch.tensor([1.0]))) == 1
