"""What to call tables and columns to a reader: their own words in the reader's language."""

from chains.text2sql.schema.columns import ColumnId, TableView
from chains.text2sql.schema.graph import SchemaGraph


def column_label(schema: SchemaGraph, column: ColumnId, language: str) -> str:
    """Return what to call a column: its first name or comment in the language, else its own name in words."""
    view = schema.column(column)
    chinese = [a.text for a in view.aliases if a.is_chinese]
    if language == "zh" and chinese:
        return chinese[0]
    english = [a.text for a in view.aliases if not a.is_chinese]
    return english[0] if english else view.name


def table_label(table: TableView, language: str) -> str:
    """Return what to call a table in the language."""
    chinese = [a.text for a in table.aliases if a.is_chinese]
    if language == "zh" and chinese:
        return chinese[0]
    english = [a.text for a in table.aliases if not a.is_chinese]
    return english[0] if english else table.name
