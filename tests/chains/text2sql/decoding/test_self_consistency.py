from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from chains.text2sql import Candidate, answer_question
from chains.text2sql.decoding.self_consistency import elect
from chains.text2sql.execution.outcome import Attempt
from tests.chains.text2sql.test_pipeline import Scripted
from tools.databases import ReadOnlyDatabase

COUNT = "SELECT COUNT(*) FROM substations"
OTHER_COUNT = "SELECT COUNT(substation_id) AS n FROM substations"
REGIONS = "SELECT COUNT(*) FROM regions"
LINES = "SELECT COUNT(*) FROM transmission_lines"


def candidate(sql: str, probability: float) -> Candidate:
    return Candidate(sql, probability, probability, None)


@dataclass
class Sampler:
    """Gives the same statements for every question, and remembers what it was asked."""

    statements: list[str]
    asked: list[tuple[str, str]] = field(default_factory=list)

    def __call__(
        self,
        messages: Sequence[Mapping[str, str]],
        grammar: str,
        count: int,
        *,
        seconds: float | None = None,
        stopped: Callable[[], bool] | None = None,
    ) -> list[str]:
        self.asked.append((messages[-1]["content"], grammar))
        return self.statements[:count]


def test_the_result_of_most_samples_wins(demo: ReadOnlyDatabase) -> None:
    chosen = elect([REGIONS, COUNT, OTHER_COUNT], [], demo, [])
    assert chosen is not None
    assert chosen.rows.rows == [[24]]
    assert chosen.confidence > 0.6


def test_candidates_decide_where_samples_disagree(demo: ReadOnlyDatabase) -> None:
    chosen = elect([REGIONS, LINES, COUNT], [candidate(COUNT, 0.6), candidate(REGIONS, 0.1)], demo, [])
    assert chosen is not None
    assert chosen.rows.rows == [[24]]


def test_samples_that_agree_overrule_the_candidates(demo: ReadOnlyDatabase) -> None:
    chosen = elect([COUNT, OTHER_COUNT] * 2, [candidate(REGIONS, 0.7)], demo, [])
    assert chosen is not None
    assert chosen.rows.rows == [[24]]
    assert chosen.candidate is None


def test_a_lone_sample_does_not_overrule_a_likely_candidate(demo: ReadOnlyDatabase) -> None:
    chosen = elect([REGIONS], [candidate(COUNT, 0.5)], demo, [])
    assert chosen is not None
    assert chosen.rows.rows == [[24]]


def test_a_sample_that_fails_is_an_attempt_and_one_without_rows_counts_less(demo: ReadOnlyDatabase) -> None:
    attempts: list[Attempt] = []
    empty = "SELECT substation_id FROM substations WHERE substation_id < 0"
    chosen = elect(["SELECT nothing FROM substations", empty, empty, COUNT], [], demo, attempts)
    assert chosen is not None
    assert chosen.rows.rows == [[24]]
    assert [a.query for a in attempts] == ["SELECT nothing FROM substations"]


def test_without_a_sample_that_runs_nothing_is_elected(demo: ReadOnlyDatabase) -> None:
    assert elect(["SELECT nothing FROM substations"], [candidate(COUNT, 0.9)], demo, []) is None


async def test_a_model_held_to_a_grammar_answers_by_vote(demo: ReadOnlyDatabase) -> None:
    sampler = Sampler([COUNT, OTHER_COUNT, LINES])
    model = Scripted(responses=["not asked"])
    answer = await answer_question("How many substations are there?", demo, model=model, sample=sampler)
    assert answer is not None
    assert answer.rows == [[24]]
    assert model._asked == []
    shown, grammar = sampler.asked[0]
    assert "TABLE substations" in shown
    assert "substations" in grammar


async def test_without_samples_the_model_writes_freely(demo: ReadOnlyDatabase) -> None:
    model = Scripted(responses=[COUNT])
    answer = await answer_question("How many substations are there?", demo, model=model, sample=Sampler([]))
    assert answer is not None
    assert answer.query == COUNT
    assert len(model._asked) == 1


async def test_what_does_not_fit_the_database_is_not_forced_into_a_query(demo: ReadOnlyDatabase) -> None:
    sampler = Sampler([COUNT])
    model = Scripted(responses=["I cannot answer that from these tables."])
    assert await answer_question("写一首关于春天的诗", demo, model=model, sample=sampler) is None
    assert sampler.asked == []


def test_of_equal_rows_those_of_the_weightiest_statement_are_shown(demo: ReadOnlyDatabase) -> None:
    plain, ordered = (f"SELECT name_en FROM regions{order}" for order in ("", " ORDER BY name_en DESC"))
    chosen = elect([plain, *[ordered] * 4], [], demo, [])
    assert chosen is not None
    names = [row[0] for row in chosen.rows.rows]
    assert names == sorted(names, reverse=True)


def test_a_statement_that_fails_is_run_once(demo: ReadOnlyDatabase) -> None:
    attempts: list[Attempt] = []
    assert elect(["SELECT nothing FROM nowhere"] * 5, [], demo, attempts) is None
    assert len(attempts) == 1
