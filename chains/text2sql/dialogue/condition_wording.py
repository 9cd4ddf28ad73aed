"""Conditions in words, in the ways in which they may be said."""

from dataclasses import dataclass
from typing import Literal

from chains.text2sql.dialogue.labels import Labels, plural
from chains.text2sql.dialogue.query_state import is_of_time
from chains.text2sql.dialogue.time_wording import time_in_words
from chains.text2sql.generation.plan import AnyOf, Attribute, Condition, Filter, Related
from chains.text2sql.linking.filters import Test, Within
from chains.text2sql.protocols import Cell
from chains.text2sql.schema.paths import Path

Place = Literal["with", "without", "before", "that", "time"]
"""Where the words stand: behind "with" or "without", in front of the noun, behind "that are", or as a time."""

_OF_DATES = ("at", "on", "date", "time", "day")
_ENGLISH = {">": "over", ">=": "at least", "<": "under", "<=": "at most"}
_CHINESE = {">": "大于", ">=": "不低于", "<": "小于", "<=": "不超过", "=": "为", "!=": "不是"}


@dataclass(frozen=True)
class Phrase:
    """The words of one condition and where they stand."""

    text: str
    place: Place


def phrases_of(condition: Condition, labels: Labels, date: Attribute | None) -> list[Phrase]:
    """Return the ways to say the condition, the plainest first; empty where there is none.

    `date` is the column that a time is about when no column is named.
    """
    made = _said(condition, labels)
    is_plain = isinstance(condition, Filter) and isinstance(condition.test, Test) and _holds_text(condition.test, made)
    named = _named(condition, labels, date)
    found = [*named, *made] if is_plain or is_of_time(condition) else [*made, *named]
    return list(dict.fromkeys(found))


def _holds_text(test: Test, said: list[Phrase]) -> bool:
    """Whether the value stands in the thread's words as the column holds it; or is denied, which they do not say."""
    if test.operator in ("!=", "not in", "not member"):
        return True
    words = " ".join(p.text for p in said).casefold()
    return not said or any(str(v).casefold() in words for v in test.values)


def _said(condition: Condition, labels: Labels) -> list[Phrase]:
    """In the words of the thread; those that say the opposite too, since a "not" may stand beside them."""
    words = labels.said.get(condition)
    if not words or is_of_time(condition):
        return []
    if labels.language == "zh":
        return [Phrase(words, "before"), Phrase(f"不是{words}", "before"), Phrase(f"没有{words}", "before")]
    return [
        Phrase(words, "before"), Phrase(words, "that"), Phrase(words, "with"), Phrase(f"not {words}", "that"),
        Phrase(words, "without"),
    ]  # fmt: skip


def _named(condition: Condition, labels: Labels, date: Attribute | None) -> list[Phrase]:
    match condition:
        case Filter(path, Within() as within, negated):
            words = time_in_words(within, labels.language)
            if words is None or negated:
                return []
            names = labels.names(within.column)
            named = [Phrase(_beside(names[0], words, labels), "with" if labels.language != "zh" else "before")]
            if date == Attribute(path, within.column):
                return [Phrase(words, "time"), *named]
            verb = " ".join(w for w in names[0].split() if w not in _OF_DATES)
            return [Phrase(_beside(verb, words, labels), "time"), *named, Phrase(words, "time")]
        case Filter(path, Test() as test, False):
            names = [*_roles(path, labels), *labels.names(test.column)]
            return [p for name in names for p in _tested(name, test, labels)]
        case AnyOf(conditions) if is_of_time(condition):
            times = [_named(c, labels, date) for c in conditions]
            if not all(times):
                return []
            joined = (" and " if labels.language != "zh" else "和").join(t[0].text for t in times)
            return [Phrase(joined, "time")]
        case Related():
            return _related(condition, labels)
        case _:
            return []


def _roles(path: Path, labels: Labels) -> list[str]:
    """What the key at the end of the path is called where several lead to the same table: the reviewer of a ticket."""
    if not path:
        return []
    last = path[-1]
    same = [s for s in labels.ground.paths.references(last.here[0]) if s.there[0] == last.there[0]]
    if len(same) < 2 and last.here[0] != last.there[0]:
        return []
    words = [w for w in labels.own(last.here).split() if w not in ("id", "key", "code")]
    return [" ".join(words)] if words else []


def _beside(name: str, words: str, labels: Labels) -> str:
    return f"{name}在{words}" if labels.language == "zh" else f"{name} {words}"


def _tested(name: str, test: Test, labels: Labels) -> list[Phrase]:
    return _chinese(name, test) if labels.language == "zh" else _english(name, test)


def _english(name: str, test: Test) -> list[Phrase]:
    values = list({_text(v).casefold(): _text(v) for v in reversed(test.values)}.values())[::-1]
    match test.operator:
        case "=" | "in" | "member":
            told = " or ".join(values)
            return [Phrase(f"{name} {told}", "with"), Phrase(told, "before"), Phrase(f"in {told}", "time")]
        case "!=" | "not in" | "not member":
            told = " or ".join(values)
            return [
                Phrase(f"{name} {told}", "without"), Phrase(f"{name} not {told}", "with"),
                Phrase(f"not {told}", "that"), Phrase(f"other than {told}", "time"),
            ]  # fmt: skip
        case ">" | ">=" | "<" | "<=":
            return [Phrase(f"{name} {_ENGLISH[test.operator]} {values[0]}", "with")]
        case "between":
            return [Phrase(f"{name} between {values[0]} and {values[1]}", "with")]
        case "like" | "not like":
            return [Phrase(f'{name} {said} "{text}"', "with") for said, text in _pattern(values[0], _HOLDS)]
        case "null" | "blank":
            return [Phrase(name, "without"), Phrase(f"no {name}", "with")]
        case "not null" | "not blank":
            return [Phrase(f"a {name}", "with"), Phrase(name, "with")]


def _chinese(name: str, test: Test) -> list[Phrase]:
    values = list({_text(v).casefold(): _text(v) for v in reversed(test.values)}.values())[::-1]
    match test.operator:
        case "=" | "in" | "member":
            told = "或".join(values)
            return [Phrase(f"{name}为{told}", "before"), Phrase(told, "before")]
        case "!=" | "not in" | "not member":
            told = "或".join(values)
            return [
                Phrase(f"{name}不是{told}", "before"), Phrase(f"不是{told}", "before"),
                Phrase(f"{name}为{told}以外", "before"),
            ]  # fmt: skip
        case ">" | ">=" | "<" | "<=":
            return [Phrase(f"{name}{_CHINESE[test.operator]}{values[0]}", "before")]
        case "between":
            return [Phrase(f"{name}在{values[0]}到{values[1]}之间", "before")]
        case "like" | "not like":
            return [Phrase(f"{name}{said}“{text}”", "before") for said, text in _pattern(values[0], _HOLDS_CHINESE)]
        case "null" | "blank":
            return [Phrase(f"没有{name}", "before")]
        case "not null" | "not blank":
            return [Phrase(f"有{name}", "before")]


_HOLDS = ("starting with", "containing", "ending with")
_HOLDS_CHINESE = ("开头为", "包含", "结尾为")


def _pattern(pattern: str, said: tuple[str, str, str]) -> list[tuple[str, str]]:
    text = pattern.strip("%")
    if pattern.startswith("%") and pattern.endswith("%"):
        return [(said[1], text)]
    return [(said[2], text)] if pattern.startswith("%") else [(said[0], text)]


def _related(condition: Related, labels: Labels) -> list[Phrase]:
    table = condition.path[-1].there[0]
    noun, inner = labels.table(table), [phrases_of(c, labels, None) for c in condition.filters]
    if not all(inner):
        return []
    if labels.language == "zh":
        rest = "".join(f"{p[0].text}的" for p in inner)
        if condition.count is not None:
            comparison, number = condition.count
            return [Phrase(f"{rest}{noun}{_CHINESE[comparison] if comparison != '=' else ''}{number}个", "before")]
        return [Phrase(f"{'没有' if condition.negated else '有'}{rest}{noun}", "before")]
    noun = plural(noun)
    rest = "".join(f" {p[0].place if p[0].place in ('with', 'without') else ''} {p[0].text}" for p in inner)
    rest = " ".join(rest.split())
    place: Place = "without" if condition.negated else "with"
    if condition.count is not None:
        comparison, number = condition.count
        told = {"=": "exactly", ">": "more than", "<": "fewer than", ">=": "at least", "<=": "at most"}.get(comparison)
        return [Phrase(f"{told} {number} {noun} {rest}".strip(), "with")] if told else []
    return [Phrase(f"{noun} {rest}".strip(), place), *([] if len(inner) != 1 else inner[0])]


def _text(value: Cell) -> str:
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    return str(value)
