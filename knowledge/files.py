"""Uploaded files on disk, named by their content, so that a name from outside never becomes a path."""

import hashlib
import os
import shutil
import tempfile
from pathlib import Path

from knowledge.errors import EmptyFile, FileTooLarge

_BLOCK = 1 << 20


class FileStore:
    """`<folder>/<base id>/<sha256>`; a file is there whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def digest(self, filename: str, content: bytes | Path, max_bytes: int) -> tuple[str, int, bytes]:
        """Return (sha256, size, first bytes) of content. Raises FileTooLarge or EmptyFile before anything is stored."""
        size = len(content) if isinstance(content, bytes) else content.stat().st_size
        if size > max_bytes:
            raise FileTooLarge(filename, size, max_bytes)
        if not size:
            raise EmptyFile(filename)
        if isinstance(content, bytes):
            return hashlib.sha256(content).hexdigest(), size, content[:_BLOCK]
        with content.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
            stream.seek(0)
            return digest, size, stream.read(_BLOCK)

    def path(self, base_id: str, sha256: str) -> Path:
        return self._folder / base_id / sha256

    def put(self, base_id: str, sha256: str, content: bytes | Path) -> Path:
        """Store the content, durably, before returning its path; storing it again changes nothing."""
        target = self.path(base_id, sha256)
        if target.exists():
            return target
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".upload-", delete=False) as partial:
            try:
                if isinstance(content, bytes):
                    partial.write(content)
                else:
                    with content.open("rb") as source:
                        shutil.copyfileobj(source, partial, _BLOCK)
                partial.flush()
                os.fsync(partial.fileno())
            except BaseException:
                Path(partial.name).unlink(missing_ok=True)
                raise
        Path(partial.name).replace(target)
        return target

    def remove(self, base_id: str, sha256: str) -> None:
        path = self.path(base_id, sha256)
        path.unlink(missing_ok=True)
        if path.parent.is_dir() and not any(path.parent.iterdir()):
            path.parent.rmdir()

    def remove_base(self, base_id: str) -> None:
        shutil.rmtree(self._folder / base_id, ignore_errors=True)
