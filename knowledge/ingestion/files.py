"""Uploaded files on disk, named by their content, so that a name from outside never becomes a path."""

import hashlib
import os
import shutil
import tempfile
from enum import StrEnum
from pathlib import Path

from knowledge.errors import EmptyFile, FileTooLarge

_BLOCK = 1 << 20


class Brought(StrEnum):
    """What an import brought for a file beside it: its text, the structure of that, and vectors."""

    TEXT = "text"
    STRUCTURE = "structure"
    VECTORS = "vectors"


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

    def folder_of(self, base_id: str) -> Path:
        """Return the folder of a base, made if need be."""
        folder = self._folder / base_id
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def path(self, base_id: str, sha256: str) -> Path:
        return self._folder / base_id / sha256

    def brought(self, base_id: str, sha256: str, part: Brought) -> Path:
        """Where a part lies that an import brought for the file, until it is ingested."""
        return self._folder / base_id / f"{sha256}.{part}"

    def put(self, base_id: str, sha256: str, content: bytes | Path) -> Path:
        """Store the content, durably, before returning its path; storing it again changes nothing."""
        target = self.path(base_id, sha256)
        if target.exists():
            return target
        self.folder_of(base_id)
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
        self.remove_brought(base_id, sha256)
        self._remove_if_empty(path.parent)

    def remove_brought(self, base_id: str, sha256: str) -> None:
        for part in Brought:
            self.brought(base_id, sha256, part).unlink(missing_ok=True)

    def bases(self) -> list[str]:
        """Return the ids of the bases that have files."""
        return [path.name for path in self._folder.iterdir() if path.is_dir()] if self._folder.is_dir() else []

    def keep_only(self, base_id: str, sha256s: set[str]) -> None:
        """Remove the files of a base that are none of these, half-written ones included."""
        folder = self._folder / base_id
        # the base may be deleted meanwhile, and a file manager may leave a folder
        for path in folder.iterdir() if folder.is_dir() else ():
            if path.name.partition(".")[0] not in sha256s and not path.is_dir():
                path.unlink(missing_ok=True)
        self._remove_if_empty(folder)

    def remove_base(self, base_id: str) -> None:
        shutil.rmtree(self._folder / base_id, ignore_errors=True)

    @staticmethod
    def _remove_if_empty(folder: Path) -> None:
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
