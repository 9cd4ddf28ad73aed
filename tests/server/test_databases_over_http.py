"""Databases over HTTP: connecting with a reason on failure, choosing tables, notes, examples, and queries as files."""

from __future__ import annotations

import csv
import io
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from python_calamine import CalamineWorkbook

from tests.conftest import LiveServer

ENDLESS = "SELECT COUNT(*) FROM " + ", ".join(f"plants AS p{i}" for i in range(40))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "plants.db"
    with sqlite3.connect(path) as connection:
        connection.executescript(
            """
            CREATE TABLE regions (region_id INTEGER PRIMARY KEY, name TEXT);
            CREATE TABLE plants (plant_id INTEGER PRIMARY KEY, name TEXT, capacity_mw REAL, region_id INTEGER);
            CREATE TABLE secrets (word TEXT);
            INSERT INTO regions VALUES (1, 'North Ridge'), (2, '临江区');
            INSERT INTO plants VALUES (1, 'Old Mill', 120, 1), (2, '=1+1', 300, 2), (3, 'Bay Solar', 80, 2);
            """
        )
    connection.close()
    return path


@pytest.fixture
def client(demo_server: LiveServer) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"{demo_server.url}/api", timeout=60) as client:
        yield client
        client.delete("/databases/stations")


@pytest.fixture
def grid(client: httpx.Client, file: Path) -> httpx.Client:
    client.post("/databases", json={"name": "stations", "url": f"sqlite:///{file}"}).raise_for_status()
    return client


def detail(response: httpx.Response, status: int = 422) -> str:
    assert response.status_code == status, response.text
    return str(response.json()["detail"])


def test_a_test_of_a_connection_tells_the_tables_and_stores_nothing(client: httpx.Client, file: Path) -> None:
    tried = client.post("/databases/test", json={"url": f"sqlite:///{file}", "exclude": ["SECRET*"]})
    assert tried.json() == {"dialect": "sqlite", "tables": ["plants", "regions"]}
    assert "stations" not in [item["name"] for item in client.get("/databases").json()["items"]]


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("sqlite:////nowhere/at/all.db", "no file"),
        ("postgresql://someone:s3cret@127.0.0.1:1/none", "Nothing listens at 127.0.0.1, port 1"),
        ("mysql://someone:s3cret@127.0.0.1:1/none", "Nothing listens at 127.0.0.1, port 1"),
        ("postgresql://someone:s3cret@no.such.host.invalid/none", "no machine called no.such.host.invalid"),
        ("mysql://someone:s3cret@no.such.host.invalid/none", "no machine called no.such.host.invalid"),
        ("oracle://x/y", "cannot be read here"),
        ("what is this", "not a database address"),
        ("postgresql://x/y?options=-c%20role%3Dadmin", "options that are not allowed"),
    ],
)
def test_a_connection_that_fails_says_what_to_change(client: httpx.Client, url: str, words: str) -> None:
    said = detail(client.post("/databases/test", json={"url": url}))
    assert words in said
    assert "s3cret" not in said
    assert detail(client.post("/databases", json={"name": "stations", "url": url})) == said
    assert client.get("/databases/stations/schema").status_code == 404


def test_tables_left_out_are_as_if_they_were_not_there(client: httpx.Client, file: Path) -> None:
    made = client.post(
        "/databases", json={"name": "stations", "url": f"sqlite:///{file}", "include": ["plants", "regions"]}
    ).json()
    assert made["include"] == ["plants", "regions"]
    assert [t["name"] for t in client.get("/databases/stations/schema").json()["tables"]] == ["plants", "regions"]
    assert "secrets" in detail(client.post("/databases/stations/query", json={"sql": "SELECT * FROM secrets"}))
    changed = client.patch(
        "/databases/stations", json={"tables": {"exclude": ["plants"]}, "description": "The grid"}
    ).json()
    assert (changed["exclude"], changed["description"]) == (["plants"], "The grid")
    assert [t["name"] for t in client.get("/databases/stations/schema").json()["tables"]] == ["regions", "secrets"]
    assert "no table fits" in detail(client.patch("/databases/stations", json={"tables": {"include": ["nothing*"]}}))
    assert [t["name"] for t in client.get("/databases/stations/schema").json()["tables"]] == ["regions", "secrets"]


def test_notes_of_the_curator_are_shown_and_can_be_taken_away(grid: httpx.Client) -> None:
    note = {"description": "Installed power", "synonyms": ["装机容量", "size"]}
    stored = grid.patch(
        "/databases/stations/schema",
        json={"annotations": {"plants.capacity_mw": note, "plants": {"synonyms": ["电站"]}}},
    )
    assert stored.json()["annotations"]["plants.capacity_mw"] == note

    def column() -> dict[str, Any]:
        plants = next(t for t in grid.get("/databases/stations/schema").json()["tables"] if t["name"] == "plants")
        return next(c for c in plants["columns"] if c["name"] == "capacity_mw")

    assert (column()["comment"], column()["synonyms"]) == ("Installed power", ["装机容量", "size"])
    assert "plants.colour" in detail(
        grid.patch("/databases/stations/schema", json={"annotations": {"plants.colour": note}})
    )
    schema = grid.get("/databases/stations/schema").json()
    assert "plants.capacity_mw" in schema["annotations"]
    assert grid.post("/databases/stations/schema/refresh").json()["annotations"] == schema["annotations"]
    left = grid.patch("/databases/stations/schema", json={"annotations": {"plants.capacity_mw": None}}).json()[
        "annotations"
    ]
    assert list(left) == ["plants"]
    assert column()["synonyms"] == []


def test_relationships_without_a_key_are_marked_as_guesses(grid: httpx.Client) -> None:
    found = grid.post("/databases/stations/schema/refresh").json()["relationships"]
    assert found == [{"from": "plants.region_id", "to": "regions.region_id", "guessed": True}]


def test_an_example_is_accepted_once_its_query_has_run(grid: httpx.Client) -> None:
    made = grid.post("/databases/stations/examples", json={"question": "How  big is Old Mill?", "sql": "SELECT 120"})
    assert made.status_code == 201
    assert (made.json()["question"], made.json()["row_count"]) == ("How big is Old Mill?", 1)
    again = grid.post(
        "/databases/stations/examples",
        json={"question": "How big is Old Mill?", "sql": "SELECT capacity_mw FROM plants WHERE name = 'Old Mill'"},
    ).json()
    items = grid.get("/databases/stations/examples").json()["items"]
    assert [(i["id"], "capacity_mw" in i["sql"]) for i in items] == [(again["id"], True)]
    detail(grid.post("/databases/stations/examples", json={"question": "Gone?", "sql": "DELETE FROM plants"}))
    detail(grid.post("/databases/stations/examples", json={"question": "Colour?", "sql": "SELECT colour FROM plants"}))
    assert len(grid.get("/databases/stations/examples").json()["items"]) == 1
    assert grid.delete(f"/databases/stations/examples/{again['id']}").status_code == 204
    detail(grid.delete(f"/databases/stations/examples/{again['id']}"), 404)
    assert grid.get("/databases/stations/examples").json()["items"] == []


def test_an_example_teaches_what_its_words_mean(demo_server: LiveServer, grid: httpx.Client) -> None:
    def ask(question: str) -> list[list[Any]]:
        call = {"input": {"question": question, "route": "database", "database": "stations"}}
        output = httpx.post(f"{demo_server.url}/agent/invoke", json=call, timeout=120).json()["output"]
        return list((output.get("sql") or {}).get("rows", []))

    taught = "SELECT capacity_mw * 8.76 FROM plants WHERE name = 'Old Mill'"
    question = "How many gigawatt hours could Old Mill make in a year?"
    grid.post("/databases/stations/examples", json={"question": question, "sql": taught}).raise_for_status()
    assert ask(question) == [[pytest.approx(1051.2)]]
    assert ask("How many gigawatt hours could Bay Solar make in a year?") == [[pytest.approx(700.8)]]


def test_a_thumbs_up_makes_an_example_and_a_thumbs_down_takes_it_back(
    demo_server: LiveServer, grid: httpx.Client
) -> None:
    call = {"input": {"question": "How many plants are there?", "route": "database", "database": "stations"}}
    output = httpx.post(f"{demo_server.url}/agent/invoke", json=call, timeout=120).json()["output"]
    rate = f"{demo_server.url}/api/messages/{output['message_id']}/feedback"
    stored = httpx.get(f"{demo_server.url}/api/threads/{output['thread_id']}/messages").json()["items"]
    assert [message.get("database") for message in stored] == [None, "stations"]
    rated = httpx.post(rate, json={"rating": 1}).json()
    (item,) = grid.get("/databases/stations/examples").json()["items"]
    assert (item["id"], item["question"]) == (rated["example_id"], "How many plants are there?")
    assert item["message_id"] == output["message_id"]
    assert httpx.post(rate, json={"rating": -1}).json()["example_id"] is None
    assert grid.get("/databases/stations/examples").json()["items"] == []


def test_rows_come_in_pages(grid: httpx.Client) -> None:
    sql = "SELECT plant_id FROM plants ORDER BY plant_id"
    first = grid.post("/databases/stations/query", json={"sql": sql, "limit": 2}).json()
    assert (first["rows"], first["truncated"], first["offset"]) == ([[1], [2]], True, 0)
    second = grid.post("/databases/stations/query", json={"sql": sql, "limit": 2, "offset": 2}).json()
    assert (second["rows"], second["truncated"]) == ([[3]], False)


def test_rows_come_as_csv_without_formulas(grid: httpx.Client) -> None:
    sql = "SELECT name, capacity_mw, NULL AS missing FROM plants ORDER BY plant_id"
    response = grid.post("/databases/stations/query", json={"sql": sql}, headers={"Accept": "text/csv"})
    assert response.headers["content-type"].startswith("text/csv"), response.text
    assert response.headers["x-truncated"] == "false"
    assert "stations.csv" in response.headers["content-disposition"]
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert rows == [["name", "capacity_mw", "missing"], ["Old Mill", "120.0", ""], ["'=1+1", "300.0", ""],
                    ["Bay Solar", "80.0", ""]]  # fmt: skip


def test_rows_come_as_an_excel_file_without_formulas(grid: httpx.Client) -> None:
    sql = "SELECT name, capacity_mw FROM plants ORDER BY plant_id"
    response = grid.post("/databases/stations/query?format=xlsx", json={"sql": sql, "limit": 2})
    assert response.headers["x-truncated"] == "true"
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(response.content)).get_sheet_by_index(0)
    assert sheet.to_python() == [["name", "capacity_mw"], ["Old Mill", 120.0], ["=1+1", 300.0]]


@pytest.mark.parametrize("kind", ["json", "csv", "xlsx"])
def test_the_guard_stands_before_every_format(grid: httpx.Client, kind: str) -> None:
    assert "SELECT" in detail(grid.post(f"/databases/stations/query?format={kind}", json={"sql": "DELETE FROM plants"}))
    assert grid.post("/databases/stations/query", json={"sql": "SELECT COUNT(*) FROM plants"}).json()["rows"] == [[3]]


def test_a_query_stops_when_its_client_goes_away(grid: httpx.Client, demo_server: LiveServer) -> None:
    import psutil

    def used_in_a_second() -> float:
        before = sum(process.cpu_times()[:2])
        time.sleep(1.0)
        return float(sum(process.cpu_times()[:2]) - before)

    process = psutil.Process(demo_server.pid)
    with pytest.raises(httpx.ReadTimeout):
        grid.post(
            "/databases/stations/query?format=csv", json={"sql": ENDLESS}, timeout=httpx.Timeout(60, read=1.0)
        )  # fmt: skip
    until = time.monotonic() + 30
    while used_in_a_second() > 0.5:
        assert time.monotonic() < until, "a query of 60 s must not go on for nobody"
