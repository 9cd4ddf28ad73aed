"""All ways in which words of a question may be filters, from the names, comments and cells of the columns."""

from collections.abc import Callable, Mapping

from chains.text2sql.analysis.question import Question
from chains.text2sql.linking.asked_words import AskedWords
from chains.text2sql.linking.cells import FindFresh, cell_options, fresh_options
from chains.text2sql.linking.codes import code_options
from chains.text2sql.linking.column_words import ColumnWords, filter_words
from chains.text2sql.linking.events import event_options
from chains.text2sql.linking.filters import FilterOption, Test
from chains.text2sql.linking.flags import flag_options
from chains.text2sql.linking.missing import missing_options
from chains.text2sql.protocols import Profile, ValueFinder
from chains.text2sql.schema.graph import SchemaGraph

_OF_NAMED_TABLE = 0.03
"""What a column of a table that the question names counts more, at most up to 1."""
_ELSEWHERE = 0.92
_MOST_AT_ONE_PLACE = 12


def filter_options(
    question: Question,
    schema: SchemaGraph,
    profiles: Callable[[str], Mapping[str, Profile]],
    values: ValueFinder,
    fresh: FindFresh | None = None,
) -> list[FilterOption]:
    """Return the options in the order of their places, at each place the longest and surest first.

    `profiles` gives the profiles of a table's columns and is asked only for tables whose words the question says;
    `fresh` looks a text up in the tables themselves, for what is quoted or capitalised and not known. Words of
    negation inside `text[start:end]` (unpaid, without, 没有, 非) are accounted for by the test; others are not.
    """
    asked = AskedWords(question, filter_words(schema))

    def profile_of(column: ColumnWords) -> Profile | None:
        return profiles(column.view.table).get(column.view.name)

    columns = asked.touched()
    found = [
        *flag_options(asked, columns, profile_of),
        *event_options(asked, columns, profile_of),
        *code_options(asked, columns, profile_of),
        *missing_options(asked, columns, profile_of),
        *cell_options(asked, values, profile_of),
    ]
    if fresh is not None:
        found.extend(fresh_options(asked, found, fresh))
    return _ordered(asked, found)


def _ordered(asked: AskedWords, found: list[FilterOption]) -> list[FilterOption]:
    best: dict[tuple[int, int, Test], FilterOption] = {}
    for option in found:
        if not isinstance(option.test, Test):
            continue
        weighed = _weighed(asked, option)
        key = (option.start, option.end, option.test)
        if key not in best or best[key].score < weighed.score:
            best[key] = weighed
    ordered = sorted(
        best.values(), key=lambda o: (o.start, o.start - o.end, -o.score, o.source != "value", str(o.test))
    )
    kept: list[FilterOption] = []
    for option in ordered:
        here = sum((o.start, o.end) == (option.start, option.end) for o in kept[-_MOST_AT_ONE_PLACE:])
        if here < _MOST_AT_ONE_PLACE and not _is_shadowed(option, ordered):
            kept.append(option)
    return kept


def _weighed(asked: AskedWords, option: FilterOption) -> FilterOption:
    is_named = option.test.column[0] in asked.tables
    score = min(1.0, option.score + _OF_NAMED_TABLE) if is_named else option.score * (_ELSEWHERE if asked.tables else 1)
    return FilterOption(
        option.start, option.end, option.test, option.negated_test, round(score, 3), option.source, option.said
    )


def _is_shadowed(option: FilterOption, others: list[FilterOption]) -> bool:
    """Whether a longer reading on the same column takes in these words: "no phone" and "phone"."""
    return any(
        o.test.column == option.test.column
        and o.start <= option.start
        and option.end <= o.end
        and o.end - o.start > option.end - option.start
        and o.score >= 0.75 * option.score
        for o in others
    )
