"""Take one file or folder out of a wheel or a tarball, without trusting the archive."""

import shutil
import stat
import tarfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from llm.errors import UnsafeArchive, WeightsError

__all__ = ["extract"]

MAX_BYTES = 64 * 2**30
"""An archive that claims to unpack to more than this is refused."""


def extract(archive: Path, inner: str, target: Path, rename: Mapping[str, str]) -> list[Path]:
    """The files written to `target`: those at or below `inner`, named relative to it, then renamed.

    Only regular files are written. Raises UnsafeArchive on an entry that would leave the target folder (zip slip,
    CVE-2007-4559) or is a link, and WeightsError when `inner` is not in the archive or the archive is damaged.
    """
    written = []
    left = MAX_BYTES
    opened = _zip_entries if zipfile.is_zipfile(archive) else _tar_entries
    try:
        with opened(archive) as entries:
            for name, regular, size, content in entries:
                relative = _below(inner, name)
                if relative is None:
                    continue
                if not regular:
                    raise UnsafeArchive(f"{archive.name} holds a link or device at {name!r}; it was not unpacked.")
                left -= size
                if left < 0:
                    raise UnsafeArchive(f"{archive.name} unpacks to more than {MAX_BYTES >> 30} GiB; stopped.")
                destination = _inside(target, rename.get(relative, relative), archive)
                destination.parent.mkdir(parents=True, exist_ok=True)
                with destination.open("wb") as sink:
                    shutil.copyfileobj(content, sink, 1 << 20)
                written.append(destination)
    except (zipfile.BadZipFile, tarfile.TarError, EOFError) as error:
        raise WeightsError(f"{archive.name} is damaged ({error}); delete it and fetch again.") from error
    if not written:
        raise WeightsError(f"{archive.name} has nothing at {inner!r}; is it another version of the package?")
    return written


def _below(inner: str, name: str) -> str | None:
    """The name relative to `inner`, None when it lies elsewhere."""
    if name == inner:
        return PurePosixPath(name).name
    prefix = inner.rstrip("/") + "/"
    return name[len(prefix) :] if name.startswith(prefix) and len(name) > len(prefix) else None


def _inside(target: Path, relative: str, archive: Path) -> Path:
    pure = PurePosixPath(relative)
    if pure.is_absolute() or ".." in pure.parts or "\\" in relative or ":" in relative or "\0" in relative:
        raise UnsafeArchive(f"{archive.name} holds the path {relative!r}, which leads outside; it was not unpacked.")
    return target.joinpath(*pure.parts)


@contextmanager
def _zip_entries(archive: Path) -> Iterator[Iterator[tuple[str, bool, int, IO[bytes]]]]:
    with zipfile.ZipFile(archive) as opened:

        def entries() -> Iterator[tuple[str, bool, int, IO[bytes]]]:
            for info in opened.infolist():
                if info.is_dir():
                    continue
                kind = stat.S_IFMT(info.external_attr >> 16)
                with opened.open(info) as content:
                    yield info.filename, kind in (0, stat.S_IFREG), info.file_size, content

        yield entries()


@contextmanager
def _tar_entries(archive: Path) -> Iterator[Iterator[tuple[str, bool, int, IO[bytes]]]]:
    with tarfile.open(archive, "r:*") as opened:

        def entries() -> Iterator[tuple[str, bool, int, IO[bytes]]]:
            for info in opened:
                if info.isdir():
                    continue
                content = opened.extractfile(info) if info.isreg() else None
                yield info.name, content is not None, info.size, content or _empty()

        yield entries()


def _empty() -> IO[bytes]:
    import io

    return io.BytesIO()
