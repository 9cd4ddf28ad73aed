"""The judge of cases: it tells right from wrong, and makes, asks and drops databases of its own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.evals.case_documents import judge as judge_text
from tests.evals.case_rows import normal, same_rows
from tests.evals.case_sql import judge, judge_sql
from tests.evals.case_tally import Judged, by_kind, counts, failures


@pytest.mark.parametrize(
    ("expected", "rows"),
    [
        ([[3]], [["3"]]),
        ([["150.00"]], [[150]]),
        ([["34.38"]], [[34.375]]),
        ([["12345678901234567890.1234"]], [["12345678901234567890.1234"]]),
        ([["2026-11-03"]], [["2026-11-03 00:00:00"]]),
        ([["2026-11-03 08:00:00"]], [["2026-11-03T08:00:00+00:00"]]),
        ([["Kiln"], ["Loom"]], [["Loom", 4], ["Kiln", 2]]),
        ([[True]], [[1]]),
        ([["a", None]], [[None, "b", "a"]]),
        ([[1], [2]], [[1, 2], [1, 3]]),
        ([], []),
    ],
)
def test_rows_are_right_however_their_cells_are_written(expected: list[list[Any]], rows: list[list[Any]]) -> None:
    assert same_rows(expected, rows)


@pytest.mark.parametrize(
    ("expected", "rows"),
    [
        ([[3]], [[4]]),
        ([[3]], [[3], [3]]),
        ([["34.38"]], [[34.5]]),
        ([[34]], [[34.2]]),
        ([["12345678901234567890.1234"]], [[1.2345678901234567e19]]),
        ([["007"]], [[7]]),
        ([[5, 5]], [[5, 6]]),
        ([["Kiln"], ["Kiln"]], [["Kiln"], ["Loom"]]),
        ([[None]], [["None"]]),
        ([], [[1]]),
    ],
)
def test_rows_that_differ_are_wrong(expected: list[list[Any]], rows: list[list[Any]]) -> None:
    assert not same_rows(expected, rows)


def test_cells_are_compared_without_empty_decimals_and_midnight() -> None:
    assert [normal(cell) for cell in (1.50, "-0.0", "1e3", "2026-01-02T00:00:00Z", "NaN", " x ")] == [
        "1.5", "0", "1000", "2026-01-02", "NaN", "x",
    ]  # fmt: skip


def test_an_answer_is_right_declined_noticed_or_silently_wrong() -> None:
    wrong: dict[str, Any] = {"rows": [[2]], "query": "SELECT 2"}
    assert judge("?", [[1]], {"rows": [[1]]}).outcome == "right"
    assert judge("?", [[1]], None, "I cannot say.").outcome == "declined"
    assert judge("?", [[1]], wrong | {"notice": "I could not use: blue"}).outcome == "noticed"
    assert judge("?", [[1]], wrong).outcome == "silently_wrong"


def test_what_the_database_does_not_hold_must_be_said() -> None:
    assert judge("?", None, None).outcome == "right"
    assert judge("?", None, {"rows": [[2]], "notice": "There is no column like it"}).outcome == "right"
    assert judge("?", None, {"rows": [[2]], "notice": ""}).outcome == "silently_wrong"


def test_the_outcomes_add_up_and_what_is_not_right_is_listed_with_its_query() -> None:
    judged = [judge("a", [[1]], {"rows": [[1]]}), judge("b", [[1]], {"rows": [[2]], "query": "SELECT 2"})]
    judged.append(Judged("c", "declined", {}))
    assert counts(judged) == {"n": 3, "right": 1, "declined": 1, "noticed": 0, "silently_wrong": 1}
    assert [(one["question"], one.get("sql")) for one in failures(judged)] == [("b", "SELECT 2"), ("c", None)]


def test_kinds_are_counted_where_they_are_named() -> None:
    judged = [Judged("a", "right", {}, "flags"), Judged("b", "declined", {}, "time"), Judged("c", "right", {})]
    found = by_kind(judged)
    assert list(found) == ["flags", "time"]
    assert (found["flags"]["right"], found["time"]["right"], found["time"]["n"]) == (1, 0, 1)


def test_a_text_is_right_when_it_or_its_quote_holds_the_phrase_and_nothing_unwanted() -> None:
    def outcome(answer: str, quotes: list[str], **check: Any) -> str:
        output = {"answer": answer, "citations": [{"quote": quote} for quote in quotes]}
        return judge_text("?", {"contains": "Blue Key"} | check, output).outcome

    assert outcome("It is the blue key.", ["q"]) == "right"
    assert outcome("See there.", ["the BLUE  KEY"]) == "right"
    assert outcome("the blue key or the red one", ["q"], not_contains=["red"]) == "silently_wrong"
    assert outcome("the blue key" + " on" * 99, ["q"], longest=50) == "silently_wrong"
    assert outcome("the red key", ["q"]) == "silently_wrong"
    assert outcome("I do not know.", []) == "declined"
    assert outcome("What do you mean?", [], contains="") == "right"
    assert outcome("Here is a line.", ["a line"], contains="") == "silently_wrong"


def test_the_questions_of_a_folder_are_asked_at_their_date_and_of_their_table(tmp_path: Path) -> None:
    folder = tmp_path / "kilns"
    folder.mkdir()
    (folder / "tables.sql").write_text(
        "CREATE TABLE kilns (kiln_id INTEGER PRIMARY KEY, name TEXT, capacity INTEGER);"
        "INSERT INTO kilns VALUES (1, 'Ember', 10), (2, 'Forge', 30);"
        "CREATE TABLE glazes (glaze_id INTEGER PRIMARY KEY, name TEXT); INSERT INTO glazes VALUES (1, 'Celadon');",
        encoding="utf-8",
    )
    questions = [
        {"question": "How many kilns are there?", "expected_rows": [[2]], "table": "kilns", "today": "2026-03-01"},
        {"question": "How many kilns are there?", "expected_rows": [[3]], "kind": "counting"},
    ]
    text = json.dumps({"engine": "sqlite", "questions": questions})
    (folder / "questions.json").write_text(text, encoding="utf-8")
    [(name, judged)] = judge_sql(tmp_path, case=None, through_server=False)
    assert name == "kilns"
    assert [one.outcome for one in judged] == ["right", "silently_wrong"]
    assert [one.kind for one in judged] == ["", "counting"]
    assert "kilns" in judged[0].details["sql"]
    assert list(judge_sql(tmp_path, case="looms", through_server=False)) == []
