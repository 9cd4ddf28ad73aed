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


def test_all_ways_to_write_a_value_are_one_match() -> None:
    index = ValueIndex([("shops", "town", ["Łódź", "LODZ", " Łódź ", "Kraków"])])
    match, *others = index.match("shops in Lodz")
    assert others == []
    assert set(match.variants) == {"Łódź", "LODZ", " Łódź "}
    assert index.match("shops in LODZ")[0].value == "LODZ"


@pytest.mark.parametrize(
    ("values", "question", "expected"),
    [
        (["苏州市", "苏州"], "苏州的门店", {"苏州市", "苏州"}),
        (["苏州市"], "苏州的门店", {"苏州市"}),
        (["苏州"], "苏州市的门店", {"苏州"}),
        (["Acme Ltd", "Acme"], "orders of Acme", {"Acme Ltd", "Acme"}),
        (["Acme"], "orders of Acme Ltd", {"Acme"}),
    ],
)
def test_the_ends_of_places_and_companies_may_be_left_out(values: list[str], question: str, expected: set[str]) -> None:
    found = ValueIndex([("t", "c", values)]).match(question)
    assert {variant for match in found for variant in match.variants} == expected
    assert len(found) == 1


def test_places_of_one_name_and_different_kind_stay_apart() -> None:
    found = ValueIndex([("t", "c", ["东山区", "东山县"])]).match("东山的门店")
    assert sorted(match.variants for match in found) == [("东山区",), ("东山县",)]


def test_values_of_enumerations_are_found_in_other_forms() -> None:
    index = ValueIndex([("jobs", "state", ["NOT_STARTED", "on-the-way", "CANCEL", "inReview", "DONE"])])
    said = {
        "jobs not yet started": "NOT_STARTED",
        "jobs that haven't started": "NOT_STARTED",
        "jobs that are here": None,
        "jobs which are cancelled": "CANCEL",
        "jobs being reviewed in a review": "inReview",
    }
    for question, value in said.items():
        found = {match.value for match in index.match_inflected(question)}
        assert found == ({value} if value else set()), question
    assert index.match_inflected("jobs on the way") == [], "what is said as written is found by match"


def test_elements_of_lists_are_found() -> None:
    index = ValueIndex([], [("people", "hobbies", ("chess", "trail running", "攀岩"))])
    assert index.match("who likes chess") == []
    found = {(m.value, m.column) for m in index.match_members("who likes chess or trail running, 攀岩")}
    assert found == {("chess", "hobbies"), ("trail running", "hobbies"), ("攀岩", "hobbies")}


def test_a_part_of_names_is_found_with_all_that_have_it() -> None:
    index = ValueIndex([("people", "full_name", ["Mia Berg", "Mia Lund", "Ole Mia Hansen", "Jo Berg"])])
    match = index.match_names("orders of Mia")[0]
    assert match.variants == ("Mia Berg", "Mia Lund")
    assert match.value == "Mia %"
    (berg,) = index.match_names("what did Berg buy")
    assert berg.variants == ("Mia Berg", "Jo Berg")
    assert berg.score < match.score
    assert index.match_names("mia")[0].score < match.score


def test_names_beyond_counting_are_a_pattern() -> None:
    index = ValueIndex([("people", "name", [f"Mia B{number}x" for number in range(60)])])
    match = index.match_names("orders of Mia")[0]
    assert (match.value, match.variants) == ("Mia %", ())


def test_a_chinese_surname_finds_its_people() -> None:
    index = ValueIndex([("people", "姓名", ["陈静", "陈大文", "李明"])])
    assert index.match_names("姓陈的顾客有几个")[0].variants == ("陈静", "陈大文")
    assert index.match_names("李先生的订单")[0].variants == ("李明",)


def test_words_of_texts_that_are_no_names_are_no_parts() -> None:
    index = ValueIndex([("notes", "remark", ["sent back to the Shop", "call Again soon please"])])
    assert index.match_names("What was sent back?") == []
