"""Zip packages (Office Open XML, OpenDocument, EPUB): their parts, safely unpacked and parsed.

Nothing is written to disk, no entity is expanded and no address that a part names is ever opened.
"""

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from types import TracebackType
from typing import Any, Self
from urllib.parse import unquote, urlsplit

from knowledge.errors import DamagedFile, ExpandsTooMuch
from knowledge.loading.document import Source
from knowledge.loading.file_types import OLE
from knowledge.loading.passwords import locked

MOST_UNPACKED_BYTES = 1 << 30
_MOST_PART_BYTES = 256 << 20
_MOST_PARTS = 50_000
_DTD_SEARCHED = 64 << 10
_PACKAGE_RELATIONSHIPS = "_rels/.rels"
_BROKEN = (zipfile.BadZipFile, zlib.error, ValueError, EOFError, OSError, NotImplementedError, RuntimeError, KeyError)


class Package:
    """A package opened for reading; `what` names it in messages ("The Word document"), `plain` is its content if
    it has been decrypted already.

    Raises DamagedFile, EncryptedFile and ExpandsTooMuch.
    """

    def __init__(self, source: Source, what: str, plain: io.BytesIO | None = None) -> None:
        self.what = what
        self._unpacked = 0
        try:
            self._archive = zipfile.ZipFile(plain or decrypted(source, what) or source.path)
            entries = self._archive.infolist()
        except _BROKEN as error:
            raise self.damaged() from error
        if sum(entry.file_size for entry in entries) > MOST_UNPACKED_BYTES or len(entries) > _MOST_PARTS:
            raise self._too_much()
        self._names = {entry.filename.replace("\\", "/").lstrip("/"): entry for entry in entries}
        self._folded = {name.lower(): name for name in self._names}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._archive.close()

    @property
    def names(self) -> list[str]:
        return list(self._names)

    def read(self, name: str) -> bytes | None:
        """Return the bytes of a part, None when there is none of that name (case is ignored, as Office does)."""
        entry = self._names.get(self._folded.get(name.lower(), name))
        if entry is None:
            return None
        try:
            with self._archive.open(entry) as stream:
                content = stream.read(_MOST_PART_BYTES + 1)
        except _BROKEN as error:
            raise self.damaged() from error
        self._unpacked += len(content)
        if len(content) > _MOST_PART_BYTES or self._unpacked > MOST_UNPACKED_BYTES:
            raise self._too_much()
        return content

    def pieces(self, name: str) -> Iterator[bytes]:
        """Return the bytes of a part a megabyte at a time, for parts that are too large to hold."""
        try:
            with self._archive.open(self._names[name]) as stream:
                while piece := stream.read(1 << 20):
                    yield piece
        except _BROKEN as error:
            raise self.damaged() from error

    def xml(self, name: str) -> Any | None:
        """Return the root element of a part, None when there is no such part."""
        content = self.read(name)
        return None if content is None else parse_xml(content, self.what)

    def relationships(self, part: str = "") -> dict[str, tuple[str, str]]:
        """Return {id: (last word of the type, name of the part)} of a part, or of the package; links are left out."""
        folder, _, name = part.rpartition("/")
        root = self.xml(posixpath.join(folder, "_rels", f"{name}.rels") if part else _PACKAGE_RELATIONSHIPS)
        found: dict[str, tuple[str, str]] = {}
        for element in () if root is None else children(root, "Relationship"):
            if element.get("TargetMode") == "External":
                continue
            target = resolve(folder, element.get("Target", ""))
            found[element.get("Id", "")] = (element.get("Type", "").rpartition("/")[2], target)
        return found

    def main_part(self) -> str:
        """Return the name of the part that the package is about. Raises DamagedFile when it names none."""
        for kind, target in self.relationships().values():
            if kind == "officeDocument":
                return target
        raise self.damaged()

    def refuse_declarations(self) -> None:
        """Raise DamagedFile when an XML part declares a document type: Office writes none, bombs and probes do."""
        for name in self.names:
            if name.lower().endswith((".xml", ".rels", ".vml")):
                head = next(self.pieces(name), b"")[:_DTD_SEARCHED]
                if b"<!DOCTYPE" in head.replace(b"\x00", b""):
                    raise DamagedFile(
                        f"{self.what} holds a document type declaration, which no office program writes: "
                        "open it in the program it came from and save it again."
                    )

    def damaged(self) -> DamagedFile:
        return DamagedFile(f"{self.what} is damaged and cannot be opened: open it in its program and save it again.")

    def _too_much(self) -> ExpandsTooMuch:
        return ExpandsTooMuch(
            f"{self.what} unpacks to more than {MOST_UNPACKED_BYTES >> 30} GB: remove pictures or split it."
        )


def decrypted(source: Source, what: str) -> io.BytesIO | None:
    """Return the content of an encrypted Office file, None for one that is not encrypted.

    Raises EncryptedFile without the right password, DamagedFile for another OLE file (an old .doc, say).
    """
    with source.path.open("rb") as stream:
        if stream.read(len(OLE)) != OLE:
            return None
        stream.seek(0)
        import msoffcrypto
        from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError, ParseError

        try:
            office = msoffcrypto.OfficeFile(stream)
            if not office.is_encrypted():
                return None
            content = io.BytesIO()
            # what Office itself encrypts a merely write-protected workbook with
            for password in (source.password, "VelvetSweatshop"):
                if password is None:
                    continue
                try:
                    office.load_key(password=password)
                    office.decrypt(content)
                except (InvalidKeyError, DecryptionError):
                    continue
                content.seek(0)
                return content
        except (FileFormatError, ParseError, OSError, ValueError, KeyError, IndexError, AttributeError) as error:
            raise DamagedFile(f"{what} cannot be opened: open it in its program and save it again.") from error
    raise locked(what, source.password)


def parse_xml(content: bytes, what: str) -> Any:
    """Return the root element. Raises DamagedFile for what is not well-formed."""
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(content, parser)
    except (etree.LxmlError, ValueError) as error:
        raise DamagedFile(f"{what} is damaged: open it in its program and save it again.") from error


def resolve(folder: str, target: str) -> str:
    """Return the name of the part that a reference in `folder` means."""
    path = unquote(urlsplit(target.replace("\\", "/")).path)
    return posixpath.normpath(path.lstrip("/") if path.startswith("/") else posixpath.join(folder, path))


def local(element: Any) -> str:
    """The name without its namespace: strict and transitional documents differ in nothing else that is read here."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: Any, name: str) -> str | None:
    """Return an attribute whatever its namespace."""
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return str(value)
    return None


def children(element: Any, *names: str) -> Iterator[Any]:
    return (child for child in element if local(child) in names)


def child(element: Any | None, *path: str) -> Any | None:
    """Return the element at the end of a path of local names."""
    for name in path:
        element = None if element is None else next(children(element, name), None)
    return element
