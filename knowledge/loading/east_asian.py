"""Chinese, Japanese and Korean encodings told apart by how ordinary the characters are that they make of the same
bytes."""

import codecs
import re
from dataclasses import dataclass
from functools import cache

# encoding, and the range of lead bytes that hold its everyday ideographs (level 1 of its standard)
_ENCODINGS = (
    ("gb18030", 0xB0, 0xD7),
    ("big5hkscs", 0xA4, 0xC6),
    ("cp932", 0x88, 0x97),
    ("euc_jp", 0xB0, 0xCF),
    ("cp949", 0x00, 0x00),
)
_EVERYDAY = {encoding: range(first, last + 1) for encoding, first, last in _ENCODINGS}
_JAPANESE = ("cp932", "euc_jp")
_SAMPLE = 64_000
_HIGH = re.compile(rb"[\x80-\xff]")
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
_LONGEST_RUN = 4_000
# the most frequent characters of running text: simplified, traditional, Cantonese
FREQUENT = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里"
    "用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实"
    "這個們來為國說時會對於過發後裡種經麼學現當沒動還進樣開從實與關機電員長門問間無業產點應體"
    "啲嘢唔係咁喺嘅佢哋咗嗰睇俾嚟㗎啦"
    "，。、；：？！（）《》“”"
)
FREQUENT_HANGUL = frozenset("이다는의에을가하고지기한로도은인나사어자아를서그리정대해전들과부시일있수라니했제보여주")
_FIRST_HANGUL, _LAST_HANGUL = "가", "힣"
_KANA = re.compile(r"[\u3041-\u30ff]")
_INSIDE_WORD = re.compile(r"[A-Za-z][가-힣]")
_CLEARLY = 0.05  # of equals the first wins
_MOST_BROKEN = 0.02  # of the bytes above 0x7F
_RESYNCHRONISE = "resynchronise"


@dataclass(frozen=True, slots=True)
class Reading:
    """`score` is 0 for random characters, 1 and more for running text."""

    score: float
    encoding: str


def best_east_asian(content: bytes) -> Reading | None:
    """Return the most ordinary reading, or None when the bytes are broken text in every one of these encodings."""
    best: Reading | None = None
    first = _HIGH.search(content)
    start = first.start() if first else 0
    sample = content[start : start + _SAMPLE]
    high = high_bytes(sample)
    for encoding, _, _ in _ENCODINGS:
        decoder = codecs.getincrementaldecoder(encoding)(errors=_RESYNCHRONISE)
        text = decoder.decode(sample)
        is_cut = len(sample) == len(content) - start and bool(decoder.getstate()[0])
        # a stray byte must not turn a whole file into another language
        broken = text.count("\ufffd")
        if broken > _MOST_BROKEN * max(high, 1):
            continue
        score = ordinariness(text, encoding) - 0.1 * bool(broken or is_cut)
        if best is None or score > best.score + _CLEARLY:
            best = Reading(score, encoding)
    return best


def decode_east_asian(content: bytes, encoding: str) -> str:
    """Return the text, with U+FFFD for what is broken or cut off."""
    return content.decode(encoding, errors=_RESYNCHRONISE)


def is_east_asian(encoding: str) -> bool:
    return encoding in _EVERYDAY


def high_bytes(content: bytes) -> int:
    """Return how many bytes are above 0x7F."""
    return len(content.translate(None, bytes(range(0x80))))


def ordinariness(text: str, encoding: str) -> float:
    """Return how much the beginning of a text looks like one that somebody wrote in this encoding."""
    wide = [character for character in text[:_SAMPLE] if ord(character) > 0x7F]
    if not wide:
        return 0.0
    # Chinese bytes that happen to make Hangul make rare Chinese characters among them
    is_hangul = sum(map(_is_korean, wide)) > 0.95 * len(wide) and len(_INSIDE_WORD.findall(text)) < 0.2 * len(wide)
    score = sum(_weight(character, encoding, is_hangul=is_hangul) for character in wide) / len(wide)
    return score - 0.15 * (encoding in _JAPANESE and not _KANA.search(text))


def _weight(character: str, encoding: str, *, is_hangul: bool) -> float:
    if character in FREQUENT:
        return 1.0
    if character in FREQUENT_HANGUL:
        return 2.0
    if _FIRST_HANGUL <= character <= _LAST_HANGUL:
        return 0.5 if is_hangul else 0.0
    if "\u3041" <= character <= "\u30ff":
        # GB18030 has the kana at the same codes as EUC-JP; only Japanese uses them
        return 1.0 if encoding in _JAPANESE else 0.0
    if "\uff61" <= character <= "\uff9f":
        return 0.2 if encoding in _JAPANESE else -3.0
    if "\ue000" <= character <= "\uf8ff":
        return -3.0  # private use: what other bytes turn into under a wrong guess
    return 0.5 if character.encode(encoding, errors="replace")[0] in _EVERYDAY[encoding] else 0.0


def _is_korean(character: str) -> bool:
    return _FIRST_HANGUL <= character <= _LAST_HANGUL or "\u2010" <= character <= "\u303f" or character > "\uff00"


@cache
def everyday_characters() -> frozenset[str]:
    """Return the ideographs and syllables of level 1 of the standards, and the kana."""
    rows = [("gb2312", 0xB0, 0xD7), ("big5", 0xA4, 0xC6), ("euc_jp", 0xB0, 0xCF), ("euc_kr", 0xB0, 0xC8)]
    text = "".join(
        bytes((lead, trail)).decode(encoding, errors="ignore")
        for encoding, first, last in rows
        for lead in range(first, last + 1)
        for trail in range(0x40, 0xFF)
    )
    return frozenset(text) | frozenset(map(chr, range(0x3041, 0x3100)))


def _resynchronise(error: UnicodeError) -> tuple[str, int]:
    """Go on where the bytes that follow pair up again, or one lost byte costs the rest of the line."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    content, end = error.object, error.end
    run = _HIGH_RUN.match(content, end, end + _LONGEST_RUN)
    return "\ufffd", end + (run.end() - end) % 2 if run else end


codecs.register_error(_RESYNCHRONISE, _resynchronise)
