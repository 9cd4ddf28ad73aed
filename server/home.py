"""The data folder: one process at a time works on it, and says there where it listens."""

from __future__ import annotations

import contextlib
import json
import os
import threading
from pathlib import Path

from filelock import FileLock, Timeout

from server.errors import HomeInUse, HomeUnusable
from server.settings import Settings

SERVER_FILE = "server.json"


def hold_home(settings: Settings) -> FileLock:
    """The lock of the data folder, held until it is released; other accounts cannot look into the folder.

    Raises `HomeInUse`, `HomeUnusable`.
    """
    lock = FileLock(settings.home / "lock")
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(PermissionError):  # another account's folder that we may write in
            settings.home.chmod(settings.home.stat().st_mode & 0o700)
        lock.acquire(timeout=0)
    except Timeout as error:
        raise HomeInUse(
            f"Another Sancha is running on the data folder {settings.home}. "
            "Stop it, or set SANCHA_HOME to another folder."
        ) from error
    except OSError as error:
        raise HomeUnusable(
            f"The data folder {settings.home} cannot be used ({error.strerror or error}). "
            "Give this account the right to write there, or set SANCHA_HOME to another folder."
        ) from error
    return lock


def clear_leftovers(home: Path) -> None:
    """Removes the uploads that a kill cut short; nothing of them was acknowledged."""
    for leftover in home.glob("upload-*"):
        leftover.unlink()


def publish_address(settings: Settings) -> Path:
    """Writes where this server listens into the data folder, so that the command line finds it."""
    path = settings.home / SERVER_FILE
    temporary = path.with_suffix(f".{os.getpid()}.{threading.get_ident()}")
    temporary.write_text(json.dumps({"url": settings.api_url, "pid": os.getpid()}), encoding="utf-8")
    temporary.replace(path)
    return path
