"""Curating databases: connections, notes on their tables, solved examples, queries."""

from ui import schemas
from ui.client.connection import Connection, path_of


class Databases(Connection):
    """Connected databases, what a curator says of them, and queries."""

    def databases(self) -> list[schemas.Database]:
        return self.items_of(schemas.Database, "/api/databases")

    def connect_database(self, name: str, url: str, description: str = "") -> None:
        self.call("POST", "/api/databases", json={"name": name, "url": url, "description": description})

    def test_database(self, url: str) -> schemas.Connectable:
        """Connects once and stores nothing."""
        return schemas.Connectable.model_validate(self.call("POST", "/api/databases/test", json={"url": url}))

    def disconnect_database(self, name: str) -> None:
        self.call("DELETE", path_of("databases", name))

    def schema(self, name: str) -> schemas.Schema:
        return schemas.Schema.model_validate(self.call("GET", path_of("databases", name, "schema")))

    def refresh_schema(self, name: str) -> None:
        """Has the server read tables and values again."""
        self.call("POST", path_of("databases", name, "schema", "refresh"))

    def annotate(self, name: str, place: str, note: schemas.Note | None) -> None:
        """Stores what a curator says of a `table` or `table.column`; `None` takes it away."""
        notes = {place: note and note.model_dump()}
        self.call("PATCH", path_of("databases", name, "schema"), json={"annotations": notes})

    def solved(self, name: str) -> list[schemas.Solved]:
        """Questions with the query that answers them, the newest first."""
        return self.items_of(schemas.Solved, path_of("databases", name, "examples"))

    def add_solved(self, name: str, question: str, sql: str) -> None:
        """Stores a question with its query once the query has run."""
        self.call("POST", path_of("databases", name, "examples"), json={"question": question, "sql": sql})

    def remove_solved(self, name: str, example_id: str) -> None:
        self.call("DELETE", path_of("databases", name, "examples", example_id))

    def query(self, name: str, sql: str) -> schemas.Rows:
        body = self.call("POST", path_of("databases", name, "query"), json={"sql": sql})
        return schemas.Rows.model_validate(body)
