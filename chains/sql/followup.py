"""Makes a question of a fragment: after "outages in 2023", "and in 2024?" asks for the outages in 2024."""

import datetime as dt
import re
from collections.abc import Sequence

from chains.sql.conditions import ValueHit
from chains.sql.linking import link
from chains.sql.protocols import Database
from chains.sql.question import Question, read_question
from chains.sql.schema import SchemaView, view_schema

_LEADING = re.compile(
    r"^\s*(?:and|but|so|then|ok(?:ay)?|now|what about|how about|and what about|and how about"
    r"|那么?|那|还有|换成|改成|如果是|再看看?|以及)[\s,，]*",
    re.IGNORECASE,
)
_TRAILING = re.compile(r"[\s?？。.!！]*(?:呢|吗|吧)?[\s?？。.!！]*$")
_PREPOSITION = re.compile(r"^(?:(?:what|how) about|and|in|for|of|at|on|from|with|by|during|the)\s+", re.IGNORECASE)
_LONGEST_FRAGMENT = 40
_ASKS = re.compile(
    r"\b(?:how many|how much|which|what is|what are|what was|list|show|who|where|when)\b"
    r"|多少|哪些|哪个|几个|列出|显示|是什么|谁",
    re.IGNORECASE,
)


def resolve_followup(
    fragment: str, previous_question: str, database: Database | None = None, today: dt.date | None = None
) -> str:
    """Return the question that `fragment` asks in the light of the one before;

    the fragment itself when it stands alone.

    Times replace times, numbers numbers. With the `database` that the question before was asked of, a value
    replaces one of the same column and a column its like; without it a capitalised name replaces a capitalised
    name, and a place a place.
    """
    if not previous_question.strip() or not _is_fragment(fragment):
        return fragment
    new, old = read_question(fragment, today=today), read_question(previous_question, today=today)
    in_schema = _replace_by_schema(new, old, database) if database is not None else None
    for replaced in (
        in_schema,
        _replace_time(new, old),
        _replace_number(new, old),
        _replace_name(fragment, previous_question),
    ):
        if replaced is not None:
            return replaced
    rest = _bare(fragment)
    if not rest:
        return previous_question
    # nothing of its kind to replace: a further condition
    body = re.sub(r"[\s?？。.]+$", "", previous_question)
    return f"{rest}{body}？" if old.language == "zh" else f"{body} {rest}?"


def _is_fragment(text: str) -> bool:
    if len(text) > _LONGEST_FRAGMENT:
        return False
    return _LEADING.match(text) is not None or not _ASKS.search(text)


def _bare(fragment: str) -> str:
    return _TRAILING.sub("", _LEADING.sub("", fragment)).strip()


def _replace_by_schema(new: Question, old: Question, database: Database) -> str | None:
    values = database.values()
    replaced = _replace_value(new.text, old.text, values.match(new.text), values.match(old.text))
    if replaced is None:
        replaced = _replace_column(new, old, view_schema(database.metadata()))
    if replaced is None:
        return None
    return _replace_time(new, read_question(replaced, today=old.today)) or replaced


def _replace_value(fragment: str, previous: str, new: Sequence[ValueHit], old: Sequence[ValueHit]) -> str | None:
    for hit in sorted(new, key=lambda h: (-h.score, h.start - h.end)):
        for same in old:
            said, was = fragment[hit.start : hit.end], previous[same.start : same.end]
            if (same.table, same.column) == (hit.table, hit.column) and said.casefold() != was.casefold():
                return previous[: same.start] + said + previous[same.end :]
    return None


def _replace_column(new: Question, old: Question, schema: SchemaView) -> str | None:
    """A column for another of its table and kind that the fragment names no worse: 谷段 for 峰段."""
    fresh = [m for m in link(new, schema).columns if m.how == "name"]
    known = [m for m in link(old, schema).columns if m.how == "name"]
    best: tuple[float, str] | None = None
    for mention in fresh:
        for other in known:
            one, two = schema.column(mention.id), schema.column(other.id)
            if one.table != two.table or one.name == two.name or one.kind != two.kind or one.is_id:
                continue
            score = mention.score + other.score
            label = next((a.text for a in one.aliases if a.is_chinese == (old.language == "zh")), None)
            if label is not None and (best is None or score > best[0]):
                best = (score, old.text[: other.start] + label + old.text[other.end :])
    return best[1] if best else None


def _replace_time(new: Question, old: Question) -> str | None:
    if not new.times:
        return None
    span = new.times[0]
    said = new.text[span.start : span.stop].strip()
    if not old.times:
        return None
    first = old.times[0]
    was = old.text[first.start : first.stop]
    if span.month_only is not None and first.grain == "year":
        # 那五月呢: the month within the year that was asked about
        joined = f"{was}{said}" if old.language == "zh" else f"{said.removeprefix('in ')} {was.removeprefix('in ')}"
        return old.text[: first.start] + joined + old.text[first.stop :]
    if old.language == "zh" and was.endswith("年") and re.fullmatch(r"\d{4}", said):
        said += "年"
    if old.language == "en":
        said = said.removesuffix("年")
    return old.text[: first.start] + said + old.text[first.stop :]


def _replace_number(new: Question, old: Question) -> str | None:
    fresh = [n for n in new.numbers if not n.is_word]
    if not fresh:
        return None
    number = fresh[0]
    known = [n for n in old.numbers if not n.is_word]
    fits = [n for n in known if n.unit == number.unit] or [n for n in known if number.unit is None]
    if not fits:
        return None
    target = fits[0]
    said = new.text[number.start : number.end]
    if number.unit is None and target.unit is not None:
        digits = re.match(r"[\d.,]+", old.text[target.start : target.end])
        end = target.start + len(digits.group()) if digits else target.end
        return old.text[: target.start] + said + old.text[end:]
    return old.text[: target.start] + said + old.text[target.end :]


_NAME = re.compile(r"(?<![.?!]\s)(?<!^)\b[A-Z][\w-]*(?:\s+(?:[A-Z][\w-]*))*")
_ZH_PLACE = re.compile(r"[\u4e00-\u9fff]{2,6}?(?:区|市|省|县|州|部|厂|站|公司|中心|酒店|大学)")


def _replace_name(fragment: str, previous: str) -> str | None:
    """A name for a name: capitalised words, or Chinese names with the same ending."""
    rest = _PREPOSITION.sub("", _PREPOSITION.sub("", _bare(fragment)))
    if re.fullmatch(r"(?:[A-Z][\w-]*\s*)+", rest):
        names = list(_NAME.finditer(previous))
        if names:
            last = names[-1]
            return previous[: last.start()] + rest.strip() + previous[last.end() :]
    found = _ZH_PLACE.fullmatch(rest)
    if found:
        for place in _ZH_PLACE.finditer(previous):
            if place.group()[-1] == rest[-1]:
                # the name may have swallowed words before it: keep as many characters as the new one has
                old = place.group()[-len(rest) :] if len(place.group()) > len(rest) else place.group()
                start = previous.find(old)
                return previous[:start] + rest + previous[start + len(old) :]
    return None
