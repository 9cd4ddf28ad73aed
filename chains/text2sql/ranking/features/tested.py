"""What the query tests, against the values, numbers and times of the question."""

from chains.text2sql.generation.filters import ConditionSet
from chains.text2sql.generation.ir import Query
from chains.text2sql.generation.projections import Shape
from chains.text2sql.ranking.evidence import Evidence
from chains.text2sql.ranking.features.values import FeatureValues


def add_tests(values: FeatureValues, evidence: Evidence, query: Query, shape: Shape, chosen: ConditionSet) -> None:
    values["all_of"] = float(bool(query.each))
    own = evidence.schema.tables[shape.target].own_name(evidence.question.language)
    if query.where:
        values["condition_in_target"] = sum(c.column[0] == shape.target for c in query.where) / len(query.where)
        values["condition_mean"] = chosen.score / max(1, len(chosen.spans))
    values["condition_total"] = chosen.score
    values["conditions"] = float(len({c.column for c in query.where}))
    values["unused_values"] = chosen.unused
    columns = [evidence.schema.column(c.column) for c in query.where]
    values["where_is_tested_twice"] = float(
        len(query.where) - len({(c.column, c.operator[:1] if c.start else "") for c in query.where})
    )
    values["condition_other_language"] = float(
        sum(c.language not in (None, evidence.question.language) for c in columns)
    )
    names = own is not None and any(c.column == own.id and c.operator == "=" for c in query.where)
    values["names_target"] = float(names)
    values["names_target_alone"] = float(names and not evidence.heads)
    values["without_done"] = float(query.without is not None)
    is_used = query.without is not None or any(c.operator in ("!=", "null", "not like") for c in query.where)
    values["not_left"] = float(evidence.question.has("not") and not is_used)
    values["without_tested"] = float(len(query.without_where))
    values["one_of"] = float(query.either)
    lists = any(c.operator == "in" for c in query.where)
    values["or_left"] = float(len(query.where) > 1 and evidence.has_choice and not query.either and not lists)
