from collections import Counter

from knowledge.loading.document import DocumentBuilder
from knowledge.loading.text_lines import Cell, TextLine, add_lines, heading_levels
from knowledge.loading.widths import joined_pieces, width, without_letterspacing
from tests.knowledge.loading.outline import outline


def blocks(*lines: TextLine | str, levels: dict[float, int] | None = None) -> list[tuple[str, str]]:
    builder = DocumentBuilder()
    add_lines(builder, [TextLine(line, 0.0) if isinstance(line, str) else line for line in lines], levels or {})
    return outline(builder.build())


def row(*cells: tuple[float, float, str]) -> TextLine:
    return TextLine(" ".join(text for _, _, text in cells), 0.0, tuple(Cell(*cell) for cell in cells))


def test_lines_are_joined_to_paragraphs_and_hyphens_mended() -> None:
    assert blocks(
        "The trans\ufffe", "former is inspected every", "spring.", "Then comes the summer with", "its heat"
    ) == [
        ("paragraph", "The transformer is inspected every spring."),
        ("paragraph", "Then comes the summer with its heat"),
    ]


def test_cells_below_one_another_are_a_table() -> None:
    rows = [
        row((0, 30, "Day"), (50, 80, "Peak")),
        row((0, 20, "Mon"), (52, 60, "9")),
        row((0, 20, "Tue"), (52, 60, "8")),
    ]
    assert blocks(*rows) == [("table", "Day | Peak\nMon | 9\nTue | 8")]


def test_gaps_that_wander_are_prose() -> None:
    rows = [
        row((0, 30, "These"), (50, 80, "gaps")),
        row((0, 60, "stand"), (75, 95, "where")),
        row((0, 10, "they"), (28, 90, "like")),
    ]
    assert [kind for kind, _ in blocks(*rows)] == ["paragraph"]


def test_two_rows_are_not_enough_for_a_table() -> None:
    assert [kind for kind, _ in blocks(row((0, 9, "a"), (50, 59, "b")), row((0, 9, "c"), (50, 59, "d")))] == [
        "paragraph"
    ]


def test_headings_are_what_is_larger_than_most_text() -> None:
    levels = heading_levels(Counter({10.0: 5000, 14.0: 60, 20.0: 12, 8.0: 300, 0.0: 90_000}))
    assert levels == {20.0: 1, 14.0: 2}
    assert heading_levels(Counter({0.0: 50})) == {}
    assert blocks(TextLine("第一章", 20.0), TextLine("text", 10.0), levels=levels)[0] == ("h1", "第一章")


def test_widths_and_spaces_follow_the_script() -> None:
    assert width("abc电力") == 7
    assert joined_pieces(["Latin", "words", "汉字", "汉字", "end"]) == "Latin words汉字汉字end"
    assert without_letterspacing("目 录") == "目录"
    assert without_letterspacing("张三 李四 王五") == "张三 李四 王五"
