"""What the words of a follow-up ask to be changed, before any schema is looked at. English and Chinese side by side."""

from __future__ import annotations

import re
from dataclasses import dataclass

_LEADING = re.compile(
    r"^\s*(?:(?:and|but|so|then|ok(?:ay)?|thanks?(?: you)?|great|now|also|sorry|no(?=\s*[,，.。!])|well"
    r"|what about|how about|what if|(?:the )?same(?: again)?"
    r"|i meant?|i was asking about|make it|change it to|switch to"
    r"|谢谢|好的|那么|那(?![里边儿些个])|还有|换成|换|改成|改为|改|如果是|再看看?|以及|然后|同样|不是(?=[\s,，。、]|我|$)|不对|错了|抱歉"
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
_THEIR = re.compile(r"\btheir\b", re.IGNORECASE)
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
    r"\b(?:a|one|the) year (?:earlier|before|ago)\b|\bthe (?:previous|prior|preceding) year\b|前一年|上一年|去年同期"
    r"|\b(?:the )?same (?:period|time|months?|quarter) (?:of )?(?:the )?(?:last|previous|prior) year\b",
    re.IGNORECASE,
)
_YEAR_AFTER = re.compile(
    r"\b(?:a|one|the) year (?:later|after)\b|\bthe (?:next|following) year\b|后一年|次年|下一年|第二年", re.IGNORECASE
)


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
    def points_at_one_alone(self) -> bool:
        """Whether it points at one thing, and not at the rows of a list: "their" may be either."""
        return self.points_at_a_place or _IT.search(_THEIR.sub("", self.body)) is not None

    @property
    def points_at_a_place(self) -> bool:
        return _THERE.search(self.body) is not None

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
