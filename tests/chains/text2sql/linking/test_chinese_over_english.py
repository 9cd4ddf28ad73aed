from collections.abc import Iterator
from pathlib import Path

import pytest

from chains.text2sql.execution.deciding import lies_within
from knowledge.language.bilingual_lexicon import english_of
from tests.chains.text2sql.small_databases import made_of, rows_for
from tools.databases import ReadOnlyDatabase


@pytest.fixture
def clinics(tmp_path: Path) -> Iterator[ReadOnlyDatabase]:
    database = made_of(
        tmp_path / "clinics.db",
        [
            "CREATE TABLE hospital (hospital_id INTEGER PRIMARY KEY, name TEXT, open_year INTEGER, "
            "num_of_staff INTEGER)",
            "CREATE TABLE doctor (doctor_id INTEGER PRIMARY KEY, name TEXT, age INTEGER, salary INTEGER, "
            "hospital_id INTEGER REFERENCES hospital (hospital_id))",
            "INSERT INTO hospital VALUES (1, 'St Mary', 1990, 400), (2, 'Lakeside', 2012, 150), (3, 'North', 2015, 90)",
            "INSERT INTO doctor VALUES (1, 'Ann', 50, 900, 1), (2, 'Bob', 35, 700, 1), (3, 'Cem', 41, 800, 2)",
        ],
    )
    yield database
    database.close()


def test_chinese_words_are_found_with_their_places_the_longest_first() -> None:
    found = english_of("医生的电话号码")
    assert ("doctor", 0, 2) in found
    assert ("phone", 3, 7) in found
    assert ("number", 5, 7) not in found


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("有多少名医生？", [(3,)]),
        ("医生的平均年龄是多少？", [(42.0,)]),
        ("列出2010年之后开业的医院的名称。", [("Lakeside",), ("North",)]),
        ("2010年以后开业的医院有哪些？", [("Lakeside",), ("North",)]),
        ("1990年开业的医院叫什么？", [("St Mary",)]),
        ("工资最高的医生是谁？", [("Ann",)]),
        ("员工人数超过100的医院有哪些？", [("Lakeside",), ("St Mary",)]),
        ("按年龄从大到小列出医生的姓名。", [("Ann",), ("Bob",), ("Cem",)]),
    ],
)
async def test_a_chinese_question_finds_an_english_schema_without_an_embedder(
    clinics: ReadOnlyDatabase, question: str, rows: list[tuple[object, ...]]
) -> None:
    assert lies_within(rows, await rows_for(question, clinics)), "a key may stand beside what was asked for"
