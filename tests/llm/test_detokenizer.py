from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from llm.detokenizer import Detokenizer, StopWatch


def decode_bytes(ids: Sequence[int]) -> str:
    """Every token is one byte of UTF-8: the worst case of a byte-level tokenizer."""
    return bytes(ids).decode("utf-8", errors="replace")


def test_a_character_appears_only_when_its_last_byte_is_there() -> None:
    detokenizer = Detokenizer(decode_bytes)
    pieces = [detokenizer.push([byte]) for byte in "电A😀".encode()]
    assert pieces == ["", "", "电", "A", "", "", "", "😀"]
    assert detokenizer.finish() == ""


def test_bytes_of_an_unfinished_character_never_come_out() -> None:
    detokenizer = Detokenizer(decode_bytes)
    assert detokenizer.push(list("电".encode()[:2])) == ""
    assert detokenizer.finish() == ""


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufffd")), st.integers(1, 5))
def test_pieces_add_up_to_the_whole_text(text: str, step: int) -> None:
    detokenizer = Detokenizer(decode_bytes)
    ids = list(text.encode())
    pieces = [detokenizer.push(ids[at : at + step]) for at in range(0, len(ids), step)]
    assert "".join(pieces) + detokenizer.finish() == text


def test_nothing_of_a_stop_string_is_shown_while_it_may_still_come() -> None:
    watch = StopWatch(["\nUser:"])
    assert [watch.push(piece) for piece in ["Hi", "\nUs", "ed", "\nUse", "r:", " more"]][:4] == ["Hi", "", "\nUsed", ""]
    assert watch.stopped


def test_held_back_text_comes_out_when_the_answer_ends() -> None:
    watch = StopWatch(["###"])
    assert watch.push("a##") == "a"
    assert watch.finish() == "##"
    assert not watch.stopped


@given(
    st.text("ab#", max_size=30),
    st.lists(st.text("ab#", min_size=1, max_size=4), min_size=1, max_size=3),
    st.integers(1, 4),
)
def test_what_is_shown_does_not_depend_on_how_the_text_was_cut(text: str, stops: list[str], step: int) -> None:
    watch = StopWatch(stops)
    shown = ""
    for at in range(0, len(text), step):
        shown += watch.push(text[at : at + step])
        if watch.stopped:
            break
    shown += watch.finish()
    # A longer stop string that begins earlier may only be complete after a shorter one: then the shorter one decides.
    assert not any(stop in shown for stop in stops)
    assert text.startswith(shown)
    if not any(stop in text for stop in stops):
        assert shown == text
