"""Cells that are not there: "no phone", "without a paid date", "with an email", 没有电话, 未填写邮箱, 有邮箱的."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from chains.text2sql.linking.asked_words import AskedWords
from chains.text2sql.linking.column_words import ColumnWords
from chains.text2sql.linking.filters import FilterOption, Test
from chains.text2sql.linking.flags import ProfileOf
from chains.text2sql.linking.phrases import is_same, tokens_of
from chains.text2sql.linking.truth import truth_of
from knowledge.language.folding import word_form

_NOUN = r"(?P<noun>(?!(?:no|not|any|a|an|the)\b)[^\W\d_][\w'-]*(?: [^\W\d_][\w'-]*){0,3}?)"
_ARTICLE = r"(?:(?:an?|any|the|their|its|his|her|own)\s+)*"
_KIND = r"(?:(?:known|valid|recorded|registered|assigned|given)\s+)?"
_GIVEN = "(?:given|filled(?: in| out)?|provided|recorded|specified|set|known|assigned|entered|registered|stored)"
_GONE = rf"(?:missing|empty|blank|unknown|null|absent|left blank|not (?:been )?{_GIVEN})"
_ENDED = (
    r"(?=\s*(?:$|[,.;?!)]|\b(?:and|or|but|that|which|who|are|is|were|was|do|does|in|for|at|from|there|per|by|of|yet|"
    r"on file|at all)\b))"
)
_ABSENT_BEFORE = re.compile(
    r"\b(?:without|lack(?:s|ing)?|missing|(?:ha(?:s|ve|d)|with|got) no|no|(?:do|does|did)(?:n['’]t| not) have|"
    r"ha(?:s|ve)(?:n['’]t| not)(?: got)?|(?:ha(?:s|ve) |with )?(?:an? )?(?:empty|blank|unknown|null))\s+"
    rf"{_ARTICLE}{_KIND}{_NOUN}{_ENDED}",
    re.IGNORECASE,
)
_PRESENT_BEFORE = re.compile(
    r"\b(?<!not )(?<!n't )(?:ha(?:s|ve|d|ving)|with|got)\s+(?:(?:an?|any|some|their own|its own)\s+)?"
    rf"{_KIND}{_NOUN}{_ENDED}",
    re.IGNORECASE,
)
_NO_VERB = r"(?!(?:is|are|was|were|has|have|been|field)\b)[^\W\d_][\w'-]*"
_LAST_WORDS = rf"(?P<noun>{_NO_VERB}(?: {_NO_VERB}){{0,3}})"
_ABSENT_BEHIND = re.compile(
    rf"\b{_LAST_WORDS}(?:\s+(?:is|are|was|were|has been|have been|has|field is))?\s+{_GONE}\b", re.IGNORECASE
)
_PRESENT_BEHIND = re.compile(
    rf"\b{_LAST_WORDS}\s+(?:is|are|was|were|has been|have been)\s+"
    rf"(?:not (?:missing|empty|blank|unknown|null)|{_GIVEN})\b",
    re.IGNORECASE,
)
_BEFORE = ((_ABSENT_BEFORE, False), (_PRESENT_BEFORE, True))
_BEHIND = ((_ABSENT_BEHIND, False), (_PRESENT_BEHIND, True))
_MOST_WORDS_BEHIND = 3
_HAS = re.compile(r"ha(?:s|ve|d|ving)\b(?! (?:an?|no|the)\b)", re.IGNORECASE)
_HAPPENED = re.compile(
    r"^(?:been )?(?:not )?(?:\w+ed|left|paid|sold|sent|died|lost|won|gone|read|seen|done|been)\b", re.IGNORECASE
)
_FILLED = r"(?:填写|填|登记|提供|留下|留|记录|录入|设置|指定|绑定|分配|安排)"
_CHINESE_ABSENT_BEFORE = re.compile(
    rf"(?:没有?|未|尚未|还没有?|从未){_FILLED}(?:过|了)?(?:任何)?$|(?:没有|没|无|缺少|缺失|缺)(?:任何)?$"
)
_CHINESE_ABSENT_BEHIND = re.compile(rf"^(?:是|为)?(?:空白|空值|空|缺失|不详|未知)|^(?:尚)?未{_FILLED}|^没有?{_FILLED}")
_CHINESE_PRESENT_BEFORE = re.compile(rf"(?<![没未])(?:有|{_FILLED}了?过?)$|(?:已经?){_FILLED}(?:了|过)?$")
_CHINESE_PRESENT_BEHIND = re.compile(r"^(?:不为空|非空|不是空|不空)")
_CHINESE_ENDED = re.compile(r"^(?:的|$|[，。？！?,.]|吗|且|并|或|和|也|但|有)")
_WEAK = frozenset(
    "id number no num nbr address date time at on by code text value name key ref info detail field at".split()
)
_EXACT, _PART, _LEFT_OUT_ONE = 1.0, 0.85, 0.8
_OF_TABLE = 0.6
_CHINESE_TAILS = ("号码", "地址", "日期", "时间", "编号", "信息", "姓名", "名称", "号", "人")


@dataclass(frozen=True)
class _Said:
    start: int
    end: int
    noun: tuple[str, ...]
    is_there: bool
    noun_start: int
    noun_end: int


def missing_options(asked: AskedWords, columns: list[ColumnWords], profile_of: ProfileOf) -> list[FilterOption]:
    """Return the readings of words as "is there" and "is not there", where they name a column and no table.

    A reference is missing where it is NULL ("no manager"), a text where it is blank as well.
    """
    said = list(_english(asked))
    found: list[FilterOption] = []
    for column in columns:
        if column.view.is_key or column.view.storage == "boolean":
            continue
        places = [(o.start, o.end, o.is_there, score) for o in said if (score := _fit(asked, column, o))]
        places.extend(_chinese(asked, column))
        if places and truth_of(column, profile_of(column)) is None:
            found.extend(_option(column, *place, profile_of) for place in places)
    return found


def _english(asked: AskedWords) -> Iterator[_Said]:
    for pattern, is_there in _BEFORE:
        for match in pattern.finditer(asked.text):
            noun = tuple(token.form for token in tokens_of(match["noun"]))
            if _HAPPENED.search(match["noun"]) and _HAS.match(match.group()):
                continue  # "has left", "have not been paid" say what happened
            yield _Said(*match.span(), noun, is_there, *match.span("noun"))
    for pattern, is_there in _BEHIND:
        for match in pattern.finditer(asked.text):
            # the noun is the last words: "patients whose phone" is empty
            inside = [t for t in asked.tokens if match.start("noun") <= t.start and t.end <= match.end("noun")]
            for first in range(max(0, len(inside) - _MOST_WORDS_BEHIND), len(inside)):
                noun = tuple(token.form for token in inside[first:])
                start = inside[first].start
                yield _Said(start, match.end(), noun, is_there, start, match.end("noun"))


def _fit(asked: AskedWords, column: ColumnWords, said: _Said) -> float:
    """How surely the noun means the column: all its words are the column's, and what it leaves out is weak."""
    own = [one for one in column.forms if one]
    if column.view.kind == "truth":
        return 0.0
    best = 0.0
    for name in (own, *[[word_form(w) for w in a.text.split()] for a in column.view.aliases if not a.is_chinese]):
        left = [one for one in name if not any(is_same(one, noun) for noun in said.noun)]
        extra = [noun for noun in said.noun if not any(is_same(noun, one) for one in name)]
        if len(left) == len(name) or any(one not in _WEAK_FORMS for one in extra):
            continue
        strong = [one for one in left if one not in _WEAK_FORMS and one not in column.table_forms]
        if not strong:
            best = max(best, _EXACT if not left and not extra else 0.95)
        elif len(strong) == 1 and len(name) - len(left) >= len(strong) and left != name:
            best = max(best, _LEFT_OUT_ONE if name[-1] not in left else 0.0)
    if best and asked.names_table(said.noun_start, said.noun_end):
        return _OF_TABLE if _is_reference(asked, column) else 0.0
    return best


def _is_reference(asked: AskedWords, column: ColumnWords) -> bool:
    """Whether the column points at another table, and the question names its own: payments without an order."""
    target = column.view.refers_to[0] if column.view.refers_to else ""
    return column.view.is_id and column.view.table in asked.tables - {target}


def _chinese(asked: AskedWords, column: ColumnWords) -> Iterator[tuple[int, int, bool, float]]:
    names: dict[str, float] = {}
    for run in column.runs:
        names[run] = _EXACT
        for tail in _CHINESE_TAILS:
            if run.endswith(tail) and len(run) - len(tail) >= 2:
                names.setdefault(run.removesuffix(tail), 0.9)
        # the end of a compound is the thing itself: 邮箱 of 电子邮箱
        if len(run) > 3 and not run.endswith(_CHINESE_TAILS):
            names.setdefault(run[-2:], 0.85)
    names = {name: sure for name, sure in names.items() if sure == _EXACT or name not in asked.index.names}
    places = [
        (at.start(), at.end(), score) for run, score in names.items() for at in re.finditer(re.escape(run), asked.text)
    ]
    if not places:
        places.extend(_translated(asked, column))
    for start, end, sure in places:
        score = sure
        if asked.names_table(start, end):
            if not _is_reference(asked, column):
                continue
            score = _OF_TABLE
        before, behind = asked.text[:start], asked.text[end:]
        if match := _CHINESE_ABSENT_BEFORE.search(before):
            yield match.start(), end, False, score
        elif match := _CHINESE_ABSENT_BEHIND.search(behind):
            yield start, end + match.end(), False, score
        elif match := _CHINESE_PRESENT_BEHIND.search(behind):
            yield start, end + match.end(), True, score
        elif _CHINESE_ENDED.search(behind) and (match := _CHINESE_PRESENT_BEFORE.search(before)):
            yield match.start(), end, True, 0.9 * score


def _translated(asked: AskedWords, column: ColumnWords) -> Iterator[tuple[int, int, float]]:
    """Where the Chinese words of a question are the English name of the column."""
    strong = [one for one in column.forms if one not in _WEAK_FORMS and one not in column.table_forms] or list(
        column.forms
    )
    spans = {(token.start, token.end) for token in asked.translated}
    for start, end in sorted(spans):
        said = {t.form for t in asked.translated if (t.start, t.end) == (start, end)}
        if strong and all(any(is_same(one, word) for word in said) for one in strong):
            yield start, end, 0.95


def _option(
    column: ColumnWords, start: int, end: int, is_there: bool, score: float, profile_of: ProfileOf
) -> FilterOption:
    is_text = column.view.storage == "text" and column.view.kind == "text" and column.view.refers_to is None
    if not is_text and column.view.storage == "text":
        profile = profile_of(column)
        is_text = profile is not None and any(isinstance(value, str) for value in profile.values)
    there, absent = (
        Test(column.id, "not blank" if is_text else "not null"),
        Test(column.id, "blank" if is_text else "null"),
    )
    test, other = (there, absent) if is_there else (absent, there)
    said = f"{column.title} is {'given' if is_there else 'missing'}"
    return FilterOption(start, end, test, other, round(score, 3), "missing", said)


_WEAK_FORMS = frozenset(word_form(word) for word in _WEAK)
