import threading
import time

import pytest

from knowledge.ingestion.batching import BackgroundEmbedding
from knowledge.ingestion.priority import QueryPriority
from tests.knowledge.conftest import HashingEmbedder

TEXTS = [f"valve {n} " * (n % 7 + 1) for n in range(100)]


def embedder(seconds_per_text: float = 0.0) -> HashingEmbedder:
    made = HashingEmbedder("en", ("en",))
    whole = made.embed_documents

    def slowly(texts: list[str]) -> list[list[float]]:
        time.sleep(seconds_per_text * len(texts))
        sizes.append(len(texts))
        return whole(texts)

    sizes: list[int] = []
    made.sizes = sizes  # type: ignore[attr-defined]
    made.embed_documents = slowly  # type: ignore[method-assign]
    return made


def test_the_vectors_come_in_the_order_of_the_texts_and_doubles_cost_nothing() -> None:
    model = embedder()
    found = BackgroundEmbedding(QueryPriority()).embed(model, [*TEXTS, *TEXTS[:10]], lambda: None)
    assert found == [model._vector(text) for text in [*TEXTS, *TEXTS[:10]]]
    assert sorted(model.embedded) == sorted(TEXTS)


@pytest.mark.parametrize(("seconds_per_text", "least", "most"), [(0.0, 16, 64), (0.05, 1, 1)])
def test_steps_fit_the_speed_of_the_model(seconds_per_text: float, least: int, most: int) -> None:
    model = embedder(seconds_per_text)
    BackgroundEmbedding(QueryPriority()).embed(model, TEXTS[:60] if not seconds_per_text else TEXTS[:10], lambda: None)
    assert least <= max(model.sizes[2:]) <= most  # type: ignore[attr-defined]


def test_a_query_is_answered_between_two_steps() -> None:
    priority, model, waited = QueryPriority(), embedder(0.01), []
    thread = threading.Thread(
        target=lambda: BackgroundEmbedding(priority).embed(model, TEXTS, lambda: None), daemon=True
    )
    thread.start()
    time.sleep(0.05)
    with priority.query():
        time.sleep(0.1)  # the step at hand ends
        before = len(model.embedded)
        time.sleep(0.3)
        waited.append(len(model.embedded) - before)
    thread.join(10)
    assert waited == [0]
    assert len(model.embedded) == len(TEXTS)


def test_queries_without_end_do_not_stop_the_work() -> None:
    priority, model = QueryPriority(longest_wait=0.01), embedder()
    with priority.query():
        BackgroundEmbedding(priority).embed(model, TEXTS, lambda: None)
    assert len(model.embedded) == len(TEXTS)


def test_a_patient_caller_lets_others_in_after_a_step() -> None:
    background, slow, fast = BackgroundEmbedding(QueryPriority()), embedder(0.02), embedder()
    thread = threading.Thread(target=lambda: background.embed(slow, TEXTS, lambda: None, patient=True), daemon=True)
    thread.start()
    time.sleep(0.1)
    background.embed(fast, TEXTS[:20], lambda: None)
    assert 0 < len(slow.embedded) < len(TEXTS)
    thread.join(20)
    assert len(slow.embedded) == len(TEXTS)


def test_the_work_stops_when_it_is_told_to() -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    model, background = embedder(), BackgroundEmbedding(QueryPriority())
    with pytest.raises(KeyboardInterrupt):
        background.embed(model, TEXTS, stop)
    assert len(model.embedded) < len(TEXTS)
    background.embed(model, TEXTS, lambda: None)


def test_what_a_model_embeds_in_a_time_follows_its_pace_and_one_slow_step_changes_little() -> None:
    fast, slow = BackgroundEmbedding(QueryPriority()), BackgroundEmbedding(QueryPriority())
    assert fast.affordable("en", 0.75) == 100
    for _ in range(20):
        slow.embed(embedder(0.05), TEXTS[:1], lambda: None)
    before = slow.affordable("en", 0.75)
    assert before <= 15
    slow.embed(embedder(1.0), TEXTS[:1], lambda: None)
    assert slow.affordable("en", 0.75) >= int(before * 0.6)
