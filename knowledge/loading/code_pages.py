"""Single-byte code pages told apart by the words that they make of the same bytes."""

import re
from dataclasses import dataclass

_SAMPLE = 20_000
_TOKENS = re.compile(r"[^\s!-@\[-`{-~“”„‘’«»–—…·\xa0]+")
_LEAST_SCORE = 0.5
_CLEARLY = 0.02
_ANY_LETTERS = 0.6  # what well-formed words are worth whose letters no language has together

# letters beyond ASCII that occur in one language
_LATIN_ALPHABETS = tuple(
    map(
        frozenset,
        (
            "äöüß",
            "éèàçêùâîôûëïœæüÿ",
            "áéíóúñüçïà",
            "áâãàçéêíóôõúü",
            "àèéìòùîç",
            "åäöæøé",
            "áðéíóúýþæö",
            "éëïöüèêáíó",
            "ąćęłńóśźż",
            "áčďéěíňóřšťúůýžľĺŕäô",
            "áéíóöőúüű",
            "čćđšž",
            "ăâîșțşţ",
            "çğıöşüâîûi\u0307",
            "äöüõšž",
            "āčēģīķļņōŗšūž",
            "ąčęėįšųūž",
        ),
    )
)


@dataclass(frozen=True, slots=True)
class _CodePage:
    """`letters` are those beyond ASCII that its words may have, `common` the most frequent of its language, lower
    case; none for Latin script, whose languages have alphabets."""

    encoding: str
    letters: str
    common: str = ""

    @property
    def is_latin(self) -> bool:
        return not self.common


_LATIN = "\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f"
_CYRILLIC = ("\u0400-\u0491", "оеаинтсрвлкм")
_GREEK = ("\u0386-\u03ff", "ατοιενρσκηπς")
_HEBREW = ("\u0590-\u05ff", "יוהלרבתמאשנע")
_ARABIC = ("\u0600-\u06ff", "اليمونرتبةعد")
# of equals the first wins
_CODE_PAGES = (
    *(_CodePage(name, _LATIN) for name in ("cp1252", "iso8859_15", "cp1250", "iso8859_2", "cp1254", "cp1257")),
    *(_CodePage(name, _LATIN) for name in ("mac_roman", "cp850", "cp852")),
    *(_CodePage(name, *_CYRILLIC) for name in ("cp1251", "koi8_r", "koi8_u", "cp866", "iso8859_5", "mac_cyrillic")),
    *(_CodePage(name, *_GREEK) for name in ("cp1253", "iso8859_7")),
    *(_CodePage(name, *_HEBREW) for name in ("cp1255", "iso8859_8")),
    *(_CodePage(name, *_ARABIC) for name in ("cp1256", "iso8859_6")),
    _CodePage("cp874", "\u0e00-\u0e7f", "านรอกเงมยลวด"),
)


def decode_single_byte(content: bytes) -> str:
    """Return the reading whose words are best formed: letters of one language, capitals in front, no sign inside.

    When none is, charset-normalizer decides; cp1252 is the last resort.
    """
    sample = content[:_SAMPLE]
    if sample.isascii():
        first = next((index for index, byte in enumerate(content) if byte > 0x7F), 0)
        sample = content[first : first + _SAMPLE]
    best: tuple[float, str] | None = None
    for page in _CODE_PAGES:
        score = _score(sample.decode(page.encoding, errors="replace"), page)
        if best is None or score > best[0] + _CLEARLY:
            best = (score, page.encoding)
    if best is not None and best[0] >= _LEAST_SCORE:
        return content.decode(best[1], errors="replace")

    from charset_normalizer import from_bytes

    guess = from_bytes(sample).best()
    return content.decode(guess.encoding if guess else "cp1252", errors="replace")


def _score(text: str, page: _CodePage) -> float:
    """The share of tokens with characters beyond ASCII that could be words; 1 when there are none."""
    tokens = [token for token in _TOKENS.findall(text) if not token.isascii()]
    if not tokens:
        return 1.0
    word = re.compile(f"[A-Za-z{page.letters}]+")
    words = [token for token in tokens if _is_word(token, word, latin=page.is_latin)]
    letters = [frozenset(character for character in token.lower() if not character.isascii()) for token in words]
    if page.is_latin:
        signs = sum(not token[0].isalpha() for token in words)
        known = max(sum(own <= alphabet for own in letters) for alphabet in _LATIN_ALPHABETS) + signs
        return (_ANY_LETTERS * len(words) + (1 - _ANY_LETTERS) * known) / len(tokens)
    joined = "".join(token.lower() for token in words)
    common = sum(joined.count(letter) for letter in page.common) / max(len(joined), 1)
    # the twelve most frequent letters make about three quarters of any text
    return len(words) / len(tokens) * min(0.25 + common, 1.0)


def _is_word(token: str, word: re.Pattern[str], *, latin: bool) -> bool:
    if len(token) == 1 and not token.isalpha():
        return True  # a sign that stands alone: £, ©, •
    foreign = sum(not character.isascii() for character in token)
    if latin:
        return bool(word.fullmatch(token)) and _cased(token) and foreign <= max(len(token) * 2 / 3, 1)
    ascii_letters = sum(character.isascii() and character.isalpha() for character in token)
    return bool(word.fullmatch(token)) and not ascii_letters and _cased(token)


def _cased(token: str) -> bool:
    return token.islower() or token.isupper() or token[1:].islower() or token.lower() == token.upper()
