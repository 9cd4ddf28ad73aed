import pytest

from knowledge.loading.docx_styles import _formatted


@pytest.mark.parametrize(
    ("count", "form", "printed"),
    [
        (3, "decimal", "3"),
        (3, "decimalZero", "03"),
        (2, "upperLetter", "B"),
        (28, "lowerLetter", "b"),
        (4, "upperRoman", "IV"),
        (1990, "lowerRoman", "mcmxc"),
        (10, "chineseCounting", "十"),
        (21, "chineseCountingThousand", "二十一"),
        (105, "chineseCountingThousand", "一百零五"),
        (110, "ideographDigital", "一百一十"),
        (5000, "chineseCounting", "5000"),
        (3, "decimalEnclosedCircleChinese", "③"),
        (0, "upperRoman", "0"),
    ],
)
def test_a_number_is_printed_in_its_format(count: int, form: str, printed: str) -> None:
    assert _formatted(count, form) == printed
