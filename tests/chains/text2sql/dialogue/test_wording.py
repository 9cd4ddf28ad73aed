"""What is understood is said again in words that are understood just so: our dialogues, and everyday questions."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from chains.text2sql.dialogue.labels import Labels, labels_of, plural, singular
from chains.text2sql.dialogue.query_state import QueryState, state_of
from chains.text2sql.dialogue.understanding import Reader
from chains.text2sql.dialogue.wording import wordings
from chains.text2sql.generation.plan import Filter
from chains.text2sql.linking.filters import Test
from tests.chains.text2sql.dialogue.test_editing import CHINESE, ENGLISH
from tests.chains.text2sql.everyday.suite import DATABASES, FOLDER, questions, read
from tests.evals.case_databases import Workshop

_LEAST_SHARE = 0.7
"""Of the everyday questions that are understood whole; what follows up the others is left to the older rules."""


def _said_again(reader: Reader, text: str) -> tuple[QueryState, str | None] | None:
    """What the text asks, and the question that is read as the same; None where it is not understood whole."""
    asked = reader.read(text)
    made = asked.composition()
    if made is None or not made.is_complete:
        return None
    state = state_of(made.plan, asked.interpreter.ground)
    if state is None:
        return None
    language = asked.linked.question.language
    labels = labels_of(asked.interpreter.ground, language, [(text, asked.linked.links, made.plan)])
    return state, reader.worded(state, labels)


@contextmanager
def _everyday(name: str, folder: Path) -> Iterator[Reader]:
    workshop = Workshop(folder)
    try:
        told = read(name)
        script = (FOLDER / f"{name}.sql").read_text(encoding="utf-8")
        made = workshop.make(script, told["engine"], ("sancha_wording",) if told["engine"] == "mysql" else ())
        database = made.open()
        try:
            yield Reader(database, None, told["today"])
        finally:
            database.close()
    finally:
        workshop.close()


@pytest.mark.parametrize("first", [first for first, _ in ENGLISH])
def test_an_english_question_is_said_again_and_means_the_same(first: str, shop: Reader) -> None:
    _assert_same(shop, first)


@pytest.mark.parametrize("first", [first for first, _ in CHINESE])
def test_a_chinese_question_is_said_again_and_means_the_same(first: str, bookshops: Reader) -> None:
    _assert_same(bookshops, first)


def _assert_same(reader: Reader, first: str) -> None:
    said = _said_again(reader, first)
    assert said is not None
    state, question = said
    assert question is not None
    again = reader.read(question).understood()
    assert again is not None
    assert again.same_as(state)


@pytest.mark.slow
@pytest.mark.parametrize("name", DATABASES)
def test_most_everyday_questions_are_said_again_and_mean_the_same(name: str, tmp_path: Path) -> None:
    try:
        with _everyday(name, tmp_path) as reader:
            said = [_said_again(reader, question.ask) for question in questions(name)]
    except OperationalError as error:
        pytest.skip(f"no server answers: {error.orig}")
    understood = [pair for pair in said if pair is not None]
    assert len(understood) >= len(said) // 2
    again = [question for _, question in understood if question is not None]
    assert len(again) >= _LEAST_SHARE * len(understood)


def test_a_state_with_a_part_that_has_no_words_is_not_said(shop: Reader) -> None:
    ground = shop.read("films").interpreter.ground
    pattern = Filter((), Test(("films", "title"), "=", ("Amber",)), negated=True)
    assert list(wordings(QueryState("films", filters=(pattern,)), Labels(ground, "en"))) == []
    assert shop.worded(QueryState("films", filters=(pattern,)), Labels(ground, "en")) is None


def test_things_are_called_as_the_thread_calls_them(shop: Reader, bookshops: Reader) -> None:
    read_films = shop.read("How many movies with country Spain and genres Western are there?")
    ground = read_films.interpreter.ground
    labels = labels_of(ground, "en", [(read_films.text, read_films.linked.links, None)])
    assert labels.column(("films", "genre")) == "genres"
    assert labels.column(("films", "released")) == "released"
    # a row is called by its table, and its name by the column
    assert labels.column(("films", "title")) == "film"
    assert labels.own(("films", "title")) == "title"
    chinese = Labels(bookshops.read("书店").interpreter.ground, "zh")
    assert (chinese.table("借阅单"), chinese.column(("借阅单", "押金"))) == ("借阅单", "押金")


@pytest.mark.parametrize(
    ("one", "many"),
    [("film", "films"), ("city", "cities"), ("box", "boxes"), ("people", "people"), ("书店", "书店"), ("day", "days")],
)
def test_nouns_have_a_plural(one: str, many: str) -> None:
    assert plural(one) == many
    assert plural(many) == many
    assert singular(many) == one
