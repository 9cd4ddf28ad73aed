"""The tools as LangChain tools, for agents with a model that can call them, and for MCP."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from langchain_core.retrievers import BaseRetriever
from langchain_core.tools import BaseTool, StructuredTool, ToolException
from pydantic import BaseModel, Field

from tools.databases import ReadOnlyDatabase
from tools.errors import SearchFailed, ToolError, UnknownDatabase
from tools.schema_text import describe, list_text

_SHOWN_ROWS = 50


class SearchInput(BaseModel):
    """What to look for in the documents."""

    query: str = Field(description="What to look for, in the words of the question.")


class DatabaseInput(BaseModel):
    """Which database."""

    database: str = Field(description="The name of a connected database.")


class DescribeInput(DatabaseInput):
    """Which tables of which database."""

    tables: list[str] = Field(default_factory=list, description="Names of tables; all tables when empty.")


class QueryInput(DatabaseInput):
    """One SELECT for one database."""

    sql: str = Field(description="Exactly one SELECT statement in the database's own dialect.")


def make_tools(
    databases: Mapping[str, ReadOnlyDatabase] | Callable[[], Mapping[str, ReadOnlyDatabase]],
    retriever: BaseRetriever | None = None,
) -> list[BaseTool]:
    """Return list_tables, describe_tables, query_database, and search_knowledge when there is a retriever.

    A tool's errors come back as its text, so that a model can try something else.
    """

    def database(name: str) -> ReadOnlyDatabase:
        connected = databases() if callable(databases) else databases
        if name not in connected:
            raise UnknownDatabase(name, sorted(connected))
        return connected[name]

    def list_tables(database_name: str) -> str:
        return list_text(database(database_name).metadata())

    def describe_tables(database_name: str, tables: list[str]) -> str:
        found = database(database_name)
        metadata = found.metadata()
        unknown = [name for name in tables if name not in metadata.tables]
        if unknown:
            raise ToolException(
                f"There is no table {', '.join(unknown)}. Tables: {', '.join(sorted(metadata.tables))}."
            )
        return describe(metadata, tables or None, found.values())

    def query_database(database_name: str, sql: str) -> str:
        result = database(database_name).query(sql)
        shown = result.rows[:_SHOWN_ROWS]
        return json.dumps(
            {
                "columns": result.columns,
                "rows": shown,
                "row_count": result.row_count,
                "truncated": result.truncated or len(shown) < result.row_count,
            },
            ensure_ascii=False,
        )

    made = [
        _tool("list_tables", "List the tables of a database.", DatabaseInput, lambda database: list_tables(database)),
        _tool(
            "describe_tables",
            "Show columns, types, keys, comments and sample values of tables.",
            DescribeInput,
            lambda database, tables=None: describe_tables(database, tables or []),
        ),
        _tool(
            "query_database",
            "Run one read-only SELECT on a database and return its rows.",
            QueryInput,
            lambda database, sql: query_database(database, sql),
        ),
    ]
    if retriever is not None:
        made.append(_search_tool(retriever))
    return made


def _search_tool(retriever: BaseRetriever) -> BaseTool:
    def search_knowledge(query: str) -> str:
        if not query.strip():
            raise SearchFailed("Say what to look for.")
        found = retriever.invoke(query)
        return json.dumps(
            [{"text": document.page_content, **_source(document.metadata)} for document in found], ensure_ascii=False
        )

    return _tool("search_knowledge", "Search the company's documents for passages.", SearchInput, search_knowledge)


def _source(metadata: Mapping[str, Any]) -> dict[str, Any]:
    return {key: metadata[key] for key in ("knowledge_base", "document", "page", "heading", "score") if key in metadata}


def _tool(name: str, description: str, schema: type[BaseModel], function: Callable[..., str]) -> BaseTool:
    def run(**arguments: Any) -> str:
        try:
            return function(**arguments)
        except ToolError as error:
            raise ToolException(str(error)) from error

    return StructuredTool.from_function(
        func=run, name=name, description=description, args_schema=schema, handle_tool_error=True
    )
