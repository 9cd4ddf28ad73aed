"""The question before with a year, month, rank or figure of the follow-up in the place of its own."""

import re

from knowledge.language.months import MONTH_NAME_PATTERN

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_MONTH_EN = re.compile(rf"\b(?:{MONTH_NAME_PATTERN})\b", re.IGNORECASE)
_MONTH_ZH = re.compile(r"(?<!\d)(?:1[0-2]|[1-9])\s*月份?")
_COUNT_EN = r"\d+|one|two|three|four|five|six|seven|eight|nine|ten|twenty"
_COUNT_ZH = r"\d+|[一二两三四五六七八九十]+"
_SUPERLATIVE_EN = (
    r"highest|lowest|largest|smallest|biggest|longest|shortest|oldest|newest|most|fewest|least|greatest|latest|earliest"
    r"|best|worst|maximum|minimum|max|min"
)
_RANKED_EN = re.compile(
    rf"\b(?:(?P<n1>{_COUNT_EN})\s+)?(?P<word>{_SUPERLATIVE_EN})\b(?:\s+(?P<n2>{_COUNT_EN})\b)?"
    rf"|\b(?:top|first)\s+(?P<n3>{_COUNT_EN})\b",
    re.IGNORECASE,
)
_TOP_BY = re.compile(
    rf"(?:top|first)\s+(?P<count>{_COUNT_EN})\s+(?P<noun>[a-z][a-z ]*?)\s+by\s+(?P<measure>[a-z][a-z ]*[a-z])",
    re.IGNORECASE,
)
_RANKED_ZH = re.compile(
    rf"(?P<word>最[高低大小多少长短早晚新老旧快慢])(?:的?(?:前)?(?P<n1>{_COUNT_ZH})(?P<unit>[座条台名个次家户位张项]))?"
    rf"|前(?P<n2>{_COUNT_ZH})(?P<unit2>[座条台名个次家户位张项])?(?!年)"
)
_AGGREGATES = re.compile(
    r"\b(?:on average|average|mean|in total|total|sum|maximum|minimum|highest|lowest|largest|smallest)\b"
    r"|平均|一共|总共|合计|总(?!工程|部)|最高|最低|最大|最小|最多|最少",
    re.IGNORECASE,
)
_SPOKEN = {"on average": "average", "mean": "average", "in total": "total", "sum": "total"}


def shift_years(text: str, years: int) -> str:
    """Every four-digit year of `text` moved by `years`."""
    return _YEAR.sub(lambda m: str(int(m.group()) + years), text)


def replace_month(body: str, previous: str) -> str | None:
    """The month of `body` for that of `previous`, or beside its year; None when one of them has none to give."""
    if _YEAR.search(body):
        return None
    for pattern in (_MONTH_ZH, _MONTH_EN):
        new, old = pattern.search(body), pattern.search(previous)
        if new and old:
            return previous[: old.start()] + new.group() + previous[old.end() :]
        if new:
            year = _YEAR.search(previous)
            if year and pattern is _MONTH_ZH:
                end = year.end() + previous[year.end() :].startswith("年")
                return f"{previous[: year.end()]}年{new.group()}{previous[end:]}"
            if year:
                return f"{previous[: year.start()]}{new.group()} {previous[year.start() :]}"
    return None


def replace_rank(body: str, previous: str) -> str | None:
    """Another count or the other end: "top 3 instead", "the three lowest paid", "最小的两座"."""
    for pattern, render in ((_RANKED_ZH, _chinese_rank), (_RANKED_EN, _english_rank)):
        new, old = pattern.search(body), pattern.search(previous)
        if new and old:
            by = _TOP_BY.match(previous, old.start())
            if by and new["word"]:
                # "top 5 plants by capacity" has its direction in "top"
                count = new["n1"] or new["n2"] or by["count"]
                said = f"{count} {by['noun']} with the {new['word']} {by['measure']}"
                return previous[: by.start()] + said + previous[by.end() :]
            return previous[: old.start()] + render(new, old) + previous[old.end() :]
    return None


def _english_rank(new: re.Match[str], old: re.Match[str]) -> str:
    count = new["n1"] or new["n2"] or new["n3"] or old["n1"] or old["n2"] or old["n3"]
    word = new["word"] or old["word"]
    if word is None:
        return f"top {count}"
    if old["n3"]:
        return f"{word} {count}" if count else word
    return f"{count} {word}" if count else word


def _chinese_rank(new: re.Match[str], old: re.Match[str]) -> str:
    count = new["n1"] or new["n2"] or old["n1"] or old["n2"]
    unit = old["unit"] or old["unit2"] or new["unit"] or new["unit2"] or "个"
    word = new["word"] or old["word"]
    if word is None:
        return f"前{count}{unit}"
    if not count:
        return word
    return f"{word}的{count}{unit}"


def replace_aggregate(body: str, previous: str) -> str | None:
    """Another figure of the same thing: "and on average?", "那最高月薪呢"; None when the fragment says more."""
    new = _AGGREGATES.search(body)
    if new is None:
        return None
    rest = re.sub(
        r"\b(?:what|which|is|are|was|were|the|a|one|value|figure)\b|是多少|多少|的", " ", _cut(body, new)
    ).split()
    if any(word.casefold() not in previous.casefold() for word in rest):
        return None
    said = _SPOKEN.get(new.group().casefold(), new.group())
    old = _AGGREGATES.search(previous)
    if old is None:
        return None
    return previous[: old.start()] + said + previous[old.end() :]


def _cut(text: str, match: re.Match[str]) -> str:
    return text[: match.start()] + " " + text[match.end() :]
