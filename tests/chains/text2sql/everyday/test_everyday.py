"""Everyday questions are answered rightly, or stand in the list of those that are known not to be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from chains.text2sql import EmbeddingCache
from tests.chains.text2sql.everyday.__main__ import marked
from tests.chains.text2sql.everyday.suite import DATABASES, Everyday, Question, questions, read
from tests.evals.case_sql import embedder

Open = Callable[[str], Everyday]
_ALL = [question for name in DATABASES for question in questions(name)]


@pytest.fixture(scope="module")
def embed(bundled_weights: Path) -> EmbeddingCache:
    return embedder(bundled_weights)


@pytest.fixture(scope="module")
def opened(embed: EmbeddingCache) -> Iterator[Open]:
    """Opens a database of the folder once, and skips where its server does not answer."""
    known: dict[str, Everyday | str] = {}
    with ExitStack() as stack:

        def open_named(name: str) -> Everyday:
            if name not in known:
                try:
                    known[name] = stack.enter_context(Everyday.opened(name, embed))
                except OperationalError as error:
                    known[name] = f"no server answers: {error.orig}"
            found = known[name]
            if isinstance(found, str):
                pytest.skip(found)
            return found

        yield open_named


@pytest.mark.parametrize("question", _ALL, ids=lambda question: f"{question.database}: {question.ask}")
def test_an_everyday_question_comes_out_right_or_as_it_is_known_to(question: Question, opened: Open) -> None:
    judged = opened(question.database).judged(question)
    if question.known is None:
        assert judged.outcome == "right", judged.details
    elif question.known == "declined":
        assert judged.outcome in ("declined", "noticed"), judged
    else:
        assert judged.outcome != "right", "it is right now: take the mark away"


@pytest.mark.parametrize("name", DATABASES)
def test_every_question_has_rows_to_be_compared_with(name: str, opened: Open) -> None:
    everyday = opened(name)
    for question in questions(name):
        expected = everyday.expected(question)
        assert expected is None or expected, question.ask


def test_the_suite_spans_all_engines_and_both_languages() -> None:
    assert {read(name)["engine"] for name in DATABASES} == {"sqlite", "postgresql", "mysql"}
    chinese = [question for question in _ALL if any("\u4e00" <= letter <= "\u9fff" for letter in question.ask)]
    assert min(len(chinese), len(_ALL) - len(chinese)) >= 30
    assert all(len(list(questions(name))) >= 35 for name in DATABASES)
    assert len({(question.database, question.ask) for question in _ALL}) == len(_ALL)


def test_marks_are_set_and_taken_away_and_nothing_else_changes() -> None:
    first = '# one\n[[questions]]\nask = "a"\nsql = "s"\n'
    second = '\n# two\n[[questions]]\nask = "b"\nunanswerable = true\n'
    text = f'engine = "sqlite"\n\n{first}known = "wrong"\n{second}'
    other = marked(text, [None, "declined"])
    assert other == text.replace('known = "wrong"\n', "") + 'known = "declined"\n'
    assert marked(other, ["wrong", None]) == text
