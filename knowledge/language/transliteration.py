"""How alike a name sounds in Chinese and in Latin letters: 蒙大拿 and Montana.

Both are written as sequences of sounds: small letters, and C J S Z for the sounds of ch, j, sh and zh. They are
compared by an edit distance in which related sounds cost little, and vowels, which transliteration bends most, less
than consonants. The costs were set by hand on names of countries, cities and people.
"""

import re
import tomllib
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files
from itertools import product

_VOWELS = frozenset("aeiouyw")
_SPELLINGS = (
    (r"[^a-z ]", ""), (r"sch|sh", "S"), (r"tch|ch(?=[aeiouy])", "C"), (r"ch|ck|cc(?=[^ei])", "k"), (r"ph", "f"),
    (r"gh", ""), (r"wh", "w"), (r"qu", "kw"), (r"q", "k"), (r"x", "ks"), (r"tion\b", "Sn"), (r"c(?=[eiy])", "s"),
    (r"c", "k"), (r"g(?=[eiy])", "J"), (r"j", "J"), (r"\bh(?=[aeiou])", "h"), (r"ll(?=e\b)", "l"), (r"th", "s"),
    (r"(.)\1", r"\1"), (r"nd\b", "n"), (r"e[ae]|ie", "i"), (r"o[uo]|oe", "u"), (r"a[iy]|ei", "e"), (r"a[uw]", "o"),
    (r"(?<=[^aeiou ])e\b", ""), (r" ", ""),
)  # fmt: skip
_KIN = {
    frozenset(pair): cost
    for pairs, cost in (
        ("bp dt gk fv sz lr CJ CZ JZ SC SZ SJ sS tz", 0.15),
        ("zZ zJ zC sC sJ hw fw vw nm kh kJ gJ kC tC dJ hs ts hS vb hf yJ sk", 0.4),
    )
    for pair in pairs.split()
}
_FRAME = str.maketrans("bdgvzlZSCJj", "ptkfsrsssss", "aeiouywh")
# sounds that names lose on the way
_LIGHT = {"r": 0.35, "h": 0.35, "g": 0.5, "t": 0.5, "d": 0.5, "l": 0.6, "s": 0.6}
_VOWEL, _FIRST_VOWEL = 0.15, 0.4
_NEAR_VOWELS = {frozenset(pair): 0.06 for pair in "ei iy ey ou ow uw ae ao".split()}
_OTHER_VOWEL = 0.2


def likeness(chinese: str, latin: str) -> float:
    """Return 0..1; 0 when `chinese` holds an ideograph that does not write sounds."""
    other = _of_latin(latin)
    return max((_alike(one, other) for one in _of_chinese(chinese)), default=0.0) if other else 0.0


def may_be_alike(chinese: str, latin: str) -> bool:
    """Return whether the two begin alike and have about as many consonants: a quick look before `likeness`."""
    other = _frame(_of_latin(latin))
    frames = [_frame(one) for one in _of_chinese(chinese)]
    return any(f[:1] == other[:1] and abs(len(f) - len(other)) <= 1 for f in frames)


@lru_cache(maxsize=50_000)
def _frame(sounds: str) -> str:
    """The consonants, kin ones written alike, without those that come and go."""
    return re.sub(r"(.)\1+", r"\1", sounds.translate(_FRAME))


@cache
def is_sound(ideograph: str) -> bool:
    """Return whether foreign names are written with the ideograph."""
    return ideograph in _readings()


@lru_cache(maxsize=2_000)
def _of_chinese(text: str) -> tuple[str, ...]:
    """Every way to say it, at most eight."""
    ways = [_readings().get(ideograph, ()) for ideograph in text]
    return tuple("".join(way) for way, _ in zip(product(*ways), range(8), strict=False))


@lru_cache(maxsize=50_000)
def _of_latin(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    for pattern, sound in _SPELLINGS:
        plain = re.sub(pattern, sound, plain)
    return plain.replace("ng", "n")


@cache
def _readings() -> dict[str, tuple[str, ...]]:
    stored = tomllib.loads(files("knowledge.language").joinpath("transliteration.toml").read_text(encoding="utf-8"))
    found: dict[str, tuple[str, ...]] = {}
    for sound, ideographs in stored["sounds"].items():
        for ideograph in ideographs:
            found[ideograph] = (*found.get(ideograph, ()), sound.replace("ng", "n"))
    for ideograph, word in stored["words"].items():
        found[ideograph] = (*found.get(ideograph, ()), _of_latin(word))
    return found


def _weight(sound: str) -> float:
    return 0.3 if sound in _VOWELS else 1.0


def _loss(sound: str, is_first: bool = False) -> float:
    if sound in _VOWELS:
        return _FIRST_VOWEL if is_first else _VOWEL
    return _LIGHT.get(sound, 1.0)


def _cost(one: str, other: str) -> float:
    if one == other:
        return 0.0
    if one in _VOWELS and other in _VOWELS:
        return _NEAR_VOWELS.get(frozenset((one, other)), _OTHER_VOWEL)
    return _KIN.get(frozenset((one, other)), 1.0)


@lru_cache(maxsize=20_000)
def _alike(one: str, other: str) -> float:
    whole = (sum(map(_weight, one)) + sum(map(_weight, other))) / 2
    row = [0.0]
    for sound in other:
        row.append(row[-1] + _loss(sound, row[-1] == 0))
    for first in one:
        above, row = row, [row[0] + _loss(first, row[0] == 0)]
        for j, second in enumerate(other):
            row.append(min(above[j] + _cost(first, second), above[j + 1] + _loss(first), row[j] + _loss(second)))
    return max(0.0, 1.0 - row[-1] / whole)
