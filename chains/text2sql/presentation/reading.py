"""Says in plain words how a query reads the question, so that a person can tell at a glance whether it was
understood.
"""

from chains.text2sql.generation.ir import Condition, Item, Query
from chains.text2sql.schema.graph import SchemaGraph
from chains.text2sql.schema.labels import column_label, table_label

AGGREGATES = {
    "en": {"count": "number of {}", "sum": "total {}", "avg": "average {}", "min": "lowest {}", "max": "highest {}"},
    "zh": {"count": "{}的数量", "sum": "{}合计", "avg": "平均{}", "min": "最小{}", "max": "最大{}"},
}
_PERIODS = {
    "en": {"year": "year of {}", "month": "month of {}", "day": "day of {}"},
    "zh": {"year": "{}的年份", "month": "{}的月份", "day": "{}的日期"},
}
_OPERATORS = {
    "en": {"=": "is", "!=": "is not", ">": "above", ">=": "at least", "<": "below", "<=": "at most",
           "between": "between", "in": "is one of", "like": "is like", "not like": "is not like",
           "null": "is empty", "not null": "is not empty"},
    "zh": {"=": "为", "!=": "不为", ">": "大于", ">=": "不小于", "<": "小于", "<=": "不大于", "between": "介于",
           "in": "属于", "like": "形如", "not like": "不形如",
           "null": "为空", "not null": "不为空"},
}  # fmt: skip


def reading_of(query: Query, schema: SchemaGraph, language: str) -> str:
    """Return one short phrase in `language` ("zh", otherwise English)."""
    lang = "zh" if language == "zh" else "en"
    zh = lang == "zh"
    shown = ("、" if zh else ", ").join(_item(i, query, schema, lang) for i in query.select)
    parts = [shown]
    namesakes = [t for t in query.tables if _has_namesake(t, schema)]
    if namesakes:
        # the same words name several tables: only their full names tell which one is meant
        parts.append(f"取自{'、'.join(namesakes)}" if zh else f"from {', '.join(namesakes)}")
    if query.where:
        joint = ("或" if zh else " or ") if query.either else ("，" if zh else " and ")
        tests = joint.join(_condition(c, schema, lang) for c in query.where)
        parts.append(f"条件：{tests}" if zh else f"where {tests}")
    if query.without is not None:
        other = table_label(schema.tables[query.without[0]], lang)
        inner = ("，" if zh else " and ").join(_condition(c, schema, lang) for c in query.without_where)
        if zh:
            parts.append(f"没有{inner}的{other}" if inner else f"没有{other}的")
        else:
            parts.append(f"without {other} where {inner}" if inner else f"without {other}")
    if query.group:
        keys = ("、" if zh else ", ").join(_item(i, query, schema, lang) for i in query.group[-1:])
        parts.append(f"按{keys}分组" if zh else f"for each {keys}")
    if query.having is not None and query.having_item is not None:
        left = _item(query.having_item, query, schema, lang)
        parts.append(f"{left}{_test(query.having, lang)}" if zh else f"with {left} {_test(query.having, lang)}")
    for item, descending in query.order:
        name = _item(item, query, schema, lang)
        if zh:
            parts.append(f"按{name}{'从大到小' if descending else '从小到大'}")
        else:
            parts.append(f"by {name}, {'highest' if descending else 'lowest'} first")
    if query.limit is not None:
        parts.append(f"取前{query.limit}行" if zh else f"the first {query.limit}")
    return ("；" if zh else "; ").join(parts)


def _has_namesake(table: str, schema: SchemaGraph) -> bool:
    bare = table.rpartition(".")[2]
    return any(other != table and other.rpartition(".")[2] == bare for other in schema.tables)


def _item(item: Item, query: Query, schema: SchemaGraph, lang: str) -> str:
    if item.column is None:
        name = table_label(schema.tables[query.tables[0]], lang)
    else:
        name = column_label(schema, item.column, lang)
    if item.period is not None:
        name = _PERIODS[lang][item.period].format(name)
    if item.times is not None:
        name = f"{name} × {column_label(schema, item.times, lang)}"
    if item.distinct:
        name = f"不同{name}" if lang == "zh" else f"different {name}"
    return AGGREGATES[lang][item.aggregate].format(name) if item.aggregate else name


def _condition(condition: Condition, schema: SchemaGraph, lang: str) -> str:
    name = column_label(schema, condition.column, lang)
    gap = "" if lang == "zh" else " "
    return f"{name}{gap}{_test(condition, lang)}"


def _test(condition: Condition, lang: str) -> str:
    if condition.average:
        above = condition.operator == ">"
        return ("高于平均" if above else "低于平均") if lang == "zh" else f"{'above' if above else 'below'} its average"
    values = [str(v) for v in condition.values]
    gap = "" if lang == "zh" else " "
    joined = (
        ("和" if lang == "zh" else " and ") if condition.operator == "between" else "、" if lang == "zh" else ", "
    ).join(values)
    return f"{_OPERATORS[lang][condition.operator]}{gap}{joined}".strip()


def headings(query: Query, schema: SchemaGraph, language: str, columns: list[str]) -> list[str]:
    """Return what to call the columns of the result, in the language;

    the database's names where everything is shown.
    """
    if len(query.select) != len(columns) or any(i.column is None and i.aggregate is None for i in query.select):
        by_name = {c.name: c.id for t in query.tables for c in schema.tables[t].columns}
        return [column_label(schema, by_name[n], language) if n in by_name else n for n in columns]
    return [_item(i, query, schema, "zh" if language == "zh" else "en") for i in query.select]
