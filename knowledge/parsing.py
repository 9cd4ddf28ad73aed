"""Reading one stored file, in a process of its own where the parser could be brought down by the file."""

import json
import logging
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from knowledge.errors import UNREADABLE, ExpandsTooMuch, ParserDied, ParsingTookTooLong
from knowledge.loading.document import ParsedDocument, Progress
from knowledge.loading.file_types import FileType
from knowledge.loading.loaders import ISOLATED, loader_for

logger = logging.getLogger(__name__)

_CHECK_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class ParsingLimits:
    """What one file may cost: wall-clock seconds, bytes of address space of the parser, characters of text."""

    seconds: float = 300.0
    memory_bytes: int = 1 << 30
    characters: int = 20_000_000


def parse(
    path: Path, file_type: FileType, limits: ParsingLimits, progress: Progress, check: Callable[[], None]
) -> ParsedDocument:
    """Return the parsed document. `check` is called several times a second and stops the reading by raising.

    Raises a subclass of errors.UnreadableDocument.
    """
    if file_type in ISOLATED:
        document = _parse_apart(path, file_type, limits, progress, check)
    else:
        document = loader_for(file_type).load(path, progress)
    if len(document.text) > limits.characters:
        raise ExpandsTooMuch(
            f"The file holds {len(document.text):,} characters of text, the limit is {limits.characters:,}: split it."
        )
    return document


def _parse_apart(
    path: Path, file_type: FileType, limits: ParsingLimits, progress: Progress, check: Callable[[], None]
) -> ParsedDocument:
    root = str(Path(__file__).resolve().parents[1])
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))}
    with tempfile.TemporaryDirectory(prefix="parse-") as scratch:
        result = Path(scratch) / "document.json"
        command = [sys.executable, "-m", "knowledge.parse_worker", str(path), file_type.value, str(result)]
        command += [str(limits.memory_bytes), str(int(limits.seconds) + 1)]
        with subprocess.Popen(  # noqa: S603 - our own interpreter and module, arguments never reach a shell
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            cwd=scratch,
        ) as process:
            reader = threading.Thread(target=_follow, args=(process, progress), daemon=True)
            reader.start()
            try:
                _wait(process, time.monotonic() + limits.seconds, limits.seconds, check)
            finally:
                process.kill()
                reader.join()
        if process.returncode != 0 or not result.exists():
            logger.warning("parser died returncode=%s", process.returncode)
            raise ParserDied(
                "Reading the file crashed the parser or used up its memory: save the file anew, or as another format."
            )
        answer = json.loads(result.read_bytes())
    if "error" in answer:
        raise UNREADABLE[answer["error"]](answer["message"])
    return ParsedDocument.from_json(answer)


def _follow(process: "subprocess.Popen[bytes]", progress: Progress) -> None:
    if process.stdout is None:
        return
    for line in process.stdout:
        done, _, total = line.partition(b"/")
        if done.isdigit() and total.strip().isdigit():
            progress(int(done), int(total))


def _wait(process: "subprocess.Popen[bytes]", deadline: float, seconds: float, check: Callable[[], None]) -> None:
    while True:
        try:
            process.wait(min(_CHECK_SECONDS, max(deadline - time.monotonic(), 0.001)))
        except subprocess.TimeoutExpired:
            check()
            if time.monotonic() > deadline:
                raise ParsingTookTooLong(
                    f"Reading the file took longer than {seconds:.0f} s: split it or save it as another format."
                ) from None
        else:
            return
