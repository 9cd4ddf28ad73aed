"""Which columns the words of a question mean that no condition uses."""

from chains.text2sql.generation.constants import MOST_FREE_COLUMNS
from chains.text2sql.generation.filters import ConditionSet
from chains.text2sql.linking.linked import LinkedQuestion
from chains.text2sql.linking.types import Mention
from chains.text2sql.schema.joins import direct


def free_mentions(linked: LinkedQuestion, target: str, chosen: ConditionSet) -> list[Mention]:
    """For each stretch of the question that no condition uses, the column it most likely means."""
    used = {c.column for c in chosen.conditions}
    by_place: dict[tuple[int, int], list[tuple[float, Mention]]] = {}
    for mention in linked.subjects.columns:
        if any(a < mention.end and mention.start < b for a, b in chosen.spans):
            continue
        score = mention.score
        if mention.table == target:
            score += 0.25
        elif not direct(linked.schema, mention.table, target):
            score -= 0.2
        score += 0.15 * _table_beside(linked, mention)
        if mention.id in used:
            score -= 0.25
        by_place.setdefault((mention.start, mention.end), []).append((score, mention))
    best = [max(group, key=lambda pair: (pair[0], pair[1].table == target)) for group in by_place.values()]
    best.sort(key=lambda pair: -pair[0])
    kept: list[Mention] = []
    for _, mention in best:
        if not any(a.start < mention.end and mention.start < a.end for a in kept) and mention.id not in {
            k.id for k in kept
        }:
            kept.append(mention)
    return kept[:MOST_FREE_COLUMNS]


def _table_beside(linked: LinkedQuestion, mention: Mention) -> float:
    """How sure the mention's own table is named next to it: "names of the singers"."""
    return max(
        (
            t.score
            for t in linked.subjects.of_table(mention.table)
            if -3 <= t.start - mention.end <= 16 or -3 <= mention.start - t.end <= 4
        ),
        default=0.0,
    )


def numeric_mentions(linked: LinkedQuestion, free: list[Mention]) -> list[Mention]:
    columns = [(m, linked.schema.column(m.id)) for m in free]
    return [m for m, c in columns if c.kind in ("number", "year", "time") and not c.is_id]
