import sqlite3
from pathlib import Path

import pytest

from chains.text2sql.schema.graph import schema_of
from tools.databases import ReadOnlyDatabase

SCHEMA = """
CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE products (product_code TEXT PRIMARY KEY, label TEXT);
CREATE TABLE {orders} (order_id INTEGER PRIMARY KEY, {customer} INTEGER, {product} TEXT, id INTEGER);
INSERT INTO customers VALUES (1, 'a'), (2, 'b'), (3, 'c');
INSERT INTO products VALUES ('p1', 'x'), ('p2', 'y');
INSERT INTO {orders} VALUES (1, 1, 'p1', 77), (2, 2, 'p2', 78), (3, {last}, 'p2', 79);
"""


def guesses(
    folder: Path, orders: str = "orders", customer: str = "customer_id", product: str = "product_code", last: int = 3
) -> list[object]:
    path = folder / "shop.db"
    with sqlite3.connect(path) as connection:
        connection.executescript(SCHEMA.format(orders=orders, customer=customer, product=product, last=last))
    connection.close()
    database = ReadOnlyDatabase("shop", f"sqlite:///{path}")
    found = list(database.joins())
    edges = {(e.left, e.right) for e in schema_of(database).edges if e.is_guess}
    assert set(found) <= edges, "what is guessed can be joined"
    database.close()
    return found


def test_a_column_named_after_a_table_whose_values_it_holds_points_there(tmp_path: Path) -> None:
    assert guesses(tmp_path) == [
        (("orders", "customer_id"), ("customers", "id")),
        (("orders", "product_code"), ("products", "product_code")),
    ]


@pytest.mark.parametrize("name", ["customerid", "CustomerID", "customers_id", "Customer Id"])
def test_ways_to_write_the_name(tmp_path: Path, name: str) -> None:
    assert (("orders", name), ("customers", "id")) in guesses(tmp_path, customer=f'"{name}"')


def test_other_values_mean_another_thing(tmp_path: Path) -> None:
    assert (("orders", "customer_id"), ("customers", "id")) not in guesses(tmp_path, last=99)


def test_another_name_means_another_thing(tmp_path: Path) -> None:
    assert guesses(tmp_path, customer="buyer", product="thing") == []
