"""Cases of the documents road: files are uploaded to a base of their own, and asked."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from chains.prompts import prompt
from knowledge.errors import KnowledgeError
from server.errors import InvalidInput
from tests.evals.case_tally import Judged, Outcome
from tests.evals.house import House, open_demo

_REFUSALS = tuple(
    prompt(name, language) for name in ("no_passages", "not_found", "no_databases") for language in ("en", "zh")
)
_ACCEPTED = 202


def judge_documents(folder: Path, *, case: str | None) -> Iterator[tuple[str, list[Judged]]]:
    """Yield each case's name with its checks judged. Each folder holds files and an `expected.json`."""
    with open_demo() as house:
        for path in sorted(folder.glob("*/expected.json")):
            if case in (None, path.parent.name):
                expected = json.loads(path.read_text(encoding="utf-8"))
                yield path.parent.name, list(_Case(house, path.parent, expected).judged())


class _Case:
    def __init__(self, house: House, folder: Path, expected: dict[str, Any]) -> None:
        self._house = house
        self._knowledge = house.services.knowledge
        self._folder = folder
        self._expected = expected
        self._bases = 0

    def judged(self) -> Iterator[Judged]:
        """Judge the names and endings that must be accepted, the text that is read, and the questions."""
        expected = self._expected
        yield from self._uploads(expected.get("upload_names", {}), content=b"A short note.")
        yield from self._uploads(expected.get("upload_status", {}), content=None)
        files = expected["files"]
        if expected.get("each_file_alone"):
            for file in files:
                base = self._base([file])
                yield from self._asked(expected["checks"], base, f"{file}: ")
        else:
            yield from self._asked(expected["checks"], self._base(files) if files else None, "")
        if files:
            yield from self._texts(self._base(files))
        if more := expected.get("also"):
            yield from self._asked(more["checks"], self._base(more["files"]), "")

    def _base(self, files: Sequence[str]) -> str:
        self._bases += 1
        name = f"{self._folder.name}-{self._bases}"
        self._knowledge.create(name)
        for file in files:
            self._add(name, file, (self._folder / file).read_bytes())
        return name

    def _add(self, base: str, file: str, content: bytes) -> str | None:
        """Ingest a file; what refused it, if anything did."""
        try:
            job = self._knowledge.add_document(base, file, content)
        except KnowledgeError as error:
            return str(error)
        self._knowledge.run_job(job.id)
        return None

    def _uploads(self, names: dict[str, int], content: bytes | None) -> Iterator[Judged]:
        for name, status in names.items():
            data = content or (self._folder / name).read_bytes()
            problem = self._add(self._base([]), name, data)
            right = (problem is None) == (status == _ACCEPTED)
            yield Judged(f"upload {name}", "right" if right else "declined", {"said": problem})

    def _texts(self, base: str) -> Iterator[Judged]:
        texts = [self._knowledge.document_text(document.id) for document in self._knowledge.documents(base)]
        for kind, wanted in (("text_contains", True), ("text_not_contains", False)):
            for phrase in self._expected.get(kind, []):
                right = any(phrase in text for text in texts) == wanted
                outcome: Outcome = "right" if right else "silently_wrong"
                yield Judged(f"{kind}: {phrase}", outcome, {"texts": [text[:2000] for text in texts]})

        for phrase in self._expected.get("no_heading_contains", []):
            headings = [passage.heading or "" for passage in self._knowledge.search(phrase, [base])]
            outcome = "silently_wrong" if any(phrase in heading for heading in headings) else "right"
            yield Judged(f"no_heading_contains: {phrase}", outcome, {"headings": headings})
        for term in self._expected.get("search_terms_finds", []):
            found = any(term in passage.text for passage in self._knowledge.search(term, [base], mode="terms"))
            yield Judged(f"search_terms_finds: {term}", "right" if found else "declined", {})

    def _asked(self, checks: Sequence[dict[str, Any]], base: str | None, label: str) -> Iterator[Judged]:
        for check in checks:
            bases = check.get("bases") or ([base] if base else self._expected.get("bases"))
            route = check.get("route", self._expected.get("route", "knowledge"))
            try:
                output = self._house.ask(check["question"], route=route, knowledge_bases=bases)
            except InvalidInput as error:
                outcome: Outcome = "right" if check.get("status") else "declined"
                yield Judged(label + check["question"], outcome, {"said": str(error)})
                continue
            yield judge(label + check["question"], check, output)


def judge(question: str, check: dict[str, Any], output: dict[str, Any]) -> Judged:
    """Return how an answer came out: its text or a quote that it cites holds `contains` and none of `not_contains`.

    An empty `contains` asks for an answer that cites nothing.
    """
    answer, quotes = output["answer"], [citation["quote"] for citation in output["citations"]]
    held = _plain(" ".join([answer, *quotes]))
    unwanted = check.get("not_contains", [])
    unwanted = [unwanted] if isinstance(unwanted, str) else unwanted
    is_right = not any(_plain(text) in held for text in unwanted) and len(answer) <= check.get("longest", len(answer))
    is_right = is_right and bool(answer.strip()) and "status" not in check
    is_right = is_right and (_plain(check["contains"]) in held if check["contains"] else not quotes)
    outcome: Outcome = "right" if is_right else "declined" if answer in _REFUSALS or not quotes else "silently_wrong"
    return Judged(question, outcome, {"check": check, "said": answer, "quotes": quotes})


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()
