import pytest

from knowledge.errors import UnsupportedFileType
from knowledge.loading.encodings import decode

SIMPLIFIED = "国家电网公司负责电力输送和调度，用户可以在网上缴纳电费。" * 2
TRADITIONAL = "國家電網公司負責電力輸送和調度，用戶可以在網上繳納電費。" * 2


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (SIMPLIFIED, "utf-8"),
        (SIMPLIFIED, "utf-8-sig"),
        (SIMPLIFIED, "gb18030"),
        (SIMPLIFIED, "utf-16"),
        (TRADITIONAL, "big5"),
        (TRADITIONAL, "utf-8"),
        ("これは日本語の文章です。電力会社の案内をお読みください。", "shift_jis"),
        ("Die schöne Straße führt über den Fluß.", "cp1252"),
        ("Plain ASCII text with words in it.", "ascii"),
        ("Plain ASCII text with words in it.", "utf-16-le"),
        ("Plain ASCII text with words in it.", "utf-16-be"),
        ("Plain ASCII text with words in it.", "utf-32-le"),
        ("Plain ASCII text with words in it.", "utf-32"),
    ],
)
def test_text_comes_out_right_in_any_usual_encoding(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


def test_a_declared_encoding_is_believed_and_gb2312_means_its_superset() -> None:
    assert decode("朱镕基".encode("gb18030"), "gb2312") == "朱镕基"
    assert decode("naïve".encode("latin-1"), "iso-8859-1") == "naïve"
    assert decode(b"text", "no-such-encoding") == "text"


def test_line_ends_become_one_kind_and_control_characters_go() -> None:
    assert decode(b"one\r\ntwo\rthree\x1b[0m\n") == "one\ntwo\nthree[0m\n"


def test_binary_data_is_no_text() -> None:
    with pytest.raises(UnsupportedFileType, match="binary"):
        decode(bytes(range(256)) * 20)
