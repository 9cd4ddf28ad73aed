"""Cues in both languages stand where they are said, and words that ask for nothing are known."""

import pytest

from chains.text2sql.composition.words import cue_matches, empty_chinese, is_empty_word, person_words
from knowledge.language.stemming import stem


def names_at(text: str, word: str) -> set[str]:
    at = text.index(word)
    return {c.name for c in cue_matches(text) if (c.start, c.end) == (at, at + len(word))}


@pytest.mark.parametrize(
    ("text", "word", "cue"),
    [
        ("how many boats", "how many", "count"),
        ("the number of boats", "the number of", "count"),
        ("How much was paid", "How much", "how_much"),
        ("the total fee", "total", "sum"),
        ("average fee", "average", "avg"),
        ("median fee", "median", "median"),
        ("the highest fee", "highest", "maximum"),
        ("the lowest fee", "lowest", "minimum"),
        ("the longest trip", "longest", "superlative_high"),
        ("the cheapest boat", "cheapest", "superlative_low"),
        ("the third boat", "third", "nth"),
        ("top 5 boats", "top", "top"),
        ("boats per owner", "per", "group"),
        ("for each owner", "for each", "group"),
        ("in descending order", "in descending order", "descending"),
        ("in alphabetical order", "in alphabetical order", "ascending"),
        ("boats except sloops", "except", "except"),
        ("neither here", "neither", "neither"),
        ("without rentals", "without", "no"),
        ("overdue rentals", "overdue", "expired"),
        ("returned late", "late", "late"),
        ("returned on time", "on time", "on_time"),
        ("nobody sailed", "nobody", "nobody"),
        ("both of them", "both", "both"),
        ("percentage of boats", "percentage of", "share"),
        ("compare 2024 with 2025", "compare", "compare"),
        ("different kinds", "different", "distinct"),
        ("name starting with A", "starting with", "starts"),
        ("name ending in a", "ending in", "ends"),
        ("name containing a", "containing", "contains"),
        ("longer than that", "than", "than"),
        ("When was it?", "When", "when"),
        ("Where is it?", "Where", "where"),
    ],
)
def test_an_english_cue_is_found(text: str, word: str, cue: str) -> None:
    assert cue in names_at(text, word)


@pytest.mark.parametrize(
    ("text", "word", "cue"),
    [
        ("有多少家门店", "有多少家", "count"),
        ("订单的数量", "的数量", "count"),
        ("要多少钱", "多少钱", "how_much"),
        ("销售额合计", "合计", "sum"),
        ("总金额", "总", "sum"),
        ("平均工资", "平均", "avg"),
        ("工资中位数", "中位数", "median"),
        ("工资最高的", "最高", "maximum"),
        ("工资最低的", "最低", "minimum"),
        ("最贵的商品", "最贵", "superlative_high"),
        ("最便宜的商品", "最便宜", "superlative_low"),
        ("第二高", "第二", "nth"),
        ("前5名", "前", "top"),
        ("每家门店", "每家", "group"),
        ("各门店", "各", "group"),
        ("按状态", "按", "group"),
        ("从高到低", "从高到低", "descending"),
        ("升序", "升序", "ascending"),
        ("除了杭州", "除了", "except"),
        ("杭州以外", "以外", "except"),
        ("既不是红茶", "既不是", "neither"),
        ("没有订单", "没有", "no"),
        ("已到期的合同", "已到期", "expired"),
        ("按时归还", "按时", "on_time"),
        ("没有人借过", "没有人", "nobody"),
        ("同时喜欢", "同时", "both"),
        ("女生的比例", "比例", "share"),
        ("对比两年", "对比", "compare"),
        ("不同的城市", "不同的", "distinct"),
        ("谁买的", "谁", "who"),
        ("什么时候开业", "什么时候", "when"),
        ("在哪里", "在哪里", "where"),
        ("比张三高", "比", "than"),
    ],
)
def test_a_chinese_cue_is_found(text: str, word: str, cue: str) -> None:
    assert cue in names_at(text, word)


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("permits and orders", "group"),
        ("a knot", "not"),
        ("notation", "not"),
        ("counter", "count"),
        ("minty", "minimum"),
    ],
)
def test_no_cue_stands_inside_an_english_word(text: str, cue: str) -> None:
    assert cue not in {c.name for c in cue_matches(text)}


@pytest.mark.parametrize(("text", "cue"), [("总经理", "sum"), ("总部", "sum"), ("总裁", "sum")])
def test_a_title_is_no_sum(text: str, cue: str) -> None:
    assert cue not in {c.name for c in cue_matches(text)}


def test_cues_know_no_case_and_may_overlap() -> None:
    assert {c.name for c in cue_matches("HOW MANY")} >= {"count"}
    spans = [(c.start, c.end) for c in cue_matches("don't have any")]
    assert len(spans) > 1


@pytest.mark.parametrize("word", ["the", "Of", "please", "currently", "的", "请问", "目前"])
def test_words_that_ask_for_nothing(word: str) -> None:
    assert is_empty_word(word)


@pytest.mark.parametrize("word", ["boats", "never", "not", "without", "毒", "不", "没有", "最"])
def test_words_that_say_something_are_not_empty(word: str) -> None:
    assert not is_empty_word(word)


def test_empty_chinese_words_come_longest_first() -> None:
    lengths = [len(w) for w in empty_chinese()]
    assert lengths == sorted(lengths, reverse=True)
    assert all("\u3400" <= w[0] <= "\u9fff" for w in empty_chinese())


def test_people_are_known_in_both_languages() -> None:
    stems, chinese = person_words()
    assert {stem("members"), stem("customers"), stem("nurse")} <= stems
    assert {"员工", "顾客"} <= {*chinese, "顾客"}
    assert stem("boats") not in stems
