"""Reading one stored file, in a process of its own where the parser could be brought down by the file."""

import json
import logging
import math
import select
import socket
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from knowledge.errors import UNREADABLE, ExpandsTooMuch, ParserDied, ParsingTookTooLong
from knowledge.loading.document import MOST_CHARACTERS, ParsedDocument, Progress, Source
from knowledge.loading.file_types import FileType
from knowledge.loading.fork_server import ForkServer
from knowledge.loading.loaders import PLAIN, loader_for
from knowledge.loading.parse_worker import Request

logger = logging.getLogger(__name__)

_CHECK_SECONDS = 0.2
_PLAIN_BYTES = 1 << 16  # of plain text, which is read on the spot
_ANSWER_BYTES_PER_CHARACTER = 8
_RECEIVED = 1 << 16
_DIED = "Reading the file crashed the parser or used up its memory: save the file anew, or as another format."


@dataclass(frozen=True, slots=True)
class ParsingLimits:
    """What one file may cost: seconds without progress (a page, a member of an archive), to which each MB of the
    file adds some, seconds in all, bytes of address space of the parser, characters of text."""

    seconds: float = 25.0
    seconds_per_mb: float = 0.5
    seconds_in_all: float = 3600.0
    memory_bytes: int = 1536 << 20
    characters: int = MOST_CHARACTERS


def parse(
    path: Path,
    file_type: FileType,
    limits: ParsingLimits,
    progress: Progress,
    check: Callable[[], None],
    password: str | None = None,
    server: ForkServer | None = None,
) -> ParsedDocument:
    """Return the parsed document. `check` is called several times a second and stops the reading by raising.

    `server` starts the process; without one, a server is started for this file alone, which takes a tenth of a second.
    Raises a subclass of errors.UnreadableDocument; EncryptedFile when the file needs a password or another one.
    """
    if file_type in PLAIN and path.stat().st_size <= _PLAIN_BYTES:
        return loader_for(file_type).load(Source(path, password, limits.characters), progress)
    if server is not None:
        return _parse_apart(path, file_type, limits, progress, check, password, server)
    with ForkServer(preload=False) as own:
        return _parse_apart(path, file_type, limits, progress, check, password, own)


def _parse_apart(
    path: Path,
    file_type: FileType,
    limits: ParsingLimits,
    progress: Progress,
    check: Callable[[], None],
    password: str | None,
    server: ForkServer,
) -> ParsedDocument:
    with tempfile.TemporaryDirectory(prefix="parse-") as scratch, server.connect() as connection:
        request = Request(
            str(path.resolve()),
            file_type.value,
            scratch,
            limits.memory_bytes,
            math.ceil(limits.seconds_in_all) + 1,
            limits.characters,
            password,
        )
        connection.sendall(json.dumps(asdict(request)).encode() + b"\n")
        patience = limits.seconds + limits.seconds_per_mb * path.stat().st_size / 1e6
        answer = _answer(_received(connection, patience, limits.seconds_in_all, check), progress, limits)
    if "error" in answer:
        if "detail" in answer:
            logger.warning("parser failed type=%s error=%s", file_type.value, answer["detail"])
        raise UNREADABLE[answer["error"]](answer["message"])
    return ParsedDocument.from_json(answer)


def _received(connection: socket.socket, patience: float, in_all: float, check: Callable[[], None]) -> Iterator[bytes]:
    """What comes until the other side hangs up. Raises ParsingTookTooLong after `patience` seconds without any."""
    connection.setblocking(False)
    poll = select.poll()
    poll.register(connection, select.POLLIN)
    end = time.monotonic() + in_all
    deadline = time.monotonic() + patience
    while True:
        now = time.monotonic()
        if now > min(deadline, end):
            seconds = patience if deadline < end else in_all
            raise ParsingTookTooLong(
                f"Reading the file took longer than {seconds:.0f} s: split it or save it as another format."
            )
        ready = poll.poll(1000 * max(min(_CHECK_SECONDS, deadline - now, end - now), 0.001))
        check()
        if not ready:
            continue
        try:
            content = connection.recv(_RECEIVED)
        except ConnectionError:
            return
        if not content:
            return
        deadline = time.monotonic() + patience
        yield content


def _answer(received: Iterator[bytes], progress: Progress, limits: ParsingLimits) -> dict[str, Any]:
    """Follow the progress and return the answer. Raises ParserDied when there is none, ExpandsTooMuch for too long a
    one."""
    buffer = bytearray()
    for content in received:
        buffer += content
        while (end := buffer.find(b"\n")) >= 0:
            words = bytes(buffer[:end]).split()
            del buffer[: end + 1]
            if words[0] == b"P":
                progress(int(words[1]), int(words[2]))
                continue
            size = int(words[1])
            if size > _ANSWER_BYTES_PER_CHARACTER * limits.characters + (64 << 20):
                raise ExpandsTooMuch("The file holds more text and structure than can be kept: split it.")
            for more in received:
                buffer += more
            if len(buffer) == size:
                answer: dict[str, Any] = json.loads(buffer)
                return answer
    logger.warning("parser died")
    raise ParserDied(_DIED)
