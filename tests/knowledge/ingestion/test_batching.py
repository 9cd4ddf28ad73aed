import threading
import time

import pytest

from knowledge.ingestion import batching
from knowledge.ingestion.batching import BackgroundEmbedding
from knowledge.ingestion.priority import QueryPriority
from tests.knowledge.conftest import HashingEmbedder

TEXTS = [f"valve {n} " * (n % 7 + 1) for n in range(100)]


class Clock:
    """The time that the code under test sees; only the model's work makes it pass."""

    def __init__(self) -> None:
        self.now = 0.0

    def perf_counter(self) -> float:
        return self.now

    monotonic = perf_counter


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(batching, "time", made)
    return made


class PacedEmbedder(HashingEmbedder):
    """Takes time by a clock of its own, notes the sizes of its steps, and stops at `gate` while that is closed."""

    def __init__(self, clock: Clock | None = None, seconds_per_text: float = 0.0) -> None:
        super().__init__("en", ("en",))
        self._clock = clock
        self._seconds_per_text = seconds_per_text
        self.sizes: list[int] = []
        self.begun, self.gate = threading.Event(), threading.Event()
        self.gate.set()

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        self.begun.set()
        assert self.gate.wait(60)
        if self._clock is not None:
            self._clock.now += self._seconds_per_text * len(texts)
        self.sizes.append(len(texts))
        return super().embed_documents(texts)


def test_the_vectors_come_in_the_order_of_the_texts_and_doubles_cost_nothing() -> None:
    model = PacedEmbedder()
    found = BackgroundEmbedding(QueryPriority()).embed(model, [*TEXTS, *TEXTS[:10]], lambda: None)
    assert found == [model._vector(text) for text in [*TEXTS, *TEXTS[:10]]]
    assert sorted(model.embedded) == sorted(TEXTS)


@pytest.mark.parametrize(("seconds_per_text", "least", "most"), [(1e-4, 16, 64), (0.05, 1, 1)])
def test_steps_fit_the_speed_of_the_model(clock: Clock, seconds_per_text: float, least: int, most: int) -> None:
    model = PacedEmbedder(clock, seconds_per_text)
    BackgroundEmbedding(QueryPriority()).embed(model, TEXTS, lambda: None)
    assert least <= max(model.sizes[2:]) <= most


def test_a_query_is_answered_between_two_steps() -> None:
    priority, model = QueryPriority(), PacedEmbedder()
    model.gate.clear()
    thread = threading.Thread(
        target=lambda: BackgroundEmbedding(priority).embed(model, TEXTS, lambda: None), daemon=True
    )
    thread.start()
    assert model.begun.wait(60)
    with priority.query():
        model.gate.set()  # the step at hand ends, the next one must wait
        deadline = time.monotonic() + 60
        while not model.sizes and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(0.2)
        steps = len(model.sizes)
    thread.join(60)
    assert steps == 1
    assert len(model.embedded) == len(TEXTS)


def test_queries_without_end_do_not_stop_the_work() -> None:
    priority, model = QueryPriority(longest_wait=0.01), PacedEmbedder()
    with priority.query():
        BackgroundEmbedding(priority).embed(model, TEXTS, lambda: None)
    assert len(model.embedded) == len(TEXTS)


def test_a_patient_caller_lets_others_in_after_a_step() -> None:
    background, slow, fast = BackgroundEmbedding(QueryPriority()), PacedEmbedder(), PacedEmbedder()
    seen: list[int] = []

    def embed_a_few() -> None:
        background.embed(fast, TEXTS[:20], lambda: None)
        seen.append(len(slow.embedded))

    slow.gate.clear()
    patient = threading.Thread(target=lambda: background.embed(slow, TEXTS, lambda: None, patient=True), daemon=True)
    patient.start()
    assert slow.begun.wait(60)
    other = threading.Thread(target=embed_a_few, daemon=True)
    other.start()
    deadline = time.monotonic() + 60
    while not background._turns._waiting and time.monotonic() < deadline:
        time.sleep(0.01)
    slow.gate.set()
    other.join(60)
    patient.join(60)
    assert seen[0] < len(TEXTS)
    assert len(slow.embedded) == len(TEXTS)


def test_the_work_stops_when_it_is_told_to() -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    model, background = PacedEmbedder(), BackgroundEmbedding(QueryPriority())
    with pytest.raises(KeyboardInterrupt):
        background.embed(model, TEXTS, stop)
    assert len(model.embedded) < len(TEXTS)
    background.embed(model, TEXTS, lambda: None)


def test_what_a_model_embeds_in_a_time_follows_its_pace_and_one_slow_step_changes_little(clock: Clock) -> None:
    fresh, used = BackgroundEmbedding(QueryPriority()), BackgroundEmbedding(QueryPriority())
    assert fresh.affordable("en", 0.75) == 100
    for _ in range(20):
        used.embed(PacedEmbedder(clock, 0.05), TEXTS[:1], lambda: None)
    before = used.affordable("en", 0.75)
    assert before <= 15
    used.embed(PacedEmbedder(clock, 1.0), TEXTS[:1], lambda: None)
    assert used.affordable("en", 0.75) >= int(before * 0.6)
