"""Connected databases and what a curator says of them."""

from datetime import datetime

from pydantic import Field

from ui.schemas.shape import Listed, Shape, Text


class Column(Shape):
    name: str
    type: Text = ""
    comment: Text = ""
    synonyms: Listed[str] = Field(default_factory=list)
    primary_key: bool = False
    references: Text = ""


class Table(Shape):
    name: str
    comment: Text = ""
    synonyms: Listed[str] = Field(default_factory=list)
    columns: Listed[Column] = Field(default_factory=list)


class Note(Shape):
    """What a table or column holds, and other words for it, as a curator says it."""

    description: Text = ""
    synonyms: Listed[str] = Field(default_factory=list)


class Schema(Shape):
    """`annotations` are notes by `table` or `table.column`; comments and synonyms hold them already."""

    tables: Listed[Table] = Field(default_factory=list)
    annotations: dict[str, Note] = Field(default_factory=dict)


class Database(Shape):
    name: str
    dialect: Text = ""
    url: Text = ""
    description: Text = ""


class Connectable(Shape):
    """What a connection that was tried leads to."""

    dialect: Text = ""
    tables: Listed[str] = Field(default_factory=list)


class Solved(Shape):
    """A question with the query that answers it; `message_id` is the answer that a thumbs-up made one."""

    id: str
    question: str
    sql: str
    message_id: Text = ""
    created_at: datetime | None = None
