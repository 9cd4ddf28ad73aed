"""Finds which tables and columns the words of a question mean.

Three kinds of evidence: shared stems (English) or runs of ideographs (Chinese) with names and comments,
adjectives that measure something ("longest" and a length), and, when an embedder is given, nearness in meaning
across languages. Thresholds of the embedder (cosine 0.72 for a sure link, 0.58 for half a one) were found on
development questions with a multilingual encoder.
"""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from chains.sql.question import Question, Word, stem
from chains.sql.schema import Alias, ColumnId, ColumnView, SchemaView, TableView
from chains.sql.vocabulary import measure_words
from chains.words import chinese_tokenizer

Embed = Callable[[list[str]], Sequence[Sequence[float]]]

_SURE, _HALF = 0.72, 0.58
# a weaker likeness counts where nothing else comes near
_ALONE, _FAR = 0.46, 0.1
_LEAST_SCORE = 0.3
_STOP_STEMS = frozenset(
    "the a an of in on for to is was were are be and or by with from as at it do does what which who have has".split()
)
_ZH_STOPS = re.compile(
    r"(?:所有|每个|各个|使用|次数|数量|我们|那里|他们|按照|以及|最大|最小|最高|最低|最多|最少|平均|超过|高于|低于|不同|显示|属于)|[的是在有和与及或了吗呢吧请问我们你您他她它那这里中个所哪些什么多少几谁列出显示给找查询告诉，。？！、\s]+"
)
# ideographs that are nouns by themselves
_LONE_NOUNS = frozenset("州省市县国街河湖山岛城镇村校店车船书")
_WEAK_RUNS = frozenset("数量 名称 时间 编号 类型 类别 状态 总数 大小 中文 英文 地区 区域 日期 信息".split())


@dataclass(frozen=True)
class Mention:
    """A stretch of the question that means a table (`column` is None) or a column, with how sure that is (0..1)."""

    table: str
    column: str | None
    start: int
    end: int
    score: float
    how: str

    @property
    def id(self) -> ColumnId:
        return self.table, self.column or ""


@dataclass(frozen=True)
class Links:
    """All mentions of a question, the best per place and thing."""

    tables: tuple[Mention, ...]
    columns: tuple[Mention, ...]

    @cached_property
    def _by_column(self) -> dict[ColumnId, list[Mention]]:
        found: dict[ColumnId, list[Mention]] = {}
        for mention in self.columns:
            found.setdefault(mention.id, []).append(mention)
        return found

    def of_column(self, column: ColumnId) -> list[Mention]:
        return self._by_column.get(column, [])

    def of_table(self, table: str) -> list[Mention]:
        return [m for m in self.tables if m.table == table]

    def column_score(self, column: ColumnId) -> float:
        return max((m.score for m in self.of_column(column)), default=0.0)

    def table_score(self, table: str) -> float:
        return max((m.score for m in self.of_table(table)), default=0.0)


def link(
    question: Question, schema: SchemaView, embed: Embed | None = None, blocked: Sequence[tuple[int, int]] = ()
) -> Links:
    """Return what the question mentions of the schema. Stretches in `blocked` (values, times) name no column."""
    tables = [m for t in schema.tables.values() for m in _table_mentions(question, t, schema)]
    columns = [m for c in schema.columns for m in _column_mentions(question, c, schema)]
    columns.extend(_measured(question, schema))
    if embed is not None:
        # what was named outright needs no guess
        named = [(m.start, m.end) for m in (*tables, *columns) if m.score >= 0.7 and m.how == "name"]
        near_tables, near_columns = _near_in_meaning(question, schema, embed, [*blocked, *named])
        tables.extend(near_tables)
        columns.extend(near_columns)
    quotes = [(a, b) for _, a, b in question.quotes]
    columns = [m for m in columns if not _inside(m, blocked) and not _inside(m, quotes)]
    tables = [m for m in tables if not _inside(m, quotes)]
    columns = [_weaker(m) if _is_own_table(m, tables) else m for m in columns]
    return Links(tuple(_best(tables)), tuple(_drop_shadowed(_best(columns))))


def _is_own_table(mention: Mention, tables: Sequence[Mention]) -> bool:
    """Whether the words only name the column's table: "customers" is no mention of `customer name`."""
    return mention.score < 0.9 and any(
        t.table == mention.table and t.start <= mention.start and mention.end <= t.end and t.score >= 0.75
        for t in tables
    )


def _weaker(mention: Mention) -> Mention:
    return Mention(mention.table, mention.column, mention.start, mention.end, 0.4 * mention.score, mention.how)


def _table_mentions(question: Question, table: TableView, schema: SchemaView) -> list[Mention]:
    return [
        Mention(table.name, None, start, end, score, "name")
        for start, end, score in _alias_places(question, table.aliases, schema.table_frequency, of_table=True)
    ]


def _column_mentions(question: Question, column: ColumnView, schema: SchemaView) -> list[Mention]:
    found = [
        Mention(column.table, column.name, start, end, score, "name")
        for start, end, score in _alias_places(question, column.aliases, schema.frequency, of_table=False)
    ]
    if column.is_name:
        pattern = r"\bnames?\b|\btitles?\b" if question.language == "en" else r"名称|名字|姓名|叫什么|的名(?![称字])"
        found.extend(
            Mention(column.table, column.name, m.start(), m.end(), 0.75, "name")
            for m in re.finditer(pattern, question.text, re.IGNORECASE)
        )
    if column.is_id:
        # a key is meant by its number; the rest of its name alone means the table
        pattern = r"\b(?:ids?|codes?|numbers?)\b|编号|代码"
        found = [
            m
            if re.search(pattern, question.text[m.start : m.end], re.IGNORECASE)
            else Mention(m.table, m.column, m.start, m.end, 0.5 * m.score, m.how)
            for m in found
        ]
    if column.language not in (None, question.language):
        found = [Mention(m.table, m.column, m.start, m.end, 0.8 * m.score, m.how) for m in found]
    return found


def _alias_places(
    question: Question, aliases: Sequence[Alias], frequency: dict[str, int], *, of_table: bool
) -> list[tuple[int, int, float]]:
    found: list[tuple[int, int, float]] = []
    for alias in aliases:
        if alias.is_chinese:
            places = _chinese_places(question.text, alias.text, frequency, of_table)
        else:
            places = _stem_places(question.words, alias, frequency, of_table)
        found.extend((start, end, score * alias.weight) for start, end, score in places)
    return [place for place in found if place[2] >= _LEAST_SCORE]


def _stem_places(
    words: list[Word], alias: Alias, frequency: dict[str, int], of_table: bool
) -> list[tuple[int, int, float]]:
    """Windows of the question that hold the alias' stems, scored by the share of their information found."""
    weights = {s: 1.0 / (1.0 + math.log(frequency.get(s, 1))) for s in alias.stems}
    whole = sum(weights.values())
    wanted = set(alias.stems) - _STOP_STEMS or set(alias.stems)
    spots = [(i, word) for i, word in enumerate(words) if any(_same_stem(word.stem, w) for w in wanted)]
    found = []
    for k, (i, first) in enumerate(spots):
        seen = {first.stem}
        last, last_index = first, i
        for j, word in spots[k + 1 :]:
            if j - last_index > 2 or len(seen) >= len(wanted):
                break
            if word.stem not in seen:
                seen.add(word.stem)
                last, last_index = word, j
        score = sum(weights[s] for s in weights if any(_same_stem(s, w) for w in seen)) / whole
        if of_table and alias.weight == 1.0 and any(_same_stem(alias.stems[-1], w) for w in seen):
            # the last word is the thing itself: "lines" for transmission lines
            score = max(score, 0.8)
        found.append((first.start, last.end, min(1.0, score)))
    return found


def _same_stem(one: str, other: str) -> bool:
    if one == other:
        return True
    shorter, longer = sorted((one, other), key=len)
    return len(shorter) >= 5 and longer.startswith(shorter) and len(longer) - len(shorter) <= 3


def _chinese_places(text: str, alias: str, frequency: dict[str, int], of_table: bool) -> list[tuple[int, int, float]]:
    """Where the alias, or the longest run of it that the question holds, stands."""
    if len(alias) == 1:
        return [(m.start(), m.end(), 0.6) for m in re.finditer(alias, text)]
    for length in range(len(alias), 1, -1):
        runs = {alias[i : i + length] for i in range(len(alias) - length + 1)}
        places = [(m.start(), m.end(), run) for run in runs for m in re.finditer(re.escape(run), text)]
        if places:
            shared = [sum(run in piece for piece in frequency) for *_, run in places]
            found = []
            for (start, end, run), count in zip(places, shared, strict=True):
                share = length / len(alias)
                if of_table and share < 1:
                    # the end of a Chinese compound is the thing itself: 区域 for 供电区域
                    found.append(
                        (start, end, max(share, 0.8 if alias.endswith(run) else 0.65) / (1 + 0.3 * (count > 1)))
                    )
                    continue
                is_weak = share < 1 and (run in _WEAK_RUNS or count > 4)
                found.append((start, end, share * (0.6 if is_weak else 1.0)))
            return found
    return []


def _measured(question: Question, schema: SchemaView) -> list[Mention]:
    found = []
    for start, end, hints in question.measures:
        for column in schema.columns:
            stems = {s for alias in column.aliases for s in alias.stems}
            texts = [alias.text for alias in column.aliases if alias.is_chinese]
            for place, hint in enumerate(hints):
                is_hit = hint in stems or any(hint in t for t in texts) if not hint.isascii() else _stem_in(hint, stems)
                if is_hit and not (column.is_id and column.kind == "number"):
                    found.append(
                        Mention(column.table, column.name, start, end, max(0.4, 0.6 - 0.03 * place), "measure")
                    )
                    break
    return found


def _stem_in(hint: str, stems: set[str]) -> bool:
    return stem(hint) in stems


def _near_in_meaning(
    question: Question, schema: SchemaView, embed: Embed, blocked: Sequence[tuple[int, int]]
) -> tuple[list[Mention], list[Mention]]:
    pieces = _pieces(question)
    pieces = [p for p in pieces if not any(a < p[2] and p[1] < b for a, b in blocked)]
    if not pieces:
        return [], []
    tables = list(schema.tables.values())
    columns = schema.columns
    things: list[TableView | ColumnView] = [*tables, *columns]
    texts = [p for p, _, _ in pieces]
    phrases = [thing.phrase for thing in things]
    vectors = np.asarray(embed([*texts, *phrases]), dtype=np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9
    nearness = vectors[: len(texts)] @ vectors[len(texts) :].T
    near_tables, near_columns = [], []
    for i, (_, start, end) in enumerate(pieces):
        alone = _stands_alone(nearness[i], phrases)
        for j, thing in enumerate(things):
            cosine = float(nearness[i, j])
            score = _score_of_cosine(cosine)
            if cosine == alone:
                score = max(score, 0.55)
            if score <= 0:
                continue
            if isinstance(thing, TableView):
                near_tables.append(Mention(thing.name, None, start, end, score, "meaning"))
            else:
                # what comes near a key's name usually means the thing, not its number
                worth = 0.5 * score if thing.is_id else score
                near_columns.append(Mention(thing.table, thing.name, start, end, worth, "meaning"))
    return near_tables, near_columns


def _stands_alone(cosines: "np.typing.NDArray[np.float32]", phrases: list[str]) -> float:
    """The best cosine when it is far above that of every other phrase, else 2, which no cosine equals."""
    best = int(np.argmax(cosines))
    others = [float(c) for c, phrase in zip(cosines, phrases, strict=True) if phrase != phrases[best]]
    top = float(cosines[best])
    return top if top >= _ALONE and top - max(others, default=0.0) >= _FAR else 2.0


def _score_of_cosine(cosine: float) -> float:
    if cosine < _HALF:
        return 0.0
    if cosine < _SURE:
        return 0.35 + 0.3 * (cosine - _HALF) / (_SURE - _HALF)
    return min(0.95, 0.7 + 0.25 * (cosine - _SURE) / (1 - _SURE))


def _pieces(question: Question) -> list[tuple[str, int, int]]:
    """Words and pairs of neighbouring words, English or Chinese, with their places."""
    text = question.text
    words = [
        (m.group(), m.start(), m.end())
        for m in re.finditer(r"[A-Za-z]{3,}", text)
        if m.group().casefold() not in _STOP_STEMS
    ]
    words = sorted([*words, *chinese_words(text)], key=lambda word: word[1])
    pairs = [(text[a:d], a, d) for (_, a, b), (_, c, d) in pairwise(words) if 0 <= c - b <= 1]
    return [*words, *pairs][:60]


def chinese_words(text: str) -> list[tuple[str, int, int]]:
    """Return the Chinese words of `text` that may name something, with their places."""
    found = []
    for run in re.finditer(r"[\u3400-\u9fff]+", text):
        for word, start, end in chinese_tokenizer().tokenize(run.group()):
            if len(word) > 2 and word[0] in measure_words():
                # the tokenizer leaves a measure word at its noun: 份文件
                word, start = word[1:], start + 1
            if (len(word) > 1 or word in _LONE_NOUNS) and not _ZH_STOPS.fullmatch(word):
                found.append((word, run.start() + start, run.start() + end))
    return found


def _inside(mention: Mention, places: Sequence[tuple[int, int]]) -> bool:
    return any(a <= mention.start and mention.end <= b for a, b in places)


def _best(mentions: list[Mention]) -> list[Mention]:
    best: dict[tuple[str, str | None, int], Mention] = {}
    for mention in mentions:
        key = (mention.table, mention.column, mention.start)
        if key not in best or best[key].score < mention.score:
            best[key] = mention
    return sorted(best.values(), key=lambda m: (m.start, -m.score))


def _drop_shadowed(mentions: list[Mention]) -> list[Mention]:
    """A longer sure mention takes the words of a shorter one: "song name" is not also "name"."""
    sure = [m for m in mentions if m.score >= 0.9 and m.how == "name"]
    kept = []
    for m in mentions:
        covers = [
            s
            for s in sure
            if s.start <= m.start and m.end <= s.end and s.end - s.start > m.end - m.start and s.id != m.id
        ]
        if not covers:
            kept.append(m)
        elif m.score > 0.5:
            kept.append(Mention(m.table, m.column, m.start, m.end, 0.35 * m.score, m.how))
    return kept
