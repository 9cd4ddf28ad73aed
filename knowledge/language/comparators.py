"""The words beside an amount that say how it is compared: over, at least, or more, 超过, 不少于, 以上, 左右."""

from typing import Literal

from knowledge.language.calendar_periods import spaced

Comparator = Literal["=", "!=", ">", ">=", "<", "<=", "about", "between"]

_MORE = (
    "more|greater|larger|higher|bigger|older|longer|heavier|taller|later|wider|deeper|better|richer|faster|further"
    "|farther"
)
_LESS = "less|fewer|smaller|lower|younger|shorter|lighter|narrower|earlier|worse|cheaper|slower|nearer|closer"
_FILLED = r" (?:(?:a|an|the) (?:\w{1,20} )?(?:of )?)?\Z"
"""Between a comparison and its amount: older than the age of 30."""
_SOFT = r"[了过的为是有]?_\Z"

# the first that matches is meant: "no more than" before "more than"
_BEFORE: tuple[tuple[Comparator, str], ...] = (
    ("<=", rf"\b(?:no|not|never|n't) (?:{_MORE}) than{_FILLED}"),
    ("<=", rf"\b(?:at most|at maximum|up to|maximum(?: of)?|max|not (?:over|above|exceeding)|within){_FILLED}"),
    (">=", rf"\b(?:no|not|never|n't) (?:{_LESS}) than{_FILLED}"),
    (">=", rf"\b(?:at least|at minimum|minimum(?: of)?|min|not (?:under|below)){_FILLED}"),
    (">=", rf"\b(?:{_MORE}) than or equal to{_FILLED}|\bequal to or (?:{_MORE}) than{_FILLED}|(?:>_=|≥|=>)_\Z"),
    ("<=", rf"\b(?:{_LESS}) than or equal to{_FILLED}|\bequal to or (?:{_LESS}) than{_FILLED}|(?:<_=|≤|=<)_\Z"),
    ("!=", rf"\b(?:not equal to|different from|other than){_FILLED}|(?:!=|<>|≠|不等于)_\Z"),
    (">", rf"\b(?:(?:{_MORE}) than|over|above|exceed(?:s|ed|ing)?|beyond|upwards of){_FILLED}|>_\Z"),
    ("<", rf"\b(?:(?:{_LESS}) than|under|below|beneath){_FILLED}|<_\Z"),
    ("about", r"\b(?:about|around|approximately|roughly|nearly|almost|some) \Z|[~≈]_\Z"),
    ("=", r"\b(?:exactly|only|just|equals?|equal to|precisely) \Z|=_\Z"),
    ("<=", rf"(?:不超过|不多于|不高于|不大于|不长于|不晚于|未超过|没超过|没有超过|至多|最多(?!的)|顶多){_SOFT}"),
    ("<=", rf"(?:小于或?等于|低于或等于|少于或等于){_SOFT}"),
    (">=", rf"(?:不少于|不低于|不小于|不短于|不早于|至少|起码|最少(?!的)|(?<!未)达到|(?<!不)(?<!未)满){_SOFT}"),
    (">=", rf"(?:大于或?等于|高于或等于|多于或等于){_SOFT}"),
    (">", rf"(?:超过|大于|高于|多于|超出|长于|不止|突破|逾){_SOFT}"),
    ("<", rf"(?:低于|小于|少于|不到|不足|不满|短于|未满|未达到?){_SOFT}"),
    ("about", rf"(?:大约|大概|约|将近|接近|差不多){_SOFT}"),
    ("=", rf"(?:等于|正好|恰好|刚好|只有|仅有|仅){_SOFT}"),
)
_MEASURES = "个名位人次条件家元台张辆门本套种只双部间层座栋块份箱瓶杯届岁"
_BEHIND: tuple[tuple[Comparator, str], ...] = (
    (">=", rf"_(?:or (?:{_MORE}|above|over|up)|and (?:{_MORE}|above|over|up)|plus|upwards?|at least)\b|\+(?!\d)"),
    ("<=", rf"_(?:or (?:{_LESS}|below|under)|and (?:{_LESS}|below|under)|at (?:the )?most|max(?:imum)?)\b"),
    (">=", rf"_[{_MEASURES}]?(?:[及或]?以上|[及或]更[多高大]|起步?(?!来))"),
    ("<=", rf"_[{_MEASURES}]?(?:[及或]?以[下内]|之内|[及或]更[少低小]|封顶)"),
    ("about", rf"_[{_MEASURES}]?(?:左右|上下)|[多余来](?=[个名位人次条件家元天年万亿])"),
)
_PATTERNS_BEFORE = tuple((name, spaced(pattern)) for name, pattern in _BEFORE)
_PATTERNS_BEHIND = tuple((name, spaced(pattern)) for name, pattern in _BEHIND)
_REACH = 40
"""Characters before an amount in which its comparison stands."""


def said_around(text: str, start: int, stop: int) -> tuple[Comparator, int, int]:
    """How the amount at `start` to `stop` is compared, and the characters of the amount with the words that say so."""
    before = text[max(0, start - _REACH) : start]
    comparator: Comparator = "="
    said_start, said_stop = start, stop
    for name, pattern in _PATTERNS_BEFORE:
        if match := pattern.search(before):
            comparator, said_start = name, start - len(match.group())
            break
    for name, pattern in _PATTERNS_BEHIND:
        if match := pattern.match(text, stop):
            comparator = name if comparator in ("=", "about") and said_start == start else comparator
            said_stop = match.end()
            break
    return comparator, said_start, said_stop
