import re

import pytest

from chains.text2sql.presentation.chart import chart
from chains.text2sql.presentation.explain import explain

ROWS = [["North", 1234567, 0.25], ["South", 42, 1.5], ["East", None, 3.0]]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("rows", [[], [[None]], [[7]], [[1234567.891]], ROWS, [[i] for i in range(30)]])
def test_every_number_of_the_sentence_comes_from_the_rows(rows: list[list[object]], language: str) -> None:
    columns = ["name", "customers", "share"][: len(rows[0])] if rows else ["name"]
    sentence = explain(columns, rows, False, language)
    known = {f"{c:.4f}".rstrip("0").rstrip(".") for row in rows for c in row if isinstance(c, (int, float))}
    known.add(str(len(rows)))
    assert {n.replace(",", "") for n in re.findall(r"\d[\d,]*(?:\.\d+)?", sentence)} <= known


def test_one_cell_is_said_with_its_name() -> None:
    assert explain(["number of outages"], [[720]], False, "en") == "Number of outages: 720."
    assert explain(["停电的数量"], [[720]], False, "zh") == "停电的数量：720。"


def test_no_rows_are_said_plainly() -> None:
    assert explain(["name"], [], False, "en") == "No rows match."
    assert explain(["名称"], [], False, "zh") == "没有找到符合条件的记录。"


def test_cut_results_are_said_to_be_cut() -> None:
    assert explain(["n"], [[1]] * 1000, True, "en").startswith("More than 1000 rows")


def test_names_with_a_number_become_bars() -> None:
    spec = chart(["region", "count"], [["North", 3], ["South", 5]])
    assert spec is not None
    assert spec["mark"]["type"] == "bar"
    assert spec["data"]["values"] == [{"region": "North", "count": 3}, {"region": "South", "count": 5}]


def test_years_and_dates_become_a_line_over_time() -> None:
    for rows in ([[2023, 1.5], [2024, 2.5]], [["2023-01", 1.5], ["2023-02", 2.5]]):
        spec = chart(["year", "energy"], rows)
        assert spec is not None
        assert spec["mark"]["type"] == "line"
        assert spec["encoding"]["x"]["type"] == "temporal"


def test_two_measures_become_points() -> None:
    spec = chart(["length", "cost"], [[1, 2], [3, 4]])
    assert spec is not None
    assert spec["mark"]["type"] == "point"


@pytest.mark.parametrize(
    ("columns", "rows"),
    [(["n"], [[1], [2]]), (["a", "b"], [["x", 1]]), (["a", "b"], [["x", "y"], ["z", "w"]]), (["a", "b"], [])],
)
def test_what_cannot_be_drawn_is_not(columns: list[str], rows: list[list[object]]) -> None:
    assert chart(columns, rows) is None


def test_numbers_too_exact_for_json_are_said_digit_by_digit_and_drawn_as_near_as_can_be() -> None:
    rows = [["North", 12.5], ["South", "70000000000000001.75"], ["East", "NaN"], ["West", None]]
    assert "70000000000000001.75" in explain(["region", "amount"], rows, False, "en")
    spec = chart(["region", "amount"], rows)
    assert spec is not None
    assert [value["amount"] for value in spec["data"]["values"]] == [12.5, 7e16, None, None]
    assert spec["encoding"]["x"]["type"] == "quantitative"


def test_codes_made_of_digits_are_no_measure() -> None:
    assert chart(["name", "passport"], [["Ada", "110101199003070000"], ["Bo", "110101199003070001"]]) is None


def test_a_small_number_is_not_said_to_be_nothing() -> None:
    assert explain(["share"], [[0.00001234]], False, "en") == "Share: 0.00001234."
    assert explain(["share"], [[-0.0005]], False, "en") == "Share: -0.0005."
    assert explain(["share"], [[0.0]], False, "en") == "Share: 0."
