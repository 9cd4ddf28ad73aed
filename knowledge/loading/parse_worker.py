"""`python -m knowledge.loading.parse_worker FD`: a server that forks one process per file, which reads it and leaves.

Started by knowledge.loading.fork_server. FD is the control socket: each message on it passes a connection to serve. The
server itself touches no file, so that nothing a file does outlives the process that read it.
"""

import contextlib
import errno
import json
import os
import resource
import select
import signal
import socket
import sys
import tempfile
import traceback
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from knowledge.errors import DamagedFile, ParserDied, UnreadableDocument, UnsupportedFileType
from knowledge.loading.document import Source
from knowledge.loading.file_types import FileType
from knowledge.loading.loaders import loader_for

PRELOADED = ("lxml.etree", "knowledge.loading.docx", "knowledge.loading.html", "knowledge.loading.pdf", "pypdfium2.raw")
"""Imported once by a server that is to serve many files; none of them starts a thread."""

_MOST_WRITTEN_BYTES = 2 << 30
_SCORE_OF_FIRST_VICTIM = "1000"
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True)
class Request:
    """What a connection asks for, sent as one line of JSON."""

    path: str
    file_type: str
    scratch: str
    memory_bytes: int
    cpu_seconds: int
    characters: int
    password: str | None


def main(arguments: list[str]) -> int:
    control = socket.socket(fileno=int(arguments[0]))
    for module in PRELOADED if arguments[1:] == ["preload"] else ():
        import_module(module)
    _serve(control)
    return 0


def _serve(control: socket.socket) -> None:
    """Fork for each connection until the control socket is closed; a connection hung up on costs its child's life."""
    woken, wake = socket.socketpair()
    for end in (woken, wake):
        end.setblocking(False)
    signal.set_wakeup_fd(wake.fileno(), warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda _signal, _frame: None)
    die_with_parent = _die_with_parent()
    hung_up = getattr(select, "POLLRDHUP", 0) | select.POLLHUP | select.POLLERR
    poll = select.poll()
    poll.register(control, select.POLLIN)
    poll.register(woken, select.POLLIN)
    children: dict[int, socket.socket] = {}
    while True:
        for descriptor, _ in poll.poll():
            if descriptor == control.fileno():
                message, descriptors, _, _ = socket.recv_fds(control, 1, 1)
                if not message:
                    return
                connection = socket.socket(fileno=descriptors[0])
                child = os.fork()
                if child == 0:
                    signal.set_wakeup_fd(-1)
                    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                    die_with_parent()
                    for other in (control, woken, wake, *children.values()):
                        other.close()
                    _answer(connection)
                children[child] = connection
                poll.register(connection, hung_up)
            elif descriptor == woken.fileno():
                woken.recv(4096)
                _bury(children, poll)
            else:
                for child, connection in children.items():
                    if connection.fileno() == descriptor:
                        os.kill(child, signal.SIGKILL)  # not reaped yet, so the number is still its own


def _bury(children: dict[int, socket.socket], poll: "select.poll") -> None:
    with contextlib.suppress(ChildProcessError):
        while True:
            child, _ = os.waitpid(-1, os.WNOHANG)
            if not child:
                return
            connection = children.pop(child)
            poll.unregister(connection)
            connection.close()


def _die_with_parent() -> Any:
    """A call that makes the kernel end this process when the server ends, where the kernel can."""
    if sys.platform != "linux":
        return lambda: None
    import ctypes

    library = ctypes.CDLL(None)
    return lambda: library.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _answer(connection: socket.socket) -> None:
    """Serve one request in the forked process; never returns."""
    code = 1
    try:
        with connection.makefile("rwb") as stream:
            request = Request(**json.loads(stream.readline()))
            _limit(request)
            payload = _read(request, stream)
            stream.write(b"D %d\n" % len(payload))
            stream.write(payload)
        code = 0
    finally:
        os._exit(code)


def _limit(request: Request) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (request.memory_bytes, request.memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (request.cpu_seconds, request.cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_MOST_WRITTEN_BYTES, _MOST_WRITTEN_BYTES))
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(_SCORE_OF_FIRST_VICTIM)
    tempfile.tempdir = request.scratch


def _read(request: Request, stream: Any) -> bytes:
    def progress(done: int, total: int) -> None:
        stream.write(b"P %d %d\n" % (done, total))
        stream.flush()

    source = Source(Path(request.path), request.password, request.characters)
    try:
        answer = loader_for(FileType(request.file_type)).load(source, progress).to_json()
    except (UnreadableDocument, UnsupportedFileType) as error:
        answer = {"error": type(error).__name__, "message": str(error)}
    except MemoryError:
        answer = _out_of_memory()
    except BaseException as error:  # noqa: BLE001 - the edge of the process: what a parser trips over is of any kind
        answer = _out_of_memory() if isinstance(error, OSError) and error.errno == errno.ENOMEM else _broken(error)
    return json.dumps(answer, ensure_ascii=False).encode(errors="replace")


def _out_of_memory() -> dict[str, str]:
    return {"error": ParserDied.__name__, "message": "Reading the file takes more memory than allowed: split it."}


def _broken(error: BaseException) -> dict[str, str]:
    """The place in the code is for the log; what the error says may quote the document and is not passed on."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return {
        "error": DamagedFile.__name__,
        "message": "The file breaks the rules of its format: open it in its program and save it again.",
        "detail": f"{type(error).__name__} in {Path(last.filename).name}:{last.lineno}",
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
