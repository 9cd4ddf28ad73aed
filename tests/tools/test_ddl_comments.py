import sqlite3
from pathlib import Path

from tools.databases import ReadOnlyDatabase
from tools.ddl_comments import comments_in

DDL = """CREATE TABLE "plants" ( -- 电厂 / power plants
    plant_id INTEGER PRIMARY KEY, -- 编号 / number
    -- what it is called
    name TEXT DEFAULT '-- no comment', /* in full */
    price NUMERIC(10, 2) CHECK (price > 0), -- 价格（元）
    [odd name] TEXT, -- quoted
    fuel TEXT,
    region_id INTEGER REFERENCES regions (region_id), -- 区域
    UNIQUE (name) -- not a column's
)"""


def test_comments_belong_to_the_table_or_the_column_beside_them() -> None:
    found = comments_in(DDL)
    assert found.table == "电厂 / power plants"
    assert found.columns == {
        "plant_id": "编号 / number",
        "name": "what it is called in full",
        "price": "价格（元）",
        "odd name": "quoted",
        "region_id": "区域",
    }


def test_text_that_is_no_table_has_no_comments() -> None:
    assert comments_in("").columns == {}
    assert comments_in("CREATE TABLE t (a, b)").table is None


def test_comments_reach_the_metadata(tmp_path: Path) -> None:
    path = tmp_path / "commented.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE regions (region_id INTEGER PRIMARY KEY)")
    connection.execute(DDL)
    connection.close()
    table = ReadOnlyDatabase("c", f"sqlite:///{path}").metadata().tables["plants"]
    assert table.comment == "电厂 / power plants"
    assert table.columns["price"].comment == "价格（元）"
    assert table.columns["fuel"].comment is None
