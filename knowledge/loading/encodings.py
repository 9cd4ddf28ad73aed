"""From bytes to text, for files that do not say how they are encoded."""

import codecs
import re
import unicodedata

from knowledge.errors import UnsupportedFileType

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# encoding, and the range of lead bytes that hold its everyday ideographs (level 1 of its standard)
_EAST_ASIAN = (
    ("gb18030", 0xB0, 0xD7),
    ("big5hkscs", 0xA4, 0xC6),
    ("shift_jis", 0x88, 0x97),
    ("euc_jp", 0xB0, 0xCF),
    ("euc_kr", 0x00, 0x00),
)
_SAMPLE = 64_000
# the most frequent characters of running text, simplified and traditional
_FREQUENT = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里"
    "用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实"
    "這個們來為國說時會對於過發後裡種經麼學現當沒動還進樣開從實與關機電員長門問間無業產點應體"
    "，。、；：？！（）《》“”"
)
_FREQUENT_HANGUL = frozenset("이다는의에을가하고지기한로도은인나사어자아를서그리정대해전들과부시일있수라니했제보여주")
_LEAST_SCORE = 0.35
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def decode(content: bytes, declared: str | None = None) -> str:
    """Return the text with `\\n` line ends and no byte order mark or control characters.

    Order of trust: byte order mark, the declared encoding, zero-byte patterns of UTF-16/32, strict UTF-8,
    East Asian encodings judged by how ordinary the resulting characters are, charset-normalizer.
    Raises UnsupportedFileType when the bytes are no text in any of them.
    """
    text = _decode(content, declared)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub("", text.replace("\x0c", "\n")).removeprefix("\ufeff")


def _decode(content: bytes, declared: str | None) -> str:
    for bom, encoding in _BOMS:
        if content.startswith(bom):
            return content.decode(encoding, errors="replace")
    wide = _wide_encoding(content[:_SAMPLE])
    if wide:
        return content.decode(wide, errors="replace")
    if _looks_binary(content[:_SAMPLE]):
        raise UnsupportedFileType(
            "The file is named as text but holds binary data: upload it under its real type (pdf, docx, ...)."
        )
    for encoding in filter(None, (_known(declared), "utf-8")):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return _decode_legacy(content)


def _known(encoding: str | None) -> str | None:
    if not encoding:
        return None
    try:
        name = codecs.lookup(encoding.strip("\"' ")).name
    except LookupError:
        return None
    # pages that declare gb2312 use characters of its supersets
    return {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs", "iso8859-1": "cp1252"}.get(name, name)


def _wide_encoding(sample: bytes) -> str | None:
    """UTF-16 or UTF-32 without a byte order mark: ASCII letters, spaces and line ends leave zeros in step."""
    for width, encodings in ((4, ("utf-32-le", "utf-32-be")), (2, ("utf-16-le", "utf-16-be"))):
        units = len(sample) // width
        if units < 2:
            continue
        for encoding, column in zip(encodings, (0, width - 1), strict=True):
            zeros = [sample[offset : units * width : width].count(0) / units for offset in range(width)]
            others = [share for offset, share in enumerate(zeros) if offset != column]
            if zeros[column] > 0.02 and width == 2:
                continue
            if all(share > (0.7 if width == 4 else 0.15) for share in others) and zeros[column] < 0.02:
                text = sample[: units * width].decode(encoding, errors="replace")
                if _oddness(text) < 0.02:
                    return encoding
    return None


def _looks_binary(sample: bytes) -> bool:
    if not sample:
        return False
    controls = sum(sample.count(byte) for byte in (*range(0x00, 0x07), *range(0x0E, 0x1A), *range(0x1C, 0x20)))
    return sample.count(0) > 0 or controls / len(sample) > 0.02


def _decode_legacy(content: bytes) -> str:
    best: tuple[float, str] | None = None
    for encoding, first, last in _EAST_ASIAN:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        score = _ordinariness(text[:_SAMPLE], encoding, range(first, last + 1))
        if best is None or score > best[0]:
            best = (score, text)
    if best is not None and best[0] >= _LEAST_SCORE:
        return best[1]

    from charset_normalizer import from_bytes

    guess = from_bytes(content[:_SAMPLE]).best()
    encoding = _known(guess.encoding if guess else None) or "cp1252"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    western = content.decode("cp1252", errors="replace")
    # short Western texts are often taken for an exotic encoding; plain Latin letters are the simpler reading
    return western if _latin_share(western) > max(0.9, _latin_share(text)) or len(content) < 64 else text


def _ordinariness(text: str, encoding: str, everyday: range) -> float:
    """How much a text looks like one that somebody wrote in this encoding: 0 for random characters, 1 and more for
    running text."""
    wide = [character for character in text if ord(character) > 0x7F]
    if not wide:
        return 0.0
    score = 0.0
    for character in wide:
        if character in _FREQUENT:
            score += 1.0
        elif character in _FREQUENT_HANGUL:
            score += 2.0
        elif "\u3041" <= character <= "\u30ff":
            # GB18030 has the kana at the same codes as EUC-JP; only Japanese uses them
            score += 1.0 if encoding in ("shift_jis", "euc_jp") else 0.0
        elif "\uff61" <= character <= "\uff9f" or "\ue000" <= character <= "\uf8ff":
            score -= 3.0  # half-width kana and private use: what other bytes turn into under a wrong guess
        elif character.encode(encoding)[0] in everyday:
            score += 0.5
    return score / len(wide)


def _oddness(text: str) -> float:
    odd = sum(
        unicodedata.category(character) in ("Cn", "Co", "Cs", "Cc") and character not in "\r\n\t\x0c"
        for character in text
    )
    return (odd + text.count("\ufffd")) / max(len(text), 1)


def _latin_share(text: str) -> float:
    letters = [character for character in text if character.isalpha()]
    if not letters:
        return 0.0
    return sum(character.isascii() or "\u00c0" <= character <= "\u00ff" for character in letters) / len(letters)
