"""Is a file the one that was meant?"""

import hashlib
from pathlib import Path

from llm.errors import ChecksumMismatch

__all__ = ["check_sha256", "sha256_of"]


def sha256_of(path: Path) -> str:
    """The file's sha256 in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def check_sha256(path: Path, expected: str) -> None:
    """Raise ChecksumMismatch, and remove the file so that it is fetched anew, unless its digest is `expected`."""
    found = sha256_of(path)
    if found != expected:
        path.unlink()
        raise ChecksumMismatch(
            f"{path.name} is not the expected file: its sha256 is {found[:12]}…, it should be {expected[:12]}…. "
            "It was removed; fetch it again, and distrust the mirror if this happens twice."
        )
