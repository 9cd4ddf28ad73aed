"""How much of a question speaks of a database: words that are there by chance must not count as much as its own."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from chains.text2sql import schema_match
from tools.databases import ReadOnlyDatabase


@pytest.fixture
def music(tmp_path: Path) -> Iterator[ReadOnlyDatabase]:
    """A thousand song titles, among them words of every day."""
    path = tmp_path / "music.sqlite"
    titles = ["Today", "Lost", "Gone", *(f"Song of {number:x} Rivers" for number in range(1000))]
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE songs (song_id INTEGER PRIMARY KEY, title TEXT, seconds INTEGER)")
        connection.executemany("INSERT INTO songs (title, seconds) VALUES (?, 200)", [(title,) for title in titles])
    connection.close()
    database = ReadOnlyDatabase("music", f"sqlite:///{path}")
    yield database
    database.close()


def test_an_everyday_word_that_is_one_of_many_values_is_little_evidence(music: ReadOnlyDatabase) -> None:
    by_chance = schema_match("which shares lost value today", music)
    meant = schema_match("How long is the song Today?", music)
    assert by_chance < 0.3
    assert meant > 0.9


def test_words_that_nothing_accounts_for_lower_the_match(music: ReadOnlyDatabase) -> None:
    known = schema_match("How many songs are there?", music)
    half_known = schema_match("How many songs do penguins enjoy at breakfast?", music)
    assert known > half_known > schema_match("How many penguins enjoy breakfast?", music)


def test_the_match_is_a_share(music: ReadOnlyDatabase, demo: ReadOnlyDatabase) -> None:
    for question in ("", "?", "songs", "How many songs have the title Today, and which seconds?", "有多少首歌"):
        assert 0 <= schema_match(question, music) <= 1
    assert schema_match("hello", demo) == 0
