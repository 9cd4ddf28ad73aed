"""`python -m tests.chains.text2sql.everyday [NAME ...] [--write]`: how the questions come out, and what changed.

With --write the marks `known = …` are set to how each question comes out now; look at the difference before it is
committed: a question that has become wrong is a fault and not a mark.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter

from sqlalchemy.exc import OperationalError

from tests.chains.text2sql.everyday.suite import DATABASES, FOLDER, Everyday, questions
from tests.evals.case_sql import embedder

_HEAD = "[[questions]]\n"
_MARK = re.compile(r"^known = .*\n", re.MULTILINE)
_FACTS = re.compile(r"(?:(?:ask|sql|unanswerable|kind) = .*\n)+")


def marked(text: str, marks: list[str | None]) -> str:
    """Return the text of a toml file with the mark of each question, in order; None takes a mark away."""
    first, *blocks = _MARK.sub("", text).split(_HEAD)
    return _HEAD.join([first, *(_with_mark(*pair) for pair in zip(blocks, marks, strict=True))])


def _with_mark(block: str, mark: str | None) -> str:
    facts = _FACTS.match(block)
    if facts is None or mark is None:
        return block
    return f'{facts[0]}known = "{mark}"\n{block[facts.end() :]}'


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.chains.text2sql.everyday")
    parser.add_argument("names", nargs="*", default=DATABASES, help=f"all when left out: {', '.join(DATABASES)}")
    parser.add_argument("--write", action="store_true", help="set the marks of what is known not to work")
    arguments = parser.parse_args()
    embed = embedder()
    for name in arguments.names:
        marks: list[str | None] = []
        try:
            with Everyday.opened(name, embed) as everyday:
                asked = list(questions(name))
                outcomes = [everyday.judged(question).outcome for question in asked]
        except OperationalError as error:
            print(f"{name}: skipped, no server answers: {error.orig}")
            continue
        for question, outcome in zip(asked, outcomes, strict=True):
            mark = None if outcome == "right" else "wrong" if outcome == "silently_wrong" else "declined"
            marks.append(mark)
            if mark != question.known:
                print(f"{name}: {question.known or 'right'} -> {mark or 'right'}: {question.ask}")
        counts = Counter(outcomes)
        print(f"{name}: " + ", ".join(f"{counts[kind]} {kind}" for kind in sorted(counts)))
        if arguments.write:
            path = FOLDER / f"{name}.toml"
            path.write_text(marked(path.read_text(encoding="utf-8"), marks), encoding="utf-8")


if __name__ == "__main__":
    main()
