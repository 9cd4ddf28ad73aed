"""Takes a question apart that asks more than one thing."""

from __future__ import annotations

import re

MOST_PARTS = 3
LONGEST = 600
"""Characters. A longer text is a text to work on, not a few questions in a row."""
_ASKING_EN = (
    r"(?:what|who|whom|whose|which|when|where|why|how|is|are|was|were|do|does|did|can|may|must|should"
    r"|list|show|give|tell|count|explain|describe|find|name)\b"
)
_BOUNDARY_EN = re.compile(
    rf"[?;.]\s+(?:(?:and|also|then)\b[\s,]*)*|(?:,\s*|\s+)(?:(?:and|but|plus)\s+(?:also\s+)?)(?={_ASKING_EN})|,\s*(?={_ASKING_EN})",
    re.IGNORECASE,
)
_BOUNDARY_ZH = re.compile(r"[?？；;。，,]\s*(?:并且|并|同时|另外|还有|以及|而且|此外|再)?[，,\s]*")
_ASKS_EN = re.compile(rf"^\W*(?:(?:in|for|by|on|at|to|of|from)\s+)?{_ASKING_EN}", re.IGNORECASE)
_ASKS_ZH = re.compile(
    r"什么|怎么|怎样|如何|多少|几|哪|谁|何|吗|是否|为啥|多[久长大高远]|列出|统计|查一?下|说明|介绍|告诉"
)
_LEAST_EN, _LEAST_ZH = 3, 4


def parts_of(question: str) -> list[str]:
    """The two or three questions that `question` asks one after the other; none when it asks one, or more than three.

    Each part asks something by itself; what stands between them and asks nothing stays with the part after it.
    """
    question = " ".join(question.split())
    if len(question) > LONGEST:
        return []
    is_chinese = re.search(r"[\u3400-\u9fff]", question) is not None
    boundary = _BOUNDARY_ZH if is_chinese else _BOUNDARY_EN
    parts: list[str] = []
    begin = 0
    for match in boundary.finditer(question):
        piece, rest = question[begin : match.start()], question[match.end() :]
        if _asks(piece, is_chinese=is_chinese) and _asks(rest, is_chinese=is_chinese):
            parts.append(piece.strip())
            begin = match.end()
    parts.append(question[begin:].strip(" ?？.。"))
    return parts if 2 <= len(parts) <= MOST_PARTS else []


def _asks(text: str, *, is_chinese: bool) -> bool:
    if is_chinese:
        return len(text.strip(" ?？.。")) >= _LEAST_ZH and _ASKS_ZH.search(text) is not None
    return len(text.split()) >= _LEAST_EN and _ASKS_EN.search(text) is not None
