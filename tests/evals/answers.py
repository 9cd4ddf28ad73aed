"""Grounded answers: retrieve, choose, quote. And: does it say so when the documents do not hold the answer?"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from chains.prompts import prompt
from tests.evals.house import House, open_house, rows

SETS = ("xquad_en", "xquad_zh", "cmrc2018")


def evaluate(data: Path, limit: int | None = None) -> dict[str, Any]:
    report: dict[str, Any] = {"sets": {}}
    quotes = [0, 0]
    with open_house(data, bases=SETS) as house:
        for name in SETS:
            report["sets"][name] = _ask_set(house, data, name, limit, quotes)
    report["citation_verbatim"] = round(quotes[0] / max(quotes[1], 1), 4)
    report |= _rejections(data, limit)
    return report


def _ask_set(house: House, data: Path, name: str, limit: int | None, quotes: list[int]) -> dict[str, Any]:
    questions = rows(data / "retrieval" / f"{name}.queries.jsonl")
    random.Random(0).shuffle(questions)
    right = supported = cited = declined = length = 0
    questions = questions[:limit]
    for row in questions:
        output = house.ask(row["question"], route="knowledge", knowledge_bases=[name])
        right += _holds(output["answer"], row["answers"])
        declined += not output["citations"]
        length += len(output["answer"])
        for citation in output["citations"]:
            text = house.services.knowledge.document_text(citation["document_id"])
            quotes[0] += text[citation["start"] : citation["end"]] == citation["quote"]
            quotes[1] += 1
            cited += 1
            supported += _holds(text, row["answers"])
    n = len(questions)
    return {
        "n": n,
        "answer_accuracy": round(right / n, 4),
        "declined": round(declined / n, 4),
        "answer_chars": round(length / n, 1),
        "citation_support": round(supported / max(cited, 1), 4),
    }


def _rejections(data: Path, limit: int | None) -> dict[str, Any]:
    """RGB: positives must still be answered, negatives alone must be declined; each question has its own base."""
    report: dict[str, Any] = {}
    for language in ("en", "zh"):
        questions = rows(data / "answers" / f"rgb_counterfactual_{language}.jsonl")[:limit]
        declined = answered = 0
        with open_house(data) as house:
            for number, row in enumerate(questions):
                for kind in ("negative", "positive"):
                    base = f"{kind}-{number}"
                    house.services.knowledge.create(base)
                    for position, text in enumerate(row[kind]):
                        _add(house, base, f"{position}.txt", text)
                    answer = house.ask(row["question"], route="knowledge", knowledge_bases=[base])["answer"]
                    declines = answer in (prompt("no_passages", language), prompt("not_found", language))
                    if kind == "negative":
                        declined += declines
                    else:
                        answered += _holds(answer, row["answer"])
                    house.services.knowledge.delete(base)
        n = max(len(questions), 1)
        report[language] = {
            "n": len(questions),
            "rejection_rate": round(declined / n, 4),
            "answer_accuracy": round(answered / n, 4),
        }
    return {"rejection": report}


def _add(house: House, base: str, name: str, text: str) -> None:
    job = house.services.knowledge.add_document(base, name, text.encode())
    house.services.knowledge.run_job(job.id)


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).lower()


def _holds(text: str, answers: Sequence[str]) -> bool:
    plain = _plain(text)
    return any(_plain(answer) in plain for answer in answers)
