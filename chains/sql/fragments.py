"""What the words of a follow-up ask to be changed, before any schema is looked at. English and Chinese side by side."""

from __future__ import annotations

import re
from dataclasses import dataclass

_LEADING = re.compile(
    r"^\s*(?:(?:and|but|so|then|ok(?:ay)?|thanks?(?: you)?|great|now|also|sorry|no|well"
    r"|what about|how about|what if|(?:the )?same(?: again)?"
    r"|i meant?|i was asking about|make it|change it to|switch to"
    r"|谢谢|好的|那么|那(?![里边儿些个])|还有|换成|换|改成|改为|改|如果是|再看看?|以及|然后|同样|不是|不对|错了|抱歉"
    r"|我(?:指|问|说)的是|我(?:是)?(?:想问|问|指|说)|是)(?![a-z])[\s,，.。、]*)+",
    re.IGNORECASE,
)
_TRAILING = re.compile(
    r"[\s?？。.!！,，]*(?:\b(?:instead|please|then)\b|呢|吗|吧|又如何|怎么样|怎样)?[\s?？。.!！]*$", re.IGNORECASE
)
_RESTRICTION = re.compile(
    r"^\s*(?:(?:only|just)\b(?:\s+(?:show|list|count|take|keep))?|(?:只|仅|就)(?:看|要|列出|列|算|统计|保留|有)?)[\s,，]*",
    re.IGNORECASE,
)
_ONES = re.compile(
    r"\b(?:the\s+)?(?:ones|those|them)\b(?:\s+(?:that|which)\s+(?:are|were|is|was))?|^the\s+(?=\S+\s+ones)",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"^\s*(?:the|a|an)\s+", re.IGNORECASE)
_ASKS = re.compile(
    r"\b(?:how (?:many|much|long|large|big|high|old|often|far)|which|what (?:is|are|was|were)|list|show|who|whose|where"
    r"|when)\b|多少|哪|几个|几[座条台名次]|列出|显示|是什么|谁|何时|什么时候|多[长大高久远]",
    re.IGNORECASE,
)
_OF_THOSE = re.compile(
    r"\s+of\s+(?:those|these|them)\b|(?:这|那|它们?|他们)?其中(?:的|，|,)?|(?:这|那)些(?:里|中)?", re.IGNORECASE
)
_THEY = re.compile(r"\b(?:they|them|those|these)\b|它们|这些|那些", re.IGNORECASE)
_IT = re.compile(
    r"\b(?:its|his|her|their)\b|\b(?:it|he|she|that one|this one)\b"
    r"|它的?|其(?!中|他|它|余|实)|(?:该|这|那)(?:个|条|座|名|家)?的?(?=$|[^\w些么])",
    re.IGNORECASE,
)
_THERE = re.compile(r"(?<!are )(?<!is )(?<!were )(?<!was )\bthere\b|那里|那边|那儿|当地", re.IGNORECASE)
_ONE = re.compile(r"\b(?:which|what)\s+(?:one|of them|ones)\b|^哪(?:一)?(?:个|条|座|名|家)", re.IGNORECASE)

_SORT = re.compile(
    r"^(?:please\s+)?(?:sort|order|rank|arrange)(?:\s+(?:it|them|these|those|the \w+))?\s+(?P<en>by\s+.+)$"
    r"|^(?P<zh>按.+?(?:排序|排列|排一下|排))$",
    re.IGNORECASE,
)
_GROUP = re.compile(
    r"^(?:by|per|for each|group(?:ed)? by)\s+(?P<en>[a-z][a-z ]*)$|^按(?P<zh>[^\d]+?)(?:统计|分组|分|来看|看)?$",
    re.IGNORECASE,
)
_YEAR_BEFORE = re.compile(
    r"\b(?:a|one|the) year (?:earlier|before|ago)\b|\bthe (?:previous|prior|preceding) year\b|前一年|上一年",
    re.IGNORECASE,
)
_YEAR_AFTER = re.compile(
    r"\b(?:a|one|the) year (?:later|after)\b|\bthe (?:next|following) year\b|后一年|次年|下一年|第二年", re.IGNORECASE
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_MONTH_EN = re.compile(
    r"\b(?:january|february|march|april|may|june|july|august|september|october|november|december)\b", re.IGNORECASE
)
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


@dataclass(frozen=True)
class Fragment:
    """A follow-up with its opening and closing words off. `restricts` is "only the …", `leads` is "and …", "那…"."""

    text: str
    body: str
    restricts: bool
    leads: bool

    @property
    def asks(self) -> bool:
        """Whether it has a question word of its own."""
        return _ASKS.search(self.body) is not None

    @property
    def points_at_rows(self) -> bool:
        return _OF_THOSE.search(self.body) is not None or _THEY.search(self.body) is not None

    @property
    def points_at_one(self) -> bool:
        return _IT.search(self.body) is not None or _THERE.search(self.body) is not None

    @property
    def chooses(self) -> bool:
        """Whether it asks which one of those before."""
        return _ONE.search(self.body) is not None


def read_fragment(text: str) -> Fragment:
    """The follow-up without the words that only tie it to what went before."""
    opening = _LEADING.match(text)
    body = text[opening.end() :] if opening else text
    restriction = _RESTRICTION.match(body)
    if restriction:
        body = _ARTICLE.sub("", _ONES.sub("", body[restriction.end() :]))
    body = " ".join(_TRAILING.sub("", body).split())
    if restriction:
        body = body.removesuffix("的")
    return Fragment(text, body, restriction is not None, opening is not None)


def without_pointing(body: str, noun: str) -> str:
    """The fragment with `noun` in the place of "of those", "they", "其中"."""
    of_those = _OF_THOSE.search(body)
    if of_those:
        before, behind = body[: of_those.start()], body[of_those.end() :]
        return f"{before} {noun}{behind}" if before.isascii() and before else f"{before}{noun}{behind}"
    return _THEY.sub(noun, body, count=1)


def naming_one(body: str, entity: str) -> str:
    """The fragment with the name of what it points at: "its area" becomes "Pine Slope's area"."""
    there = _THERE.search(body)
    if there:
        place = entity if not body[there.start()].isascii() else f"in {entity}"
        return body[: there.start()] + place + body[there.end() :]

    def name(match: re.Match[str]) -> str:
        said = match.group()
        if said.casefold() in ("its", "his", "her", "their"):
            return f"{entity}'s"
        return entity + ("的" if said.endswith("的") else "")

    return _IT.sub(name, body, count=1)


def naming_kind(body: str, noun: str) -> str:
    """The fragment with `noun` for "which one"."""
    return _ONE.sub(
        lambda m: f"{m.group().split()[0]} {noun}" if m.group().isascii() else f"哪{m.group()[-1]}{noun}", body
    )


def sorting(body: str) -> str | None:
    """The order that the fragment asks for, as words to append: ", sorted by length", "，按长度从长到短排"."""
    match = _SORT.match(body)
    if match is None:
        return None
    return f", sorted {match['en']}" if match["en"] else f"，{match['zh']}"


def grouping(body: str) -> str | None:
    """What the fragment wants things counted by: "by region instead", "按区域统计"."""
    match = _GROUP.match(body)
    return (match["en"] or match["zh"]).strip() if match else None


def years_away(body: str) -> int:
    """-1 for "a year earlier", "前一年"; 1 for "the following year"; else 0."""
    return bool(_YEAR_AFTER.search(body)) - bool(_YEAR_BEFORE.search(body))


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
