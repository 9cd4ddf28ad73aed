"""What a question asks for: the kind of its answer, and the names and figures that an answer must be about."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from knowledge.language import Language, language_of
from knowledge.language.numbers import stated
from knowledge.language.stop_words import CAPITALISED_FUNCTION_WORDS
from knowledge.language.tokenization import chinese_tokenizer, terms

Kind = Literal["person", "when", "number", "place", "thing", "reason", "manner", "whether", "any"]

_EN: tuple[tuple[Kind, str], ...] = (
    ("number", r"\bhow (?:many|much|long|often|far|soon|old|high|tall|fast|large|big|deep|wide|heavy|late|early)\b"),
    ("number", r"\b(?:what|which) (?:\w+ ){0,2}(?:percent(?:age)?|number|amount|share|rate|proportion|price|cost|fee"
               r"|score|size|distance|speed|temperature|population|revenue|ratio|length|height|weight|age|limit)\b"),
    ("when", r"\bwhen\b|\b(?:what|which) (?:\w+ ){0,2}(?:years?|dates?|day|months?|time|century|decade|period"
             r"|season)\b"),
    ("person", r"\bwho(?:m|se)?\b|\b(?:what|which) (?:\w+ )?(?:person|man|woman|people|team|player|author|king|queen"
               r"|president|company|group|band|name)\b|\bnames? of\b"),
    ("place", r"\bwhere\b|\b(?:what|which) (?:\w+ ){0,2}(?:city|country|place|state|region|location|town|river|island"
              r"|continent|province|county|building|street|venue|stadium|area|port|room|site)\b|\blocation\b"),
    ("reason", r"\bwhy\b|\bwhat (?:\w+ )?(?:reason|cause|causes|caused|purpose)\b"),
    ("manner", r"\bhow\b"),
    ("thing", r"\bwhat\b|\bwhich\b"),
    ("whether", r"^\W*(?:is|are|was|were|do|does|did|can|could|may|must|should|will|has|have|had)\b"),
)  # fmt: skip
_ZH: tuple[tuple[Kind, str], ...] = (
    ("when", r"何时|何年|几时|什么时[候间]|哪[一]?[年天日月]|几[月号]|什么年|多[会]?儿|时间|日期|年代|哪个?世纪"
             r"|时期|期间"),
    ("number", r"多少|几[^乎]|几$|多[久长大高远重深宽快厚]|比例|百分|人口|数量|面积|长度|高度|震级|年龄|价格|费用"
               r"|金额|时限|上限|下限"),
    ("person", r"谁|何人|哪[一]?[位人]|哪[一]?个人|什么人|作者|导演|编剧|主演|总统|首相|校长|创始人|冠军|姓名|名字"
               r"|行政长官"),
    ("place", r"哪[里儿]|何处|何地|什么地方|地点|位于|哪[一]?[国省市县区州]|哪个(?:国家|城市|地方|地区|省)|国家|首都"
              r"|举办国|地址|籍贯|城市"),
    ("reason", r"为什么|为何|原因|怎么会|何以|因何|缘故"),
    ("manner", r"怎么|怎样|如何|什么方[式法]"),
    ("whether", r"吗|是否|能否|可否|有没有|是不是|能不能|可不可以"),
    ("thing", r"什么|哪|何"),
)  # fmt: skip
_KINDS: dict[str, tuple[tuple[Kind, re.Pattern[str]], ...]] = {
    "en": tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _EN),
    "zh": tuple((kind, re.compile(pattern)) for kind, pattern in _ZH),
}
_UNIT_EN = re.compile(r"\bhow (?:many|much) (?:of the )?((?:[\w-]+ ){0,2}[\w-]+)", re.IGNORECASE)
_UNIT_ZH = re.compile(r"(?:多少|几)\s*(个?[\u3400-\u9fff]{1,2})")
_CAPITAL = re.compile(r"(?<![\w'])[A-Z][\w'’&-]*")
_QUOTED = re.compile(r"[《「“\"](.+?)[》」”\"]")
_LATIN = re.compile(r"[A-Za-z][\w.+-]*")
RARE = 2_000
"""A Chinese word below this count in jieba's dictionary (60 million words of text) tells subjects apart."""


@dataclass(frozen=True)
class Asked:
    """A question taken apart. `names` are sets of terms, each to be found together; `figures` as
    `knowledge.language.numbers` gives them."""

    text: str
    language: Language
    kind: Kind
    unit: str
    terms: frozenset[str]
    names: tuple[str, ...]
    figures: frozenset[str]

    @property
    def years(self) -> frozenset[str]:
        return years_among(self.figures)


def years_among(figures: frozenset[str]) -> frozenset[str]:
    """The figures that are years from 1800 to 2099."""
    return frozenset(f for f in figures if len(f) == 4 and f[:2] in ("18", "19", "20"))


def asked(question: str) -> Asked:
    """Takes `question` apart by its words alone; nothing is loaded but jieba's dictionary."""
    language = language_of(question)
    kind: Kind = next((kind for kind, pattern in _KINDS[language] if pattern.search(question)), "any")
    unit = _UNIT_ZH.search(question) if language == "zh" else _UNIT_EN.search(question)
    return Asked(
        text=question,
        language=language,
        kind=kind,
        unit=unit.group(1).strip().lower() if unit else "",
        terms=frozenset(terms(question)),
        names=_names(question, language),
        figures=stated(question),
    )


def _names(question: str, language: str) -> tuple[str, ...]:
    names = [name.lower() for name in _QUOTED.findall(question)]
    rest = _QUOTED.sub(" ", question)
    if language == "en":
        words = [w.removesuffix("'s").removesuffix("’s") for w in _CAPITAL.findall(rest)]
        names += [w.lower() for w in words if w.lower() not in CAPITALISED_FUNCTION_WORDS]
    else:
        names += [w.lower() for w in _LATIN.findall(rest) if len(w) > 1]
        frequency = chinese_tokenizer().FREQ
        for run in re.findall(r"[\u3400-\u9fff]+", rest):
            names += [w for w in chinese_tokenizer().cut(run) if len(w) > 1 and frequency.get(w, 0) < RARE and _bare(w)]
    return tuple(dict.fromkeys(names))


def _bare(word: str) -> bool:
    """Whether the word is not itself a question word or a numeral."""
    return not re.search(r"[什么哪谁何几怎吗一二三四五六七八九十百千万亿]", word)
