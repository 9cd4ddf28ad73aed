"""What an agent may do: search knowledge, look at a schema, run one read-only query."""

from tools.databases import QueryResult, ReadOnlyDatabase
from tools.limits import QueryLimits
from tools.sql_guard import check
from tools.toolbox import make_tools
from tools.values import ValueIndex, ValueMatch

__all__ = ["QueryLimits", "QueryResult", "ReadOnlyDatabase", "ValueIndex", "ValueMatch", "check", "make_tools"]
