import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.text.sentences import sentence_spans


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Dr. Smith paid $3.14 to J. K. Rowling. See example.com.",
            ["Dr. Smith paid $3.14 to J. K. Rowling.", "See example.com."],
        ),
        ('He said "Go!" and left. Why?', ['He said "Go!" and left.', "Why?"]),
        ("电价为0.56元。夜间更低！真的吗？", ["电价为0.56元。", "夜间更低！", "真的吗？"]),
        ("他说：“停电了。”然后离开。", ["他说：“停电了。”", "然后离开。"]),
        ("版本v2.0.1发布。下载 setup.exe 即可。", ["版本v2.0.1发布。", "下载 setup.exe 即可。"]),
        ("1. Open the valve.\n2. Close it.", ["1. Open the valve.", "2. Close it."]),
        ("- first\n- second", ["- first", "- second"]),
        ("Name: Wang\nPhone: 555", ["Name: Wang", "Phone: 555"]),
        ("# Title\nText under it.", ["# Title", "Text under it."]),
        ("第一条 总则\n第二条 适用范围", ["第一条 总则", "第二条 适用范围"]),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_a_wrapped_line_does_not_end_a_sentence_and_a_blank_one_does() -> None:
    wrapped = "The transformer at the northern substation was replaced in\nMarch after it had failed.\n\nNext paragraph"
    assert sentences(wrapped) == [
        "The transformer at the northern substation was replaced in\nMarch after it had failed.",
        "Next paragraph",
    ]


@given(st.text(alphabet='ab .。!？\n"”1A-#|…，', max_size=80))
def test_spans_are_ordered_do_not_overlap_and_leave_out_only_white_space(text: str) -> None:
    spans = sentence_spans(text)
    covered = "".join(text[start:end] for start, end in spans)
    assert "".join(covered.split()) == "".join(text.split())
    assert all(first[1] <= second[0] for first, second in itertools.pairwise(spans))
    assert all(text[start:end] == text[start:end].strip() != "" for start, end in spans)
