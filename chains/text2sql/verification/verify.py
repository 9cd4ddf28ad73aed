"""Reads SQL that somebody wrote against the question that it is to answer."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from chains.text2sql.composition.atoms import Span
from chains.text2sql.composition.interpret import Interpreter
from chains.text2sql.composition.words import cue_matches
from chains.text2sql.linking.linked import LinkedQuestion
from chains.text2sql.protocols import Database
from chains.text2sql.schema.columns import ColumnId
from chains.text2sql.verification.agreement import plain
from chains.text2sql.verification.asking import demands_of
from chains.text2sql.verification.constants import KNOWN_NAME, MOST_DOUBT
from chains.text2sql.verification.demands import Demand, Each, Tested
from chains.text2sql.verification.invented import Evidence
from chains.text2sql.verification.met import Meeting, demand_is_flag
from chains.text2sql.verification.parts import Parts
from chains.text2sql.verification.reading import UnreadableSql, parts_of
from chains.text2sql.verification.verdict import Fault, Verdict


class Verifier:
    """Verifies statements for one question; the question is composed once, when the first is verified.

    `customary` are questions with SQL that the house knows to be right for them: what it tests beyond what its question
    says is a custom, and needs no words of this question. The statement that answered before has the question "".
    """

    def __init__(self, linked: LinkedQuestion, database: Database, customary: Sequence[tuple[str, str]] = ()) -> None:
        self._linked = linked
        self._dialect = database.dialect
        interpreter = Interpreter(linked, database)
        self._formats = interpreter.ground.formats
        self._options = interpreter.options()

        def is_alike(column: ColumnId) -> bool:
            profile = interpreter.profile(column[0]).get(column[1])
            return profile is not None and profile.distinct <= 1 and not profile.nulls and profile.rows > 1

        compositions = [i.composition for i in interpreter.interpretations()]
        self._demands = demands_of(linked, compositions, self._options, is_alike)

        self._is_sure = bool(compositions) and compositions[0].is_complete and compositions[0].cost <= MOST_DOUBT
        self._left = compositions[0].left if compositions else None
        self._evidence = Evidence(linked, self._options, self._demands, self._customs(customary))

    def _customs(self, solved: Sequence[tuple[str, str]]) -> Parts:
        found = Parts()
        for question, sql in solved:
            try:
                parts = parts_of(sql, self._dialect, self._linked.schema, self._formats)
            except UnreadableSql:
                continue
            said = question.casefold()
            found.tests += [t for t in parts.tests if not any(plain(v) in said for v in t.values)]
            found.against += parts.against
            found.amounts += parts.amounts
            if not question:
                found.stretches += parts.stretches
                found.amount_tests += parts.amount_tests
                found.orders += parts.orders
        return found

    def of(self, sql: str) -> Verdict:
        """Return what is wrong with the statement; nothing where it cannot be taken apart."""
        question = self._linked.question
        try:
            parts = parts_of(sql, self._dialect, self._linked.schema, self._formats)
        except UnreadableSql:
            return Verdict()
        meeting = Meeting(parts, self._linked.schema, question.text, question.today)
        outcomes = [(demand, meeting.of(demand)) for demand in self._demands]
        inverted = [self._fault("inverted", d, o.sql) for d, o in outcomes if o.how == "inverted"]
        missing = [(d, self._fault("missing", d)) for d, o in outcomes if o.how == "missing"]
        invented = self._invented(parts)
        turned = [f for f in self._evidence.turned(parts) if f.sql not in {i.sql for i in inverted}]
        inverted += turned
        read_otherwise = [d for d, _ in missing if isinstance(d, Tested) and demand_is_flag(d)]
        if read_otherwise and invented:
            # the writer reads a flag in another column: one word, one test
            dropped = min(len(read_otherwise), len(invented))
            invented = invented[dropped:]
            missing = [(d, f) for d, f in missing if d not in read_otherwise[:dropped]]
        known = {f.sql for f in inverted}
        return Verdict(
            _unlike(f for _, f in missing), _unlike(f for f in invented if f.sql not in known), _unlike(inverted)
        )

    def _invented(self, parts: Parts) -> list[Fault]:
        if self._left is None or _unknown(self._linked, self._left):
            return []
        return list(self._evidence.invented(parts, is_complete=self._is_sure))

    def _fault(self, kind: str, demand: Demand, sql: str = "") -> Fault:
        text = self._linked.question.text
        words = text[slice(*demand.span)].strip()
        if isinstance(demand, Each):
            words = _with_noun(text, demand)
        return replace(Fault("missing", demand.span, words, sql), kind=kind)  # type: ignore[arg-type]


def _unknown(linked: LinkedQuestion, left: Sequence[Span]) -> list[Span]:
    """The stretches left over that may ask for a test that is not known: no cues, no names, no lone ideograph."""
    text = linked.question.text
    known = [(c.start, c.end) for c in cue_matches(text)]
    known += [(m.start, m.end) for m in (*linked.links.tables, *linked.links.columns) if m.score >= KNOWN_NAME]
    return [
        (start, end)
        for start, end in left
        if not (end - start == 1 and "\u3400" <= text[start] <= "\u9fff")
        and not any(a <= start and end <= b for a, b in known)
    ]


def _with_noun(text: str, demand: Each) -> str:
    """The cue of a group with the word behind it: "per" says little."""
    start, end = demand.span
    behind = text[end:].split()
    is_chinese = any("\u3400" <= c <= "\u9fff" for c in text[start:end])
    more = text[end : end + 2] if is_chinese else f" {behind[0]}" if behind else ""
    return (text[start:end].strip() + more).strip(" ，。？?,.")


def _unlike(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    return tuple(dict.fromkeys(faults))
