"""The archive of an export, opened for reading. It comes from outside: nothing in it is believed.

Entries are looked up by the names that an export gives them, never by names that the archive chooses, and counted while
they are read: what an entry claims to be long is only a claim.
"""

import contextlib
import lzma
import shutil
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO, cast

from knowledge.errors import DiskFull, InvalidArchive

_LARGEST_DIRECTORY = 16 << 20
_KEPT_FREE = 64 << 20
BLOCK = 1 << 20
# zipfile checks little of what it reads
DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    lzma.LZMAError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OverflowError,
    IndexError,
)


class Archive:
    """Entries by name, as blocks of at most a megabyte or as lines."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive

    def has(self, name: str) -> bool:
        return name in self._archive.NameToInfo

    def require_room(self, folder: Path) -> None:
        """Raise DiskFull unless all that the archive claims to hold fits on the folder's disk; no entry gives more than
        it claims."""
        claimed = sum(max(entry.file_size, 0) for entry in self._archive.infolist())
        free = shutil.disk_usage(folder).free
        if claimed + _KEPT_FREE > free:
            raise DiskFull(
                f"The archive unpacks to {claimed / 1e6:,.0f} MB and the disk of the data folder has "
                f"{free / 1e6:,.0f} MB left: free some space and import it again."
            )

    def blocks(self, name: str, limit: int, advice: str = "export it again") -> Iterator[bytes]:
        """Return an entry's content. Raises InvalidArchive when there is none or it has more than `limit` bytes."""
        if not self.has(name):
            raise InvalidArchive(f"{name} is missing in the archive: export it again.")
        if self._archive.getinfo(name).compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            # of the others a few bytes unpack to any size before the first of them can be counted
            raise InvalidArchive(f"{name} in the archive is packed in a way that exports are not: export it again.")
        read = 0
        with self._archive.open(name) as entry:
            while block := entry.read(BLOCK):
                read += len(block)
                if read > limit:
                    raise InvalidArchive(f"{name} in the archive expands to more than {limit / 1e6:,.0f} MB: {advice}.")
                yield block

    def lines(self, name: str, limit: int, longest: int) -> Iterator[bytes]:
        """Return an entry's lines, each at most `longest` bytes. Raises InvalidArchive."""
        rest = b""
        for block in self.blocks(name, limit):
            *whole, rest = (rest + block).split(b"\n")
            if len(rest) > longest or any(len(line) > longest for line in whole):
                raise InvalidArchive(f"{name} in the archive has a line of more than {longest:,} bytes.")
            yield from whole
        if rest:
            yield rest

    def read(self, name: str, limit: int) -> bytes:
        return b"".join(self.blocks(name, limit))


class _Stream:
    """The archive's bytes. zipfile reads the directory of entries at once and makes an object of each before it can be
    asked anything, so the size of one read is what has to be bounded."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.seek = stream.seek
        self.tell = stream.tell
        self.seekable = stream.seekable

    def read(self, size: int = -1) -> bytes:
        if size > _LARGEST_DIRECTORY:
            raise InvalidArchive("The archive has more entries than an export does: export the base again.")
        return self._stream.read(size)


@contextmanager
def opened(source: Path | BinaryIO) -> Iterator[Archive]:
    """Open the archive. Raises InvalidArchive, here and for whatever in the block shows that it is damaged."""
    with contextlib.ExitStack() as stack:
        stream = stack.enter_context(source.open("rb")) if isinstance(source, Path) else source
        try:
            with zipfile.ZipFile(cast(IO[bytes], _Stream(stream))) as archive:
                yield Archive(archive)
        except DAMAGED as error:
            raise InvalidArchive(f"The archive is damaged or is no export ({error}): export it again.") from error
