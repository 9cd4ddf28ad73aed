"""In which order the query puts its rows, and how many of them it takes."""

from chains.text2sql.generation.filters import ConditionSet
from chains.text2sql.generation.ir import Query
from chains.text2sql.ranking.evidence import Evidence
from chains.text2sql.ranking.features.values import FeatureValues


def add_orders(values: FeatureValues, evidence: Evidence, query: Query, chosen: ConditionSet) -> None:
    question = evidence.question
    aggregates = {i.aggregate for i in query.select}
    extremes = evidence.extremes
    as_aggregate = bool({"max", "min"} & aggregates)
    as_order = bool(query.order) and query.limit is not None
    values["extreme_as_aggregate"] = float(bool(extremes) and as_aggregate)
    values["extreme_as_order"] = float(bool(extremes) and as_order)
    values["extreme_not_done"] = float(bool(extremes) and not as_aggregate and not as_order)
    values["extreme_unsaid_done"] = float(not extremes and (as_aggregate or as_order))
    values["extreme_on_count"] = float(as_order and query.order[0][0].aggregate == "count")
    said = question.has("order", "ascending", "descending")
    sorts = bool(query.order) and query.limit is None
    values["order_said_done"] = float(said and bool(query.order))
    values["order_said_not_done"] = float(said and not query.order)
    values["order_unsaid_done"] = float(not said and sorts)
    values["distinct_said_done"] = float(question.has("distinct") and query.distinct)
    counted = any(i.distinct for i in query.select)
    values["distinct_said_not_done"] = float(
        question.has("distinct") and not query.distinct and not counted and not query.group
    )
    values["distinct_unsaid_done"] = float(not question.has("distinct") and query.distinct)
    values["limit_said"] = float(chosen.limit is not None)
    values["having_done"] = float(query.having is not None)
    if query.order:
        item = query.order[0][0]
        cues = question.cues_named("max", "min", "recent", "order", "ascending", "descending")
        mention = evidence.mention_near(item.column, cues[0].start if cues else 0) if item.column else None
        values["order_key"] = mention.score if mention else 0.0
        rivals = [
            m.score
            for m in evidence.links.columns
            for c in cues
            if -3 <= m.start - c.end <= 12 and evidence.schema.column(m.id).kind in ("number", "year", "time")
        ]
        values["order_key_is_weaker"] = max(0.0, max(rivals, default=0.0) - values["order_key"]) if item.column else 0.0
        values["order_key_measured"] = float(mention is not None and mention.how == "measure")
        gaps = [max(0, mention.start - c.end, c.start - mention.end) for c in cues] if mention else []
        values["order_key_nearness"] = 1.0 / (1.0 + min(gaps, default=80) / 6)
