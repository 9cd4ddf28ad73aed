"""What the query shows, against what the question asks to see."""

from chains.text2sql.generation.ir import Item, Query
from chains.text2sql.generation.projections import Shape
from chains.text2sql.ranking.evidence import Evidence
from chains.text2sql.ranking.features.values import FeatureValues


def add_shown(values: FeatureValues, evidence: Evidence, query: Query, shape: Shape) -> None:
    links, schema = evidence.links, evidence.schema
    target = schema.tables[shape.target]
    display = target.display(evidence.question.language).id
    plain = [i for i in query.select if i.column is not None and i.aggregate is None]
    mentioned = {m.id: m for m in shape.mentions}
    scores = [
        mentioned[i.column].score if i.column in mentioned else links.column_score(i.column) for i in plain if i.column
    ]
    is_listing = not query.group and all(i.aggregate is None for i in query.select)
    values["bias_list"] = float(is_listing)
    values["star"] = float(query.select == (Item(None),))
    whole = tuple(Item(c.id) for c in target.full_name)
    is_display = is_listing and query.select in ((Item(display),), whole)
    values["display_alone"] = float(is_display)
    if plain and not query.group:
        values["select_mean"] = sum(scores) / len(scores)
        values["select_weakest"] = min(scores)
        values["select_many"] = len(plain) - 1.0
        values["select_unsaid"] = float(sum(s < 0.3 for s, i in zip(scores, plain, strict=True) if i.column != display))
        values["select_measured"] = float(any(m.how == "measure" for m in shape.mentions if Item(m.id) in query.select))
    columns = [schema.column(i.column) for i in plain if i.column]
    tested = {c.column for c in query.where if c.operator == "="}
    values["select_is_key"] = float(sum(c.is_id and links.column_score(c.id) < 0.5 for c in columns))
    values["select_is_condition"] = float(sum(c.id in tested for c in columns))
    values["value_column_selected"] = float(sum(c.id in {w.column for w in query.where} for c in columns))
    values["select_other_language"] = float(sum(c.language not in (None, evidence.question.language) for c in columns))
    values["select_outside_target"] = float(sum(c.table != shape.target for c in columns)) if not query.group else 0.0
    extremes = evidence.extremes
    ordered = {i.column for i, _ in query.order}
    values["select_beside_extreme"] = float(
        any(
            -2 <= m.start - c.end <= 2 or -2 <= c.start - m.end <= 2
            for m in shape.mentions
            if Item(m.id) in query.select and m.id not in ordered
            for c in extremes
        )
    )
    if evidence.asked_columns:
        is_shown = any(i.column in evidence.asked_columns for i in query.select)
        values["asked_column_shown"] = float(is_shown)
        values["asked_column_missing"] = float(not is_shown)
    if evidence.asked_measures:
        is_shown = any(i.column in evidence.asked_measures for i in query.select)
        values["asked_measure_shown"] = float(is_shown)
        values["asked_measure_missing"] = float(not is_shown)
    if evidence.asked and not query.group:
        is_shown = any(i.column in evidence.shown_for_asked for i in plain)
        values["asked_shown"] = float(is_shown)
        values["asked_missing"] = 0.0 if is_shown else 0.5 if values["star"] else 1.0
        values["asked_aggregated"] = float(any(i.aggregate for i in query.select))
    values["select_of_others"] = float(sum(m.how == "table" and Item(m.id) in query.select for m in shape.mentions))
    values["name_in_part"] = float(
        any(c in query.select for c in whole)
        and not all(c in query.select for c in whole)
        and not any(m.score >= 0.9 and Item(m.id) in whole for m in shape.mentions)
    )
    if evidence.says_key:
        has_key = any(i.column and i.aggregate is None and schema.column(i.column).is_id for i in query.select)
        values["key_said_shown"] = float(has_key)
        values["key_said_missing"] = float(not has_key and not values["star"])
    values["select_said_share"] = sum(s >= 0.7 for s in scores) / max(1, len(evidence.strong_columns))
    values["select_is_order_key"] = float(any(c.id in ordered for c in columns))
    values["target_shown"] = float(any(c.table == shape.target for c in columns) or not columns)
    places = sorted(m.start for m in shape.mentions if Item(m.id) in query.select)
    if places and query.where and not query.group:
        first = min(c.start for c in query.where)
        before = sum(p < first for p in places) / len(places)
        # English says what it wants before the conditions, Chinese after
        values["select_before_conditions"] = before if evidence.question.language == "en" else 1 - before
    if len(places) > 1:
        span = places[-1] - places[0]
        values["select_contiguous"] = 1.0 if span < 18 * len(places) else -1.0
