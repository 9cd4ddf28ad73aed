"""Whether a question leans on what went before, told from its words. English and Chinese side by side."""

from __future__ import annotations

import re

from knowledge.language.tokenization import terms

LEAD_EN = re.compile(
    r"^\s*(?:(?:and|but|so|ok|okay)\b[\s,]*)?"
    r"(?:what about|how about|and|(?:the )?same (?:for|in)|also|what if it is|what if)\b[\s,:]*",
    re.IGNORECASE,
)
LEAD_ZH = re.compile(r"^\s*(?:那么|那(?!些|里|个|位)|还有(?!多少|几|哪)|换成|再看看?|然后|以及|如果是|同样)[，,\s]*")
_REFERS_EN = re.compile(
    r"\b(?:it|its|they|them|their|theirs|that|those|these|this|he|she|him|her|his|one|ones)\b", re.IGNORECASE
)
_REFERS_ZH = re.compile(r"它|他们|她们|其中|这个|那个|这些|那些|(?<!应)该|上述|前者|后者|此|这期间|那里|当地")
_CHANGES_EN = re.compile(
    r"\binstead\b|\bi mean(?:t)?\b|\bi was asking\b"
    r"|^\s*(?:no|sorry|only|just (?:the|those|in|for)|make it|change it|switch to"
    r"|sort|rank|order by|group by|top \d+|top (?:two|three|four|five|six|ten))\b"
    r"|\b(?:year|month) (?:earlier|later|before|after)\b|\b(?:previous|preceding|following|next) (?:year|month)\b"
    r"|^\W*(?:and |but )?(?:what|which|who|how|when|why|list|show|count)\b[^?.!\n]{5,200}"
    r"(?<!\bis )(?<!\bare )(?<!\bwas )(?<!\bwere )(?<!\bbeen )(?<!\bbe )\bthere[\s?.!]*$",
    re.IGNORECASE,
)
_CHANGES_ZH = re.compile(
    r"^\s*(?:只|仅|就)(?:看|要|列|算|统计|保留)|^\s*(?:改|换)(?:成|为)?"
    r"|^\s*按[^，,。]{1,10}(?:排|排序|排列|统计|分组|分)\s*[?？。]?$"
    r"|^\s*(?:不是|不对|错了)|我(?:指|问|说)的是|我是(?:问|说|指)|前一年|上一年|后一年|次年|同期|倒过来|反过来"
)
_BARE_EN = re.compile(
    r"^\s*(?:why(?: not| is that| so)?|how(?: so| come| much| many| long| often)?|who|whom|where|when"
    r"|(?:until|since|by|from) when|by whom|for how long|in which case|which ones?)\s*[?.!]*\s*$",
    re.IGNORECASE,
)
_BARE_ZH = re.compile(
    r"^\s*(?:为什么|为何|怎么回事|谁|由谁.{0,3}|多久|多少|几点|到?什么时候|在哪里?|哪里|哪个|有?多[长大高久远])"
    r"[呢呀啊]?\s*[?？。]*\s*$"
)
_SMALL_TALK = re.compile(
    r"^\W*(?:(?:ok(?:ay)?|great|perfect|nice|good|cool|got it|i see|alright|thanks?(?: you)?|cheers"
    r"|many thanks|hello|hi|hey|good (?:morning|evening|afternoon|night)|bye|goodbye|see you)(?![a-z])"
    r"|谢谢|多谢|感谢|辛苦|好的|明白了?|知道了|了解了?|收到|太好了|不错|很好|你好|您好|嗨|早上好|下午好|晚上好|再见|拜拜)",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"[?？]|\b(?:how|what|which|who|when|where|why|list|show)\b|多少|哪|什么|怎么|几|吗|呢", re.IGNORECASE
)
SHORT_WORDS, SHORT_CHARS, SHORT_LENGTH = 9, 16, 200


def is_short(question: str) -> bool:
    """Whether `question` has at most 9 words, 16 Chinese characters, and 200 characters in all."""
    if len(question) > SHORT_LENGTH:
        return False
    return len(question.split()) <= SHORT_WORDS and len(re.findall(r"[\u3400-\u9fff]", question)) <= SHORT_CHARS


def is_small_talk(text: str) -> bool:
    """Whether `text` only greets, thanks or says goodbye: it asks nothing and nothing leans on it."""
    opening = _SMALL_TALK.match(text)
    return opening is not None and is_short(text) and not _ASKS.search(text[opening.end() :])


def says_nothing(text: str) -> bool:
    """Whether `text` neither asks, nor greets, nor leans on anything: keys struck at random, a word sent too early."""
    return is_short(text) and not _ASKS.search(text) and not is_followup(text, has_history=True)


def without_pleasantry(text: str) -> str:
    """`text` without a thanks or greeting that opens it: "thanks, and in 2024?"."""
    return _SMALL_TALK.sub("", text, count=1).lstrip(" ,，.!。") or text


def is_followup(question: str, has_history: bool) -> bool:
    """Whether the words of `question` lean on what went before; always `False` without a history."""
    if not has_history or not is_short(question) or is_small_talk(question):
        return False
    question = without_pleasantry(question)
    if LEAD_EN.match(question) or LEAD_ZH.match(question) or question.rstrip(" ?？").endswith("呢"):
        return True
    if any(p.search(question) for p in (_CHANGES_EN, _CHANGES_ZH, _BARE_EN, _BARE_ZH, _REFERS_ZH)):
        return True
    return bool(_REFERS_EN.search(question)) and len(terms(question)) <= 6
