from dataclasses import dataclass

import pytest

from knowledge.search.duplicates import without_near_duplicates

TEXT = (
    "Substations are inspected twice a year. The crew measures the temperature of every joint, writes it into the log, "
    "and reports anything above the limit to the control room before the end of the shift."
)


@dataclass
class Piece:
    text: str


def kept(*texts: str, k: int = 10) -> list[str]:
    return [piece.text for piece in without_near_duplicates([Piece(text) for text in texts], k)]


@pytest.mark.parametrize(
    "copy",
    [
        TEXT.upper().replace(" ", "\n"),
        TEXT.replace("Substations are", "“Substations” are"),
        TEXT[:120],
        TEXT.replace("of the shift", "of a shift"),
    ],
    ids=["reflowed", "requoted", "extract", "a word changed"],
)
def test_a_copy_of_a_better_passage_is_dropped(copy: str) -> None:
    assert kept(TEXT, copy) == [TEXT]


def test_a_longer_passage_that_holds_a_better_one_is_new() -> None:
    longer = f"{TEXT} Night shifts report to the duty engineer instead, who decides within the hour what is to be done."
    assert kept(TEXT, longer) == [TEXT, longer]


def test_passages_that_differ_in_a_number_are_both_kept() -> None:
    first, second = f"{TEXT} The limit is 70 degrees.", f"{TEXT} The limit is 90 degrees."
    assert kept(first, second) == [first, second]


def test_chinese_copies_are_seen_too() -> None:
    text = "变电站每年巡检两次，班组测量每个接头的温度并记入日志，超过限值的在交班前报告控制室。"
    assert kept(text, text.replace("，", ", "), "配电房每季度清扫一次，由值班员负责。") == [
        text,
        "配电房每季度清扫一次，由值班员负责。",
    ]


def test_short_texts_are_compared_whole() -> None:
    assert kept("Yes.", "yes", "No.") == ["Yes.", "No."]


def test_no_more_than_wanted_and_the_best_of_each() -> None:
    assert kept("one thing", "one thing!", "another matter", "third point", k=2) == ["one thing", "another matter"]
    assert kept(k=3) == []
