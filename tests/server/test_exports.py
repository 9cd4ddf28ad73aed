import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from server.exports import csv_pieces, file_pieces, xlsx_file


def read_csv(columns: list[str], rows: list[list[object]]) -> list[list[str]]:
    data = b"".join(csv_pieces(columns, rows))
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_every_row_is_there_once_over_all_pieces() -> None:
    rows: list[list[object]] = [[i, f"名{i}"] for i in range(1_203)]
    assert read_csv(["n", "名称"], rows) == [["n", "名称"], *([str(a), str(b)] for a, b in rows)]
    assert len(list(csv_pieces(["n"], rows))) > 3


def test_no_rows_give_the_heading_alone() -> None:
    assert read_csv(["a", "b"], []) == [["a", "b"]]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", "＝1+1"])
def test_what_a_spreadsheet_would_run_is_text(text: str) -> None:
    assert read_csv([text], [[text]]) == [[f"'{text}"], [f"'{text}"]]


def test_numbers_stay_numbers() -> None:
    assert read_csv(["n"], [[-5], [-2.5], [None]]) == [["n"], ["-5"], ["-2.5"], [""]]


@given(st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=40))
def test_any_text_comes_back_and_begins_no_formula(text: str) -> None:
    cell = read_csv(["a"], [["x", text]])[1][1]
    assert cell in (text, f"'{text}")
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))


def test_a_workbook_holds_numbers_texts_and_truths_and_no_formula() -> None:
    rows = [[1, -2.5, "=HYPERLINK(1)", True, None], [2, 0, "http://example.org", False, "长" * 40_000]]
    data = b"".join(file_pieces(xlsx_file(["a", "b", "c", "d", "e"], rows)))
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    assert sheet[1] == [1.0, -2.5, "=HYPERLINK(1)", True, ""]
    assert sheet[2][:4] == [2.0, 0.0, "http://example.org", False]
    assert len(str(sheet[2][4])) == 32_767
