"""What the query counts, adds up and averages."""

from chains.text2sql.generation.ir import Item, Query
from chains.text2sql.ranking.evidence import Evidence
from chains.text2sql.ranking.features.values import FeatureValues
from chains.text2sql.schema.kinds import counts_pieces, is_money
from chains.text2sql.schema.naming import split_name


def add_figures(values: FeatureValues, evidence: Evidence, query: Query) -> None:
    question = evidence.question
    items = [*query.select, *(i for i, _ in query.order), *([query.having_item] if query.having_item else [])]
    done = {i.aggregate for i in items if i.aggregate}
    for name in ("count", "sum", "avg"):
        said = question.has(name)
        values[f"{name}_said_done"] = float(said and name in done)
        values[f"{name}_said_not_done"] = float(said and name not in done)
        values[f"{name}_unsaid_done"] = float(not said and name in done)
    if "avg" not in done and any(c.average for c in query.where):
        values["avg_said_not_done"] = 0.0
    values["product_done"] = float(any(i.times for i in items))
    values["fanned"] = float(any(_is_fanned(query, i) for i in items))
    values["pieces_summed"] = float(
        any(i.aggregate == "sum" and i.column and counts_pieces(split_name(i.column[1])) for i in items)
    )
    sums_money = any(i.aggregate == "sum" and i.column and _is_money(i.column[1]) for i in items)
    values["money_left"] = float(question.has("money") and not sums_money)
    counted = [i for i in query.select if i.aggregate == "count"]
    values["count_distinct"] = float(any(i.distinct for i in counted)) * (1.0 if question.has("distinct") else -1.0)
    cues = question.cues_named("count")
    if cues:
        numeric = [
            m
            for m in evidence.strong_columns
            if evidence.schema.column(m.id).kind == "number"
            and not evidence.schema.column(m.id).is_id
            and any(-2 <= m.start - c.end <= 12 or (c.start < m.end and m.start < c.end) for c in cues)
        ]
        values["how_many_of_number"] = float(bool(numeric)) * (1.0 if "count" in done else -1.0)
    if evidence.measured_counts:
        is_shown = any(
            Item(m.id) in query.select or Item(m.id, "sum") in query.select for m in evidence.measured_counts
        )
        values["count_of_measured"] = 1.0 if is_shown else -1.0 if "count" in done else 0.0
    valued = [i for i in items if i.aggregate in ("sum", "avg", "min", "max") and i.column]
    if valued:
        cues = question.cues_named("sum", "avg", "max", "min")
        mentions = [evidence.mention_near(i.column, cues[0].start if cues else 0) for i in valued if i.column]
        values["aggregate_mean"] = sum(m.score if m else 0.0 for m in mentions) / len(valued)
        gaps = [abs(m.start - c.end) for m in mentions if m for c in cues]
        values["aggregate_nearness"] = 1.0 / (1.0 + min(gaps, default=80) / 8)


def _is_money(name: str) -> bool:
    return is_money(split_name(name))


def _is_fanned(query: Query, item: Item) -> bool:
    """Whether joins repeat the rows whose values are added up: a bill's total once for each of its lines."""
    if item.aggregate not in ("sum", "avg") or item.column is None or item.times is not None:
        return False
    return any(e.right[0] == item.column[0] for e in query.joins)
