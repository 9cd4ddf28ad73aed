"""The words of every column by which a filter may speak of it, indexed once for a schema."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from chains.text2sql.linking.concepts import Meaning, codes_named, concepts, concepts_named, groups_of, ideograph_runs
from chains.text2sql.linking.phrases import pieces
from chains.text2sql.schema.coded_comments import CodeWord, base_of, codes_in, label_of
from chains.text2sql.schema.columns import ColumnId, ColumnView
from chains.text2sql.schema.graph import SchemaGraph
from chains.text2sql.schema.naming import in_full, split_name
from knowledge.language.bilingual_lexicon import names_of
from knowledge.language.folding import word_form

_FLAG_BEFORE = ("is", "was", "are", "has", "have", "had", "can", "does", "do", "flag", "allows", "allow", "accepts",
                "accept", "offers", "includes", "needs", "need", "requires", "wants", "with")  # fmt: skip
_HAVING = frozenset("has have had with offers includes".split())
_FLAG_AFTER = ("flag", "yn", "ind", "indicator", "bool", "tf")
_CHINESE_MARKS = re.compile(r"是否(?:已经|已|为|是|有)?|有无|能否|可否|标志$|标识$|标记$")
_TIME_BEFORE = frozenset("date time datetime timestamp last first latest".split())
_TIME_AFTER = frozenset("at on date time datetime timestamp ts day when".split())
_CHINESE_TIME = re.compile(r"(?:的)?(?:时间|日期|时刻|日|时)$")
_COMMENT_OF_FLAG = re.compile(
    r"\b(?:whether|if|true when|set when)\b.*?\b(?:is|are|was|were|has been|been|has|have|can)\s+(?:an? |the )?"
    r"(?P<said>[A-Za-z][A-Za-z -]*)", re.IGNORECASE
)  # fmt: skip
_MOST_SAID = 3
_WRITTEN_OUT = {"auto": "automatic"}
_TABLE_TAIL = re.compile(r"(?:信息|档案|资料|明细|记录|数据)?表?$")


@dataclass(frozen=True)
class ColumnWords:
    """A column with the words of its name and comment."""

    view: ColumnView
    words: tuple[str, ...]
    label: str
    codes: tuple[CodeWord, ...]
    table_forms: frozenset[str]

    @cached_property
    def id(self) -> ColumnId:
        return self.view.id

    @cached_property
    def forms(self) -> tuple[str, ...]:
        """The forms of the English words of the name, and of a comment's label where it is English."""
        return tuple(word_form(word) for word in self.words if word.isascii())

    @cached_property
    def runs(self) -> tuple[str, ...]:
        """The Chinese words of name, comment and synonyms."""
        own = [word for word in self.words if not word.isascii()]
        explained = "".join(code.word for code in self.codes)
        others = [a.text for a in self.view.aliases if a.is_chinese and a.text not in explained]
        return tuple(dict.fromkeys([*own, *ideograph_runs(self.label), *others]))

    @cached_property
    def has_flag_mark(self) -> bool:
        """Whether the name or comment is that of a flag: is_x, x_flag, 是否x."""
        words = self.words
        is_marked = len(words) > 1 and (words[0] in _FLAG_BEFORE or words[-1] in _FLAG_AFTER)
        return is_marked or any(_CHINESE_MARKS.search(run) for run in self.runs) or bool(self._said_of_flag)

    @cached_property
    def is_of_having(self) -> bool:
        """Whether the flag says that a row has something: has_parking, 有无停车场, 是否有保险."""
        is_named = len(self.words) > 1 and self.words[0] in _HAVING
        return is_named or any(re.search(r"有无|是否有", run) for run in self.runs)

    @cached_property
    def flag_bases(self) -> tuple[tuple[str, ...], ...]:
        """The English phrases that say yes, as forms: the name without its marks, and what the comment says."""
        words = [word for word in self.words if word.isascii()]
        while len(words) > 1 and words[0] in _FLAG_BEFORE:
            words = words[1:]
        while len(words) > 1 and words[-1] in _FLAG_AFTER:
            words = words[:-1]
        base = tuple(word_form(word) for word in words)
        found = [base, *([base[::-1]] if len(base) == 2 else [])]
        if len(base) > 1 and base[0] in self.table_forms:
            found.append(base[1:])
        if self._said_of_flag:
            found.append(tuple(word_form(word) for word in self._said_of_flag))
        return tuple(dict.fromkeys(phrase for phrase in found if phrase))

    @property
    def flag_forms(self) -> tuple[str, ...]:
        """The forms of the name without its marks."""
        return self.flag_bases[0] if self.flag_bases else ()

    @cached_property
    def _said_of_flag(self) -> tuple[str, ...]:
        match = _COMMENT_OF_FLAG.search(self.view.comment)
        words = re.findall(r"[A-Za-z]+", match["said"]) if match else []
        return tuple(words) if 0 < len(words) <= _MOST_SAID else ()

    @cached_property
    def flag_runs(self) -> tuple[str, ...]:
        """The Chinese words that say yes: 会员 of 是否会员, 付款 of 已付款."""
        bare = [_CHINESE_MARKS.sub("", run).removeprefix("已") for run in self.runs]
        return tuple(dict.fromkeys(run for run in bare if len(run) > 1))

    @cached_property
    def event_forms(self) -> tuple[str, ...]:
        """The forms of what happened at the column's time: 'pay' of paid_at, nothing where no word is left."""
        words = [word for word in self.words if word.isascii()]
        while words and words[-1] in _TIME_AFTER:
            words = words[:-1]
        while len(words) > 1 and words[0] in _TIME_BEFORE:
            words = words[1:]
        return tuple(word_form(word) for word in words)

    @cached_property
    def event_words(self) -> tuple[str, ...]:
        """The words behind `event_forms`."""
        return tuple(word for word in self.words if word_form(word) in self.event_forms)

    @cached_property
    def event_runs(self) -> tuple[str, ...]:
        """The Chinese words of what happened: 发货 of 发货时间."""
        return tuple(
            dict.fromkeys(bare for run in self.runs if len(bare := _CHINESE_TIME.sub("", run)) > 1 and bare != run)
        )

    @cached_property
    def flag_concepts(self) -> tuple[tuple[int, bool], ...]:
        """The concepts that the column as a flag is named for, and whether it says that they hold."""
        return concepts_named(self.flag_forms, self.runs)

    @cached_property
    def event_concepts(self) -> tuple[int, ...]:
        """The concepts that the column as a time is named for."""
        return tuple(number for number, holds in concepts_named(self.event_forms, self.event_runs) if holds)

    @cached_property
    def meanings(self) -> tuple[Meaning, ...]:
        """What its cells stand for where no comment says so and everyone knows."""
        return () if self.codes else codes_named(self.forms, self.runs)

    @property
    def title(self) -> str:
        """What a reader is told the column is called."""
        return self.label or self.view.name


@dataclass
class FilterWords:
    """All columns of a schema, by the forms and ideographs that may speak of them."""

    columns: dict[ColumnId, ColumnWords]
    by_form: dict[str, set[ColumnId]] = field(default_factory=dict)
    by_piece: dict[str, set[ColumnId]] = field(default_factory=dict)
    table_names: dict[str, frozenset[tuple[str, ...]]] = field(default_factory=dict)
    """The English names of each table, as forms."""
    table_runs: dict[str, frozenset[str]] = field(default_factory=dict)
    """The Chinese names of each table."""
    neighbours: dict[str, set[str]] = field(default_factory=dict)
    """The tables that each table joins with."""

    def touched(self, forms: Iterable[str], chinese: Iterable[str]) -> Counter[ColumnId]:
        """Return the columns of which these forms or ideographs may speak, and by how many of them they are touched."""
        found: Counter[ColumnId] = Counter()
        for said in {said[:KEY] for said in forms}:
            found.update(self.by_form.get(said, ()))
        for piece in chinese:
            found.update(self.by_piece.get(piece, ()))
        return found

    @cached_property
    def names(self) -> frozenset[tuple[str, ...] | str]:
        """All names of tables, English ones as forms."""
        return frozenset(name for of in (self.table_names, self.table_runs) for names in of.values() for name in names)

    @cached_property
    def order(self) -> dict[ColumnId, int]:
        """The number of each column."""
        return {column: number for number, column in enumerate(self.columns)}


KEY = 5
"""Forms are looked up by their beginnings, because 'delet' and 'deletion' are one word."""


def filter_words(schema: SchemaGraph) -> FilterWords:
    """Return the index of the schema's columns, made once for it."""
    if isinstance(schema.filter_words, FilterWords):
        return schema.filter_words
    by_form: defaultdict[str, set[ColumnId]] = defaultdict(set)
    by_piece: defaultdict[str, set[ColumnId]] = defaultdict(set)
    columns: dict[ColumnId, ColumnWords] = {}
    names: dict[str, frozenset[tuple[str, ...]]] = {}
    runs: dict[str, frozenset[str]] = {}
    # columns of one name in many tables are looked at once
    known: dict[tuple[object, ...], tuple[set[str], set[str]]] = {}
    for key, table in schema.tables.items():
        own = tuple(tuple(word_form(w) for w in alias.text.split()) for alias in table.aliases if not alias.is_chinese)
        names[key] = frozenset(own)
        said_in_chinese = {alias.text for alias in table.aliases if alias.is_chinese}
        runs[key] = frozenset(said_in_chinese | {bare for run in said_in_chinese if (bare := _TABLE_TAIL.sub("", run))})
        table_forms = frozenset(word for name in own for word in name)
        for view in table.columns:
            spelled = tuple(_WRITTEN_OUT.get(word, word) for word in in_full(split_name(view.name)))
            words = ColumnWords(view, spelled, label_of(view.comment), codes_in(view.comment), table_forms)
            columns[view.id] = words
            alike = (spelled, view.comment, tuple(alias.text for alias in view.aliases))
            if alike not in known:
                known[alike] = _keys_of(words)
            said, chinese = known[alike]
            for one in said:
                by_form[one[:KEY]].add(view.id)
            for piece in chinese:
                by_piece[piece].add(view.id)
    neighbours: defaultdict[str, set[str]] = defaultdict(set)
    for edge in schema.edges:
        neighbours[edge.left[0]].add(edge.right[0])
        neighbours[edge.right[0]].add(edge.left[0])
    made = FilterWords(columns, dict(by_form), dict(by_piece), names, runs, dict(neighbours))
    schema.filter_words = made
    return made


@lru_cache(maxsize=5_000)
def code_in_english(word: str) -> tuple[tuple[str, ...], ...]:
    """Return the English names, as forms, of a code's Chinese word that is one word of the lexicon."""
    if word.isascii():
        return ()
    names = dict.fromkeys([*names_of(word), *names_of(base_of(word))])
    return tuple(tuple(word_form(part) for part in name.split()) for name in names)


def _keys_of(column: ColumnWords) -> tuple[set[str], set[str]]:
    """The forms and ideographs by which a column is looked up; opposites and synonyms count as its own."""
    aliases = [alias for alias in column.view.aliases if not alias.is_chinese]
    said = {*column.forms, *(word_form(word) for alias in aliases for word in alias.text.split())}
    said |= {one for base in column.flag_bases for one in base}
    chinese = pieces(column.runs)
    for code in column.codes:
        said |= {word_form(word) for word in re.findall(r"[A-Za-z]+", code.word)}
        chinese |= pieces(ideograph_runs(code.word.removeprefix("已")))
        for phrase in code_in_english(code.word):
            said |= set(phrase)
        for group in groups_of(code.word, base_of(code.word)):
            said |= {one for phrase in group.english for one in phrase}
            chinese |= pieces(group.chinese)
    for number in {*(n for n, _ in column.flag_concepts), *column.event_concepts}:
        for part in (concepts()[number].yes, concepts()[number].no):
            said |= {one for phrase in part.english for one in phrase}
            chinese |= pieces(part.chinese)
    for meaning in column.meanings:
        said |= {one for phrase in meaning.words.english for one in phrase}
        chinese |= pieces(meaning.words.chinese)
    return said, chinese
