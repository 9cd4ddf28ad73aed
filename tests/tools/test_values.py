import time

import pytest

from tools.values import ValueIndex, ValueMatch

INDEX = ValueIndex(
    [
        ("regions", "name", ["North Ridge", "Riverside", "临江区"]),
        ("hotels", "kind", ["舒适型", "豪华型"]),
        ("staff", "title", ["Sales Support Agent", "IT Staff"]),
        ("plants", "name", ["North Ridge Wind Farm", "Old Mill"]),
        ("countries", "code", ["US", "FR", "No"]),
    ]
)


def _found(question: str) -> set[tuple[str, str]]:
    return {(match.table, match.value) for match in INDEX.match(question)}


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How many plants are in riverside?", ("regions", "Riverside")),
        ("临江区有几座电厂", ("regions", "临江区")),
        ("请推荐一家舒适型酒店", ("hotels", "舒适型")),
        ("list the sales agents", ("staff", "Sales Support Agent")),
        ("plants in the US", ("countries", "US")),
        ("ｏｌｄ　ｍｉｌｌ 的容量", ("plants", "Old Mill")),
    ],
)
def test_a_value_is_found_as_people_write_it(question: str, expected: tuple[str, str]) -> None:
    assert expected in _found(question)


def test_the_place_of_a_value_is_its_characters() -> None:
    question = "what does Old Mill produce"
    match = INDEX.match(question)[0]
    assert question[match.start : match.end] == "Old Mill"
    assert match.score == 1.0


def test_the_longer_value_wins_over_one_inside_it() -> None:
    first, *others = INDEX.match("capacity of North Ridge Wind Farm")
    assert (first.table, first.value, first.score) == ("plants", "North Ridge Wind Farm", 1.0)
    assert [(m.value, m.score) for m in others] == [("North Ridge", 0.85)]


def test_a_value_that_is_little_of_a_longer_one_is_left_out() -> None:
    index = ValueIndex([("plants", "name", ["North Ridge Wind Farm"]), ("winds", "side", ["North"])])
    assert [m.value for m in index.match("capacity of North Ridge Wind Farm")] == ["North Ridge Wind Farm"]


def test_common_words_are_no_values() -> None:
    assert _found("is there no plant in it for us") == set()


def test_a_very_long_question_takes_no_time() -> None:
    started = time.thread_time()
    INDEX.match("Riverside " * 20_000)
    assert time.thread_time() - started < 2  # of the processor


def test_samples_are_the_first_values() -> None:
    assert INDEX.samples("hotels", "kind", 1) == ["舒适型"]
    assert INDEX.of("nothing", "here") == []
    assert isinstance(INDEX.match("Riverside")[0], ValueMatch)


def test_names_of_a_country_stand_for_each_other() -> None:
    index = ValueIndex([("customers", "country", ["USA", "France"])])
    assert {m.value for m in index.match("Who is not from the US?")} == {"USA"}
    assert {m.value for m in index.match("customers in the United States")} == {"USA"}
    assert index.match("Tell us about France")[0].value == "France"
    assert all(m.value != "USA" for m in index.match("Tell us about France"))
