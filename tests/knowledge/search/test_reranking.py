from collections.abc import Callable, Sequence

from knowledge.search.reranking import MOST_CANDIDATES, BudgetedReranking, no_reranker
from tests.knowledge.conftest import Desk

TEXTS = [f"passage number {number}" for number in range(30)]


class Clock:
    """Time that passes only while something is read."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class CountingReranker:
    """Scores by a rule, one token a word, at a given speed of the clock."""

    id = "counting"
    languages = ("en",)

    def __init__(self, clock: Clock, tokens_per_ms: float, rule: Callable[[str], float] = len) -> None:
        self._clock, self._speed, self._rule = clock, tokens_per_ms, rule
        self.read: list[int] = []

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    def score(self, query: str, texts: Sequence[str]) -> list[float]:
        self.read.append(len(texts))
        tokens = sum(self.count_tokens(query) + self.count_tokens(text) + 3 for text in texts)
        self._clock.now += tokens / self._speed / 1000
        return [self._rule(text) for text in texts]


def test_what_is_read_fits_the_budget_once_the_speed_is_known() -> None:
    clock = Clock()
    reranker = CountingReranker(clock, tokens_per_ms=1.0)
    reranking = BudgetedReranking({"en": reranker}.get, 41, clock)
    for _ in range(30):
        reranking.score("short question", "en", TEXTS)
    # eight tokens a text at one token a millisecond
    assert reranker.read[-1] == 5
    before = clock.now
    reranking.score("short question", "en", TEXTS)
    assert clock.now - before <= 0.041


def test_a_fast_machine_reads_more_but_never_more_than_help() -> None:
    clock = Clock()
    reranker = CountingReranker(clock, tokens_per_ms=1000.0)
    reranking = BudgetedReranking({"en": reranker}.get, 41, clock)
    for _ in range(10):
        logits = reranking.score("short question", "en", TEXTS)
    assert reranker.read[-1] == MOST_CANDIDATES == len(logits)


def test_half_the_share_reads_half_as_much() -> None:
    clock = Clock()
    reranker = CountingReranker(clock, tokens_per_ms=5.0)
    reranking = BudgetedReranking({"en": reranker}.get, 10, clock)
    assert len(reranking.score("short question", "en", TEXTS)) == 6
    assert len(reranking.score("short question", "en", TEXTS, share=0.5)) == 3


def test_nothing_is_read_without_time_a_language_or_two_that_fit() -> None:
    clock = Clock()
    reranker = CountingReranker(clock, tokens_per_ms=5.0)
    assert BudgetedReranking({"en": reranker}.get, 0, clock).score("q", "en", TEXTS) == []
    assert not BudgetedReranking({"en": reranker}.get, 0, clock).available("en")
    assert BudgetedReranking({"en": reranker}.get, 40, clock).score("问", "zh", TEXTS) == []
    assert BudgetedReranking(no_reranker, 40, clock).score("q", "en", TEXTS) == []
    long = ["word " * 150, "word " * 150]
    assert BudgetedReranking({"en": reranker}.get, 40, clock).score("q", "en", long) == []
    assert reranker.read == []


def test_a_reranker_changes_the_order_and_is_shown_in_the_ranks(desk: Desk) -> None:
    desk.close()
    reranker = CountingReranker(Clock(), 5.0, lambda text: 20.0 if "ladder" in text else -10.0)
    desk.options = {"rerankers": {"en": reranker}.get, "rerank_ms": 100.0}
    desk.open()
    desk.bases.create("base")
    desk.add("base", "a.txt", "The roof is inspected in spring and the roof is cleaned.")
    desk.add("base", "b.txt", "The roof has a ladder.")
    desk.add("base", "c.txt", "The roof has a chimney.")
    best = desk.bases.search("Is the roof inspected or the roof cleaned by a man on a chimney?")[0]
    assert best.document == "b.txt"
    assert best.ranks is not None
    assert best.ranks.rerank_logit == 20.0
    assert best.ranks.fused == 1
    assert (best.ranks.dense or 9) > 1


def test_a_question_in_another_language_is_not_reranked(desk: Desk) -> None:
    desk.close()
    reranker = CountingReranker(Clock(), 5.0)
    desk.options = {"rerankers": {"en": reranker}.get, "rerank_ms": 100.0}
    desk.open()
    desk.bases.create("base")
    for number in range(3):
        desk.add("base", f"{number}.txt", f"变压器{number}每年春天检修。")
    assert all(p.ranks and p.ranks.rerank_logit is None for p in desk.bases.search("变压器什么时候检修？"))
    assert reranker.read == []


def test_what_both_parts_agree_on_is_not_read_again(desk: Desk) -> None:
    desk.close()
    reranker = CountingReranker(Clock(), 5.0)
    desk.options = {"rerankers": {"en": reranker}.get, "rerank_ms": 100.0}
    desk.open()
    desk.bases.create("base")
    desk.add("base", "a.txt", "Device XGN-137 stands in hall 3.")
    desk.add("base", "b.txt", "The cafeteria opens at noon.")
    assert desk.bases.search("Where is device XGN-137?")[0].document == "a.txt"
    assert reranker.read == []
