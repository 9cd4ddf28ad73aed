"""Numbers written in words: two hundred and fifty thousand, a dozen, 一百二十, 两千零五, 三万五, 二〇二四."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

_BELOW_TWENTY = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen".split()
    )
}
_TENS = {word: 10 * n for n, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
"""The short scale, as in American and today's British English."""
_DOZENS = {"dozen": 12, "dozens": 12, "couple": 2, "score": 20}
_WORD = re.compile(r"[A-Za-z]+")
_JOINT = re.compile(r"(?:\s{1,3}|-)\Z")

HAN_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_HAN_PLACES = {"十": 10, "百": 100, "千": 1_000}
HAN_SCALES = {"万": 10**4, "亿": 10**8}
HAN_NUMERAL = "零〇一二两三四五六七八九十百千万亿"
"""The characters of Chinese numerals, for patterns."""
_TOKEN = re.compile(rf"\d{{1,15}}(?:\.\d{{1,15}})?|[{HAN_NUMERAL}]")


@dataclass(frozen=True)
class WordNumber:
    """A whole number in English words, and the characters it stands at."""

    value: int
    start: int
    stop: int


def english_numbers(text: str) -> list[WordNumber]:
    """Return the numbers written out in English, in order; "two or three" are two of them."""
    words = [(m.group().casefold(), m.start(), m.end()) for m in _WORD.finditer(text)]
    found: list[WordNumber] = []
    i = 0
    while i < len(words):
        run = _Run(text, words)
        read = run.number(i)
        if read is None:
            i += 1
            continue
        value, following = read
        found.append(WordNumber(value, words[i][1], words[following - 1][2]))
        i = following
    return found


def english_value(words: str) -> int | None:
    """The number that `words` say and nothing else; None where they say none or more than one."""
    numbers = english_numbers(words)
    if len(numbers) == 1 and not (words[: numbers[0].start] + words[numbers[0].stop :]).strip():
        return numbers[0].value
    return None


class _Run:
    """The words of a text, read from a place on. Each method returns what it read and the place behind it."""

    def __init__(self, text: str, words: Sequence[tuple[str, int, int]]) -> None:
        self._text = text
        self._words = words

    def number(self, i: int) -> tuple[int, int] | None:
        if self._at(i) in ("a", "an") and self._at(i + 1, i) in _DOZENS.keys() - {"score"}:
            return _DOZENS[self._at(i + 1, i)], i + 2
        if self._at(i) in ("dozen", "couple"):
            return _DOZENS[self._at(i)], i + 1
        total, last, place = 0, 0, i
        while True:
            start = place
            if total and self._at(place, place - 1) == "and":
                start = place + 1
            part = self._below_thousand(start, start - 1 if total else None)
            if part is None:
                break
            value, following = part
            word = self._at(following, following - 1)
            scale = SCALES.get(word, _DOZENS["dozen"] if word == "dozen" and not total else 1)
            if total and scale >= last:
                break
            total, last, place = total + value * scale, scale, following + (scale > 1)
            if scale == 1:
                break
        return (total, place) if place > i else None

    def _below_thousand(self, i: int, before: int | None) -> tuple[int, int] | None:
        word = self._at(i, before)
        if word in ("a", "an", "hundred", *SCALES):
            step = word in ("a", "an")
            name = self._at(i + 1, i) if step else word
            if name == "hundred":
                return self._hundreds(1, i + step)
            # the scale itself is read by the caller
            return (1, i + step) if name in SCALES else None
        part = self._below_hundred(i, before)
        if part and self._at(part[1], part[1] - 1) == "hundred":
            return self._hundreds(part[0], part[1])
        return part

    def _hundreds(self, hundreds: int, i: int) -> tuple[int, int]:
        """What follows the word "hundred" at `i`: and five, twenty-one."""
        following = i + 1
        start = following + (self._at(following, i) == "and")
        rest = self._below_hundred(start, start - 1)
        if rest and self._at(rest[1], rest[1] - 1) != "hundred" and rest[0]:
            return hundreds * 100 + rest[0], rest[1]
        return hundreds * 100, following

    def _below_hundred(self, i: int, before: int | None) -> tuple[int, int] | None:
        word = self._at(i, before)
        if word in _BELOW_TWENTY:
            return _BELOW_TWENTY[word], i + 1
        if word not in _TENS:
            return None
        one = _BELOW_TWENTY.get(self._at(i + 1, i), 0)
        return (_TENS[word] + one, i + 2) if 1 <= one <= 9 else (_TENS[word], i + 1)

    def _at(self, i: int, before: int | None = None) -> str:
        """The word at `i`, if nothing but a blank or a hyphen parts it from the one at `before`."""
        if not 0 <= i < len(self._words):
            return ""
        word, start, _ = self._words[i]
        if before is not None and not _JOINT.match(self._text[self._words[before][2] : start]):
            return ""
        return word


def han_value(numeral: str) -> int | None:
    """The value of a Chinese numeral (三万五 → 35000, 二〇二四 → 2024, 一亿两千万 → 120000000); None if it is none."""
    if any(c not in HAN_NUMERAL for c in numeral):
        return None
    value = mixed_value(numeral)
    return None if value is None else int(value)


def mixed_value(numeral: str) -> Decimal | None:
    """The value of Chinese numerals that may have digits in them: 3万5千, 1.2亿, 1亿2千万; None if it is none."""
    tokens = _TOKEN.findall(numeral)
    if not tokens or "".join(tokens) != numeral:
        return None
    if len(tokens) > 1 and all(token in HAN_DIGITS for token in tokens):
        return Decimal("".join(str(HAN_DIGITS[token]) for token in tokens))
    return _value(tokens)


def _value(tokens: Sequence[str]) -> Decimal | None:
    for name in ("亿", "万"):
        if name in tokens:
            at = len(tokens) - 1 - tokens[::-1].index(name)
            high = _value(tokens[:at]) if at else None
            low = _rest(tokens[at + 1 :], HAN_SCALES[name])
            return None if high is None or low is None or low >= HAN_SCALES[name] else high * HAN_SCALES[name] + low
    return _below_ten_thousand(tokens)


def _rest(tokens: Sequence[str], scale: int) -> Decimal | None:
    """What stands behind 万 or 亿: the five of 三万五 counts thousands, that of 三万零五 does not."""
    if not tokens:
        return Decimal(0)
    if len(tokens) == 1 and len(tokens[0]) == 1 and (digit := _digit(tokens[0])) is not None:
        return digit * scale / 10
    return _value(tokens[1:]) if tokens[0] in "零〇" and len(tokens) > 1 else _value(tokens)


def _digit(token: str) -> Decimal | None:
    if token in HAN_DIGITS:
        return Decimal(HAN_DIGITS[token])
    return Decimal(token) if token[0].isdecimal() else None


def _below_ten_thousand(tokens: Sequence[str]) -> Decimal | None:
    total, digit, last, after_zero = Decimal(0), None, 10_000, False
    for i, token in enumerate(tokens):
        found = _digit(token)
        if found is not None:
            if digit:
                return None
            digit, after_zero = found, digit == 0
            continue
        place = _HAN_PLACES.get(token, 0)
        is_bare_ten = i == 0 and place == 10
        if not 0 < place < last or (digit is None and not is_bare_ten) or digit == 0:
            return None
        total, last, digit, after_zero = total + (1 if digit is None else digit) * place, place, None, False
    if digit is None:
        return total
    # 一百二 is 120, 一百零二 and 十二 are not
    return total + digit * (last // 10 if last > 10 and total and not after_zero else 1)
