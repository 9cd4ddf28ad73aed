import asyncio
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pytest

from chains.text2sql import Candidate, SqlAnswer, answer_question
from chains.text2sql.ranking import lm_rescoring
from chains.text2sql.ranking.lm_rescoring import rescore
from tools.databases import ReadOnlyDatabase

QUESTION = "How many ships are there?"
HALF_UNDERSTOOD = "Which region has the most annoying outages and customers?"
"""A question of the demo database with a word that it has no place for: its query is chosen, not composed."""


@dataclass(frozen=True)
class Opinion:
    log_probability: float


@dataclass
class Scripted:
    """Finds the texts with `favourite` in them likely; remembers what it was asked."""

    favourite: str
    done: int = 99
    asked: list[tuple[str, list[tuple[str, str]]]] = field(default_factory=list)

    def __call__(
        self,
        shared: str,
        pairs: Sequence[tuple[str, str]],
        *,
        seconds: float | None = None,
        stopped: Callable[[], bool] | None = None,
    ) -> list[Opinion]:
        self.asked.append((shared, list(pairs)))
        return [Opinion(-10.0 if self.favourite in "".join(pair) else -60.0) for pair in pairs][: self.done]


def ranked(*probabilities: float) -> list[Candidate]:
    scores = [0.0 - place for place in range(len(probabilities))]
    return [
        Candidate(f'SELECT COUNT(*) FROM "t{place}"', score, probability, None)
        for place, (score, probability) in enumerate(zip(scores, probabilities, strict=True))
    ]


def test_between_close_candidates_the_one_that_the_model_finds_likely_comes_first() -> None:
    before = ranked(0.4, 0.3, 0.2)
    score = Scripted("t2")
    after = rescore(before, QUESTION, "en", score)
    assert after[0].sql == before[2].sql
    assert [c.probability for c in after] == sorted((c.probability for c in after), reverse=True)
    assert sum(c.probability for c in after) == pytest.approx(0.9)


def test_question_and_query_are_each_scored_after_the_other() -> None:
    score = Scripted("t1")
    rescore(ranked(0.4, 0.3), QUESTION, "en", score)
    (_, asked), (_, written) = score.asked
    assert asked[0] == ("SQL: SELECT COUNT(*) FROM t0\nQuestion:", f" {QUESTION}\n")
    assert written[1] == (f"Question: {QUESTION}\nSQL:", " SELECT COUNT(*) FROM t1\n")


def test_a_likely_candidate_beyond_the_scored_ones_keeps_its_place() -> None:
    before = ranked(0.3, 0.2, 0.1, 0.1, 0.1, 0.1, 0.05)
    after = rescore(before, QUESTION, "en", Scripted("t1"))
    assert after[0].sql == before[1].sql
    assert before[6] in after
    assert [c.score for c in after] == sorted((c.score for c in after), reverse=True)


@pytest.mark.parametrize(
    ("before", "language", "question", "done"),
    [
        (ranked(0.8, 0.1), "en", QUESTION, 99),
        (ranked(0.4, 0.3), "zh", "有多少艘船？", 99),
        (ranked(0.4, 0.3), "en", "ship " * 1000, 99),
        (ranked(0.4), "en", QUESTION, 99),
        ([], "en", QUESTION, 99),
        (ranked(0.4, 0.3), "en", QUESTION, 0),
        (ranked(0.4, 0.3), "en", QUESTION, 1),
    ],
    ids=["one stands out", "no examples in the language", "long", "alone", "none", "no time", "hardly any time"],
)
def test_otherwise_nothing_changes(before: list[Candidate], language: str, question: str, done: int) -> None:
    assert rescore(before, question, language, Scripted("t1", done)) == before


@pytest.fixture
def unsure(monkeypatch: pytest.MonkeyPatch) -> None:
    """The model is asked about every question, however sure the ranker is."""
    monkeypatch.setattr(lm_rescoring, "SURE_PROBABILITY", 2.0)


@pytest.mark.usefixtures("unsure")
async def test_an_answer_follows_the_model_between_close_readings(demo: ReadOnlyDatabase) -> None:
    plain = await answer_question(HALF_UNDERSTOOD, demo)
    assert isinstance(plain, SqlAnswer)
    assert "annoying" in plain.notice
    score = Scripted("no query has this")
    await answer_question(HALF_UNDERSTOOD, demo, score=score)
    queries = [context.removeprefix("SQL: ").removesuffix("\nQuestion:") for context, _ in score.asked[0][1]]
    other = next(query for query in queries if query != plain.query.replace('"', "").replace("\n", " "))
    followed = await answer_question(HALF_UNDERSTOOD, demo, score=Scripted(f"{other}\n"))
    assert isinstance(followed, SqlAnswer)
    assert followed.query.replace('"', "") == other


@pytest.mark.usefixtures("unsure")
async def test_when_the_asker_leaves_the_model_is_told_to_stop(demo: ReadOnlyDatabase) -> None:
    began, told = threading.Event(), threading.Event()

    def score(
        shared: str,
        pairs: Sequence[tuple[str, str]],
        *,
        seconds: float | None = None,
        stopped: Callable[[], bool] | None = None,
    ) -> list[Opinion]:
        assert stopped is not None
        began.set()
        until = time.monotonic() + 60
        while time.monotonic() < until and not stopped():
            time.sleep(0.01)
        if stopped():
            told.set()
        return []

    task = asyncio.create_task(answer_question(HALF_UNDERSTOOD, demo, score=score))
    assert await asyncio.to_thread(began.wait, 60)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await asyncio.to_thread(told.wait, 60)
