"""The demo documents, and that what they say of the grid is what the database says."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from knowledge.language import language_of
from server.demo.database import build
from server.demo.seed import DEMO_BASES, DemoDocument, demo_documents

DOCUMENTS = {document.path.name: document for document in demo_documents()}


def text_of(name: str) -> str:
    return DOCUMENTS[name].path.read_text(encoding="utf-8")


def test_both_bases_have_about_ten_documents_each() -> None:
    for base in DEMO_BASES:
        assert 10 <= sum(document.base == base.name for document in DOCUMENTS.values()) <= 12
        assert base.description


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
def test_each_document_is_utf8_in_the_language_of_its_base_and_short(document: DemoDocument) -> None:
    text = document.path.read_text(encoding="utf-8")
    language = next(base.language for base in DEMO_BASES if base.name == document.base)
    assert language_of(text) == language
    length = len(text.split()) if language == "en" else len(text)
    assert 300 <= length <= (900 if language == "en" else 1500)
    # the opening holds the title, whatever the format puts around it; a table of numbers has none
    if document.path.suffix != ".csv":
        assert document.title.casefold() in text[:300].casefold()


def test_markdown_documents_begin_with_one_title_and_have_sections() -> None:
    for document in DOCUMENTS.values():
        if document.path.suffix == ".md":
            headings = re.findall(r"^(#+) ", document.path.read_text(encoding="utf-8"), re.MULTILINE)
            assert headings[0] == "#"
            assert headings.count("#") == 1
            assert headings.count("##") >= 4


@pytest.fixture(scope="module")
def tariffs(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, str, float, float, float, float]]:
    path = tmp_path_factory.mktemp("demo") / "grid.sqlite"
    build(path)
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(
            "SELECT name_zh, name_en, flat_price, peak_price, valley_price, monthly_fee FROM tariffs"
        ).fetchall()


def test_prices_are_the_same_in_both_languages_and_in_the_database(
    tariffs: list[tuple[str, str, float, float, float, float]],
) -> None:
    english, chinese = text_of("tariff-guide.html"), text_of("电价说明.txt")
    for name_zh, name_en, flat, peak, valley, fee in tariffs:
        cells = "".join(f"<td>{value}</td>" for value in (f"{flat:.2f}", f"{peak:.2f}", f"{valley:.2f}", f"{fee:.0f}"))
        assert f"<td>{name_en}</td>{cells}" in english
        line = next(line for line in chinese.splitlines() if line.startswith(f"{name_zh}："))
        assert f"{flat:.2f} 元" in line
        if peak != flat:
            assert f"峰段 {peak:.2f} 元" in line
            assert f"谷段 {valley:.2f} 元" in line


def test_the_overview_states_what_the_database_holds(tmp_path: Path) -> None:
    build(tmp_path / "grid.sqlite")
    overview = text_of("company-overview.txt")
    with closing(sqlite3.connect(tmp_path / "grid.sqlite")) as connection:
        plants, capacity = connection.execute("SELECT COUNT(*), SUM(capacity_mw) FROM power_plants").fetchone()
        assert f"{plants} power plants with an installed capacity of {capacity:,} MW" in overview
        substations = connection.execute("SELECT COUNT(*) FROM substations").fetchone()[0]
        lines = connection.execute("SELECT COUNT(*) FROM transmission_lines").fetchone()[0]
        assert f"{substations} substations and {lines} lines" in overview
        day, peak = connection.execute(
            "SELECT reading_date, SUM(peak_load_mw) AS total FROM daily_load GROUP BY reading_date ORDER BY total DESC"
        ).fetchone()
        assert day == "2025-06-25"
        assert f"{peak:,.0f} MW on 25 June 2025" in overview
        for head, department in connection.execute(
            "SELECT name_en, department FROM employees WHERE job_title = 'department head'"
        ):
            assert f"{department}, headed by {head}" in overview
