"""Whether a follow-up is after figures: what it says has a place in the database, or in a query."""

import datetime as dt

from chains.text2sql.analysis.cues import CueName
from chains.text2sql.dialogue.constants import LONGEST_QUESTION, SURE_COLUMN
from chains.text2sql.dialogue.fragments import read_fragment
from chains.text2sql.linking.constants import SURE_VALUE
from chains.text2sql.linking.said import read_said
from chains.text2sql.protocols import Database

_FIGURES: tuple[CueName, ...] = ("count", "sum", "avg", "max", "min", "ascending", "descending", "order", "group")


def asks_for_figures(fragment: str, database: Database | None, today: dt.date | None = None) -> bool:
    """Whether `fragment` names a value, table or column of the database, a time, a measured number, or how to count
    and order."""
    fragment = " ".join(fragment.split())
    if len(fragment) > LONGEST_QUESTION:
        return True  # a question in full: it is taken as it stands
    said = read_said(read_fragment(fragment).body, database, today)
    question = said.question
    return bool(
        question.times
        or question.has(*_FIGURES)
        or said.table is not None
        or any(number.unit is not None for number in question.numbers)
        or any(hit.score >= SURE_VALUE for hit in said.values)
        or any(m.how == "name" and m.score >= SURE_COLUMN and not said.in_value(m) for m in said.links.columns)
    )
