"""Follow-up questions over the demo: does a turn that leans on earlier ones get what it means?

The dialogues are our own (followups/en.toml and zh.toml). Gold SQL runs on the demo database through sqlite3, apart
from everything that is tested; a knowledge turn is right when a quote that is cited holds the expected phrase.
"""

from __future__ import annotations

import asyncio
import itertools
import sqlite3
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.evals.house import House, open_demo

FOLDER = Path(__file__).with_name("followups")
LANGUAGES = ("en", "zh")


def dialogues(language: str) -> list[dict[str, Any]]:
    """The dialogues of one language: `id`, `held_out`, and `turns` with `ask`, `alone` and what is expected."""
    text = (FOLDER / f"{language}.toml").read_text(encoding="utf-8")
    found: list[dict[str, Any]] = tomllib.loads(text)["dialogue"]
    return found


def evaluate(data: Path | None = None, limit: int | None = None) -> dict[str, Any]:
    """Shares of right answers per road and language, and what went wrong in the dialogues that are not held out.

    `alone` is the share that comes out right when the same thing is asked in full in a thread of its own, `resolved`
    the share that comes out right or just as it does then: what is lost beyond it is not lost by following up.
    """
    del data
    tally = _Tally()
    with open_demo() as house, closing(sqlite3.connect(house.services.settings.home / "demo/grid.sqlite")) as grid:
        for language in LANGUAGES:
            for dialogue in dialogues(language)[:limit]:
                _hold(house, grid, language, dialogue, tally)
    return tally.report()


def _hold(house: House, grid: sqlite3.Connection, language: str, dialogue: dict[str, Any], tally: _Tally) -> None:
    thread = house.call(asyncio.to_thread(house.services.threads.create))["id"]
    whole = True
    for turn in dialogue["turns"]:
        output = house.ask(turn["ask"], thread)
        right = is_right(turn, output, grid)
        full = house.ask(turn["alone"]) if "alone" in turn else output
        outcome = _Outcome(right, right or _outcome(full) == _outcome(output), is_right(turn, full, grid))
        tally.turn(language, dialogue, turn, output, outcome)
        whole = whole and right
    tally.dialogue(dialogue, whole=whole)


@dataclass(frozen=True)
class _Outcome:
    """How a turn came out: `right`; `resolved`, which is right or the same as when asked in full; right in full."""

    right: bool
    resolved: bool
    alone: bool


def _outcome(output: dict[str, Any]) -> tuple[str, Any]:
    return output["route"]["name"], output["sql"]["rows"] if output["sql"] else output["answer"]


def is_right(turn: dict[str, Any], output: dict[str, Any], grid: sqlite3.Connection) -> bool:
    """Whether the output holds what the turn expects: small talk, the rows of a gold query, or a phrase cited."""
    if turn.get("chat"):
        return bool(output["route"]["name"] == "chat")
    if "sql" in turn and output["sql"] is not None:
        rows = output["sql"]["rows"]
        return any(_same_rows(gold, rows, ordered=turn.get("ordered", False)) for gold in _gold(turn["sql"], grid))
    quotes = [_plain(citation["quote"]) for citation in output["citations"]]
    return "phrase" in turn and any(_plain(turn["phrase"]) in quote for quote in quotes)


def _gold(sql: str | list[str], grid: sqlite3.Connection) -> Iterator[list[tuple[Any, ...]]]:
    for query in [sql] if isinstance(sql, str) else sql:
        for name in ("name_en", "name_zh") if "{name}" in query else ("",):
            yield grid.execute(query.replace("{name}", name)).fetchall()


def _same_rows(gold: Sequence[Sequence[Any]], rows: Sequence[Sequence[Any]], *, ordered: bool) -> bool:
    """Whether some columns of the rows are the gold rows; further columns do no harm."""
    if len(gold) != len(rows) or len(gold[0]) > len(rows[0]):
        return False
    expected = [tuple(map(_cell, row)) for row in gold]
    for columns in itertools.permutations(range(len(rows[0])), len(gold[0])):
        found = [tuple(_cell(row[column]) for column in columns) for row in rows]
        if found == expected if ordered else Counter(found) == Counter(expected):
            return True
    return False


def _cell(value: Any) -> str:
    return f"{value:.6g}" if isinstance(value, (int, float)) else str(value)


def _plain(text: str) -> str:
    return " ".join(text.split())


def _road(turn: dict[str, Any]) -> str:
    return "chat" if turn.get("chat") else "database" if "sql" in turn else "knowledge"


class _Tally:
    def __init__(self) -> None:
        self._turns: defaultdict[str, list[_Outcome]] = defaultdict(list)
        self._dialogues: list[bool] = []
        self._failures: list[dict[str, Any]] = []

    def turn(
        self,
        language: str,
        dialogue: dict[str, Any],
        turn: dict[str, Any],
        output: dict[str, Any],
        outcome: _Outcome,
    ) -> None:
        road, half = _road(turn), "held out" if dialogue.get("held_out") else "open"
        keys = [f"{road} {language}", f"{half} {road} {language}", f"{half} {language}"]
        if road != "chat":
            kind = "leaning" if "alone" in turn else "standalone"
            keys += ["all", half, f"{kind}", f"{kind} {language}", f"{half} {kind}"]
        for key in keys:
            self._turns[key].append(outcome)
        if not outcome.right and half == "open":
            sql = output["sql"]["query"] if output["sql"] else None
            self._failures.append(
                {"dialogue": f"{language}: {dialogue['id']}", "ask": turn["ask"], "alone_right": outcome.alone,
                 "road": output["route"]["name"], "answer": output["answer"][:160], "sql": sql}
            )  # fmt: skip

    def dialogue(self, dialogue: dict[str, Any], *, whole: bool) -> None:
        self._dialogues.append(whole)

    def report(self) -> dict[str, Any]:
        shares = {
            key: {
                "n": len(turns),
                "right": round(sum(turn.right for turn in turns) / len(turns), 4),
                "resolved": round(sum(turn.resolved for turn in turns) / len(turns), 4),
                "alone": round(sum(turn.alone for turn in turns) / len(turns), 4),
            }
            for key, turns in sorted(self._turns.items())
        }
        return {
            "dialogues": len(self._dialogues),
            "whole_dialogues_right": sum(self._dialogues),
            "turns": shares,
            "failures": self._failures,
        }
