"""The state of a plan: what a follow-up can change, without how it was said."""

import pytest

from chains.text2sql.dialogue.query_state import QueryState, columns_of, is_of_time, plain, state_of, twin_key
from chains.text2sql.dialogue.understanding import Reader
from chains.text2sql.generation.plan import Attribute, Filter, Measure, Plan, Ratio
from chains.text2sql.linking.filters import Test


def _state(reader: Reader, text: str) -> QueryState:
    state = reader.read(text).understood()
    assert state is not None
    return state


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("How many films are from Spain?", "How many films with country Spain are there?"),
        ("How many westerns are from Spain?", "How many films with country Spain and genre Western are there?"),
        ("What is the number of bills for each kiosk?", "How many bills are there by kiosk?"),
        ("Which film has the highest earnings?", "The film with the highest earnings"),
        ("List the films sorted by earnings", "Show the films, sorted by earnings in ascending order"),
    ],
)
def test_questions_that_ask_the_same_have_the_same_state(one: str, other: str, shop: Reader) -> None:
    assert _state(shop, one).same_as(_state(shop, other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("How many films are from Spain?", "How many films are from Italy?"),
        ("How many films are from Spain?", "Which films are from Spain?"),
        ("Which film has the highest earnings?", "Which film has the lowest earnings?"),
        ("How many bills are there by kiosk?", "How many bills are there by district?"),
        ("What is the total amount of bills?", "What is the average amount of bills?"),
    ],
)
def test_questions_that_ask_something_else_have_another_state(one: str, other: str, shop: Reader) -> None:
    assert not _state(shop, one).same_as(_state(shop, other))


def test_a_question_with_a_word_left_over_is_not_understood(shop: Reader) -> None:
    assert shop.read("How many purple films are from Spain?").understood() is None


def test_counting_the_rows_of_each_is_grouping_them(shop: Reader) -> None:
    state = _state(shop, "What is the number of bills for each kiosk?")
    assert (state.subject, state.measures, state.each) == ("bills", (Measure("count"),), True)
    (key,) = state.group
    assert isinstance(key, Attribute)
    assert key.column == ("kiosks", "name")


def test_whole_rows_have_no_columns_and_asked_ones_leave_out_the_name(shop: Reader) -> None:
    assert _state(shop, "Which films are from Spain?").columns == ()
    columns = _state(shop, "List the title and genre of the films from Spain").columns
    assert columns == (Attribute((), ("films", "genre")),)


def test_a_plan_that_no_edit_can_change_has_no_state(shop: Reader) -> None:
    count = Measure("count")
    ground = shop.read("films").interpreter.ground
    assert state_of(Plan("films", (Ratio(count, count),)), ground) is None
    assert state_of(Plan("films", (count,), having=((count, ">", 1),)), ground) is None


def test_a_condition_is_plain_without_where_it_was_said() -> None:
    said = Filter((), Test(("films", "country"), "in", ("Spain",)), at=(3, 9), said="country is Spain")
    assert plain(said) == Filter((), Test(("films", "country"), "=", ("Spain",)))
    assert columns_of(said) == {("films", "country")}
    assert not is_of_time(said)
    assert twin_key(("regions", "name_zh")) == twin_key(("regions", "name_en"))
