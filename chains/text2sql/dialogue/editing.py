"""A follow-up as edits of the question before, said again as one question."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from chains.text2sql.composition.compose import Composition
from chains.text2sql.dialogue.applying import edited
from chains.text2sql.dialogue.completing import bodies_of
from chains.text2sql.dialogue.fragment_edits import Reading, readings
from chains.text2sql.dialogue.fragments import Fragment
from chains.text2sql.dialogue.labels import labels_of
from chains.text2sql.dialogue.lone_words import Following, drops_conditions
from chains.text2sql.dialogue.query_state import Ordering, QueryState, state_of
from chains.text2sql.dialogue.understanding import Read, Reader
from chains.text2sql.execution.constants import MOST_COST
from chains.text2sql.generation.plan import Attribute

_IDEOGRAPH = re.compile(r"[\u3400-\u9fff]")
_ENGLISH_WORD = re.compile(r"[A-Za-z]{2,}")
_BARE_COUNT = re.compile(
    r"how many (?:are|were|is|was|have|had|do|did)\b|有?(?:多少|几)[个名位条座次张笔家台人]?(?:是|在)", re.IGNORECASE
)
_SHOWS = re.compile(r"(?:show|list|give)\b|显示|列出", re.IGNORECASE)
_GROUPS = re.compile(r"(?:grouped |broken down )?(?:by|per|for each|for every|each|every)\b|[按每各分]", re.IGNORECASE)


@dataclass(frozen=True)
class _Before:
    """The question before with what it asks for."""

    read: Read
    composition: Composition
    state: QueryState


def edited_question(said: Fragment, previous: str, reader: Reader, *, leans: bool = True) -> str | None:
    """Return the question that the follow-up asks, None where it or the question before is not understood whole,

    or where it stands alone. Without `leans` its words alone do not tell that it follows up: then one that names a
    subject, or asks a whole question, stands alone.
    """
    if not said.body:
        return None
    before = _understood(reader.read(previous))
    if before is None or (said.points_at_one_alone and not _is_about_one(before.state, said)):
        return None
    language = _language(said.text, before.read)
    for body in bodies_of(said.body, before.state, before.read.interpreter.ground, reader.today):
        following = Following(replace(said, body=body), reader.read(body, language), before.state)
        if not drops_conditions(body) and _stands_alone(following, leans=leans):
            return None
        for reading in readings(following):
            question = _worded(reading, following, before, reader, language)
            if question is not None:
                return question
    return None


def _understood(read: Read) -> _Before | None:
    composition = read.composition()
    if composition is None or not composition.is_complete or composition.cost > MOST_COST:
        return None
    state = state_of(composition.plan, read.interpreter.ground)
    return _Before(read, composition, state) if state is not None else None


def _is_about_one(state: QueryState, said: Fragment) -> bool:
    """Whether "it" is the row that the question before asked for: the longest line."""
    return state.lists_rows and state.limit == 1 and not said.points_at_a_place


def _worded(reading: Reading, following: Following, before: _Before, reader: Reader, language: str) -> str | None:
    """The state after the edits as a question; the one before where nothing changes."""
    after = edited(before.state, reading.edits, following.ground)
    if after is None:
        return None
    if after.same_as(before.state):
        return before.read.text
    new = reading.composition.plan if reading.composition is not None else None
    labels = labels_of(
        following.ground,
        language,
        [
            (following.read.text, following.read.linked.links, new),
            (before.read.text, before.read.linked.links, before.composition.plan),
        ],
    )
    worded = (reader.worded(state, labels) for state in _ways(after))
    return next((question for question in worded if question is not None), None)


def _ways(state: QueryState) -> Iterator[QueryState]:
    """The state, and for the highest value alone the row that has it."""
    yield state
    if len(state.measures) != 1 or state.measures[0].function not in ("max", "min") or state.shares:
        return
    attribute, keys = state.measures[0].attribute, tuple(k for k in state.group if isinstance(k, Attribute))
    if attribute is None or state.order is not None or len(keys) < len(state.group):
        return
    rows = QueryState(state.subject, state.filters, order=Ordering(attribute, state.measures[0].function == "max"))
    yield replace(rows, columns=(attribute,), best_of=keys) if keys else replace(rows, limit=1)


def _stands_alone(following: Following, *, leans: bool) -> bool:
    """Whether the follow-up asks a whole question: with a subject of its own and no word that leads back."""
    said, new, state = following.said, following.read, following.state
    if said.leads or said.restricts or said.points_at_rows or said.chooses:
        return False
    if not said.asks and _GROUPS.match(said.body):
        return False
    made = new.composition()
    if made is None:
        return False
    names_subject = any(m.table == made.plan.subject for m in new.linked.links.tables)
    if leans:
        return said.asks and names_subject
    if names_subject or not said.asks or not made.is_complete:
        return names_subject
    shows_more = _SHOWS.match(said.body) is not None and state.lists_rows and made.plan.subject == state.subject
    return _BARE_COUNT.match(said.body) is None and not shows_more


def _language(text: str, before: Read) -> str:
    """The language of the follow-up; that of the question before for a bare number or name."""
    if _IDEOGRAPH.search(text):
        return "zh"
    if len(_ENGLISH_WORD.findall(text)) > 1:
        return "en"
    return before.linked.question.language
