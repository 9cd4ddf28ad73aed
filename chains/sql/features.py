"""What speaks for and against a query, as numbers that know no word of any language.

The same features serve English and Chinese questions, so weights learned on one language's questions rank the other's.
"""

from chains.sql.conditions import ConditionSet
from chains.sql.evidence import Evidence
from chains.sql.query import Item, Query
from chains.sql.schema import ColumnId
from chains.sql.shapes import Shape

FEATURES = (
    "select_mean", "select_weakest", "select_many", "display_alone", "star", "select_measured", "select_unsaid",
    "select_is_key", "select_is_condition", "select_other_language", "select_outside_target", "conditions",
    "condition_mean", "condition_total", "unused_values", "condition_other_language", "condition_in_target",
    "columns_left", "columns_left_share", "tables_left", "tables_unsaid", "joins", "guessed_joins", "target",
    "target_is_head", "target_second_head", "count_said_done", "count_said_not_done", "count_unsaid_done",
    "count_distinct", "sum_said_done", "sum_said_not_done", "sum_unsaid_done", "avg_said_done",
    "avg_said_not_done", "avg_unsaid_done", "extreme_as_aggregate", "extreme_as_order", "extreme_not_done",
    "extreme_unsaid_done", "extreme_on_count", "group_said_done", "group_said_not_done", "group_unsaid_done",
    "group_key", "group_key_beside_cue", "group_key_is_target", "distinct_said_done", "distinct_said_not_done",
    "distinct_unsaid_done", "order_said_done", "order_said_not_done", "order_unsaid_done", "order_key",
    "order_key_nearness", "order_key_measured", "limit_said", "having_done", "aggregate_mean",
    "aggregate_nearness", "without_done", "not_left", "value_column_selected", "how_many_of_number",
    "group_shows_measure", "aggregate_with_group_unsaid", "select_beside_extreme", "order_key_is_weaker",
    "select_is_order_key", "target_shown", "group_key_outside", "where_is_tested_twice",
    "select_before_conditions", "select_contiguous", "bias_list", "asked_shown", "asked_missing", "asked_aggregated",
    "names_target", "names_target_alone", "count_of_measured", "idle_tables", "asked_measure_shown",
    "asked_measure_missing", "asked_column_shown", "asked_column_missing", "select_of_others", "name_in_part", "all_of",
)  # fmt: skip


def features(evidence: Evidence, query: Query, shape: Shape, chosen: ConditionSet) -> tuple[float, ...]:
    """Return one value per name in FEATURES."""
    values: dict[str, float] = {}
    _selected(values, evidence, query, shape)
    _conditions(values, evidence, query, shape, chosen)
    _coverage(values, evidence, query, shape, chosen)
    _aggregates(values, evidence, query)
    _groups(values, evidence, query, shape)
    _orders(values, evidence, query, chosen)
    return tuple(values.get(name, 0.0) for name in FEATURES)


def _selected(values: dict[str, float], evidence: Evidence, query: Query, shape: Shape) -> None:
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


def _conditions(values: dict[str, float], evidence: Evidence, query: Query, shape: Shape, chosen: ConditionSet) -> None:
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
    is_used = query.without is not None or any(c.operator in ("!=", "null") for c in query.where)
    values["not_left"] = float(evidence.question.has("not") and not is_used)


def _coverage(values: dict[str, float], evidence: Evidence, query: Query, shape: Shape, chosen: ConditionSet) -> None:
    links, schema = evidence.links, evidence.schema
    items = [*query.select, *query.group, *(i for i, _ in query.order)]
    used = {i.column for i in items if i.column} | {c.column for c in query.where} | {c.column for c, _ in query.each}
    named = {schema.column(c).name for c in used}
    left = [
        m
        for m in evidence.strong_columns
        if m.id not in used
        and m.column not in named
        and not any(a < m.end and m.start < b for a, b in chosen.spans)
        and not any(
            o.id in used and o.start < m.end and m.start < o.end and o.score >= m.score - 0.1 for o in links.columns
        )
    ]
    values["columns_left"] = float(len(left))
    values["columns_left_share"] = len(left) / max(1, len(evidence.strong_columns))
    tables = set(query.tables) | ({query.without[0]} if query.without else set())
    covered = [m for m in evidence.strong_tables if m.table in tables]
    values["tables_left"] = float(
        sum(
            m.table not in tables and not any(c.start <= m.start and m.end <= c.end for c in covered)
            for m in evidence.strong_tables
        )
    )
    by_column = {c[0] for c in used if links.column_score(c) >= 0.6} | {c.column[0] for c in query.where}
    values["tables_unsaid"] = float(sum(links.table_score(t) < 0.5 and t not in by_column for t in query.tables))
    values["joins"] = float(len(query.joins))
    values["guessed_joins"] = float(sum(e.is_guess for e in query.joins))
    values["target"] = links.table_score(shape.target)
    values["idle_tables"] = float(_idle_tables(query, shape, used))
    values["target_is_head"] = float(evidence.heads[:1] == [shape.target])
    values["target_second_head"] = float(evidence.heads[1:2] == [shape.target])


def _idle_tables(query: Query, shape: Shape, used: set[ColumnId]) -> int:
    """How many tables at an end of the joins give nothing that the table beside them does not hold."""
    counts = any(i.aggregate == "count" for i in (*query.select, *(i for i, _ in query.order)))
    counts = counts or (query.having_item is not None and query.having_item.aggregate == "count")
    ends = [t for t in query.tables if sum(t in (e.left[0], e.right[0]) for e in query.joins) == 1]
    keys = {column for edge in query.joins for column in (edge.left, edge.right)}
    return sum(not (counts and t == shape.target) and all(c in keys for c in used if c[0] == t) for t in ends)


def _aggregates(values: dict[str, float], evidence: Evidence, query: Query) -> None:
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


def _groups(values: dict[str, float], evidence: Evidence, query: Query, shape: Shape) -> None:
    said = evidence.question.cues_named("group")
    values["group_said_done"] = float(bool(said) and bool(query.group))
    values["group_said_not_done"] = float(bool(said) and not query.group)
    values["group_unsaid_done"] = float(not said and bool(query.group))
    if not query.group:
        return
    key = query.group[0]
    mention = shape.mentions[0] if shape.mentions else None
    values["group_key"] = mention.score if mention else 0.0
    if mention and said:
        reach = 2 if evidence.question.language == "zh" else 8
        values["group_key_beside_cue"] = float(any(-3 <= mention.start - c.end <= reach for c in said))
    values["group_key_outside"] = float(key.column is not None and _group_evidence(evidence, query, shape.target) < 0.3)
    values["group_key_is_target"] = float(key.column is not None and key.column[0] == shape.target)
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


def _orders(values: dict[str, float], evidence: Evidence, query: Query, chosen: ConditionSet) -> None:
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
