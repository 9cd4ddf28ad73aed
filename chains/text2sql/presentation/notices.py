"""What is said beside an answer, or in its place: words that were not used, and what was taken for granted."""

from collections.abc import Sequence

from chains.text2sql.composition.compose import left_words
from chains.text2sql.execution.deciding import Decision
from chains.text2sql.linking.linked import LinkedQuestion
from chains.text2sql.schema.columns import ColumnId
from chains.text2sql.schema.labels import column_label, table_label
from chains.text2sql.verification.verdict import Fault

_WORDS = {
    "en": {
        "left": "I could not use: {}. The answer leaves it out.",
        "date": "Dates are read by {}.",
        "column": "{} is looked for in {}; {} holds it too.",
        "meaning": "I read “{}” as {}.",
        "tie": "I took “{}” for what ties them together.",
        "cents": "{} is kept in {}.",
        "missing": "The query leaves out: {}.",
        "invented": "The query also asks: {}. The question does not.",
        "inverted": "For “{}” the query has {}, which is something else or the opposite.",
        "not_held": "This database does not say: {}.",
        "holds": "{} holds: {}.",
        "tables": "It holds: {}.",
    },
    "zh": {
        "left": "没有用上：{}。回答没有考虑它。",
        "date": "时间按{}计算。",
        "column": "{}按{}查找；{}里也有。",
        "meaning": "“{}”理解为{}。",
        "tie": "“{}”只当作两者的联系。",
        "cents": "{}以{}为单位。",
        "missing": "查询没有考虑：{}。",
        "invented": "查询还要求：{}。问题里没有这样说。",
        "inverted": "“{}”在查询里成了{}，意思不同或相反。",
        "not_held": "这个数据库里没有：{}。",
        "holds": "{}包含：{}。",
        "tables": "数据库里有：{}。",
    },
}
_MOST_NAMED = 12


def notice_of(linked: LinkedQuestion, decision: Decision) -> str:
    """Return what the asker should know besides the answer, in the question's language; empty when nothing."""
    words = _WORDS[_language(linked)]
    said: list[str] = []
    if decision.left:
        said.append(words["left"].format(_listed(linked, left_words(linked.question.text, _joined(linked, decision)))))
    said.extend(_assumed(linked, assumption) for assumption in dict.fromkeys(decision.assumed))
    said.extend(_of_faults(linked, decision.faults))
    joint = "" if _language(linked) == "zh" else " "
    return joint.join(s for s in said if s)


def _of_faults(linked: LinkedQuestion, faults: Sequence[Fault]) -> list[str]:
    """What a query does otherwise than the question asks."""
    words = _WORDS[_language(linked)]
    said = [words["inverted"].format(f.words, f.sql) for f in faults if f.kind == "inverted"]
    missing = [f.words for f in faults if f.kind == "missing"]
    invented = [f.sql for f in faults if f.kind == "invented"]
    for kind, found in (("missing", missing), ("invented", invented)):
        if found:
            said.append(words[kind].format(_listed(linked, found)))
    return said


def not_held(linked: LinkedQuestion, decision: Decision) -> str:
    """Return that the database does not hold what is asked for, and what it does hold."""
    language = _language(linked)
    words = _WORDS[language]
    left = left_words(linked.question.text, _joined(linked, decision))
    said = [words["not_held"].format(_listed(linked, left))] if left else []
    tables = [decision.interpretation.composition.plan.subject] if decision.interpretation is not None else []
    for name in tables:
        table = linked.schema.tables[name]
        columns = [column_label(linked.schema, c.id, language) for c in table.columns[:_MOST_NAMED]]
        said.append(words["holds"].format(_capital(table_label(table, language)), _listed(linked, columns)))
    if not tables:
        names = [table_label(t, language) for t in list(linked.schema.tables.values())[:_MOST_NAMED]]
        said.append(words["tables"].format(_listed(linked, names)))
    return ("" if language == "zh" else " ").join(said)


def _assumed(linked: LinkedQuestion, assumption: str) -> str:
    """A sentence for `kind:what:...` of a composition."""
    language = _language(linked)
    kind, *parts = assumption.split(":")
    words = _WORDS[language]
    if kind == "tie":
        return words["tie"].format(parts[0])
    if kind == "date":
        return words["date"].format(_name(linked, parts[0]))
    if kind == "column":
        return words["column"].format(parts[2], _name(linked, parts[0]), _name(linked, parts[1]))
    if kind == "meaning":
        return words["meaning"].format(parts[1], _name(linked, parts[0]))
    return words["cents"].format(_name(linked, parts[0]), parts[1]) if kind == "cents" else ""


def _name(linked: LinkedQuestion, column: str) -> str:
    table, _, name = column.rpartition(".")
    known: ColumnId = (table, name)
    if table in linked.schema.tables and name in linked.schema.tables[table].by_name:
        return column_label(linked.schema, known, linked.question.language)
    if column in linked.schema.tables:
        return table_label(linked.schema.tables[column], linked.question.language)
    return column


def _joined(linked: LinkedQuestion, decision: Decision) -> list[tuple[int, int]]:
    """The stretches that are left over, neighbours as one: "driving licence"."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(decision.left):
        if found and not linked.question.text[found[-1][1] : start].strip():
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def _listed(linked: LinkedQuestion, names: list[str]) -> str:
    return ("、" if _language(linked) == "zh" else ", ").join(dict.fromkeys(names))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _language(linked: LinkedQuestion) -> str:
    return "zh" if linked.question.language == "zh" else "en"
