"""Makes a question of a fragment: after "outages in 2023", "and in 2024?" asks for the outages in 2024.

The question before is carried whole, and what the fragment says takes the place of its like: a value of one of its
column, a table of a table, a year of a year. What has no like is a further condition. A fragment with a question of
its own takes over the conditions that it does not speak of itself.
"""

import datetime as dt
import re

from chains.text2sql.analysis.cues import CueName
from chains.text2sql.dialogue.carried import END, conditions, named_in, subject
from chains.text2sql.dialogue.constants import LONGEST_FRAGMENT, NAMED_COLUMN
from chains.text2sql.dialogue.editing import edited_question
from chains.text2sql.dialogue.fragments import (
    Fragment,
    grouping,
    naming_kind,
    naming_one,
    read_fragment,
    sorting,
    without_pointing,
    years_away,
)
from chains.text2sql.dialogue.replacing import replace_aggregate, replace_rank, shift_years
from chains.text2sql.dialogue.swaps import swapped
from chains.text2sql.dialogue.understanding import Reader
from chains.text2sql.linking.said import Said, read_said
from chains.text2sql.protocols import Database
from knowledge.language.embedding import Embed

_APPENDED = re.compile(
    r"^(?:in|for|of|at|on|from|with|by|during|to|that|which|longer|more|less|above|below|over|under|built|made"
    r"|\w+ed)\b",
    re.I,
)
_PER = re.compile(r"\b(?:each|every|per|by)\s+|各种|各个|各类|每个|各|每", re.IGNORECASE)
_IMPERATIVE = re.compile(r"(?:请)?(?:帮我)?(?:列出|显示|查一下|查询|查找|找出)?")
_COMPARISONS: tuple[CueName, ...] = ("above", "below", "at_least", "at_most", "between")


def resolve_followup(
    fragment: str,
    previous_question: str,
    database: Database | None = None,
    today: dt.date | None = None,
    previous_answer: str = "",
    embed: Embed | None = None,
) -> str:
    """Return the question that `fragment` asks in the light of the one before;

    the fragment itself when it stands alone.

    With the `database` that the question before was asked of, a value replaces one of the same column and a table or
    column its like; without it a capitalised name replaces a capitalised name, and a place a place. "It" and "there"
    are what the `previous_answer` names, where that is one value of the database.
    """
    if not previous_question.strip() or len(fragment) > LONGEST_FRAGMENT:
        return fragment
    said = read_fragment(fragment)
    if database is not None:
        question = edited_question(said, previous_question, Reader(database, embed, today))
        if question is not None:
            return question
    new, old = read_said(said.body, database, today), read_said(previous_question, database, today)
    if said.points_at_rows or said.points_at_one or said.chooses:
        pointed = sorting(said.body) is None and _pointed(said, new, old, database, previous_answer)
        if pointed:
            return pointed
    if not said.body:
        return previous_question
    if said.asks and not said.leads and not said.restricts:
        return (
            fragment if new.table or len(said.body) > 16 else _about_the_same(said, new, old, database, previous_answer)
        )
    return _edited(said, new, old, database, previous_answer)


def edit_question(
    fragment: str, previous_question: str, database: Database, embed: Embed | None = None, today: dt.date | None = None
) -> str | None:
    """Return the question that a fragment asks which no word of its own ties to the one before: "as a percentage";

    None where it stands alone or is not understood.
    """
    if not previous_question.strip() or len(fragment) > LONGEST_FRAGMENT:
        return None
    return edited_question(read_fragment(fragment), previous_question, Reader(database, embed, today), leans=False)


def _edited(said: Fragment, new: Said, old: Said, database: Database | None, answer: str) -> str:
    order = sorting(said.body)
    if order is not None:
        return END.sub("", old.text) + order + ("。" if old.question.language == "zh" else ".")
    shift = years_away(said.body)
    if shift and old.question.times:
        return shift_years(old.text, shift)
    group = grouping(said.body)
    if group is not None and (regrouped := _regrouped(group, old)) is not None:
        return regrouped
    figure = _other_figure(said, new, old, database, answer)
    if figure is not None:
        return figure
    replaced = swapped(said, new, old, database)
    if replaced is not None:
        return replaced
    return _with_conditions(said.body, new, old) if said.asks else _narrowed(said, new, old)


def _other_figure(said: Fragment, new: Said, old: Said, database: Database | None, answer: str) -> str | None:
    """Another column of what was asked about: "and the total capacity?", "装机容量呢？"."""
    named = [m for m in new.links.columns if m.how == "name" and m.score >= NAMED_COLUMN and not new.in_value(m)]
    if said.restricts or not named or new.values or new.question.times:
        return None
    zh = old.question.language == "zh"
    entity = named_in(old, database, answer)
    if entity is not None and not said.asks:
        return f"{entity}的{said.body}是多少？" if zh else f"What is {_definite(said.body)} of {entity}?"
    if said.asks or not old.noun or not new.question.has("avg", "sum", "max", "min"):
        return None
    if replace_aggregate(said.body, old.text) is not None or replace_rank(said.body, old.text) is not None:
        return None
    before, behind = conditions(new, old)
    if zh:
        return f"{''.join(before)}{old.noun}的{said.body}是多少？"
    return " ".join([f"What is {_definite(said.body)} of", *before, old.noun, *behind]) + "?"


def _definite(body: str) -> str:
    return body if body.casefold().startswith("the ") else f"the {body}"


def _regrouped(group: str, old: Said) -> str | None:
    """The question before, counted by something else; what is counted stays named."""
    per = _PER.search(old.text)
    zh = old.question.language == "zh"
    if per is None:
        if not zh:
            return f"{END.sub('', old.text)} for each {group}?"
        start = max((t.stop for t in old.question.times if t.start == 0), default=0)
        return f"{old.text[:start]}各{group}{old.text[start:]}"
    known = [m for m in (*old.links.tables, *old.links.columns) if per.end() <= m.start <= per.end() + 1]
    end = max((m.end for m in known), default=0)
    if not end:
        word = re.compile(r"[A-Za-z]+|[\u3400-\u9fff]{2}").match(old.text, per.end())
        end = word.end() if word else per.end()
    regrouped = old.text[: per.start()] + ("各" if zh else per.group()) + group
    if old.noun and old.noun not in regrouped + old.text[end:]:
        regrouped += old.noun if zh else f" {old.noun}"
    return regrouped + old.text[end:]


def _narrowed(said: Fragment, new: Said, old: Said) -> str:
    """The question before under one more condition."""
    body, rest = END.sub("", old.text), said.body
    if new.table and old.table and new.table.table == old.table.table:
        rest = (rest[: new.table.start] + rest[new.table.end :]).strip() or rest
    if old.question.language == "zh":
        if old.table is None or (new.question.times and not said.restricts):
            return f"{rest}{body}？"
        opening = _IMPERATIVE.match(old.text) if old.question.has(*_COMPARISONS) else None
        start = opening.end() if opening else old.table.start
        return f"{old.text[:start]}{rest.removesuffix('的')}的{old.text[start:]}"
    if re.fullmatch(r"(?:19|20)\d\d", rest):
        rest = f"in {rest}"
    if old.table is None or _APPENDED.match(rest) or not said.restricts:
        return f"{body} {rest}?"
    return f"{old.text[: old.table.start]}{rest} {old.text[old.table.start :]}"


def _with_conditions(body: str, new: Said, old: Said) -> str:
    """A fragment that asks something itself, under the conditions of the question before that it does not speak of."""
    before, behind = conditions(new, old)
    if old.question.language == "zh":
        question = "".join(before) + body
        return (
            question if new.question.has("count") or re.search(r"多少|哪|几|谁|什么", body) else f"{question}是多少？"
        )
    return " ".join([END.sub("", body), *(f"for {each}" for each in before), *behind]) + "?"


def _pointed(said: Fragment, new: Said, old: Said, database: Database | None, answer: str) -> str | None:
    """The fragment with what it points at named: those rows, or the one thing that was asked about."""
    zh = old.question.language == "zh"
    if said.chooses and old.noun:
        return _with_conditions(naming_kind(said.body, _singular(old.noun)), new, old)
    if said.points_at_rows and old.noun:
        before, behind = conditions(new, old)
        if zh:
            return f"{''.join(before)}{without_pointing(said.body, old.noun)}？"
        body = without_pointing(said.body, " ".join([*before, old.noun]))
        return " ".join([END.sub("", body), *behind]) + "?"
    if said.points_at_one:
        entity = subject(old, database, answer)
        return naming_one(said.body, entity) + ("？" if zh else "?") if entity else None
    return None


def _about_the_same(said: Fragment, new: Said, old: Said, database: Database | None, answer: str) -> str:
    """A short question that names nothing: 有多长？ after the longest line."""
    if new.question.language != "zh" or new.values or database is None:
        return said.text
    entity = subject(old, database, answer)
    return f"{entity}{said.body}？" if entity else said.text


def _singular(noun: str) -> str:
    return noun[:-1] if noun.isascii() and noun.endswith("s") and not noun.endswith("ss") else noun
