"""Workbooks made by XlsxWriter, as Excel writes them."""

import datetime as dt
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from knowledge.errors import DamagedFile, EncryptedFile, ExpandsTooMuch, NoText
from knowledge.loading.document import Source
from knowledge.loading.file_types import FileType, file_type
from knowledge.loading.parsing import ParsingLimits
from knowledge.loading.spreadsheet import SpreadsheetLoader, _shown
from tests.knowledge.loading.conftest import Read
from tests.knowledge.loading.outline import outline
from tests.knowledge.loading.packing import encrypted


def workbook(build: Callable[[Any], None]) -> bytes:
    from xlsxwriter import Workbook

    stream = io.BytesIO()
    with Workbook(stream, {"in_memory": True, "default_date_format": "yyyy-mm-dd hh:mm"}) as book:
        build(book)
    return stream.getvalue()


def test_a_sheet_is_a_page_and_its_regions_are_tables(read: Read) -> None:
    def build(book: Any) -> None:
        sheet = book.add_worksheet("电站")
        sheet.write_row(0, 0, ["Stations in 2024"])
        sheet.write_row(1, 0, ["Name", "MW"])
        sheet.write_row(2, 0, ["一号", 300])
        sheet.write_row(5, 2, ["Total", 300.5])
        sheet.write_row(6, 2, ["Mean", 0.1 + 0.2])
        book.add_worksheet("empty")
        book.add_worksheet("Hidden").hide()
        book.get_worksheet_by_name("Hidden").write(0, 0, "kept")

    document = read("x.xlsx", workbook(build))
    assert outline(document) == [
        ("h1", "电站"),
        ("paragraph", "Stations in 2024"),
        ("table", "Name | MW\n一号 | 300"),
        ("table", "Total | 300.5\nMean | 0.3"),
        ("h1", "Hidden"),
        ("paragraph", "kept"),
    ]
    assert len(document.pages) == 3


def test_dates_formulas_booleans_and_merged_cells_show_what_excel_shows(read: Read) -> None:
    def build(book: Any) -> None:
        sheet = book.add_worksheet("s")
        sheet.write_row(0, 0, ["Date", "Time", "Sum", "Ok"])
        sheet.write_datetime(1, 0, dt.datetime(2024, 2, 29))
        sheet.write_datetime(1, 1, dt.datetime(2024, 2, 29, 13, 5))
        sheet.write_formula(1, 2, "=1+1", value=2)
        sheet.write_boolean(1, 3, True)
        sheet.merge_range(2, 0, 2, 1, "merged\ncell")
        sheet.write(2, 2, "end")

    assert outline(read("x.xlsx", workbook(build)))[1] == (
        "table",
        "Date | Time | Sum | Ok\n2024-02-29 | 2024-02-29 13:05:00 | 2 | TRUE\nmerged cell |  | end |",
    )


def test_percentages_are_read_as_they_are_shown(read: Read) -> None:
    def build(book: Any) -> None:
        formats = ("0%", "0.0%", "0.00%", '0.0" %"', "[Red]-0.0%;0", "General")
        sheet = book.add_worksheet("一")
        sheet.write_row(3, 2, ["Share", *formats])
        for row in (4, 5):
            sheet.write(row, 2, "total" if row == 4 else "one")
            for column, code in enumerate(formats, start=3):
                sheet.write(row, column, 0.256 if row == 4 else 1, book.add_format({"num_format": code}))
        sheet.write(6, 4, "text", book.add_format({"num_format": "0.0%"}))
        sheet.write(6, 5, 1 / 3, book.add_format({"num_format": "0.0000%"}))
        book.add_worksheet("plain").write(4, 3, 0.256)

    shown = [
        ("h1", "一"),
        (
            "table",
            'Share | 0% | 0.0% | 0.00% | 0.0" %" | [Red]-0.0%;0 | General\n'
            "total | 25.6% | 25.6% | 25.6% | 0.256 | 25.6% | 0.256\n"
            "one | 100% | 100% | 100% | 1 | 100% | 1\n"
            " |  | text | 33.3333% |  |  |",
        ),
        ("h1", "plain"),
        ("paragraph", "0.256"),
    ]
    content = workbook(build)
    assert outline(read("x.xlsx", content)) == shown
    assert outline(read("x.xlsx", encrypted(content, "pw"), password="pw")) == shown


def test_a_workbook_of_many_percentages_is_read_to_its_end(read: Read) -> None:
    def build(book: Any) -> None:
        sheet, code = book.add_worksheet("s"), book.add_format({"num_format": "0.0%"})
        for row in range(30_000):
            sheet.write_row(row, 0, [row / 1000, row], code)

    lines = read("x.xlsx", workbook(build)).text.split("\n\n", 1)[1].split("\n")
    assert lines == [f"{row / 10:g}% | {row * 100}%" for row in range(30_000)]


def test_a_region_of_many_rows_takes_time_in_proportion(read: Read) -> None:
    def build(book: Any) -> None:
        sheet = book.add_worksheet("long")
        for row in range(8_000):
            sheet.write_row(row, 1, [f"r{row}c{column}" for column in range(6)])

    text = read("x.xlsx", workbook(build), ParsingLimits(seconds=15)).text
    assert text.endswith("r7999c4 | r7999c5")


def test_comments_text_boxes_and_titles_of_charts_are_read(read: Read) -> None:
    def build(book: Any) -> None:
        sheet = book.add_worksheet("s")
        sheet.write(0, 0, 4)
        sheet.write_comment("A1", "why it is four")
        sheet.insert_textbox("C3", "words in a box")
        chart = book.add_chart({"type": "bar"})
        chart.set_title({"name": "What the bars show"})
        chart.add_series({"values": "=s!$A$1:$A$2"})
        sheet.insert_chart("C9", chart)

    texts = [text for _, text in outline(read("x.xlsx", workbook(build)))]
    assert {"words in a box", "What the bars show"} <= set(texts)
    assert any("why it is four" in text for text in texts)


def test_a_workbook_opens_whatever_extension_it_has(tmp_path: Path) -> None:
    path = tmp_path / "named.xls"
    path.write_bytes(workbook(lambda book: book.add_worksheet("s").write(0, 0, "kept")))
    assert "kept" in SpreadsheetLoader().load(Source(path), lambda *_: None).text


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (3.0, "3"),
        (1e20, "1e+20"),
        (123456789012.0, "123456789012"),
        (0.1, "0.1"),
        (dt.date(2024, 1, 2), "2024-01-02"),
        (dt.time(8, 30), "08:30:00"),
        (dt.timedelta(hours=30, minutes=5), "30:05:00"),
        (False, "FALSE"),
        ("", ""),
        (" a \n b ", "a b"),
    ],
)
def test_a_value_is_shown_as_text(value: object, shown: str) -> None:
    assert _shown(value) == shown


def test_a_workbook_under_a_password(read: Read) -> None:
    content = encrypted(workbook(lambda book: book.add_worksheet("s").write(0, 0, "secret")), "pw")
    assert read("x.xlsx", content, password="pw").text == "s\n\nsecret"
    with pytest.raises(EncryptedFile, match="field `password`"):
        read("x.xlsx", content)
    with pytest.raises(EncryptedFile, match="does not open"):
        read("x.xlsx", content, password="no")


def test_a_workbook_that_excel_protects_with_its_own_password_opens_without_one(read: Read) -> None:
    content = encrypted(workbook(lambda book: book.add_worksheet("s").write(0, 0, "open")), "VelvetSweatshop")
    assert "open" in read("x.xlsx", content).text


def test_empty_and_damaged_workbooks_are_refused(read: Read) -> None:
    with pytest.raises(NoText):
        read("x.xlsx", workbook(lambda book: book.add_worksheet("s")))
    with pytest.raises(DamagedFile):
        read("x.xlsx", b"PK\x03\x04 and nothing more")
    with pytest.raises(DamagedFile):
        read("x.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(3000))


def test_a_cell_far_away_does_not_cost_memory(read: Read) -> None:
    def build(book: Any) -> None:
        sheet = book.add_worksheet("s")
        sheet.write(0, 0, "near")
        sheet.write(1_048_575, 16_383, "far")

    with pytest.raises(ExpandsTooMuch, match="far to the right"):
        read("x.xlsx", workbook(build))


def test_what_is_only_named_xls_is_read_as_what_it_is(read: Read) -> None:
    page = "<html><body><table><tr><th>名称</th><th>MW</th></tr><tr><td>一号</td><td>3</td></tr></table></body></html>"
    assert outline(read("export.xls", page.encode("gb18030"))) == [("table", "名称 | MW\n一号 | 3")]
    assert file_type("export.xls", b"a\tb\n1\t2\n") is FileType.TSV
    xml = (
        '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="S1"><Table><Row>'
        "<Cell><Data>a</Data></Cell><Cell><Data>b</Data></Cell></Row></Table></Worksheet></Workbook>"
    )
    assert outline(read("export.xls", xml.encode())) == [("h1", "S1"), ("table", "a | b")]
