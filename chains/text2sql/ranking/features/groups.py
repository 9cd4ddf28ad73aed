"""What the query has one row for."""

from chains.text2sql.generation.ir import Query
from chains.text2sql.generation.projections import Shape
from chains.text2sql.ranking.evidence import Evidence
from chains.text2sql.ranking.features.values import FeatureValues
from chains.text2sql.schema.columns import ColumnId


def add_groups(values: FeatureValues, evidence: Evidence, query: Query, shape: Shape) -> None:
    said = evidence.question.cues_named("group")
    values["group_said_done"] = float(bool(said) and bool(query.group))
    values["group_said_not_done"] = float(bool(said) and not query.group)
    values["group_unsaid_done"] = float(not said and bool(query.group))
    if not query.group:
        return
    values["group_by_period"] = float(any(i.period for i in query.group))
    values["group_key_is_amount"] = float(
        any(i.column and not i.period and _is_amount(evidence, i.column) for i in query.group)
    )
    values["group_shows_key"] = float(any(i.column and evidence.schema.column(i.column).is_id for i in query.select))
    values["distinct_count_in_group"] = float(any(i.aggregate == "count" and i.distinct for i in query.select))
    key = query.group[0]
    mention = shape.mentions[0] if shape.mentions else None
    values["group_key"] = mention.score if mention else 0.0
    if mention and said:
        reach = 2 if evidence.question.language == "zh" else 8
        values["group_key_beside_cue"] = float(any(-3 <= mention.start - c.end <= reach for c in said))
    values["group_key_outside"] = float(key.column is not None and _group_evidence(evidence, query, shape.target) < 0.3)
    values["group_key_is_target"] = float(key.column is not None and key.column[0] == shape.target)
    if evidence.wants_report:
        has_figure = any(i.aggregate for i in query.select)
        values["report_figure"] = float(has_figure)
        values["report_without_figure"] = float(not has_figure)
    values["group_shows_measure"] = float(any(i.aggregate for i in query.select))
    values["aggregate_with_group_unsaid"] = float(
        any(i.aggregate for i in query.select) and not evidence.question.has("count", "sum", "avg", "max", "min")
    )


def _group_evidence(evidence: Evidence, query: Query, target: str) -> float:
    """How sure the question names what is grouped by: its column, or another table whose rows are the groups."""
    links = evidence.links
    columns = [i.column for i in query.group if i.column and i.period is None]
    scores = [max(links.column_score(c), links.table_score(c[0]) if c[0] != target else 0.0) for c in columns]
    return max(scores, default=1.0)


def _is_amount(evidence: Evidence, column: ColumnId) -> bool:
    view = evidence.schema.column(column)
    return view.kind == "number" and not view.is_id
