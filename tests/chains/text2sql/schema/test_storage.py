import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import mysql, postgresql

from chains.text2sql.schema.storage import Storage, listed_values, storage_of


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (sa.Boolean(), "boolean"),
        (mysql.TINYINT(display_width=1), "tinyint1"),
        (mysql.TINYINT(display_width=4), "integer"),
        (mysql.BIT(1), "bit"),
        (mysql.BIT(8), "other"),
        (postgresql.BIT(1), "bit"),
        (sa.SmallInteger(), "integer"),
        (sa.Numeric(8, 2), "decimal"),
        (sa.Float(), "decimal"),
        (sa.String(20), "text"),
        (sa.types.NullType(), "text"),
        (sa.Enum("new", "old"), "enum"),
        (mysql.SET("a", "b"), "set"),
        (postgresql.ARRAY(sa.Text()), "array"),
        (postgresql.JSONB(), "json"),
        (mysql.YEAR(), "year"),
        (sa.Date(), "date"),
        (sa.DateTime(), "datetime"),
        (sa.Time(), "time"),
        (sa.LargeBinary(), "binary"),
        (postgresql.DOMAIN("amount", sa.Numeric(8, 2)), "decimal"),
        (postgresql.INET(), "other"),
    ],
)
def test_storage_is_told_from_the_type(kind: sa.types.TypeEngine[object], expected: Storage) -> None:
    assert storage_of(sa.Column("c", kind)) == expected


def test_types_may_name_their_values() -> None:
    assert listed_values(sa.Column("c", sa.Enum("new", "old"))) == ("new", "old")
    assert listed_values(sa.Column("c", mysql.SET("a", "b"))) == ("a", "b")
    assert listed_values(sa.Column("c", sa.Text())) == ()
