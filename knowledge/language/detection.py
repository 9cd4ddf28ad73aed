"""Which language a text is in, as far as the choice of models needs it: Chinese or English."""

import re
from typing import Literal

from knowledge.language.stop_words import FUNCTION_WORDS_EN

Language = Literal["zh", "en"]

# CJK ideographs: Unified with Extension A, Compatibility, Extensions B to H
IDEOGRAPH = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_IDEOGRAPHS = re.compile(f"[{IDEOGRAPH}]")
_LATIN_WORDS = re.compile(r"[A-Za-z\u00c0-\u024f]{2,}")
# Kana, Hangul, Cyrillic, Greek, Arabic, Hebrew, Thai, Devanagari: letters that no zh or en model was trained on
_OTHER_LETTERS = re.compile(r"[\u3040-\u30ff\uac00-\ud7af\u0370-\u052f\u0590-\u06ff\u0900-\u097f\u0e00-\u0e7f]")
_FRAME_EN = FUNCTION_WORDS_EN - {"a", "s", "t"} | set("all count each every find list mean most name per which".split())
_FRAME_ZH = re.compile(
    "多少|几|哪|什么|怎么|怎样|如何|为何|是否|是不是|有没有|吗|呢|谁|多大|多长|多久|多高|请|列出|显示|给出|告诉|查询|查找|"
    "找出|统计|所有|全部|每|各|最|平均|超过|大于|小于|高于|低于|不|没|的|了|是|在|有(?!限)|这|那|意思"
)
"""Words that frame a question in Chinese and are seldom a part of a name."""
_QUOTED = re.compile(r"“[^”]*”|‘[^’]*’|「[^」]*」|《[^》]*》|\"[^\"]*\"|(?<!\w)'[^']*'(?!\w)")
_LONGEST_FRAMED = 400
"""Characters of a text of which a few words can be the frame of the whole."""
_PARAGRAPHS = re.compile(r"\n\s*\n")
_SAMPLE = 200_000


def language_of(text: str) -> Language:
    """Return "zh" when ideographs make up a real share of the text (one to four Latin words), else "en".

    A short text of both is in the language of the words that frame it, whatever the names in it: "How many customers
    are in 北京?" is English, 有多少 customers 在 Berlin is Chinese. So a Chinese sentence about FastAPI is Chinese,
    and an English one that quotes a Chinese name stays English.
    """
    ideographs, words = _counts(text)
    if ideographs and words and len(text) <= _LONGEST_FRAMED:
        bare = _QUOTED.sub(" ", text)
        english = sum(word.casefold() in _FRAME_EN for word in _LATIN_WORDS.findall(bare))
        chinese = len(_FRAME_ZH.findall(bare))
        if english != chinese:
            return "zh" if chinese > english else "en"
    return "zh" if ideographs and ideographs >= 0.25 * words else "en"


def has_ideographs(text: str) -> bool:
    """Return whether any character of the text is a CJK ideograph."""
    return _IDEOGRAPHS.search(text) is not None


def languages_of(text: str, minimum: float = 0.3) -> tuple[Language, ...]:
    """Return the languages whose paragraphs hold at least `minimum` of the text, the larger share first.

    Fenced code counts for nothing: its keywords look English in every document.
    """
    shares: dict[Language, int] = {"zh": 0, "en": 0}
    for paragraph in _PARAGRAPHS.split(re.sub(r"```.*?(```|\Z)", "", text[:_SAMPLE], flags=re.DOTALL)):
        ideographs, words = _counts(paragraph)
        if ideographs or words:
            # a Chinese word has about 1.6 characters, an English one stands for itself
            shares[language_of(paragraph)] += round(ideographs / 1.6) + words
    total = sum(shares.values())
    if not total:
        return (language_of(text),)
    ordered = sorted(shares, key=lambda language: -shares[language])
    return tuple(language for language in ordered if shares[language] >= minimum * total)


def other_script_share(text: str) -> float:
    """Return which share (0..1) of the letters belongs to scripts of neither language (kana, Cyrillic, ...)."""
    sample = text[:_SAMPLE]
    other = len(_OTHER_LETTERS.findall(sample))
    ideographs, words = _counts(sample)
    return other / (other + ideographs + 5 * words) if other else 0.0


def _counts(text: str) -> tuple[int, int]:
    sample = text[:_SAMPLE]
    return len(_IDEOGRAPHS.findall(sample)), len(_LATIN_WORDS.findall(sample))
