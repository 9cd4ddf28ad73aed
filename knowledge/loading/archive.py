"""Zip archives: one document, each member a section headed by its path. Nothing is unpacked under a member's name."""

import zipfile
import zlib
from collections.abc import Sequence
from pathlib import PurePosixPath

from knowledge.errors import DamagedFile, EncryptedFile, ExpandsTooMuch, NoText
from knowledge.loading.document import DocumentBuilder, ParsedDocument, Progress, Source
from knowledge.loading.file_types import ARCHIVE_EXTENSIONS
from knowledge.loading.packages import MOST_UNPACKED_BYTES
from knowledge.loading.passwords import locked
from knowledge.loading.sections import add_section

_WHAT = "The zip archive"
_MOST_MEMBERS = 5_000
_UTF8_FLAG = 0x800
_ENCRYPTED_FLAG = 0x1
_AES = 99
_ARCHIVES_MAGIC = (b"PK\x03\x04", b"\x1f\x8b", b"7z\xbc\xaf\x27\x1c", b"Rar!")
_JUNK = ("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini")
_NESTED = "The zip archive holds other archives ({name}): unpack those and upload what is inside."
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError, KeyError)


class ZipLoader:
    """Reads members of every type that is read alone; what cannot be read is noted in `skipped`."""

    def load(self, source: Source, progress: Progress) -> ParsedDocument:
        if source.depth:
            raise DamagedFile("An archive inside another file is not unpacked: upload it alone.")
        builder = DocumentBuilder(source.characters)
        try:
            with zipfile.ZipFile(source.path) as archive:
                members = _members(archive)
                for number, (name, entry) in enumerate(members, start=1):
                    content = _content(archive, entry, source.password)
                    if content[:4].startswith(_ARCHIVES_MAGIC) and PurePosixPath(name).suffix.lower() in (
                        "",
                        *ARCHIVE_EXTENSIONS,
                    ):
                        raise DamagedFile(_NESTED.format(name=name))
                    add_section(builder, name, content, source, _alive(progress, number - 1, len(members)))
                    progress(number, len(members))
        except _BROKEN as error:
            raise DamagedFile("The zip archive is damaged: pack it again.") from error
        document = builder.build()
        if not document.blocks:
            first = f" ({document.skipped[0]})" if document.skipped else ""
            raise NoText(f"The zip archive holds no file that can be read{first}: pack documents into it.")
        return document


def _members(archive: zipfile.ZipFile) -> Sequence[tuple[str, zipfile.ZipInfo]]:
    """Names and entries of the files, in the order of their names. Raises ExpandsTooMuch and DamagedFile."""
    members = [(entry_name(entry), entry) for entry in archive.infolist() if not entry.is_dir()]
    members = [(name, entry) for name, entry in members if not any(junk in name for junk in _JUNK)]
    if len(members) > _MOST_MEMBERS:
        raise ExpandsTooMuch(f"The zip archive holds {len(members):,} files, the limit is {_MOST_MEMBERS:,}: split it.")
    for name, _ in members:
        if PurePosixPath(name).suffix.lower() in ARCHIVE_EXTENSIONS:
            raise DamagedFile(_NESTED.format(name=name))
    if sum(entry.file_size for _, entry in members) > MOST_UNPACKED_BYTES:
        raise ExpandsTooMuch("The zip archive expands to more than 1 GB: split it into smaller archives.")
    return sorted(members, key=lambda member: member[0])


def entry_name(entry: zipfile.ZipInfo) -> str:
    """Return the path of an entry; without the UTF-8 flag it is in the code page of who packed it: UTF-8, GBK, 437."""
    if entry.flag_bits & _UTF8_FLAG:
        return entry.filename
    try:
        raw = entry.filename.encode("cp437")
    except UnicodeEncodeError:
        return entry.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return entry.filename


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, password: str | None) -> bytes:
    if not entry.flag_bits & _ENCRYPTED_FLAG:
        with archive.open(entry) as stream:
            return stream.read()
    if entry.compress_type == _AES:
        raise EncryptedFile("The zip archive is encrypted with AES, which is not read: unpack it and upload the files.")
    for encoding in ("utf-8", "gb18030") if password is not None else ():
        try:
            with archive.open(entry, pwd=(password or "").encode(encoding)) as stream:
                return stream.read()
        # a wrong password gives a wrong check byte, or passes it by chance and breaks the stream
        except (RuntimeError, zipfile.BadZipFile, zlib.error):
            continue
    raise locked(_WHAT, password)


def _alive(progress: Progress, done: int, total: int) -> Progress:
    """Progress inside a member keeps the parser's clock running and moves nothing."""
    return lambda _done, _total: progress(done, total)
