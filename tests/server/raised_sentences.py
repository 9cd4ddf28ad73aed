"""What the code says to its users, read from the source: the sentences of errors, and the phrases put into them.

A sentence is the tuple of its literal parts; between two of them stands a value. Strings that reach a sentence through
a name, a conditional, a table or a function of the same module are followed; what cannot be is in `opaque`.
"""

from __future__ import annotations

import ast
import re
import string
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = ("knowledge", "tools", "llm", "chains", "agents", "server")
ROOTS = {"KnowledgeError", "ToolError", "LlmError", "AgentError", "ServerError"}

Parts = tuple[str, ...]

SPEAKING_CALLS = {
    "problem": 1,
    "HTTPException": 1,
    "BrokenTextFile": 0,
    "skip": 0,
    "_end": 1,
    "_fail": -1,
    "locked": 0,
    "Package": 1,
    "decrypted": 1,
    "parse_xml": 1,
    "blocks": 2,
    "ValueError": 0,
}
"""Calls that hand on what a user will read, and which of their arguments that is."""

SPEAKING_FUNCTIONS = {
    ("server", "sentence_of"),
    ("server", "_not_reranked"),
    ("server", "_missing"),
    ("server", "_reason"),
    ("server", "why_none"),
    ("knowledge", "told"),
    ("knowledge", "_out_of_memory"),
    ("knowledge", "_broken"),
    ("tools", "_by_number"),
    ("server", "place_of"),
    ("llm", "__str__"),
}
"""Functions, by their room, whose texts end in a sentence that is put together elsewhere."""

SPEAKING_NAMES = {
    ("knowledge", "CANCELLED"),
    ("knowledge", "SUPERSEDED"),
    ("server", "_INVALID"),
    ("server", "_STOPPED"),
    ("tools", "_PATTERNS"),
}
"""Constants that reach users through an import or a search of the table."""

SPEAKING_ATTRIBUTES = {("server", "stage"), ("server", "error")}
"""Attributes that other rooms put into their sentences."""

UNSEEN_FILES = re.compile(r"server/(cli/|settings\.py|home\.py|migrations/|demo/)")
UNSEEN_CLASSES = {
    "VersionGone": "stays inside its room",
    "JobCancelled": "stays inside its room",
    "DatabaseInUse": "stops the start, on the terminal",
    "DatabaseUnusable": "stops the start, on the terminal",
    "SearchFailed": "is told to a model",
}
UNSEEN_FUNCTIONS = {("llm", "_read"), ("llm", "_parse")}
"""They read the catalog file when the server starts."""

_SENTENCE = re.compile(r"[A-Za-z:(] |[A-Za-z]\.$|^ [A-Za-z(]")


@dataclass
class Said:
    """Where each sentence and phrase stands in the source, and which expressions could not be followed."""

    sentences: dict[Parts, str] = field(default_factory=dict)
    opaque: set[tuple[str, str]] = field(default_factory=set)


@cache
def said() -> Said:
    """Everything that the rooms say."""
    modules = [_Module(path) for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]
    classes = _public_classes(modules)
    found = Said()
    for module in modules:
        if not UNSEEN_FILES.match(module.name):
            module.collect(classes, found)
    return found


def parts_of(template: str) -> Parts:
    """The literal parts of a format string."""
    return _joined(_format_pieces(template))


def _public_classes(modules: list[_Module]) -> set[str]:
    bases = {
        node.name: {ast.unparse(base).rpartition(".")[2] for base in node.bases}
        for module in modules
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ClassDef)
    }
    classes = set(ROOTS)
    while grown := {name for name, above in bases.items() if above & classes} - classes:
        classes |= grown
    return classes


@cache
def _with_own_words() -> set[str]:
    """Errors that are raised with values only: their class puts the sentence together."""
    names: set[str] = set()
    for file in sorted(ROOT.glob("*/errors.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and "super().__init__(f" in ast.unparse(node):
                names.add(node.name)
    return names


class _Module:
    def __init__(self, path: Path) -> None:
        self.name = path.relative_to(ROOT).as_posix()
        self.room = self.name.partition("/")[0]
        self.tree = ast.parse(path.read_text(encoding="utf-8"))
        self.constants = {
            target.id: node.value for node in self.tree.body for target in _targets(node) if node.value is not None
        }
        self.functions: defaultdict[str, list[ast.AST]] = defaultdict(list)
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                self.functions[node.name].append(node)

    def collect(self, classes: set[str], found: Said) -> None:
        self._found, self._classes = found, classes
        self._visit(self.tree, None, None)
        for room, name in SPEAKING_NAMES:
            if room == self.room and name in self.constants:
                for text in _texts(self.constants[name]):
                    self._add(text, None)
        for room, name in SPEAKING_FUNCTIONS:
            if room == self.room:
                for function in self.functions.get(name, ()):
                    for value in _returned(function):
                        self._say(value, function, required=False)

    def _visit(self, node: ast.AST, function: ast.AST | None, owner: str | None) -> None:
        if isinstance(node, ast.ClassDef):
            owner = node.name
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            if (self.room, node.name) in UNSEEN_FUNCTIONS:
                return
            function = node
        if isinstance(node, ast.Call):
            self._call(node, function, owner)
        if isinstance(node, ast.Assign) and (self.room, _attribute(node.targets[0])) in SPEAKING_ATTRIBUTES:
            self._say(node.value, function, required=False)
        for child in ast.iter_child_nodes(node):
            self._visit(child, function, owner)

    def _call(self, call: ast.Call, function: ast.AST | None, owner: str | None) -> None:
        name = ast.unparse(call.func).rpartition(".")[2]
        if name in UNSEEN_CLASSES or owner in UNSEEN_CLASSES:
            return
        if ast.unparse(call.func) == "super().__init__" and owner in self._classes and call.args:
            self._say(call.args[0], function, required=False)
        elif name in self._classes and call.args:
            has_own_words = name in _with_own_words()
            for position, argument in enumerate(call.args):
                self._say(argument, function, required=position == 0 and not has_own_words)
        elif name == "ValueError" and not self.name.startswith("server/routes/"):
            return
        elif name in SPEAKING_CALLS and len(call.args) > max(SPEAKING_CALLS[name], 0):
            self._say(call.args[SPEAKING_CALLS[name]], function, required=False)

    def _say(self, expression: ast.expr, function: ast.AST | None, *, required: bool) -> None:
        followed = False
        for value in self._followed(expression, function, set()):
            followed = True
            self._add(value, function)
        if required and not followed:
            self._found.opaque.add((self.name, ast.unparse(expression)))

    def _add(self, value: ast.expr | str, function: ast.AST | None) -> None:
        parts = self._parts(value, function)
        if any(_SENTENCE.search(part) for part in parts):
            line = getattr(value, "lineno", 0)
            # a hint or an item of a list begins with what parts it from the text before
            parts = (parts[0].lstrip(" \n-"), *parts[1:])
            self._found.sentences.setdefault(parts, f"{self.name}:{line}")

    def _followed(self, value: ast.expr, function: ast.AST | None, seen: set[str]) -> Iterator[ast.expr | str]:
        """The texts that an expression may be."""
        match value:
            case ast.Constant(value=str()) | ast.JoinedStr():
                yield value
            case ast.BinOp(op=ast.Add()):
                yield value
            case ast.IfExp(body=body, orelse=other):
                yield from self._followed(body, function, seen)
                yield from self._followed(other, function, seen)
            case ast.BoolOp(values=values):
                for each in values:
                    yield from self._followed(each, function, seen)
            case ast.Tuple(elts=elements):
                for each in elements:
                    yield from self._followed(each, function, seen)
            case ast.Dict(keys=keys, values=values):
                for key, each in zip(keys, values, strict=True):
                    if isinstance(key, ast.Constant) and key.value == "message":
                        yield from self._followed(each, function, seen)
            case ast.Subscript(value=ast.Name(id=name)) if name in self.constants:
                yield from _texts(self.constants[name])
            case ast.Call(func=ast.Attribute(value=table, attr="get")):
                if isinstance(table, ast.Name) and table.id in self.constants:
                    yield from _texts(self.constants[table.id])
                for each in value.args[1:]:
                    yield from self._followed(each, function, seen)
            case ast.Call(
                func=ast.Attribute(value=ast.Constant(value=str()), attr="join"), args=[ast.GeneratorExp(elt=inner)]
            ):
                yield from self._followed(inner, function, seen)
            case ast.Call(func=ast.Attribute(value=inner, attr="format")):
                for each in self._followed(inner, function, seen):
                    yield ast.unparse(each) if isinstance(each, ast.JoinedStr) else each
            case ast.Call(func=ast.Name(id=name)) if name in self.functions and name not in seen:
                for called in self.functions[name]:
                    for each in _returned(called):
                        yield from self._followed(each, called, seen | {name})
            case ast.Name(id=name) if name not in seen:
                for each in _assigned(function, name):
                    yield from self._followed(each, function, seen | {name})
                if name in self.constants:
                    yield from self._followed(self.constants[name], None, seen | {name})
                elif name in FETCHING:
                    yield FETCHING[name]
            case _:
                return

    def _parts(self, value: ast.expr | str, function: ast.AST | None) -> Parts:
        """The literal parts; texts that stand for one of the values between them are said for themselves."""
        pieces: list[str | None] = []
        match value:
            case str():
                pieces = _format_pieces(value)
            case ast.Constant(value=str() as text):
                pieces = _format_pieces(text) if re.search(r"\{\w*\}", text) else [text]
            case ast.JoinedStr(values=values):
                for each in values:
                    if isinstance(each, ast.FormattedValue):
                        pieces.append(None)
                        self._say(each.value, function, required=False)
                    else:
                        pieces.append(str(ast.literal_eval(each)))
            case ast.BinOp(left=left, right=right):
                for side in (left, right):
                    if isinstance(side, ast.Constant | ast.JoinedStr | ast.BinOp):
                        pieces += _pieces(self._parts(side, function))
                    else:
                        pieces.append(None)
                        self._say(side, function, required=False)
        return _joined(pieces)


FETCHING: dict[str, str] = {
    str(node.targets[0].id): str(ast.literal_eval(node.value))
    for node in ast.parse((ROOT / "knowledge/errors.py").read_text(encoding="utf-8")).body
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and isinstance(node.value, ast.Constant)
}
"""The constants of knowledge/errors.py, which its rooms import."""


def _attribute(target: ast.expr) -> str:
    return target.attr if isinstance(target, ast.Attribute) else ""


def _targets(node: ast.stmt) -> list[ast.Name]:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return [target for target in targets if isinstance(target, ast.Name)]


def _assigned(function: ast.AST | None, name: str) -> Iterator[ast.expr]:
    if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
        arguments = function.args.args
        defaults = zip(arguments[len(arguments) - len(function.args.defaults) :], function.args.defaults, strict=True)
        yield from (default for argument, default in defaults if argument.arg == name)
    for node in ast.walk(function) if function is not None else ():
        if not isinstance(node, ast.Assign):
            continue
        target = node.targets[0]
        if isinstance(target, ast.Name) and target.id == name:
            yield node.value
        elif isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
            for each, value in zip(target.elts, node.value.elts, strict=True):
                if isinstance(each, ast.Name) and each.id == name:
                    yield value


def _returned(function: ast.AST) -> Iterator[ast.expr]:
    for node in ast.walk(function):
        if isinstance(node, ast.Return) and node.value is not None:
            yield node.value


def _texts(table: ast.expr) -> Iterator[ast.expr]:
    """The texts of a table: the values of a dict, the last item of each tuple, a text itself."""
    match table:
        case ast.Constant(value=str()):
            yield table
        case ast.Dict(values=values):
            for value in values:
                yield from _texts(value)
        case ast.List(elts=elements):
            for element in elements:
                yield from _texts(element.elts[-1] if isinstance(element, ast.Tuple) else element)


def _format_pieces(text: str) -> list[str | None]:
    pieces: list[str | None] = []
    for literal, name, _, _ in string.Formatter().parse(text):
        pieces.append(literal)
        if name is not None:
            pieces.append(None)
    return pieces


def _pieces(parts: Parts) -> list[str | None]:
    pieces: list[str | None] = [parts[0]]
    for part in parts[1:]:
        pieces += [None, part]
    return pieces


def _joined(pieces: list[str | None]) -> Parts:
    """The literal parts around the values; values side by side count as one."""
    parts = [""]
    after_value = False
    for piece in pieces:
        if piece is None:
            if not after_value:
                parts.append("")
            after_value = True
        elif piece:
            parts[-1] += piece
            after_value = False
    return tuple(parts)
