"""Tries the covers of a question around each table that it may be about, and returns the best compositions."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from chains.text2sql.composition.atoms import Atom, Cover, Kind, Span, atoms_of, covers
from chains.text2sql.composition.conditions.comparing import comparisons_with_average, comparisons_with_rows, lateness
from chains.text2sql.composition.conditions.filtering import filters
from chains.text2sql.composition.conditions.flagging import deadlines, flags
from chains.text2sql.composition.conditions.relating import entities
from chains.text2sql.composition.conditions.texts import texts
from chains.text2sql.composition.conditions.timing import recurring, times
from chains.text2sql.composition.constants import (
    COST_LEFT_IDEOGRAPH,
    DROPS_NONE,
    EITHER_OF_BOTH,
    MOST_COMPOSITIONS,
    MOST_SUBJECTS,
    TIE,
)
from chains.text2sql.composition.draft import Draft
from chains.text2sql.composition.extremes import order_of
from chains.text2sql.composition.ground import Ground
from chains.text2sql.composition.grouping import groups_of
from chains.text2sql.composition.measures import measures_of
from chains.text2sql.composition.negation import NEGATIONS, mark_negations
from chains.text2sql.composition.output import finish
from chains.text2sql.composition.roles import role_mentions, verb_mentions
from chains.text2sql.composition.subjects import subjects_of
from chains.text2sql.generation.plan import Attribute, Condition, Filter, Plan, Related
from chains.text2sql.linking.filters import FilterOption, Test, Within
from chains.text2sql.linking.types import Links, Mention
from chains.text2sql.protocols import Cell
from chains.text2sql.schema.columns import ColumnId
from chains.text2sql.schema.paths import Path
from knowledge.language.period_cues import period_cues

_COURTESIES = ("list", "which", "who", "exists", "person", "generic", "and", "both", "including_none")
_VERB = re.compile(r"(?![a-z]+(?:er|est)$)[a-z]{3,14}|[\u3400-\u9fff]{1,2}")
_HELPERS = frozenset(("", "who", "that", "which", "do", "does", "did", "can", "will", "的", "都", "是", "能"))
_PERFECT = frozenset(("have", "has", "had", "who have", "who has", "that have", "are", "is", "were", "was"))
_BETWEEN = frozenset("of the a an for in and".split())
_NEAR = 5
_HEAVY = 2.0
"""What it costs to leave over a negation, beyond the word itself: the answer would be the opposite."""


@dataclass(frozen=True)
class Composition:
    """A plan, what it leaves over of the question, what it took for granted, and its cost (less is surer).

    `lists_rows` says that whole rows are shown because no column was asked for; `asked` are the columns that were.
    """

    plan: Plan
    left: tuple[Span, ...]
    assumed: tuple[str, ...]
    cost: float
    lists_rows: bool = False
    asked: tuple[Attribute, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether every word is stood for."""
        return not self.left


def compose(
    ground: Ground, links: Links, options: Sequence[FilterOption], about: str | None = None
) -> list[Composition]:
    """Return compositions, the surest first; empty when no table is spoken of.

    With `about`, the question is taken to be about that table, as what follows up another question is.
    """
    named = links.columns
    found: dict[Plan, Composition] = {}
    for cover in covers_of(ground, links, options):
        subjects = [(about, 0.0)] if about is not None else subjects_of(ground, cover)[:MOST_SUBJECTS]
        for subject, doubt in subjects:
            made = _compose(Draft(ground, cover, subject, named, doubt=doubt))
            if made is not None and (made.plan not in found or made.cost < found[made.plan].cost):
                found[made.plan] = made
    return sorted(found.values(), key=lambda c: c.cost)[:MOST_COMPOSITIONS]


def _roles(ground: Ground) -> list[Mention]:
    return [*role_mentions(ground.question, ground.schema), *verb_mentions(ground.question, ground.schema)]


def _side_by_side(ground: Ground, links: Links) -> Links:
    """The links without names whose words have others in between: "members without skills" names no member_skills."""

    def is_whole(mention: Mention) -> bool:
        said = [w for w in ground.question.words if mention.start <= w.start and w.end <= mention.end]
        if mention.how != "name" or len(said) < 2 or not all(w.stem.isascii() for w in said):
            return True
        thing = ground.table(mention.table) if mention.column is None else ground.column(mention.id)
        known = {s for alias in thing.aliases for s in alias.stems} | _BETWEEN
        return all(w.stem in known or ground.question.text[w.start : w.end].casefold() in _BETWEEN for w in said)

    return Links(
        tuple(m for m in links.tables if is_whole(m)), tuple(m for m in links.columns if is_whole(m))
    )  # fmt: skip


def covers_of(ground: Ground, links: Links, options: Sequence[FilterOption]) -> list[Cover]:
    """Return the cheapest ways to cut the question into atoms."""
    text = ground.question.text
    near = _side_by_side(ground, links)
    return covers(text, atoms_of(ground.question, near, options, period_cues(text), _roles(ground)))


def _compose(draft: Draft) -> Composition | None:
    draft.names_subject = draft.subject in draft.named_tables
    mark_negations(draft)
    comparisons_with_average(draft)
    deadlines(draft)
    lateness(draft)
    groups = groups_of(draft)
    order = order_of(draft)
    if order is None or order.is_sorting:
        draft.doubt += sum(DROPS_NONE for g in groups if g.keeps_none and g.entity != draft.subject)
    shares = draft.cue("share")
    draft.use(*shares)
    texts(draft)
    measures = measures_of(draft, groups)
    comparisons_with_rows(draft)
    counted = [m.through[-1].there[0] for m in measures if m.through]
    entities(draft, [*counted, *([order.counted] if order is not None and order.counted else [])])
    times(draft, groups, next((m.through for m in measures if m.through), ()))
    recurring(draft)
    filters(draft)
    flags(draft)
    if draft.cue("both") and any(_is_either(f) for f in draft.filters):
        draft.doubt += EITHER_OF_BOTH
    plan = finish(draft, groups, order, bool(shares), measures)
    if plan is None or _is_impossible(plan.filters):
        return None
    draft.use(*draft.cue(*_COURTESIES))
    left = [
        atom
        for i, atom in enumerate(draft.atoms)
        if i not in draft.used and not any(a <= atom.start and atom.end <= b for a, b in draft.taken)
    ]
    cost = draft.cover.cost + draft.doubt + sum(_weight(draft, a) for a in left)
    _say_what_came_near(draft)
    free = [s for s in draft.cover.left if not any(a <= s[0] and s[1] <= b for a, b in draft.taken)]
    cost -= sum(_price(draft, s) for s in draft.cover.left if s not in free)
    spans = sorted({*[a.span for a in left], *free})
    tie = _tie(draft, spans) if not left else None
    if tie is not None:
        draft.assumed.append(f"tie:{draft.ground.question.text[tie[0] : tie[1]]}")
        spans, cost = [], cost - 1.0 + TIE
    return Composition(plan, tuple(spans), tuple(draft.assumed), round(cost, 4), draft.lists_rows, tuple(draft.asked))


def _is_either(condition: Condition) -> bool:
    test = condition.test if isinstance(condition, Filter) else None
    return isinstance(test, Test) and test.operator == "in" and len(test.values) > 1


def _is_impossible(conditions: Sequence[Condition]) -> bool:
    """Whether a column would need two values at once."""
    wanted: dict[tuple[Path, ColumnId], set[Cell]] = {}
    for condition in conditions:
        if isinstance(condition, Related) and not condition.negated and _is_impossible(condition.filters):
            return True
        if not isinstance(condition, Filter) or condition.negated or isinstance(condition.test, Within):
            continue
        if condition.test.operator in ("=", "in"):
            key, values = (condition.path, condition.test.column), set(condition.test.values)
            if key in wanted and not wanted[key] & values:
                return True
            wanted[key] = wanted.get(key, values) & values
    return False


def _price(draft: Draft, span: Span) -> float:
    """What it costs to leave a stretch over."""
    text = draft.ground.question.text[span[0] : span[1]]
    return COST_LEFT_IDEOGRAPH * len(text) if "\u3400" <= text[0] <= "\u9fff" else 1.0


def _tie(draft: Draft, left: Sequence[Span]) -> Span | None:
    """The one word that is left over, where it can only tie the subject to what stands behind it: "speak" German."""
    if len(left) != 1:
        return None
    start, end = left[0]
    text = draft.ground.question.text
    behind = next((i for i, a in enumerate(draft.atoms) if a.start >= end), None)
    before = next((i for i in range(len(draft.atoms) - 1, -1, -1) if draft.atoms[i].end <= start), None)
    if behind is None or before is None or not _VERB.fullmatch(text[start:end]):
        return None
    is_near = len(text[end : draft.atoms[behind].start].strip()) <= _NEAR and behind in draft.used
    is_object = draft.kind(behind) in (Kind.FILTER, Kind.TABLE)
    gap = text[draft.atoms[before].end : start].strip().casefold()
    is_verb = gap in _HELPERS or (gap in _PERFECT and text[start:end].endswith(("ed", "en")))
    is_subject = draft.kind(before) is Kind.TABLE or draft.atoms[before].is_cue("who", "not", "no", "person")
    is_subject = is_subject and is_verb
    return (start, end) if is_near and is_object and is_subject else None


def _say_what_came_near(draft: Draft) -> None:
    """Words that were read as a name only because they come near it in meaning are said."""
    for i in sorted(draft.used):
        mentions = (*draft.atoms[i].columns, *draft.atoms[i].tables)
        if mentions and all(m.how == "meaning" for m in mentions):
            name = f"{mentions[0].table}.{mentions[0].column}" if mentions[0].column else mentions[0].table
            draft.assumed.append(f"meaning:{name}:{draft.said(i)}")


def _weight(draft: Draft, atom: Atom) -> float:
    text = draft.ground.question.text[atom.start : atom.end]
    words = 0.5 * len(text) if "\u3400" <= text[0] <= "\u9fff" else max(1.0, float(len(text.split())))
    return words + (_HEAVY if atom.is_cue(*NEGATIONS) or atom.kind in (Kind.FILTER, Kind.TIME, Kind.NUMBER) else 0.0)


def left_words(text: str, spans: Iterable[Span]) -> list[str]:
    """Return the words of the stretches as the question has them."""
    return [text[a:b].strip() for a, b in spans if text[a:b].strip()]


__all__ = ["Composition", "Cover", "compose", "covers_of", "left_words"]
