"""Lets through exactly one SELECT over known tables, and nothing else.

What is run is written anew from a tree, and that text is what is checked: it is read again, every node of its tree
has to be on the lists of `sql_functions`, every name has to stand for something that may be read (`sql_scopes`), and
the pieces that the engine will see hold no comment and no word that may not be there (`sql_tokens`). This is the first
of three layers: the connection (`databases`) refuses writes on its own, and caps what comes back.
"""

import logging
import re

import sqlglot
from sqlglot import exp
from sqlglot.errors import ParseError, SqlglotError

from tools.catalog import Catalog, ascii_lower
from tools.errors import SqlRejected
from tools.sql_dialects import GRAMMARS
from tools.sql_functions import (
    CHARACTER_SETS,
    COLLATIONS,
    LONGEST_SERIES,
    LONGEST_TEXT,
    SESSION_WORDS,
    SYNTAX,
    TYPES,
    VARIABLES,
)
from tools.sql_scopes import resolve
from tools.sql_tokens import verify

# it logs the statements that it cannot read, and they may hold what a user typed
logging.getLogger("sqlglot").setLevel(logging.ERROR)

MAX_CHARACTERS = 20_000
MAX_NODES = 3_000
_WRITINGS = 3
"""How often a statement is written and read again until both agree; some functions change their name once."""
_QUERIES = (exp.Select, exp.SetOperation, exp.Subquery, exp.Values)
_TEXTS = (exp.ByteString, exp.RawString)
_NAMES = (exp.Identifier, exp.Literal, exp.Var, exp.Anonymous, exp.JSONPathKey)
_WIDTH = re.compile(r"%[^a-zA-Z%]*(?:\*|\d{4})")
_PLAIN_WORDS = re.compile(r"[A-Za-z_ ]*")
_PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_NO_CHARACTERS = re.compile("[\x00\ud800-\udfff]")
_RUN_BY_MYSQL = re.compile(
    r"""'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*"|`(?:[^`]|``)*`|(?:\#|--\s)[^\n]*|(?P<run>/\*M?!)|/\*.*?\*/""", re.S
)
_STUMBLES = (AttributeError, TypeError, LookupError, NameError)
"""What sqlglot raises over functions without their arguments and other trees that are not whole."""


def check(sql: str, catalog: Catalog) -> str:
    """Return `sql` written anew from its checked tree, to be run as it is.

    Raises SqlRejected with a sentence that says what is not allowed.
    """
    if catalog.dialect == "mysql" and any(found["run"] for found in _RUN_BY_MYSQL.finditer(sql)):
        raise SqlRejected("MySQL runs what stands in /*! */. Write it without the comment signs.", sql)
    tree = _parse(sql, catalog.dialect, sql)
    try:
        for _ in range(_WRITINGS):
            nodes = _prepared(tree, catalog.dialect)
            _check_nodes(nodes, catalog.dialect)
            resolve(tree, catalog)
            written = tree.sql(dialect=GRAMMARS[catalog.dialect], comments=False)
            read = _parse(written, catalog.dialect, sql)
            if read == tree:
                verify(written, catalog.dialect, _bare_names(nodes))
                return written
            tree = read
    except SqlRejected as error:
        error.sql = sql
        raise
    except (SqlglotError, RecursionError, ValueError, *_STUMBLES) as error:
        raise SqlRejected("This query is too complicated to check. Ask for less at once.", sql) from error
    raise SqlRejected("This query cannot be written so that it is sure to mean the same. Write it more simply.", sql)


def _parse(text: str, dialect: str, sql: str) -> exp.Expr:
    if not text.strip():
        raise SqlRejected("There is no query here. Write one SELECT statement.", sql)
    if len(text) > MAX_CHARACTERS:
        raise SqlRejected(f"The query is longer than {MAX_CHARACTERS} characters. Ask for less at once.", sql)
    if _NO_CHARACTERS.search(text):
        raise SqlRejected("The query holds a null character. Remove it.", sql)
    try:
        statements = [tree for tree in sqlglot.parse(text, dialect=GRAMMARS[dialect]) if tree is not None]
    except RecursionError as error:
        raise SqlRejected("The query is nested too deeply. Simplify it.", sql) from error
    except ParseError as error:
        raise SqlRejected(_place_of(error), sql) from error
    except (SqlglotError, ValueError) as error:
        raise SqlRejected("This is not a query that can be read: a quote may be missing.", sql) from error
    except _STUMBLES as error:
        raise SqlRejected("This is not a query that can be read.", sql) from error
    statements = [tree for tree in statements if not isinstance(tree, exp.Semicolon)]
    if len(statements) != 1:
        raise SqlRejected(f"Exactly one statement is allowed; this holds {len(statements)}.", sql)
    tree = statements[0]
    if not isinstance(tree, _QUERIES):
        raise SqlRejected("Only SELECT is allowed: the databases are read, never changed.", sql)
    return tree


def _prepared(tree: exp.Expr, dialect: str) -> list[exp.Expr]:
    """Write texts as plain texts, quote names that the engine might read as something else; return all nodes."""
    reserved = GRAMMARS[dialect].Generator.RESERVED_KEYWORDS
    nodes: list[exp.Expr] = []
    for node in tree.walk():
        if isinstance(node, _TEXTS):
            # walked over and changed in place: a text has no parts of its own
            text = exp.Literal.string(node.this)
            node.replace(text)
            nodes.append(text)
            continue
        if isinstance(node, exp.Identifier) and not node.quoted:
            name = str(node.this)
            is_plain = _PLAIN_NAME.fullmatch(name) is not None or (dialect == "sqlite" and name.isidentifier())
            if not is_plain or ascii_lower(name) in reserved:
                node.set("this", ascii_lower(name) if dialect == "postgresql" else name)
                node.set("quoted", True)
        nodes.append(node)
    return nodes


def _check_nodes(nodes: list[exp.Expr], dialect: str) -> None:
    if len(nodes) > MAX_NODES:
        raise SqlRejected("This query is too long to check. Ask for less at once.")
    for node in nodes:
        reason = _reason_against(node, dialect)
        if reason:
            raise SqlRejected(reason)


def _reason_against(node: exp.Expr, dialect: str) -> str | None:
    if isinstance(node, exp.ObjectIdentifier | exp.PseudoType):
        return f"The type {_shown(node, dialect)} is not allowed in a query."
    if type(node) not in SYNTAX and not isinstance(node, exp.Func):
        return f"{_shown(node, dialect)} is not allowed in a query."
    match node:
        case exp.Anonymous():
            if not isinstance(node.this, str):
                return f"The function {node.name} is not allowed in a query."
        case exp.DataType():
            if node.this not in TYPES:
                return f"The type {_shown(node, dialect)} is not allowed in a query."
        case exp.Select():
            if node.args.get("into") or node.args.get("locks") or node.args.get("hint"):
                return "SELECT may not write, lock or carry hints. Remove INTO, FOR UPDATE and hints."
        case exp.Extract():
            if not isinstance(node.this, exp.Var):
                return "EXTRACT takes a bare unit, as in EXTRACT(YEAR FROM day)."
        case exp.CTE():
            if not isinstance(node.this, _QUERIES):
                return "WITH may only hold SELECT statements."
        case exp.Column():
            if not node.table and not _is_quoted(node) and ascii_lower(node.name) in SESSION_WORDS[dialect]:
                return f"{node.name} tells who is connected and is not allowed. A column of that name needs quotes."
        case exp.Collate():
            name = node.expression.name
            if name not in COLLATIONS[dialect] and ascii_lower(name) not in COLLATIONS[dialect]:
                return f"The collation {name} is not allowed in a query."
        case exp.Var():
            word = ascii_lower(node.name)
            if word not in VARIABLES and word not in CHARACTER_SETS and word not in COLLATIONS[dialect]:
                return f"{node.name} is not allowed there; a unit such as DAY or MONTH was expected."
        case exp.GenerateSeries() | exp.ExplodingGenerateSeries():
            if _length(node) > LONGEST_SERIES:
                return f"A series of more than {LONGEST_SERIES} numbers is not allowed. Give it nearer bounds."
        case exp.Pad() | exp.Repeat():
            if not _is_small(node.args.get("expression") or node.args.get("times")):
                return f"The length has to be written as a number up to {LONGEST_TEXT}."
    if isinstance(node, exp.Func) and _is_wide_format(node):
        return f"A format may only have widths below {LONGEST_TEXT}, written as a text."
    return _reason_against_words(node)


def _length(series: exp.Expr) -> float:
    """How many numbers a series between two numbers has; 0 where the bounds are dates or come from elsewhere."""
    start, end, step = (_number(series.args.get(name)) for name in ("start", "end", "step"))
    if start is None or end is None:
        return 0
    return abs(end - start) / abs(step or 1)


def _number(node: object) -> float | None:
    if isinstance(node, exp.Neg):
        inner = _number(node.this)
        return None if inner is None else -inner
    return float(node.name) if isinstance(node, exp.Literal) and not node.is_string else None


def _is_small(node: object) -> bool:
    number = _number(node)
    return number is not None and number <= LONGEST_TEXT


def _is_wide_format(node: exp.Func) -> bool:
    """SQLite's printf pads to the widths in its format; a `*` takes them from a value."""
    if not isinstance(node, exp.Format) and not (isinstance(node, exp.Anonymous) and node.name.lower() == "printf"):
        return False
    form = node.this if isinstance(node, exp.Format) else next(iter(node.expressions), None)
    return not (isinstance(form, exp.Literal) and form.is_string) or _WIDTH.search(form.name) is not None


def _reason_against_words(node: exp.Expr) -> str | None:
    """Texts that the grammar keeps beside a node are written as they are: they may only be plain words."""
    if isinstance(node, _NAMES):
        return None
    for part in node.args.values():
        if isinstance(part, str) and not _PLAIN_WORDS.fullmatch(part):
            return f"{part[:60]!r} is not allowed there."
    return None


def _bare_names(nodes: list[exp.Expr]) -> list[str]:
    return [str(node.this) for node in nodes if isinstance(node, exp.Identifier) and not node.quoted]


def _is_quoted(column: exp.Column) -> bool:
    return isinstance(column.this, exp.Identifier) and bool(column.this.quoted)


def _shown(node: exp.Expr, dialect: str) -> str:
    """How a part of the query is written, cut to what fits into a sentence."""
    try:
        return " ".join(node.sql(dialect=GRAMMARS[dialect], comments=False).split())[:80]
    except (SqlglotError, ValueError, RecursionError, *_STUMBLES):
        return node.key.upper()


def _place_of(error: ParseError) -> str:
    """Where a statement stops being readable."""
    first = error.errors[0] if error.errors else {}
    near = " ".join(str(first.get("highlight") or "").split())[:40]
    if not near:
        return "This is not a query that can be read."
    return (
        f"This is not a query that can be read: look at {near} in line {first.get('line')}, column {first.get('col')}."
    )
