from hypothesis import given
from hypothesis import strategies as st

from knowledge.index.windows import window_text

TEXT = "One one one. Two two two. Three three. Four four four."
SENTENCES = [(100, 112), (113, 125), (126, 138), (139, 154)]


def test_a_passage_of_one_window_is_that_window() -> None:
    assert window_text(TEXT, 100, SENTENCES, 1, 0) == TEXT


def test_each_window_holds_its_share_of_the_sentences() -> None:
    assert window_text(TEXT, 100, SENTENCES, 2, 0) == "One one one. Two two two."
    assert window_text(TEXT, 100, SENTENCES, 2, 1) == "Three three. Four four four."


def test_a_long_sentence_is_divided_by_length() -> None:
    assert window_text("abcdefgh", 0, [(0, 8)], 4, 0) == "ab"
    assert window_text("abcdefgh", 0, [(0, 8)], 4, 3) == "gh"


@given(st.text(max_size=80), st.integers(1, 9), st.integers(0, 8))
def test_a_window_is_always_a_part_of_the_passage(text: str, count: int, number: int) -> None:
    assert window_text(text, 7, [(7, 7 + len(text))], count, number % count) in text
