"""What a Word paragraph is by its style, and which number Word prints in front of it."""

import re
from dataclasses import dataclass
from typing import Any

from knowledge.loading.packages import attribute, child, children

_HEADING_STYLE = re.compile(r"(?:heading|标题|標題|見出し|überschrift|titre)\s*(\d)", re.IGNORECASE)
_LIST_STYLE = re.compile(r"list|列表|清單", re.IGNORECASE)
_MOST_PARENTS = 20
_BODY_LEVEL = 9
_CHINESE_DIGITS = "零一二三四五六七八九"
_PLACE = re.compile(r"%(\d)")
_BULLET = "-"


@dataclass(frozen=True, slots=True)
class Style:
    """`heading` is 0 for body text; `numbering` is (numbering id, level) where the style has one."""

    heading: int = 0
    is_list: bool = False
    numbering: tuple[str, int] | None = None


class Styles:
    """The styles of a document; outline levels make headings too, whatever the style is called."""

    def __init__(self, root: Any | None) -> None:
        self._elements = {
            attribute(style, "styleId") or "": style for style in (() if root is None else children(root, "style"))
        }
        self._known: dict[str, Style] = {}

    def of(self, properties: Any | None) -> Style:
        """Return the style of a paragraph with these properties, its own settings included."""
        name = _value(child(properties, "pStyle")) or ""
        if name not in self._known:
            self._known[name] = self._resolve(name)
        style = self._known[name]
        level = _outline_level(properties)
        numbering = _numbering(properties) or style.numbering
        heading = style.heading if level is None else level
        return Style(heading, style.is_list, numbering)

    def _resolve(self, name: str) -> Style:
        heading, is_list, numbering = 0, False, None
        for _ in range(_MOST_PARENTS):
            element = self._elements.get(name)
            title = _value(child(element, "name")) or name
            match = _HEADING_STYLE.match(title)
            properties = child(element, "pPr")
            level = _outline_level(properties)
            heading = heading or (int(match.group(1)) if match else 1 if title.lower() == "title" else level or 0)
            is_list = is_list or bool(_LIST_STYLE.match(title))
            numbering = numbering or _numbering(properties)
            parent = _value(child(element, "basedOn"))
            if not parent:
                break
            name = parent
        return Style(heading, is_list, numbering)


class Numbering:
    """Counts numbered paragraphs as Word does: a level starts anew after a higher one."""

    def __init__(self, root: Any | None) -> None:
        self._levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self._counters: dict[str, dict[int, int]] = {}
        if root is None:
            return
        abstract = {attribute(element, "abstractNumId"): element for element in children(root, "abstractNum")}
        for number in children(root, "num"):
            base = abstract.get(_value(child(number, "abstractNumId")))
            levels = {int(attribute(level, "ilvl") or 0): _level(level) for level in _levels_of(base)}
            self._levels[attribute(number, "numId") or ""] = levels

    def next_number(self, properties: Any | None, style: Style) -> str | None:
        """Return the number or bullet of the next paragraph with this style, None for one without."""
        if style.numbering is None or style.numbering[0] == "0":
            return None
        number, level = style.numbering
        levels = self._levels.get(number, {})
        form, text, start = levels.get(level, ("bullet", "", 1))
        counters = self._counters.setdefault(number, {})
        counters[level] = counters.get(level, start - 1) + 1
        for deeper in [deeper for deeper in counters if deeper > level]:
            del counters[deeper]
        if form in ("bullet", "none"):
            return _BULLET if form == "bullet" else text
        return _PLACE.sub(lambda place: self._counted(levels, counters, int(place.group(1)) - 1), text).strip()

    @staticmethod
    def _counted(levels: dict[int, tuple[str, str, int]], counters: dict[int, int], level: int) -> str:
        form, _, start = levels.get(level, ("decimal", "", 1))
        return _formatted(counters.get(level, start), form)


def _levels_of(abstract: Any | None) -> list[Any]:
    return [] if abstract is None else list(children(abstract, "lvl"))


def _level(element: Any) -> tuple[str, str, int]:
    start = _value(child(element, "start")) or "1"
    return (
        _value(child(element, "numFmt")) or "decimal",
        _value(child(element, "lvlText")) or "",
        int(start) if start.isdecimal() else 1,
    )


def _value(element: Any | None) -> str | None:
    return None if element is None else attribute(element, "val")


def _outline_level(properties: Any | None) -> int | None:
    """1 to 9 for a heading, 0 where the outline says body text, None where it says nothing."""
    value = _value(child(properties, "outlineLvl"))
    if value is None or not value.isdecimal():
        return None
    return 0 if int(value) >= _BODY_LEVEL else int(value) + 1


def _numbering(properties: Any | None) -> tuple[str, int] | None:
    number = _value(child(properties, "numPr", "numId"))
    level = _value(child(properties, "numPr", "ilvl")) or "0"
    return None if number is None else (number, int(level) if level.isdecimal() else 0)


def _formatted(count: int, form: str) -> str:
    if form.startswith(("chinese", "taiwanese", "ideographDigital", "japaneseCounting")):
        return _chinese(count)
    if form in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (count - 1) % 26)
        return letter.upper() if form == "upperLetter" else letter
    if form in ("lowerRoman", "upperRoman"):
        roman = _roman(count)
        return roman.lower() if form == "lowerRoman" else roman
    if form == "decimalZero":
        return f"{count:02d}"
    if form.startswith("decimalEnclosedCircle") and 1 <= count <= 20:
        return chr(ord("①") + count - 1)
    return str(count)


def _chinese(count: int) -> str:
    if not 0 <= count < 1000:
        return str(count)
    text = ""
    for size, unit in ((100, "百"), (10, "十")):
        digit, count = divmod(count, size)
        if digit:
            text += ("" if digit == 1 and size == 10 and not text else _CHINESE_DIGITS[digit]) + unit
        elif text and count and not text.endswith("零"):
            text += "零"
    return text + (_CHINESE_DIGITS[count] if count or not text else "")


def _roman(count: int) -> str:
    if not 0 < count < 4000:
        return str(count)
    text = ""
    for value, letters in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        "M CM D CD C XC L XL X IX V IV I".split(),
        strict=True,
    ):
        text += letters * (count // value)
        count %= value
    return text
