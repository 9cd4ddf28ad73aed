"""From bytes to text, for files that do not say how they are encoded, or say it wrongly."""

import codecs
import re

from knowledge.errors import UnsupportedFileType
from knowledge.loading.code_pages import decode_single_byte
from knowledge.loading.east_asian import (
    best_east_asian,
    decode_east_asian,
    high_bytes,
    is_east_asian,
    ordinariness,
)
from knowledge.loading.wide_encodings import wide_encoding

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# what pages and mails declare and the superset that their writers used
_SUPERSETS = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "iso8859-1": "cp1252",
    "ascii": "utf-8",
}
_DECLARABLE = re.compile(
    r"utf-8|gb\w+|big5\w*|hz|cp\d+|iso8859-\d+|iso2022_\w+|shift_\w+|euc_\w+|koi8-\w|mac-\w+|johab|tis-620"
)
_SAMPLE = 64_000
_MOST_CONTROLS = 0.02
_MOST_ZEROS = 0.2
_LEAST_HIGH = 0.2  # of the bytes of Chinese in UTF-16: Latin words make ideographs too
_LEAST_SCORE = 0.35
_LEAST_SCORE_AGAINST_DECLARED = 0.6
_SOUND_PER_BROKEN = 2
_SURELY_UTF8 = 12
"""Bytes above 0x7F that make valid UTF-8: with fewer, a GBK text may do so by chance (联通)."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_TERMINAL = re.compile(r"\x1b\[[\d;?]*[A-Za-z]")
_ESCAPED = (
    (re.compile(rb"\x1b\$[@B]"), "iso2022_jp_2004"),
    (re.compile(rb"\x1b\$\)C"), "iso2022_kr"),
    (re.compile(rb"~\{[!-~]{2,}?~\}"), "hz"),
)


def decode(content: bytes, declared: str | None = None) -> str:
    """Return the text with `\\n` line ends and no byte order mark, control characters or colours of a terminal.

    Order of trust: byte order mark, UTF-16/32 by their patterns, strict UTF-8 with enough evidence, the declared
    encoding unless the text speaks against it, UTF-8 with a few broken bytes, East Asian encodings judged by how
    ordinary the resulting characters are, single-byte code pages by how well-formed the words are.
    Raises UnsupportedFileType when the bytes are no text in any of them.
    """
    text = _decode(content, declared)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub("", _TERMINAL.sub("", text.replace("\x0c", "\n"))).removeprefix("\ufeff")


def _decode(content: bytes, declared: str | None) -> str:
    for bom, encoding in _BOMS:
        if content.startswith(bom):
            return content.decode(encoding, errors="replace")
    utf8 = _strict(content, "utf-8")
    if (utf8 is None or _looks_binary(content[:_SAMPLE])) and (wide := _wide(content)):
        return content.decode(wide, errors="replace")
    for pattern, encoding in _ESCAPED if content.isascii() else ():
        if pattern.search(content) and (escaped := _strict(content, encoding)) is not None:
            return escaped
    if _looks_binary(content[:_SAMPLE]):
        raise UnsupportedFileType(
            "The file is named as text but holds binary data: upload it under its real type (pdf, docx, ...)."
        )
    known = _known(declared)
    if utf8 is not None and (known in (None, "utf-8") or high_bytes(content) >= _SURELY_UTF8):
        return utf8
    if known:
        text = _strict(content, known)
        if text is not None:
            return _unless_contradicted(content, text, known)
    if utf8 is None:
        utf8 = _nearly_utf8(content)
    return utf8 if utf8 is not None else _decode_legacy(content)


def _wide(content: bytes) -> str | None:
    """UTF-16 or UTF-32, by zero bytes or by making more sense than any other reading."""
    found = wide_encoding(content[:_SAMPLE])
    if found is None:
        return None
    familiar, encoding = found
    if b"\x00" in content[:_SAMPLE] or content.isascii():
        return encoding
    if _nearly_utf8(content) is not None or high_bytes(content[:_SAMPLE]) < _LEAST_HIGH * len(content[:_SAMPLE]):
        return None
    other = best_east_asian(content)
    return encoding if other is None or other.score < familiar / 2 else None


def _strict(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _known(encoding: str | None) -> str | None:
    if not encoding:
        return None
    try:
        name = codecs.lookup(encoding.strip("\"' ")).name
    except (LookupError, ValueError):
        return None
    return _SUPERSETS.get(name, name) if _DECLARABLE.fullmatch(name) else None


def _unless_contradicted(content: bytes, text: str, encoding: str) -> str:
    """The text as declared, unless another East Asian encoding makes far more sense of the same bytes."""
    best = best_east_asian(content)
    if best is None or best.encoding == encoding or best.score < _LEAST_SCORE_AGAINST_DECLARED:
        return text
    if is_east_asian(encoding):
        return text if ordinariness(text, encoding) > best.score - 0.3 else decode_east_asian(content, best.encoding)
    # a single-byte encoding decodes anything; in Western text its letters stand alone, here they come in pairs
    paired = sum(len(run) for run in re.findall(rb"[\x80-\xff]{2,}", content[:_SAMPLE]))
    is_western = encoding in ("cp1252", "iso8859-15") or encoding.startswith("mac")
    is_paired = paired > 0.8 * high_bytes(content[:_SAMPLE])
    return decode_east_asian(content, best.encoding) if is_western and is_paired else text


def _nearly_utf8(content: bytes) -> str | None:
    """The text of UTF-8 with a few broken bytes, or cut off in a character; what is broken becomes U+FFFD."""
    text = content.decode("utf-8", errors="replace")
    sound = len(text) - text.count("\ufffd") - len(content.translate(None, bytes(range(0x80, 0x100))))
    return text if sound >= _SOUND_PER_BROKEN * text.count("\ufffd") else None


def _looks_binary(sample: bytes) -> bool:
    controls = sum(sample.count(byte) for byte in (*range(0x01, 0x07), *range(0x0E, 0x1A), *range(0x1C, 0x20)))
    return controls > _MOST_CONTROLS * len(sample) or sample.count(0) > _MOST_ZEROS * len(sample)


def _decode_legacy(content: bytes) -> str:
    best = best_east_asian(content)
    if best is not None and best.score >= _LEAST_SCORE:
        return decode_east_asian(content, best.encoding)
    return decode_single_byte(content)
