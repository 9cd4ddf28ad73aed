"""The parent's side of the parse worker: a process that forks, started when first needed and again if it died."""

import os
import socket
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

_ENVIRONMENT = {
    # one heap for all threads of a parser: address space is what its limit counts
    "MALLOC_ARENA_MAX": "2",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}


class ForkServer:
    """Hands out connections to fresh processes, each of which reads one file. Safe to use from several threads."""

    def __init__(self, *, preload: bool = True) -> None:
        self._preload = preload
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def connect(self) -> socket.socket:
        """Return a connection to a new process; closing it ends that process. Raises OSError if none can be started."""
        ours, theirs = socket.socketpair()
        with theirs, self._lock:
            try:
                socket.send_fds(self._running(), [b"c"], [theirs.fileno()])
            except OSError:
                # the server is gone: once more with a new one
                self._stop()
                try:
                    socket.send_fds(self._running(), [b"c"], [theirs.fileno()])
                except OSError:
                    ours.close()
                    raise
        return ours

    def close(self) -> None:
        """End the server and every process that it started."""
        with self._lock:
            self._stop()

    def _running(self) -> socket.socket:
        if self._control is not None and self._process is not None and self._process.poll() is None:
            return self._control
        self._stop()
        root = str(Path(__file__).resolve().parents[2])
        search = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))
        self._folder = tempfile.TemporaryDirectory(prefix="parse-server-")
        self._control, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module, no shell
                [sys.executable, "-m", "knowledge.loading.parse_worker", str(theirs.fileno())]
                + ["preload"] * self._preload,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=os.environ | _ENVIRONMENT | {"PYTHONPATH": search},
                cwd=self._folder.name,
                pass_fds=(theirs.fileno(),),
            )
        return self._control

    def _stop(self) -> None:
        if self._control is not None:
            self._control.close()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        if self._folder is not None:
            self._folder.cleanup()
        self._control = self._process = self._folder = None
