"""Which type a file is of, by its content first and its extension second."""

from enum import StrEnum
from pathlib import PurePath

from knowledge.errors import EmptyFile, UnsupportedFileType


class FileType(StrEnum):
    TXT = "txt"
    MD = "md"
    HTML = "html"
    CSV = "csv"
    PDF = "pdf"
    DOCX = "docx"


EXTENSIONS: dict[str, FileType] = {
    ".txt": FileType.TXT,
    ".text": FileType.TXT,
    ".log": FileType.TXT,
    ".md": FileType.MD,
    ".markdown": FileType.MD,
    ".html": FileType.HTML,
    ".htm": FileType.HTML,
    ".csv": FileType.CSV,
    ".pdf": FileType.PDF,
    ".docx": FileType.DOCX,
}
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SAVE_AS = {".doc": "docx", ".xls": "csv", ".xlsx": "csv", ".ppt": "pdf", ".pptx": "pdf", ".rtf": "docx"}
HEAD_BYTES = 4096


def file_type(filename: str, head: bytes) -> FileType:
    """Return the type of a file from its name and its first HEAD_BYTES bytes.

    Raises UnsupportedFileType for types that cannot be read and for content that contradicts the extension,
    EmptyFile for no bytes at all.
    """
    extension = PurePath(filename).suffix.lower()
    if not head:
        raise EmptyFile(filename)
    kind = EXTENSIONS.get(extension)
    if kind is None:
        advice = _SAVE_AS.get(extension)
        hint = f"save it as {advice} and upload that" if advice else f"upload one of {', '.join(EXTENSIONS)}"
        raise UnsupportedFileType(f"{extension or 'A file without an extension'} cannot be read yet: {hint}.")
    is_pdf = b"%PDF-" in head[:1024]
    if kind is FileType.PDF and not is_pdf:
        raise UnsupportedFileType(f"{filename!r} is not a PDF although it is named so: export it as PDF again.")
    if kind is FileType.DOCX and head.startswith(_OLD_OFFICE):
        # an encrypted docx is an OLE container too
        raise UnsupportedFileType(
            f"{filename!r} is an old .doc or a password-protected Word file: save it as .docx without password."
        )
    if kind is FileType.DOCX and not head.startswith(b"PK"):
        raise UnsupportedFileType(
            f"{filename!r} is not a Word document although it is named so: save it as .docx again."
        )
    if kind not in (FileType.PDF, FileType.DOCX):
        if head.startswith(b"%PDF-"):
            return FileType.PDF
        if head.startswith(
            (b"PK\x03\x04", _OLD_OFFICE, b"\x89PNG", b"\xff\xd8\xff", b"\x1f\x8b", b"\x7fELF", b"MZ\x90")
        ):
            raise UnsupportedFileType(
                f"{filename!r} is named as text but holds binary data: upload it under its real type."
            )
    return kind
