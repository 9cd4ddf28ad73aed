"""What is equal when people write it: case, accents, width, spaces, underscores, the ends of companies and places."""

import re
import unicodedata
from functools import lru_cache

from knowledge.language.stemming import stem

_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "ð": "d", "’": "'"})
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_INSIDE = re.compile(r"(?<=[^\W_])[_-]+(?=[^\W_])")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
MARKS = " '\"“”‘’.,;!?。，；？！"
"""Marks around a value that are no part of it."""

_COMPANY = re.compile(
    r"[\s,]+(?:inc|incorporated|ltd|limited|llc|llp|plc|corp|corporation|co|company|gmbh|ag|kg|sa|s\.a|bv|b\.v|pty|oy|ab|"
    r"spa|s\.p\.a|srl|co,? ltd|pty ltd|private limited|pvt ltd)\.?$"
)
_CHINESE_COMPANY = re.compile(r"(?:股份有限公司|有限责任公司|集团有限公司|有限公司|集团公司|集团|公司)$")
_NOT_COMPANY = re.compile(r"(?:分公司|子公司|总公司|本公司|母公司|股份公司)$")
_PLACE = re.compile(
    r"(?:(?:壮族|回族|维吾尔|藏族|苗族|彝族|土家族|傣族|白族|哈萨克|蒙古族?)?自治[区州县]|特别行政区|新区|省|市|县|区)$"
)
_NOT_PLACE = re.compile(
    r"(?:地区|市区|郊区|开发区|景区|小区|社区|校区|园区|专区|库区|牧区|厂区|病区|超市|夜市|菜市|股市|楼市)$"
)
_MOST_OF_PLACE = 4
_IRREGULAR = {
    "paid": "pay", "sold": "sell", "sent": "send", "left": "leave", "died": "die", "dead": "die", "dying": "die",
    "bought": "buy", "met": "meet", "held": "hold", "lost": "lose", "won": "win", "hidden": "hide", "broken": "break",
    "chosen": "choose", "taken": "take", "given": "give", "frozen": "freeze", "stolen": "steal", "written": "write",
    "withdrawn": "withdraw", "begun": "begin", "made": "make", "built": "build", "seen": "see", "ladies": "lady",
    "gentlemen": "gentleman", "cancellation": "cancel",
}  # fmt: skip


@lru_cache(maxsize=50_000)
def fold(text: str) -> str:
    """Return the text with case, accents, width and spaces folded, words of `in_progress` and `on-hold` parted."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    if not plain.isascii():
        plain = without_accents(plain)
    return " ".join(_INSIDE.sub(" ", plain).split()).strip(MARKS)


def without_accents(text: str) -> str:
    """Return `text` with the accents of Latin letters taken off."""
    parted = unicodedata.normalize("NFD", text.translate(_LETTERS))
    kept = "".join(
        c for place, c in enumerate(parted) if not (unicodedata.combining(c) and _follows_latin(parted, place))
    )
    return unicodedata.normalize("NFC", kept)


def _follows_latin(text: str, place: int) -> bool:
    while place >= 0 and unicodedata.combining(text[place]):
        place -= 1
    return place >= 0 and text[place].isascii()


def spellings(text: str) -> tuple[str, ...]:
    """Return other folded ways to say a value: 'in review' for inReview, Mueller, without 市 or Ltd.

    Empty for nearly all values.
    """
    key = fold(text)
    found = []
    stripped = text.strip()
    if " " not in stripped and _CAMEL.search(stripped) and stripped.isascii() and stripped.isalpha():
        found.append(fold(_CAMEL.sub(" ", stripped)))
    if not key.isascii() or not text.isascii():
        lower = unicodedata.normalize("NFKC", text).casefold()
        found.append(fold(lower.translate(_UMLAUTS)))
    found.append(without_ending(key))
    return tuple(dict.fromkeys(form for form in found if form and form != key))


def without_ending(key: str) -> str:
    """Return a folded value without what places and companies end in: 北京 of 北京市, acme of acme ltd."""
    if key.isascii():
        bare = _COMPANY.sub("", key)
        return bare if len(bare) > 2 else key
    bare = key if _NOT_COMPANY.search(key) else _CHINESE_COMPANY.sub("", key)
    if bare == key and not _NOT_PLACE.search(key):
        place = _PLACE.sub("", key)
        bare = place if len(place) <= _MOST_OF_PLACE else key
    return bare if len(bare) > 1 else key


@lru_cache(maxsize=50_000)
def word_form(word: str) -> str:
    """Return an English word without its endings, accents and case, so that 'Cancelled' and 'cancel' are one."""
    plain = without_accents(word.casefold())
    if plain.endswith("n't"):
        return "not"
    plain = plain.removesuffix("'s")
    if plain in _IRREGULAR:
        return stem(_IRREGULAR[plain])
    if plain.endswith("ied") and len(plain) > 5:
        return stem(plain[:-3] + "y")
    found = stem(plain)
    return found[:-1] if found.endswith("ll") and len(found) > 5 else found
