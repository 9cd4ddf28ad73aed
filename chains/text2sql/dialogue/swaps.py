"""Puts what a follow-up says in the place of its like in the question before: a value, a table, a year, a rank."""

import re

from chains.text2sql.dialogue.carried import END
from chains.text2sql.dialogue.fragments import Fragment
from chains.text2sql.dialogue.replacing import replace_aggregate, replace_month, replace_rank
from chains.text2sql.linking.constants import SURE_VALUE
from chains.text2sql.linking.said import Said, read_said
from chains.text2sql.protocols import Database

_LEADING_PREPOSITION = re.compile(r"^(?:in|for|of|at|on|from|with|by|during|the)\s+(?:the\s+)?", re.IGNORECASE)


def swapped(said: Fragment, new: Said, old: Said, database: Database | None) -> str | None:
    """The question before with everything replaced that the fragment has the like of; None when it has of nothing."""
    result: Said | None = None
    for step in (_by_value, _by_rank, _by_time, _by_number, _by_table, _by_column, _by_name):
        if step in (_by_table, _by_column) and (result is not None or said.restricts):
            continue
        text = step(said, new, result or old)
        if text is not None:
            result = read_said(text, database, old.question.today)
    return result.text if result is not None else None


def _by_value(said: Fragment, new: Said, old: Said) -> str | None:
    for hit in sorted(new.values, key=lambda h: (-h.score, h.start - h.end)):
        for same in old.values:
            name = END.sub("", new.text[hit.start : hit.end])
            was = END.sub("", old.text[same.start : same.end])
            if (same.table, same.column) == (hit.table, hit.column):
                return old.text[: same.start] + name + old.text[same.start + len(was) :]
    return None


def _by_rank(said: Fragment, new: Said, old: Said) -> str | None:
    return replace_aggregate(said.body, old.text) or replace_rank(said.body, old.text)


def _by_table(said: Fragment, new: Said, old: Said) -> str | None:
    if not new.table or not old.table or new.table.table == old.table.table or new.question.has("avg", "sum"):
        return None
    return old.text[: old.table.start] + new.noun + old.text[old.table.end :]


def _by_column(said: Fragment, new: Said, old: Said) -> str | None:
    """A column for another of its table and kind that the fragment names no worse: 谷段 for 峰段."""
    if new.schema is None:
        return None
    fresh = [m for m in new.links.columns if m.how == "name" and not new.in_value(m)]
    known = [m for m in old.links.columns if m.how == "name"]
    best: tuple[float, str] | None = None
    for mention in fresh:
        for other in known:
            one, two = new.schema.column(mention.id), new.schema.column(other.id)
            if one.table != two.table or one.name == two.name or one.kind != two.kind or one.is_id:
                continue
            score = mention.score + other.score
            label = next((a.text for a in one.aliases if a.is_chinese == (old.question.language == "zh")), None)
            if label is not None and (best is None or score > best[0]):
                best = (score, old.text[: other.start] + label + old.text[other.end :])
    return best[1] if best else None


def _by_time(said: Fragment, new: Said, old: Said) -> str | None:
    month = replace_month(said.body, old.text)
    if month is not None:
        return month
    if not new.question.times or not old.question.times:
        return None
    span, first = new.question.times[0], old.question.times[0]
    name, was = new.text[span.start : span.stop].strip(), old.text[first.start : first.stop]
    bare = re.fullmatch(r"((?:19|20)\d\d)年?", name)
    if bare and len(re.findall(r"(?:19|20)\d\d", was)) == 1:
        name = re.sub(r"(?:19|20)\d\d", bare[1], was)
    elif old.question.language == "en":
        name = name.removesuffix("年")
    return old.text[: first.start] + name + old.text[first.stop :]


def _by_number(said: Fragment, new: Said, old: Said) -> str | None:
    fresh = [n for n in new.question.numbers if not n.is_word]
    if not fresh or replace_rank(said.body, old.text) is not None:
        return None
    number = fresh[0]
    known = [n for n in old.question.numbers if not n.is_word]
    fits = [n for n in known if n.unit == number.unit] or [n for n in known if number.unit is None]
    if not fits:
        return None
    target, name = fits[0], new.text[number.start : number.end]
    end = target.end
    if number.unit is None and target.unit is not None:
        digits = re.match(r"[\d.,]+", old.text[target.start : target.end])
        end = target.start + len(digits.group()) if digits else target.end
    return old.text[: target.start] + name + old.text[end:]


_NAME = re.compile(r"(?<![.?!]\s)(?<!^)\b[A-Z][\w-]*(?:\s+(?:[A-Z][\w-]*))*")
_LONE_NAME = re.compile(r"(?:[A-Z][\w-]*\s*)+|[\u4e00-\u9fff]{2,8}")
_ZH_PLACE = re.compile(r"[\u4e00-\u9fff]{2,6}?(?:区|市|省|县|州|部|厂|站|公司|中心|酒店|大学)")


def _by_name(said: Fragment, new: Said, old: Said) -> str | None:
    """A name for a name, where no schema says what it is: capitalised words, or Chinese names with the same ending."""
    rest, previous = _LEADING_PREPOSITION.sub("", said.body), old.text
    if old.schema is not None:
        return None if said.restricts else _by_unknown(rest, new, old)
    if re.fullmatch(r"(?:[A-Z][\w-]*\s*)+", rest):
        names = list(_NAME.finditer(previous))
        if names:
            last = names[-1]
            return previous[: last.start()] + rest.strip() + previous[last.end() :]
    if _ZH_PLACE.fullmatch(rest):
        for place in _ZH_PLACE.finditer(previous):
            if place.group()[-1] == rest[-1]:
                # the name may have swallowed words before it: keep as many characters as the new one has
                known = place.group()[-len(rest) :] if len(place.group()) > len(rest) else place.group()
                start = previous.find(known)
                return previous[:start] + rest + previous[start + len(known) :]
    return None


def _by_unknown(name: str, new: Said, old: Said) -> str | None:
    """A name that the database does not know for the one value that was asked about: it is that one's correction."""
    is_known = new.values or new.table or new.links.columns or new.question.times or new.question.numbers
    places = {(hit.start, hit.end) for hit in old.values if hit.score >= SURE_VALUE}
    if is_known or len(places) != 1 or not _LONE_NAME.fullmatch(name):
        return None
    start, end = places.pop()
    was = END.sub("", old.text[start:end])
    return old.text[:start] + name.strip() + old.text[start + len(was) :]
