"""Columns that point at another row name its role: the manager of an employee, referred by, a city of departure."""

import re

from chains.text2sql.analysis.question import Question
from chains.text2sql.linking.types import Mention
from chains.text2sql.schema.graph import SchemaGraph
from chains.text2sql.schema.naming import split_name
from knowledge.language.stemming import stem

_KEY_WORDS = frozenset("id ids code no num key fk uuid ref by to of the".split())
_DATED = frozenset("date at on time year day birthdate birthday dob".split())
_LONG = 5
_SCORE = 0.85


_VERBS = {
    "born": ("birth", "born", "birthday", "birthdate", "dob"), "died": ("death", "died", "deceased"),
    "built": ("build", "built", "construction"), "bought": ("buy", "bought", "purchase", "purchased"),
    "sold": ("sold", "sale", "selling"), "sent": ("sent", "send", "sending"), "left": ("left", "leave", "leaving"),
    "paid": ("paid", "payment", "pay"), "begun": ("begin", "began", "start"), "began": ("begin", "began", "start"),
    "出生": ("birth", "born", "出生", "生日"), "入职": ("hire", "hired", "入职"), "离职": ("left", "离职"),
}  # fmt: skip
"""Verbs whose dates are named by another form of them."""


def verb_mentions(question: Question, schema: SchemaGraph) -> list[Mention]:
    """Return the date and year columns that irregular verbs of the question name: born, birth_date."""
    found: list[Mention] = []
    for verb, names in _VERBS.items():
        for match in re.finditer(rf"\b{verb}\b" if verb.isascii() else verb, question.text, re.IGNORECASE):
            for column in schema.columns:
                words = set(split_name(column.name)) | {a.text for a in column.aliases if a.is_chinese}
                if words & set(names) and (column.kind in ("time", "year") or words & _DATED):
                    found.append(Mention(column.table, column.name, *match.span(), _SCORE, "verb"))
    return found


def _chinese_roles(name: str) -> list[str]:
    """The name, and what its person does: 推荐人, 推荐."""
    found = [name] if len(name) > 1 else []
    bare = re.sub(r"(?:编号|代码|ID|id)$", "", name)
    person = re.match(r"(?P<deed>[\u3400-\u9fff]{2,3})[人者方]", bare)
    if person is not None:
        found.extend([person["deed"], person.group()])
    return [*found, *([bare] if len(bare) > 1 else [])]


def role_mentions(question: Question, schema: SchemaGraph) -> list[Mention]:
    """Return where the question names the role of a key column: its words without those of keys and of its target."""
    found: list[Mention] = []
    for column in schema.columns:
        if column.refers_to is None or column.refers_to[0] not in schema.tables:
            continue
        target = {stem(w) for w in split_name(column.refers_to[0].rsplit(".", 1)[-1])}
        words = [stem(w) for w in split_name(column.name) if w not in _KEY_WORDS and w.isascii()]
        telling = [w for w in words if w not in target]
        parts = [w for w in split_name(column.name) if stem(w) in telling and len(w) >= _LONG]
        for word in question.words:
            said = question.text[word.start : word.end].casefold()
            if word.stem.isascii() and (word.stem in telling or any(said.startswith(p) for p in parts)):
                found.append(Mention(column.table, column.name, word.start, word.end, _SCORE, "role"))
        for role in {w for alias in column.aliases if alias.is_chinese for w in _chinese_roles(alias.text)}:
            at = question.text.find(role)
            if at >= 0:
                found.append(Mention(column.table, column.name, at, at + len(role), _SCORE, "role"))
    return found
