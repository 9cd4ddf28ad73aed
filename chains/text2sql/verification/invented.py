"""Parts of a statement that no words of the question ask for."""

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from chains.text2sql.composition.negation import NEGATIONS
from chains.text2sql.composition.words import cue_matches
from chains.text2sql.linking.filters import FilterOption, Operator, Test
from chains.text2sql.linking.linked import LinkedQuestion
from chains.text2sql.protocols import Cell
from chains.text2sql.schema.naming import split_name
from chains.text2sql.verification.agreement import NEGATIVE, agree, is_close, moment_of, plain, share, values_of
from chains.text2sql.verification.constants import KNOWN_OPTION, PAGE
from chains.text2sql.verification.demands import EXTREME_CUES, Demand, Figure, Numbered, Tested
from chains.text2sql.verification.operands import number_of
from chains.text2sql.verification.parts import AmountTest, ColumnTest, OrderedBy, Parts, Stretch
from chains.text2sql.verification.verdict import Fault
from knowledge.language.quantities import quantities
from knowledge.language.stemming import stem

_OPPOSING = re.compile(
    r"\b(?:un|in|im|ir|non|dis)\w{3,}|\b(?:only|just|exclusively|never|other|else|different|except|exclude\w*|outside|"
    r"without|lack\w*|miss\w*|fail\w*|yet|besides|remaining|rest|avoid\w*|instead|neither|nor)\b|"
    r"[仅只未非无没不除外缺别其余剩]",
    re.IGNORECASE,
)
_SEVERAL = re.compile(
    r"\b(?:multiple|several|repeat\w*|duplicate\w*|both|all|every|each|more than one|same|shared?|twice|once|many)\b|"
    r"多个|多次|重复|都|同时|所有|全部|每|一次以上|相同",
    re.IGNORECASE,
)
_FEW = 2
"""What a count is compared with for several of them: more than 1, at least 2."""
_COMPARING = ("avg", "than", *EXTREME_CUES)
_WORD = re.compile(r"[a-z]+|\d+(?:\.\d+)?")


class Evidence:
    """What the question says that may ask for a part of SQL."""

    def __init__(
        self,
        linked: LinkedQuestion,
        options: Sequence[FilterOption],
        demands: Sequence[Demand],
        customary: Parts,
    ) -> None:
        self._text = linked.question.text
        self._linked = linked
        self._options = [o for o in options if o.score >= KNOWN_OPTION and isinstance(o.test, Test)]
        self._demands = demands
        self._customary = customary
        self._cues = {c.name for c in cue_matches(self._text)}
        self._quantities = quantities(self._text)
        self._stems = {w.stem for w in linked.question.words}

    @property
    def denies(self) -> bool:
        """Whether any word of the question may turn a test round."""
        return bool(self._cues & set(NEGATIONS)) or _OPPOSING.search(self._text) is not None

    def invented(self, parts: Parts, *, is_complete: bool) -> Iterator[Fault]:
        """Yield the parts that nothing asks for. `is_complete`: no word of the question is left over."""
        said = [
            *(t.sql for t in self._unasked(parts.tests) if is_complete or not self._is_foreign(t)),
            *(s.sql for s in parts.stretches if not self._asks_time(s)),
            *(t.sql for t in parts.amount_tests if not self._asks_amount(t)),
            *(a.sql for a in parts.against if not self._cues & set(_COMPARING) and a not in self._customary.against),
            *(o.sql for o in parts.orders if not self._asks_order(o)),
        ]
        if not self.denies and not _SEVERAL.search(self._text):
            known = {t for d in self._demands if hasattr(d, "tables") for t in d.tables}
            said.extend(sql for table, sql in parts.without.items() if table not in known)
        is_averaged = "avg" in self._cues or any(isinstance(d, Figure) and d.function == "avg" for d in self._demands)
        if not is_averaged and "share" not in self._cues:
            means = [a.sql for a in parts.amounts if a.function == "avg" and a not in self._customary.amounts]
            said.extend(sql for sql in means if not any(sql in other for other in said))
        for sql in dict.fromkeys(said):
            yield Fault("invented", sql=sql)

    def turned(self, parts: Parts) -> Iterator[Fault]:
        """Yield tests that leave out what the question names, where it denies nothing."""
        if self.denies:
            return
        for test in parts.tests:
            if test.operator not in NEGATIVE or not test.values or self._is_customary(test):
                continue
            if any(agree(test, o.test) for o in self._options if isinstance(o.test, Test)):
                continue
            for value in values_of(test.operator, test.values):
                start = self._text.casefold().find(value) if len(value) > 1 else -1
                if start >= 0:
                    span = (start, start + len(value))
                    yield Fault("inverted", span, self._text[slice(*span)], test.sql)

    # tests

    def _unasked(self, tests: Sequence[ColumnTest]) -> Iterable[ColumnTest]:
        asked = {t.choice for t in tests if t.choice and self._asks_test(t)}
        columns = {c: {t.column for t in tests if t.choice == c} for c in asked}
        for test in tests:
            if self._asks_test(test):
                continue
            if test.choice in asked and len(columns[test.choice]) > 1:
                continue  # the same words looked for in several columns
            yield test

    def _is_foreign(self, test: ColumnTest) -> bool:
        """Whether a cell is in the other script than the question: a word left over may be its translation."""
        is_chinese = self._linked.question.language == "zh"
        texts = [v for v in values_of(test.operator, test.values) if number_of(v) is None and len(v) > 1]
        return any(v.isascii() == is_chinese for v in texts)

    def _asks_test(self, test: ColumnTest) -> bool:
        if test.operator in ("not null", "not blank") or self._is_customary(test):
            return True
        if test.operator in NEGATIVE and values_of(test.operator, test.values) <= {""}:
            return True
        if test.operator in ("null", "blank") or values_of(test.operator, test.values) <= {""}:
            return self.denies or "expired" in self._cues or self._names(test)
        if test.part is not None and self._linked.question.times:
            return True
        ways = [w for d in self._demands if isinstance(d, Tested) for w in (*d.ways, *d.opposites)]
        ways += [o.test for o in self._options if isinstance(o.test, Test)]
        ways += [o.negated_test for o in self._options if o.negated_test is not None]
        return all(self._asks_value(test, value, ways) for value in test.values)

    def _asks_value(self, test: ColumnTest, cell: Cell, ways: Sequence[Test]) -> bool:
        value = next(iter(values_of(test.operator, [cell])), "")
        if not value:
            return True
        for way in ways:
            is_same = way.column == test.column
            said = values_of(way.operator, way.values)
            if is_same and (not said or share({value}, said) or {value, *said} <= {"0", "1"}):
                return True
            if len(value) > 1 and number_of(value) is None and share({value}, said):
                return True
        number = number_of(value)
        if number is not None:
            return self._asks_number(number, test.operator) or (value in ("0", "1") and self._names(test))
        return self._says(value) or (len(value) <= 1 and self._names(test))

    def _says(self, text: str) -> bool:
        """Whether the question has the words of a cell, in another form perhaps."""
        if text in self._text.casefold():
            return True
        words = _WORD.findall(text)
        return bool(words) and text.isascii() and all(stem(w) in self._stems for w in words)

    def _names(self, test: ColumnTest) -> bool:
        """Whether the question speaks of the column of a flag."""
        links = self._linked.links
        if links.column_score(test.column) >= KNOWN_OPTION:
            return True
        own = {stem(w) for w in split_name(test.column[1])} - {stem(w) for w in split_name(test.column[0])}
        return bool((own - {"is", "has", "flag", "id"}) & self._stems)

    def _asks_number(self, number: int | Decimal, operator: Operator) -> bool:
        said: set[str] = set()
        for quantity in self._quantities:
            for value in (quantity.value, quantity.upper, quantity.millions):
                if value is not None:
                    said.add(plain(value))
        for demand in self._demands:
            if isinstance(demand, Numbered):
                said |= {plain(v) for v in demand.values}
        near = {number, number + 1, number - 1} if operator in (">", ">=", "<", "<=", "between") else {number}
        return bool({plain(n) for n in near} & said) or plain(number) in re.findall(r"\d+(?:\.\d+)?", self._text)

    def _is_customary(self, test: ColumnTest) -> bool:
        return any(
            (t.column, t.operator, t.values) == (test.column, test.operator, test.values) for t in self._customary.tests
        )

    # times, amounts, orders

    def _asks_time(self, stretch: Stretch) -> bool:
        question = self._linked.question
        if stretch.is_relative:
            return bool(question.times) or "expired" in self._cues or self._is_known_time(stretch)
        for span in question.times:
            first, end = (moment_of(b) for b in span.bounds)
            if is_close(stretch, first, end, question.today):
                return True
        years = {str(b.year) for b in (stretch.first, stretch.end) if b is not None}
        years |= {str(stretch.end.year - 1)} if stretch.end is not None else set()
        # a part of a time that is named, or a bound of it: the year of a quarter
        named = {str(b.year) for s in question.times for b in s.bounds if b is not None}
        named |= {str(b.year - 1) for s in question.times if (b := s.bounds[1]) is not None}
        return bool(years & named) or any(y in self._text for y in years) or self._is_known_time(stretch)

    def _is_known_time(self, stretch: Stretch) -> bool:
        return any(
            (s.column, s.first, s.end) == (stretch.column, stretch.first, stretch.end)
            for s in self._customary.stretches
        ) or (not stretch.is_relative and stretch.first is None and stretch.end is None)

    def _asks_amount(self, test: AmountTest) -> bool:
        number = number_of(plain(test.value))
        if number is None or any((t.function, t.value) == (test.function, test.value)
                                 for t in self._customary.amount_tests):  # fmt: skip
            return True
        if test.function == "count":
            if (test.operator, number) in ((">", 0), (">=", 1), ("!=", 0)):
                return True
            if number <= _FEW and _SEVERAL.search(self._text):
                return True
            if test.operator == "=" and "and" in self._cues:
                return True  # rows with all of the cells that are listed
        if number in (0, 1) and self.denies:
            return True
        return self._asks_number(number, test.operator)

    def _asks_order(self, order: OrderedBy) -> bool:
        if order.limit is None or order.limit >= PAGE or self._cues & set(EXTREME_CUES):
            return True
        if any((o.column, o.limit) == (order.column, order.limit) for o in self._customary.orders):
            return True
        return any(order.limit == q.value for q in self._quantities) or "order" in self._cues
