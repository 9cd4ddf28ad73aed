import csv
import io

from tests.ui.script import SQL
from ui.rows import SHOWN, cell_html, chart_spec, table_html, to_csv
from ui.schemas import Rows, Sql


def test_numbers_stand_to_the_right_with_their_points_below_each_other() -> None:
    table = table_html(Rows(columns=["name", "mw"], rows=[["a", 412.65], ["b", 349.0]]), "rows")
    assert '<td class="number">412.65</td>' in table
    assert '<td class="number">349.00</td>' in table
    assert "<td>a</td>" in table


def test_a_cell_cannot_bring_in_html() -> None:
    table = table_html(Rows(columns=["<i>c</i>"], rows=[['<img src="http://evil.example">'], [{"a": "<b>"}]]), "<x>")
    assert "<img" not in table
    assert "<i>" not in table
    assert "<b>" not in table


def test_values_read_as_people_write_them() -> None:
    assert cell_html(1234567) == "1,234,567"
    assert cell_html(2024) == "2024"
    assert cell_html(True) == "✓"
    assert "—" in cell_html(None)


def test_only_the_first_rows_are_drawn_and_the_file_has_them_all() -> None:
    rows = Rows(columns=["n"], rows=[[n] for n in range(SHOWN + 50)])
    assert table_html(rows, "rows").count("<tr>") == SHOWN + 1
    assert len(to_csv(rows).decode("utf-8-sig").splitlines()) == SHOWN + 51


def test_a_spreadsheet_reads_chinese_and_runs_no_formula() -> None:
    file = to_csv(Rows(columns=["名称", "v"], rows=[['变电站, "甲"', -1.5], ['=HYPERLINK("http://evil.example")', 2]]))
    assert file.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(file.decode("utf-8-sig"))))
    assert lines[1] == ['变电站, "甲"', "-1.5"]
    assert lines[2][0].startswith("'=")


def test_a_chart_draws_these_rows_and_loads_nothing() -> None:
    sql = Sql.model_validate(SQL)
    assert sql.chart is not None
    spec = chart_spec(sql.chart, sql)
    assert spec is not None
    assert spec["data"] == {"values": [dict(zip(sql.columns, row, strict=True)) for row in sql.rows]}
    assert "evil" not in str(spec)


def test_a_chart_cannot_load_an_image_or_follow_a_link() -> None:
    chart = {
        "mark": {"type": "image", "url": "http://evil.example"},
        "encoding": {"href": {"field": "a"}, "x": {"field": "a"}},
        "transform": [{"lookup": "a", "from": {"data": {"url": "http://evil.example"}}}],
        "config": {"x": 1},
    }
    spec = chart_spec(chart, Rows(columns=["a"], rows=[[1]]))
    assert spec is not None
    assert "evil" not in str(spec)
    assert "href" not in spec["encoding"]
    assert chart_spec(chart, Rows(columns=["a"], rows=[])) is None
