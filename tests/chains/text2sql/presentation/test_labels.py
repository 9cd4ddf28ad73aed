from pathlib import Path

import pytest

from chains.text2sql import Example, answer_question
from chains.text2sql.presentation.labels import labels_of
from chains.text2sql.schema.graph import schema_of
from tests.chains.text2sql.small_databases import made_of
from tools.databases import ReadOnlyDatabase

ORDERS = [
    "CREATE TABLE customers (customer_id INTEGER PRIMARY KEY, -- 客户编号 / customer number\n"
    "full_name TEXT -- 客户姓名 / customer name\n)",
    "CREATE TABLE orders ( -- 订单 / orders\n order_id INTEGER PRIMARY KEY, -- 订单编号 / order number\n"
    "customer_id INTEGER REFERENCES customers (customer_id), amount_due NUMERIC -- 订单金额 / order amount\n)",
    "INSERT INTO customers VALUES (1, 'Ada Berg'), (2, '陈静')",
    "INSERT INTO orders VALUES (1, 1, 10.5), (2, 1, 20), (3, 2, 7)",
]


@pytest.fixture
def shop(tmp_path: Path) -> ReadOnlyDatabase:
    return made_of(tmp_path / "shop.db", ORDERS)


@pytest.mark.parametrize(
    ("sql", "english", "chinese"),
    [
        ("SELECT COUNT(*) FROM orders", "number of orders", "订单的数量"),
        ("SELECT COUNT(*) AS n FROM `orders`", "number of orders", "订单的数量"),
        ('SELECT SUM("amount_due") FROM "orders"', "total amount due", "订单金额合计"),
        ("SELECT ROUND(AVG(o.amount_due), 2) FROM orders AS o", "average amount due", "平均订单金额"),
        ("SELECT COUNT(DISTINCT full_name) FROM customers", "number of different full name", "不同客户姓名的数量"),
        ("SELECT full_name FROM customers", "full name", "客户姓名"),
        ("SELECT MAX(amount_due) - MIN(amount_due) AS amount_range FROM orders", "amount range", "amount range"),
        ("SELECT 1 +", "it", "it"),
        ("SELECT LENGTH(full_name) FROM customers", "it", "it"),
    ],
)
def test_a_label_is_the_words_of_what_is_shown(shop: ReadOnlyDatabase, sql: str, english: str, chinese: str) -> None:
    schema = schema_of(shop)
    assert labels_of(sql, ["it"], schema, "en") == [english]
    assert labels_of(sql, ["it"], schema, "zh") == [chinese]


def test_where_everything_is_shown_each_column_has_its_words(shop: ReadOnlyDatabase) -> None:
    schema = schema_of(shop)
    found = labels_of("SELECT * FROM customers", ["customer_id", "full_name"], schema, "en")
    assert found == ["customer id", "full name"]


@pytest.mark.parametrize(
    ("question", "heading"), [("How many orders are there?", "number of orders"), ("有多少订单？", "订单的数量")]
)
async def test_the_rows_of_an_answer_stand_under_words(shop: ReadOnlyDatabase, question: str, heading: str) -> None:
    answer = await answer_question(question, shop)
    assert answer is not None
    assert (answer.columns, answer.rows) == ([heading], [[3]])


async def test_a_statement_taken_from_an_example_has_words_too(shop: ReadOnlyDatabase) -> None:
    question = "What is our biggest ticket ever?"
    example = Example(question, "SELECT MAX(amount_due) - 0 AS ticket, MAX(amount_due) FROM orders")
    answer = await answer_question(question, shop, examples=[example])
    assert answer is not None
    assert answer.columns == ["ticket", "highest amount due"]
    assert answer.rows == [[20, 20]]


async def test_columns_of_the_same_words_are_told_apart(shop: ReadOnlyDatabase) -> None:
    question = "Compare our tickets with themselves"
    example = Example(question, "SELECT MAX(amount_due), MAX(amount_due) FROM orders")
    answer = await answer_question(question, shop, examples=[example])
    assert answer is not None
    assert len(set(answer.columns)) == 2
