import json

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever

from tools.databases import ReadOnlyDatabase
from tools.toolbox import make_tools


class OnePassage(BaseRetriever):
    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        return [Document(f"about {query}", metadata={"document": "guide.md", "page": 3, "start": 0})]


def test_a_model_can_look_at_tables_and_query_them(sqlite_database: ReadOnlyDatabase) -> None:
    tools = {tool.name: tool for tool in make_tools({"plants": sqlite_database})}
    assert set(tools) == {"list_tables", "describe_tables", "query_database"}
    assert "regions" in tools["list_tables"].invoke({"database": "plants"})
    described = tools["describe_tables"].invoke({"database": "plants", "tables": ["plants"]})
    assert "capacity_mw INTEGER" in described
    assert "REFERENCES regions.region_id" in described
    assert "'Bay Wind'" in described
    rows = json.loads(tools["query_database"].invoke({"database": "plants", "sql": "SELECT name FROM regions"}))
    assert rows == {"columns": ["name"], "rows": [["North Ridge"], ["临江区"]], "row_count": 2, "truncated": False}


def test_what_goes_wrong_comes_back_as_words(sqlite_database: ReadOnlyDatabase) -> None:
    tools = {tool.name: tool for tool in make_tools(lambda: {"plants": sqlite_database})}
    assert "Only SELECT" in tools["query_database"].invoke({"database": "plants", "sql": "DROP TABLE plants"})
    assert "no database called 'x'" in tools["list_tables"].invoke({"database": "x"})
    assert "no table lines" in tools["describe_tables"].invoke({"database": "plants", "tables": ["lines"]})


def test_passages_come_with_their_source(sqlite_database: ReadOnlyDatabase) -> None:
    search = {tool.name: tool for tool in make_tools({}, OnePassage())}["search_knowledge"]
    assert json.loads(search.invoke({"query": "tariffs"})) == [
        {"text": "about tariffs", "document": "guide.md", "page": 3}
    ]
    assert search.invoke({"query": " "}) == "Say what to look for."
