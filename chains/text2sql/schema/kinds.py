"""What kind of thing a column holds, and in which language, told from its type, name and comment."""

import re
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

Kind = Literal["number", "text", "time", "year", "month", "truth", "duration"]

_LANGUAGE_MARKS = {
    "zh": re.compile(r"_(?:zh|cn|chinese)$|中文|\bchinese\b", re.IGNORECASE),
    "en": re.compile(r"_(?:en|english)$|英文|\benglish\b", re.IGNORECASE),
}

_PRICES, _SUMS = frozenset(("price", "cost", "fee", "rate")), frozenset(("total", "sum", "amount"))
_MONEY = frozenset(("revenue", "sales", "payment", "paid", "spent", "income", "money", "turnover", "value"))
_PIECES = frozenset(("quantity", "qty", "pieces", "units", "copies"))


def kind_of(column: sa.Column[object], words: list[str]) -> Kind:
    """Return the kind; `words` are those of the column's name."""
    says = set(words)
    comment = column.comment or ""
    if isinstance(column.type, sa.Boolean):
        return "truth"
    if isinstance(column.type, (sa.Date, sa.DateTime)):
        return "time"
    if isinstance(column.type, (sa.Interval, postgresql.INTERVAL)):
        return "duration"
    is_number = isinstance(column.type, (sa.Numeric, sa.Integer, sa.Float, postgresql.MONEY))
    if (words and words[-1] in ("year", "yr")) or re.search(r"年份|^年$", column.name + comment.split("/")[0].strip()):
        return "year"
    if is_number and (says & {"month"} or "月份" in comment) and len(words) == 1:
        return "month"
    if is_number:
        return "year" if words and words[0] == "year" and len(words) == 1 else "number"
    if says & {"date", "datetime", "timestamp", "birthday"} or (says & {"at", "on"} and words[-1] in ("at", "on")):
        return "time"
    return "text"


def is_identifier(words: list[str]) -> bool:
    """Return whether the name is one of keys and codes."""
    return bool(words) and (words[-1] in ("id", "ids", "code", "uuid") or (len(words) == 1 and words[0] == "id"))


def is_given_name(words: list[str]) -> bool:
    """Return whether the name is one of given names."""
    return "".join(words) in ("firstname", "givenname", "forename", "fname", "名")


def is_family_name(words: list[str]) -> bool:
    """Return whether the name is one of family names."""
    return "".join(words) in ("lastname", "surname", "familyname", "lname", "姓", "姓氏")


def is_price(words: list[str]) -> bool:
    """Return whether the name is one of what a piece costs."""
    return (bool(set(words) & _PRICES) and not set(words) & _SUMS) or "".join(words) in ("单价", "价格", "售价")


def is_money(words: list[str]) -> bool:
    """Return whether the name is one of amounts of money."""
    return bool(set(words) & (_PRICES | _SUMS | _MONEY)) or any(
        text in "".join(words) for text in ("价", "金额", "总额", "费", "收入")
    )


def counts_pieces(words: list[str]) -> bool:
    """Return whether the name is one of how many pieces there are."""
    return bool(set(words) & _PIECES) or "".join(words) in ("数量", "件数", "份数", "购买数量", "销售数量")


def marked_language(column: sa.Column[object]) -> str | None:
    """Return "zh" or "en" for a column marked as one language's, else None."""
    text = f"{column.name} {column.comment or ''}"
    by_name = [lang for lang, mark in _LANGUAGE_MARKS.items() if mark.search(column.name)]
    if by_name:
        return by_name[0]
    found = [lang for lang, mark in _LANGUAGE_MARKS.items() if mark.search(text)]
    return found[0] if len(found) == 1 else None
