"""UTF-16 and UTF-32 without a byte order mark."""

import unicodedata

from knowledge.loading.east_asian import everyday_characters

_MOST_ODD = 0.02
_LEAST_FAMILIAR = 0.25
_LEAST_FAMILIAR_ALONE = 0.75
"""Where no zero byte speaks for 16 bits: Chinese, Japanese and Korean text without a digit or a line end."""


def wide_encoding(sample: bytes) -> tuple[float, str] | None:
    """Return the share of familiar characters and the encoding, or None when the bytes make no sense in any."""
    has_zero = b"\x00" in sample
    if len(sample) >= 4 and has_zero:
        for encoding in ("utf-32-le", "utf-32-be"):
            text = sample[: len(sample) // 4 * 4].decode(encoding, errors="replace")
            if "\x00" not in text and _oddness(text) < _MOST_ODD:
                return 1.0, encoding
    if not has_zero and (len(sample) % 2 or len(sample) < 6):
        return None
    scored = []
    least = _LEAST_FAMILIAR if has_zero else _LEAST_FAMILIAR_ALONE
    for encoding in ("utf-16-le", "utf-16-be"):
        text = sample[: len(sample) // 2 * 2].decode(encoding, errors="replace")
        familiar = sum(map(_is_familiar, text)) / max(len(text), 1)
        if _oddness(text) < _MOST_ODD and familiar > least:
            scored.append((familiar, encoding))
    return max(scored, default=None)


def _oddness(text: str) -> float:
    odd = sum(
        unicodedata.category(character) in ("Cn", "Co", "Cs", "Cc") and character not in "\r\n\t\x0c"
        for character in text
    )
    return (odd + text.count("\ufffd")) / max(len(text), 1)


def _is_familiar(character: str) -> bool:
    code = ord(character)
    return (
        0x20 <= code < 0x7F
        or character in "\r\n\t"
        or 0xC0 <= code <= 0x17F  # Latin
        or 0x386 <= code <= 0x6FF  # Greek to Arabic
        or 0xE01 <= code <= 0xE5B  # Thai
        or 0x2010 <= code <= 0x2026  # punctuation
        or 0x3000 <= code <= 0x3011
        or 0xFF01 <= code <= 0xFF9F
        or character in everyday_characters()
    )
