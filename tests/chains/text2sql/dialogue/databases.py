"""Two small databases of our own: a chain of kiosks with films in English, bookshops that lend in Chinese."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from tools.databases import ReadOnlyDatabase

SHOP = """
CREATE TABLE films (film_id integer PRIMARY KEY, title text, country text, genre text, released date, earnings integer,
  is_dubbed boolean);
INSERT INTO films VALUES
 (1, 'Amber', 'Spain', 'Western', '2025-01-05', 10, 1), (2, 'Birch', 'Spain', 'Musical', '2025-01-20', 20, 0),
 (3, 'Cedar', 'Spain', 'Western', '2025-02-03', 30, 1), (4, 'Dune', 'Italy', 'Western', '2025-02-14', 40, 0),
 (5, 'Elm', 'Italy', 'Musical', '2025-01-09', 50, 0), (6, 'Fir', 'Spain', 'Thriller', '2024-02-09', 60, 1),
 (7, 'Gorse', 'Italy', 'Thriller', '2023-06-01', 70, 0);
CREATE TABLE kiosks (kiosk_id integer PRIMARY KEY, name text, district text);
INSERT INTO kiosks VALUES (1, 'Pear', 'uptown'), (2, 'Plum', 'riverside'), (3, 'Quince', 'riverside'),
 (4, 'Fig', 'old town');
CREATE TABLE bills (bill_id integer PRIMARY KEY, kiosk_id integer REFERENCES kiosks, sold_on date, amount integer,
  status text, paid boolean);
INSERT INTO bills VALUES
 (1, 1, '2023-02-01', 10, 'settled', 1), (2, 1, '2024-02-01', 20, 'settled', 1), (3, 2, '2023-03-01', 30, 'open', 0),
 (4, 3, '2024-03-01', 40, 'void', 0), (5, 4, '2024-04-01', 50, 'settled', 1), (6, 2, '2024-05-01', 60, 'open', 0);
"""
BOOKSHOPS = """
CREATE TABLE 书店 (书店编号 integer PRIMARY KEY, 店名 text, 城市 text, 面积 integer);
INSERT INTO 书店 VALUES (1, '望江书店', '成都', 120), (2, '锦里书店', '成都', 80), (3, '滨海书店', '青岛', 200),
 (4, '云台书店', '连云港', 60);
CREATE TABLE 借阅单 (单号 integer PRIMARY KEY, 书店编号 integer REFERENCES 书店, 借出日期 date, 押金 integer, 类别 text,
  状态 text);
INSERT INTO 借阅单 VALUES
 (1, 1, '2024-01-05', 10, '小说', '已归还'), (2, 1, '2024-02-11', 20, '历史', '逾期'),
 (3, 2, '2024-02-20', 30, '小说', '已取消'), (4, 3, '2025-03-02', 40, '科普', '已归还'),
 (5, 3, '2025-03-15', 50, '小说', '借出'), (6, 4, '2025-04-01', 60, '历史', '已取消'),
 (7, 2, '2025-05-05', 70, '小说', '已归还');
"""


@contextmanager
def opened(script: str, folder: Path) -> Iterator[ReadOnlyDatabase]:
    """Make a SQLite file of the script and open it as the product does."""
    path = folder / "tables.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(script)
    database = ReadOnlyDatabase("tables", f"sqlite:///{path}")
    try:
        yield database
    finally:
        database.close()
