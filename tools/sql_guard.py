"""Lets through exactly one SELECT over known tables, and nothing else.

The statement is parsed in the database's own dialect and every node of its tree has to be on the lists of
`sql_functions`; what is run is written anew from the checked tree, so comments, version comments and whatever a
lexer may have seen differently never reach the database. This is the first of three layers: the connection
(`databases`) refuses writes on its own, and caps what comes back.
"""

import logging
from collections.abc import Collection

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from tools.errors import SqlRejected
from tools.sql_functions import CLAUSES, FUNCTIONS, NAMED, OPERATORS, TYPES

# it logs the statements that it cannot read, and they may hold what a user typed
logging.getLogger("sqlglot").setLevel(logging.ERROR)

MAX_CHARACTERS = 20_000
MAX_NODES = 3_000
_QUERIES = (exp.Select, exp.SetOperation, exp.Subquery)
_ALLOWED = CLAUSES | OPERATORS | FUNCTIONS | {exp.Anonymous}
# Bare words that PostgreSQL and MySQL read as functions telling who and where we are
_SESSION_WORDS = frozenset("current_user session_user system_user current_role current_catalog current_schema".split())
# sqlglot's names for the dialects whose grammar is another's
_SAME_GRAMMAR = {"postgresql": "postgres", "mariadb": "mysql"}


_STUMBLES = (AttributeError, TypeError, LookupError, NameError)
"""What sqlglot raises over functions without their arguments and other trees that are not whole."""


def check(sql: str, dialect: str, tables: Collection[str], schema: str | None = None) -> str:
    """Return `sql` written anew from its checked tree.

    `tables` are the names that may be read (`table` or `schema.table`); `schema` is the schema that plain names
    live in. Raises SqlRejected with a sentence that says what is not allowed.
    """
    grammar = _SAME_GRAMMAR.get(dialect, dialect)
    tree = _parse(sql, grammar)
    known = {name.casefold() for name in tables}
    _check_tree(tree, grammar, known, schema, sql)
    try:
        written = tree.sql(dialect=grammar, comments=False)
        # a second reading of what we wrote must find nothing new
        _check_tree(_parse(written, grammar), grammar, known, schema, sql)
    except (SqlglotError, RecursionError, ValueError, *_STUMBLES) as error:
        raise SqlRejected("This query is too complicated to check. Ask for less at once.", sql) from error
    return written


def _parse(sql: str, grammar: str) -> exp.Expr:
    if not sql.strip():
        raise SqlRejected("There is no query here. Write one SELECT statement.", sql)
    if len(sql) > MAX_CHARACTERS:
        raise SqlRejected(f"The query is longer than {MAX_CHARACTERS} characters. Ask for less at once.", sql)
    if "\x00" in sql:
        raise SqlRejected("The query holds a null character. Remove it.", sql)
    try:
        statements = [tree for tree in sqlglot.parse(sql, dialect=grammar) if tree is not None]
    except RecursionError as error:
        raise SqlRejected("The query is nested too deeply. Simplify it.", sql) from error
    except (SqlglotError, ValueError) as error:
        raise SqlRejected(f"This is not a query that can be read: {_first_line(error)}", sql) from error
    except _STUMBLES as error:
        raise SqlRejected("This is not a query that can be read.", sql) from error
    statements = [tree for tree in statements if not isinstance(tree, exp.Semicolon)]
    if len(statements) != 1:
        raise SqlRejected(f"Exactly one statement is allowed; this holds {len(statements)}.", sql)
    tree = statements[0]
    if not isinstance(tree, exp.Expr):
        raise SqlRejected("This is not a query that can be read.", sql)
    return tree


def _check_tree(tree: exp.Expr, grammar: str, known: set[str], schema: str | None, sql: str) -> None:
    if not isinstance(tree, _QUERIES):
        raise SqlRejected("Only SELECT is allowed: the databases are read, never changed.", sql)
    for count, node in enumerate(tree.walk()):
        if count > MAX_NODES:
            raise SqlRejected("This query is too long to check. Ask for less at once.", sql)
        if type(node) not in _ALLOWED:
            raise SqlRejected(f"{_title(node)} is not allowed in a query.", sql)
        reason = _reason_against(node, grammar, known, schema)
        if reason:
            raise SqlRejected(reason, sql)


def _reason_against(node: exp.Expr, grammar: str, known: set[str], schema: str | None) -> str | None:
    match node:
        case exp.Table():
            return _reason_against_table(node, known, schema)
        case exp.Anonymous():
            if not isinstance(node.this, str) or node.this.casefold() not in NAMED.get(grammar, frozenset()):
                return f"The function {node.name} is not allowed in a query."
        case exp.DataType():
            if node.this not in TYPES:
                return f"The type {node.sql(dialect=grammar)} is not allowed in a query."
        case exp.Select():
            if node.args.get("into") or node.args.get("locks") or node.args.get("hint"):
                return "SELECT may not write, lock or carry hints. Remove INTO, FOR UPDATE and hints."
        case exp.CTE():
            if not isinstance(node.this, _QUERIES):
                return "WITH may only hold SELECT statements."
        case exp.Column():
            if not node.table and not _is_quoted(node) and node.name.casefold() in _SESSION_WORDS:
                return f"{node.name} is not allowed in a query."
    return None


def _reason_against_table(table: exp.Table, known: set[str], schema: str | None) -> str | None:
    if not isinstance(table.this, exp.Identifier):
        return "Functions cannot be used as tables."
    if table.catalog:
        return "Name a table of this database only, without another database in front of it."
    name = table.name.casefold()
    if table.db:
        qualified = f"{table.db}.{table.name}".casefold()
        is_home = schema is not None and table.db.casefold() == schema.casefold()
        if qualified in known or (is_home and name in known):
            return None
        return f"There is no table {table.db}.{table.name} here."
    if name in known or _names_a_cte(table, name):
        return None
    return f"There is no table {table.name} here."


def _names_a_cte(table: exp.Table, name: str) -> bool:
    """Whether a WITH around `table` defines `name` before that place, or recursively at it.

    Databases differ on names defined later in the same WITH: those are looked for among the real tables.
    """
    inner: exp.Expr = table
    outer = table.parent
    while outer is not None:
        if isinstance(outer, exp.With):
            before = outer.expressions[: outer.expressions.index(inner)]
            visible = [*before, inner] if outer.args.get("recursive") else before
        else:
            clause = outer.args.get("with_")
            visible = clause.expressions if isinstance(clause, exp.With) and clause is not inner else []
        if any(definition.alias.casefold() == name for definition in visible):
            return True
        inner, outer = outer, outer.parent
    return False


def _is_quoted(column: exp.Column) -> bool:
    return isinstance(column.this, exp.Identifier) and bool(column.this.quoted)


def _title(node: exp.Expr) -> str:
    if isinstance(node, exp.Func):
        return f"The function {node.sql_name()}"
    return node.key.upper()


def _first_line(error: Exception) -> str:
    text = str(error).replace("\x1b[4m", "").replace("\x1b[0m", "")
    return text.split("\n", maxsplit=1)[0].strip()[:200]
