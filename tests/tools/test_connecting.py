"""A connection that fails says what to change, and never the password."""

import pytest
import sqlalchemy as sa

from tests.tools.conftest import MYSQL, POSTGRES
from tools.connecting import reason, words_of
from tools.databases import ReadOnlyDatabase
from tools.errors import DatabaseUnreachable, UnsupportedDatabase


def said(url: str | sa.URL) -> str:
    database = ReadOnlyDatabase("far", url)
    try:
        with pytest.raises(DatabaseUnreachable) as refusal:
            database.ping()
    finally:
        database.close()
    return str(refusal.value)


def there(url: str, **parts: str) -> sa.URL:
    return sa.make_url(url).set(**parts)


def test_a_database_that_is_not_there_is_named_on_postgresql(postgres_database: ReadOnlyDatabase) -> None:
    assert "no database called 'nowhere'" in said(there(POSTGRES, database="nowhere"))


def test_a_database_that_is_not_there_is_named_on_mariadb(mysql_database: ReadOnlyDatabase) -> None:
    assert "no database called 'nowhere'" in said(there(MYSQL, database="nowhere"))


def test_a_user_that_is_not_known_is_said_on_postgresql(postgres_database: ReadOnlyDatabase) -> None:
    sentence = said(there(POSTGRES, username="nobody_here", password="s3cret"))
    assert "nobody_here" in sentence or "password is wrong" in sentence
    assert "s3cret" not in sentence


def test_a_wrong_password_is_said_on_mariadb(mysql_database: ReadOnlyDatabase) -> None:
    sentence = said(there(MYSQL, username="nobody_here", password="s3cret"))
    assert "user name or the password is wrong" in sentence
    assert "s3cret" not in sentence


@pytest.mark.parametrize("kind", ["postgresql", "mysql"])
@pytest.mark.parametrize(
    ("place", "words"),
    [("127.0.0.1:1", "Nothing listens at 127.0.0.1, port 1"), ("no.such.host.invalid", "no machine called no.such")],
)
def test_a_server_that_is_not_there_is_said(kind: str, place: str, words: str) -> None:
    sentence = said(f"{kind}://someone:s3cret@{place}/db")
    assert words in sentence
    assert "s3cret" not in sentence


def test_a_missing_driver_names_the_extra_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object, **__: object) -> None:
        raise ModuleNotFoundError("No module named 'psycopg'")

    monkeypatch.setattr("tools.server_readers.sa.create_engine", missing)
    with pytest.raises(UnsupportedDatabase, match=r"pip install 'sancha\[postgresql\]'"):
        ReadOnlyDatabase("x", "postgresql://a@b/c")
    with pytest.raises(UnsupportedDatabase, match=r"pip install 'sancha\[mysql\]'"):
        ReadOnlyDatabase("x", "mysql://a@b/c")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ('FATAL:  password authentication failed for user "bob"', "password is wrong"),
        ("connection timeout expired", "did not answer within 5 seconds"),
        ('FATAL: no pg_hba.conf entry for host "10.0.0.9"', "does not let this machine in"),
        ("SSL connection is required", "encrypted connection to db.local failed"),
        ("FATAL: sorry, too many clients already", "no connection left"),
        ("file is not a database", "not a SQLite database"),
    ],
)
def test_what_servers_say_becomes_a_sentence(error: str, words: str) -> None:
    url = sa.make_url("postgresql://bob:s3cret@db.local/shop")
    sentence = reason(Exception(error), url, 5)
    assert sentence is not None
    assert words in sentence
    assert sentence.endswith((".", "required"))


def test_what_nobody_knows_is_left_to_the_databases_own_words() -> None:
    url = sa.make_url("postgresql://bob@db.local/shop")
    assert reason(Exception("the moon is full"), url, 5) is None
    assert words_of(Exception("the\nmoon  is full")) == "the moon is full"
