"""What counts as a fault of a statement, and what is a custom, a synonym or a matter of taste."""

import datetime as dt
from collections.abc import Callable, Sequence

import pytest

from chains.text2sql import Example, answer_question
from chains.text2sql.execution.outcome import SqlAnswer
from chains.text2sql.linking.linked import link_question
from chains.text2sql.verification import Verdict, Verifier
from tests.chains.text2sql.decoding.test_self_consistency import Sampler
from tests.chains.text2sql.test_pipeline import Scripted
from tools.databases import ReadOnlyDatabase

TODAY = dt.date(2025, 6, 15)
Databases = dict[str, ReadOnlyDatabase]
Verify = Callable[..., Verdict]


@pytest.fixture
def verify(databases: Databases) -> Verify:
    def of(question: str, sql: str, customary: Sequence[tuple[str, str]] = ()) -> Verdict:
        name = "pottery" if question.isascii() else "tea"
        linked = link_question(question, databases[name], None, None, TODAY)
        return Verifier(linked, databases[name], customary).of(sql)

    return of


def kinds(verdict: Verdict) -> list[tuple[str, str, str]]:
    return [(f.kind, f.words, f.sql) for f in verdict.faults]


def test_a_fault_stands_on_its_words_and_names_the_part_of_the_sql(verify: Verify) -> None:
    question = "How many pieces have the celadon glaze?"
    (fault,) = verify(question, "SELECT COUNT(*) FROM pieces WHERE NOT glaze = 'celadon'").inverted
    assert question[slice(*fault.span)] == fault.words == "celadon"
    assert fault.sql == "NOT glaze = 'celadon'"
    (fault,) = verify(question, "SELECT COUNT(*) FROM pieces WHERE glaze = 'celadon' AND price < 100").invented
    assert (fault.words, fault.sql) == ("", "price < 100")


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT DISTINCT title, price, status FROM pieces WHERE glaze = 'shino' ORDER BY title",
        "SELECT p.title, m.name FROM pieces p JOIN potters m ON m.id = p.potter_id WHERE p.glaze = 'shino'",
        "SELECT title FROM pieces WHERE glaze = 'shino' AND title IS NOT NULL AND title <> ''",
        "SELECT title FROM pieces WHERE glaze LIKE '%shino%' LIMIT 500",
        "SELECT title FROM pieces WHERE glaze = 'shino' OR title = 'shino'",
        "SELECT title FROM pieces GROUP BY title HAVING MAX(glaze) = 'shino' AND COUNT(*) >= 1",
    ],
)
def test_what_is_customary_is_no_fault(verify: Verify, sql: str) -> None:
    assert verify("List the pieces with the shino glaze.", sql).is_sound


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("status <> 'broken'", "status <> 'broken'"),
        ("fired_on > '2020-01-01'", "fired_on > '2020-01-01'"),
        ("potter_id = 3", "potter_id = 3"),
        ("price > (SELECT AVG(price) FROM pieces)", "price > (SELECT AVG(price) FROM pieces)"),
        ("id NOT IN (SELECT piece_id FROM orders)", "NOT id IN (SELECT piece_id FROM orders)"),
    ],
)
def test_what_nobody_asks_for_is_invented(verify: Verify, part: str, said: str) -> None:
    verdict = verify(
        "List the pieces with the shino glaze.", f"SELECT title FROM pieces WHERE glaze = 'shino' AND {part}"
    )
    (fault,) = verdict.invented
    assert fault.sql == said
    assert (verdict.missing, verdict.inverted) == ((), ())


def test_a_list_with_one_cell_too_many_is_invented(verify: Verify) -> None:
    sql = "SELECT title FROM pieces WHERE glaze IN ('shino', 'tenmoku')"
    assert [f.kind for f in verify("List the pieces with the shino glaze.", sql).faults] == ["invented"]
    assert verify("List the pieces with shino or tenmoku glaze.", sql).is_sound


def test_of_two_cells_each_must_be_there(verify: Verify) -> None:
    verdict = verify("List the pieces with shino or tenmoku glaze.", "SELECT title FROM pieces WHERE glaze = 'shino'")
    assert kinds(verdict) == [("missing", "tenmoku", "")]


@pytest.mark.parametrize(
    ("question", "where"),
    [
        ("Which pieces cost at least 100?", "price > 100"),
        ("Which pieces cost more than 100?", "price >= 100"),
    ],
)
def test_the_bound_itself_counts_where_the_words_say_so(verify: Verify, question: str, where: str) -> None:
    assert kinds(verify(question, f"SELECT title FROM pieces WHERE {where}"))[0][::2] == ("inverted", where)


def test_whole_numbers_may_be_bounded_either_way(verify: Verify) -> None:
    question = "Which pieces cost at least 100?"
    assert verify(question, "SELECT title FROM pieces WHERE price > 99").is_sound
    assert verify(question, "SELECT title FROM pieces WHERE NOT price < 100").is_sound


@pytest.mark.parametrize(
    ("where", "is_sound"),
    [
        ("ordered_on >= '2025-05-01' AND ordered_on < '2025-06-01'", True),
        ("strftime('%Y-%m', ordered_on) = '2025-05'", True),
        ("ordered_on BETWEEN date('now', 'start of month', '-1 month') AND date('now', 'start of month')", True),
        ("ordered_on BETWEEN '2025-05-01' AND '2025-05-31'", True),
        ("ordered_on >= '2025-06-01' AND ordered_on < '2025-07-01'", False),
        ("strftime('%Y-%m', ordered_on) = '2024-05'", False),
    ],
)
def test_last_month_is_the_month_before_today(verify: Verify, where: str, is_sound: bool) -> None:
    question = "How many orders were there last month?"
    assert verify(question, f"SELECT COUNT(*) FROM orders WHERE {where}").is_sound == is_sound


def test_the_statement_before_may_be_carried_on(verify: Verify) -> None:
    before = "SELECT title FROM pieces WHERE glaze = 'celadon' AND fired_on >= '2024-01-01' LIMIT 7"
    after = "SELECT title FROM pieces WHERE status = 'sold' AND glaze = 'celadon' AND fired_on >= '2024-01-01' LIMIT 7"
    question = "Which pieces are sold?"
    assert len(verify(question, after).invented) == 3
    assert verify(question, after, [("", before)]).is_sound


def test_a_custom_of_solved_questions_needs_no_words_and_their_own_conditions_do(verify: Verify) -> None:
    solved = [("Celadon pieces", "SELECT title FROM pieces WHERE glaze = 'celadon' AND status <> 'broken'")]
    question = "How many pieces have the shino glaze?"
    custom = "SELECT COUNT(*) FROM pieces WHERE glaze = 'shino' AND status <> 'broken'"
    assert verify(question, custom, solved).is_sound
    copied = "SELECT COUNT(*) FROM pieces WHERE glaze IN ('shino', 'celadon')"
    assert [f.kind for f in verify(question, copied, solved).faults] == ["invented"]


def test_what_cannot_be_taken_apart_is_not_judged(verify: Verify) -> None:
    assert verify("How many pieces have the shino glaze?", "SELECT COUNT(*) FROM WHERE").is_sound


def test_a_question_about_something_else_raises_no_alarm(verify: Verify) -> None:
    assert verify("Tell me a story about dragons", "SELECT title FROM pieces WHERE glaze = 'shino'").is_sound


def test_words_that_nothing_stands_for_may_ask_for_a_test(verify: Verify) -> None:
    # nobody can say that "gossamer" is not the shino glaze
    sql = "SELECT COUNT(*) FROM pieces WHERE glaze = 'shino'"
    assert verify("How many gossamer pieces are there?", sql).is_sound


@pytest.mark.parametrize(
    ("sql", "kind"),
    [
        ("SELECT 姓名 FROM 茶农 WHERE 编号 NOT IN (SELECT 茶农编号 FROM 批次 WHERE 品种 = '毛尖')", None),
        ("SELECT 姓名 FROM 茶农 WHERE 编号 IN (SELECT 茶农编号 FROM 批次 WHERE 品种 = '毛尖')", "inverted"),
        ("SELECT 姓名 FROM 茶农 WHERE 编号 NOT IN (SELECT 茶农编号 FROM 批次)", "missing"),
    ],
)
def test_rows_without_certain_others(verify: Verify, sql: str, kind: str | None) -> None:
    verdict = verify("没有毛尖批次的茶农有哪些？", sql)
    assert {f.kind for f in verdict.faults} <= {kind, "missing"}
    assert verdict.is_sound == (kind is None)


def test_a_lowest_price_of_so_much_is_compared_and_not_ranked(verify: Verify) -> None:
    sql = "SELECT title FROM pieces WHERE price >= 100"
    assert verify("List the pieces whose lowest price is at least 100.", sql).is_sound


def test_all_of_them_may_be_one_row(verify: Verify) -> None:
    assert verify("What is the average price for all pieces?", "SELECT AVG(price) FROM pieces").is_sound


async def test_the_notice_is_in_the_language_of_the_question(databases: Databases) -> None:
    model = Scripted(responses=["SELECT COUNT(*) FROM 批次 WHERE 状态 = '库存'"])
    answer = await answer_question("毛尖一共有多少批次？", databases["tea"], model=model)
    assert isinstance(answer, SqlAnswer)
    assert answer.notice == "查询没有考虑：毛尖。查询还要求：状态 = '库存'。问题里没有这样说。"


async def test_of_two_faulty_statements_the_one_with_fewer_faults_is_run(databases: Databases) -> None:
    worse = "SELECT COUNT(*) FROM pieces WHERE status = 'sold' AND price < 50"
    better = "SELECT COUNT(*) FROM pieces WHERE glaze = 'celadon' AND price < 500"
    model = Scripted(responses=[worse, better])
    answer = await answer_question("How many pieces have the celadon glaze?", databases["pottery"], model=model)
    assert isinstance(answer, SqlAnswer)
    assert answer.query.startswith(better)
    assert answer.notice == "The query also asks: price < 500. The question does not."
    assert "status = 'sold'" in answer.attempts[0].problem


async def test_a_correction_that_is_no_better_is_not_run(databases: Databases) -> None:
    model = Scripted(responses=["SELECT COUNT(*) FROM pieces", "SELECT COUNT(*) FROM pieces WHERE status = 'sold'"])
    answer = await answer_question("How many pieces have the celadon glaze?", databases["pottery"], model=model)
    assert isinstance(answer, SqlAnswer)
    assert answer.rows == [[8]]
    assert answer.attempts == []


async def test_what_samples_agree_on_is_read_too(databases: Databases) -> None:
    sampler = Sampler(["SELECT COUNT(*) FROM pieces WHERE glaze = 'tenmoku'"] * 4)
    model = Scripted(responses=["unused"])
    answer = await answer_question(
        "How many pieces have the celadon glaze?", databases["pottery"], model=model, sample=sampler
    )
    assert isinstance(answer, SqlAnswer)
    assert ("celadon" in answer.notice) == ("tenmoku" in answer.query)


async def test_examples_before_the_models_eyes_are_customs(databases: Databases) -> None:
    sql = "SELECT COUNT(*) FROM pieces WHERE glaze = 'shino' AND status <> 'broken'"
    example = Example("How many pieces have the shino glaze?", sql)
    model = Scripted(responses=["SELECT COUNT(*) FROM pieces WHERE glaze = 'celadon' AND status <> 'broken'"])
    answer = await answer_question(
        "How many pieces have the celadon glaze?", databases["pottery"], model=model, examples=[example]
    )
    assert isinstance(answer, SqlAnswer)
    assert answer.notice == ""
