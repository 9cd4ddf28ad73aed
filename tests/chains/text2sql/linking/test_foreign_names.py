from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge.language.embedding import Embed
from knowledge.language.transliteration import is_sound, likeness
from tests.chains.text2sql.small_databases import made_of, rows_for
from tools.databases import ReadOnlyDatabase

_CITIES = (
    ("Kilmarnock", "Scotland", 46), ("Bratislava", "Slovakia", 475), ("Salamanca", "Spain", 144),
    ("Casablanca", "Morocco", 3360), ("Melbourne", "Australia", 5000), ("Granada", "Spain", 231),
)  # fmt: skip


def half_blind() -> Embed:
    """An embedder that puts every two texts at the cosine 0.4, so that sound alone tells names apart."""
    places: dict[str, int] = {}

    def embed(texts: list[str]) -> list[list[float]]:
        own = [places.setdefault(text, len(places)) for text in texts]
        return [[0.4**0.5, *(0.6**0.5 * (place == number) for place in range(400))] for number in own]

    return embed


@pytest.fixture
def cities(tmp_path: Path) -> Iterator[ReadOnlyDatabase]:
    rows = ", ".join(f"('{name}', '{country}', {people})" for name, country, people in _CITIES)
    database = made_of(
        tmp_path / "cities.db",
        [
            "CREATE TABLE city (city_name TEXT PRIMARY KEY, country TEXT, population INTEGER)",
            f"INSERT INTO city VALUES {rows}",
        ],
    )
    yield database
    database.close()


@pytest.mark.parametrize(
    ("chinese", "latin", "others"),
    [
        ("墨尔本", "Melbourne", ["Manila", "Malmo", "Montreal", "Marbella"]),
        ("布拉迪斯拉发", "Bratislava", ["Brasilia", "Brisbane", "Braga"]),
        ("萨拉曼卡", "Salamanca", ["Salzburg", "Samarkand", "Santander"]),
        ("卡萨布兰卡", "Casablanca", ["Kaliningrad", "Kazan", "Copacabana"]),
        ("爱丁堡", "Edinburgh", ["Eindhoven", "Essen", "Ankara"]),
    ],
)
def test_a_foreign_name_sounds_most_like_itself(chinese: str, latin: str, others: list[str]) -> None:
    assert likeness(chinese, latin) > max(likeness(chinese, other) for other in others)


def test_words_that_write_no_sounds_are_like_no_name() -> None:
    assert not is_sound("的")
    assert likeness("城市的", "Chester") == 0.0


async def test_a_transliterated_name_finds_its_cell(cities: ReadOnlyDatabase) -> None:
    assert await rows_for("墨尔本市的人口是多少？", cities, half_blind()) == [(5000,)]
    assert await rows_for("卡萨布兰卡的人口是多少？", cities, half_blind()) == [(3360,)]
