"""Reads real files as an upload is read, `file_type` and then `parse`, and holds each to what its manifest expects.

`expect`: text (the phrase is found), text_or_refuse (the phrase, or a refusal), refuse (a refusal), password (refused
as encrypted without the password, the phrase with it), empty (refused, or no text), no_text (the phrase by OCR, or
refused as holding no text). A refusal is an error of knowledge.errors; a parser that dies is a crash, and one that
is stopped by its time limit or takes 30 s is a hang, whatever was expected.
"""

from __future__ import annotations

import json
import os
import threading
import time
import unicodedata
from pathlib import Path
from typing import Any, Literal, NamedTuple, Self

import psutil

from knowledge.errors import EncryptedFile, KnowledgeError, NoText, ParserDied, ParsingTookTooLong
from knowledge.loading.file_types import HEAD_BYTES, file_type
from knowledge.loading.fork_server import ForkServer
from knowledge.loading.parsing import ParsingLimits, parse

_HANG_SECONDS = 30.0
_SAMPLE_SECONDS = 0.02


class Outcome(NamedTuple):
    """How reading a file ended: its text, or the error."""

    kind: Literal["text", "refused", "crash", "hang"]
    text: str
    error: Exception | None
    seconds: float

    def __str__(self) -> str:
        if self.error is not None:
            return f"{self.kind}: {type(self.error).__name__}: {self.error}"
        return f"{self.kind}: {' '.join(self.text.split())[:120]}"


def evaluate(data_dir: Path, limit: int | None = None) -> dict[str, Any]:
    """Return n, met, unmet, crashes, hangs, peak_rss_mb of the process tree, slowest_s."""
    folder = data_dir / "documents"
    rows = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))[:limit]
    unmet: list[dict[str, Any]] = []
    outcomes: list[Outcome] = []
    with PeakMemory() as memory, ForkServer() as server:
        for row in rows:
            path = folder / row["name"]
            tried = [read(path, None, server)]
            if row["expect"] == "password":
                tried.append(read(path, row["password"], server))
            outcomes += tried
            if not is_met(row["expect"], row["phrase"], tried):
                got = " / ".join(map(str, tried))
                unmet.append({"name": row["name"], "expected": f"{row['expect']}: {row['phrase']}", "got": got})
    return {
        "n": len(rows),
        "met": len(rows) - len(unmet),
        "unmet": unmet,
        "crashes": sum(outcome.kind == "crash" for outcome in outcomes),
        "hangs": sum(outcome.kind == "hang" for outcome in outcomes),
        "peak_rss_mb": round(memory.peak / 1e6),
        "slowest_s": round(max((outcome.seconds for outcome in outcomes), default=0.0), 2),
    }


def read(path: Path, password: str | None, server: ForkServer) -> Outcome:
    """Read a file as ingestion does."""
    started = time.monotonic()
    text, error = "", None
    try:
        with path.open("rb") as stream:
            kind = file_type(path.name, stream.read(HEAD_BYTES))
        document = parse(path, kind, ParsingLimits(), _ignore, lambda: None, password=password, server=server)
        text = document.text
    except Exception as caught:  # noqa: BLE001 - whatever is not a refusal is counted as a crash
        error = caught
    seconds = time.monotonic() - started
    if seconds > _HANG_SECONDS or isinstance(error, ParsingTookTooLong):
        return Outcome("hang", text, error, seconds)
    if isinstance(error, ParserDied) or (error is not None and not isinstance(error, KnowledgeError)):
        return Outcome("crash", text, error, seconds)
    return Outcome("text" if error is None else "refused", text, error, seconds)


def is_met(expect: str, phrase: str | None, tried: list[Outcome]) -> bool:
    """Return whether the outcomes (without and, for encrypted files, with the password) are what was expected."""
    first, last = tried[0], tried[-1]
    found = last.kind == "text" and plain(phrase or "") in plain(last.text)
    refused = first.kind == "refused"
    if expect == "text":
        return found
    if expect == "text_or_refuse":
        return found or refused
    if expect == "refuse":
        return refused
    if expect == "password":
        return refused and isinstance(first.error, EncryptedFile) and found
    if expect == "empty":
        return refused or (first.kind == "text" and not first.text.strip())
    if expect == "no_text":
        return found or isinstance(first.error, NoText)
    raise ValueError(f"the manifest expects {expect!r}, which has no meaning here")


def plain(text: str) -> str:
    """NFKC without any white space."""
    return "".join(unicodedata.normalize("NFKC", text).split())


class PeakMemory:
    """Samples the resident memory of this process and all below it."""

    def __init__(self) -> None:
        self.peak = 0
        self._process = psutil.Process(os.getpid())
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _sample(self) -> None:
        while not self._done.wait(_SAMPLE_SECONDS):
            self.peak = max(self.peak, resident_tree(self._process))


def resident_tree(process: psutil.Process) -> int:
    """Return the bytes of resident memory of a process and its descendants; shared pages count in each."""
    total = 0
    for member in [process, *process.children(recursive=True)]:
        try:
            total += member.memory_info().rss
        except psutil.NoSuchProcess:
            continue
    return total


def _ignore(_done: int, _total: int) -> None:
    pass
