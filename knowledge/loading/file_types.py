"""Which type a file is of, by its content first and its extension second."""

import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from enum import StrEnum
from pathlib import PurePath

from knowledge.errors import EmptyFile, UnsupportedFileType


class FileType(StrEnum):
    TXT = "txt"
    MD = "md"
    HTML = "html"
    CSV = "csv"
    TSV = "tsv"
    XML = "xml"
    JSON = "json"
    PDF = "pdf"
    DOCX = "docx"
    PPTX = "pptx"
    SHEET = "sheet"
    ODF = "odf"
    EPUB = "epub"
    EML = "eml"
    MBOX = "mbox"
    IMAGE = "image"
    ZIP = "zip"


_EXTENSIONS_OF: dict[FileType, str] = {
    FileType.TXT: (
        ".txt .text .log .rst .adoc .org .tex .srt .vtt .yaml .yml .toml .ini .cfg .conf .properties .sql .py .js .ts "
        ".java .c .h .cpp .cs .go .rs .sh"
    ),
    FileType.MD: ".md .markdown",
    FileType.HTML: ".html .htm .xhtml",
    FileType.CSV: ".csv",
    FileType.TSV: ".tsv .tab",
    FileType.XML: ".xml .rss .atom",
    FileType.JSON: ".json .jsonl .ndjson",
    FileType.PDF: ".pdf",
    FileType.DOCX: ".docx .docm .dotx .dotm",
    FileType.PPTX: ".pptx .pptm .ppsx .ppsm .potx",
    FileType.SHEET: ".xlsx .xlsm .xltx .xls .xlsb .ods",
    FileType.ODF: ".odt .ott .odp .odg",
    FileType.EPUB: ".epub",
    FileType.EML: ".eml .mht .mhtml",
    FileType.MBOX: ".mbox",
    FileType.IMAGE: ".png .jpg .jpeg .tif .tiff .bmp .webp .gif",
    FileType.ZIP: ".zip",
}
EXTENSIONS: dict[str, FileType] = {
    extension: kind for kind, extensions in _EXTENSIONS_OF.items() for extension in extensions.split()
}
TEXTUAL = frozenset(
    {
        FileType.TXT,
        FileType.MD,
        FileType.HTML,
        FileType.CSV,
        FileType.TSV,
        FileType.XML,
        FileType.JSON,
        FileType.EML,
        FileType.MBOX,
    }
)
_PACKAGES = {
    FileType.DOCX: "a Word document",
    FileType.PPTX: "a PowerPoint presentation",
    FileType.ODF: "an OpenDocument file",
    FileType.EPUB: "an EPUB book",
    FileType.ZIP: "a zip archive",
}
_ENCRYPTABLE = frozenset({FileType.DOCX, FileType.PPTX})
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PK = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_IMAGE_MAGIC = re.compile(
    rb"\x89PNG\r\n|\xff\xd8\xff|II\*\x00|MM\x00\*|GIF8[79]a|BM....\x00\x00\x00\x00|RIFF....WEBP", re.DOTALL
)
_MAIL_HEADER = re.compile(rb"(?:MIME-Version|From|Subject|Content-Type):", re.IGNORECASE)
_OTHER_BINARY = (b"\x1f\x8b", b"\x7fELF", b"MZ\x90", b"7z\xbc\xaf\x27\x1c", b"Rar!", b"BZh", b"\xfd7zXZ")
_SAVE_AS = {
    ".doc": "open it in Word or LibreOffice and save it as .docx",
    ".dot": "open it in Word or LibreOffice and save it as .docx",
    ".wps": "open it in WPS or LibreOffice and save it as .docx",
    ".rtf": "open it in Word or LibreOffice and save it as .docx",
    ".pages": "export it from Pages as .docx or PDF",
    ".ppt": "open it in PowerPoint or LibreOffice and save it as .pptx",
    ".pps": "open it in PowerPoint or LibreOffice and save it as .pptx",
    ".key": "export it from Keynote as .pptx or PDF",
    ".numbers": "export it from Numbers as .xlsx",
    ".et": "open it in WPS and save it as .xlsx",
    ".msg": "open it in Outlook and save it as .eml, or print it to PDF",
    ".mobi": "convert it to .epub",
    ".azw3": "convert it to .epub",
    ".ipynb": "export it from Jupyter as .html",
    ".ofd": "export it as PDF",
    ".heic": "save it as .jpg",
    ".svg": "save it as .png or PDF",
    ".gz": "unpack it and upload what is inside, or pack it as .zip",
    ".tgz": "unpack it and upload what is inside, or pack it as .zip",
    ".tar": "unpack it and upload what is inside, or pack it as .zip",
    ".bz2": "unpack it and upload what is inside, or pack it as .zip",
    ".xz": "unpack it and upload what is inside, or pack it as .zip",
    ".rar": "unpack it and upload what is inside, or pack it as .zip",
    ".7z": "unpack it and upload what is inside, or pack it as .zip",
}
ARCHIVE_EXTENSIONS = frozenset(".zip .gz .tgz .tar .bz2 .xz .rar .7z .jar .zst".split())
HEAD_BYTES = 4096


def file_type(filename: str, head: bytes) -> FileType:
    """Return the type of a file from its name and its first HEAD_BYTES bytes.

    Raises UnsupportedFileType for types that cannot be read and for content that contradicts the extension,
    EmptyFile for no bytes at all.
    """
    if not head:
        raise EmptyFile(filename)
    extension = PurePath(filename).suffix.lower()
    kind = EXTENSIONS.get(extension)
    if kind is None:
        return _unknown(extension, head)
    if kind is FileType.PDF:
        if b"%PDF-" not in head[:1024]:
            raise UnsupportedFileType(f"{filename!r} is not a PDF although it is named so: export it as PDF again.")
        return kind
    if head.startswith(b"%PDF-"):
        return FileType.PDF
    if kind is FileType.IMAGE:
        if not _IMAGE_MAGIC.match(head):
            raise UnsupportedFileType(f"{filename!r} is not a picture although it is named so: export it again.")
        return kind
    if kind is FileType.SHEET:
        return _sheet(filename, head)
    if kind in _PACKAGES:
        if head.startswith(_PK) or (kind in _ENCRYPTABLE and head.startswith(OLE)):
            return kind
        raise UnsupportedFileType(f"{filename!r} is not {_PACKAGES[kind]} although it is named so: save it again.")
    if head.startswith((*_PK, OLE, *_OTHER_BINARY)) or _IMAGE_MAGIC.match(head):
        raise UnsupportedFileType(
            f"{filename!r} is named as text but holds binary data: upload it under its real type."
        )
    return kind


def _sheet(filename: str, head: bytes) -> FileType:
    """Many programs write a web page or plain rows and name them .xls."""
    if head.startswith((*_PK, OLE)):
        return FileType.SHEET
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:512].lower()
    if start.startswith(b"<?xml") and b"spreadsheet" in head.lower():
        return FileType.XML
    if start.startswith(b"<"):
        return FileType.HTML
    if b"\t" in head and (b"\x00" not in head or head.startswith((BOM_UTF16_LE, BOM_UTF16_BE))):
        return FileType.TSV
    raise UnsupportedFileType(f"{filename!r} is not a workbook although it is named so: save it as .xlsx again.")


def _unknown(extension: str, head: bytes) -> FileType:
    if head.startswith(b"%PDF-"):
        return FileType.PDF
    if _IMAGE_MAGIC.match(head) and not extension:
        return FileType.IMAGE
    if extension == ".doc":
        # what some programs name .doc is a docx or a web page
        if head.startswith(_PK):
            return FileType.DOCX
        if head.removeprefix(b"\xef\xbb\xbf").lstrip()[:15].lower().startswith((b"<html", b"<!doctype html")):
            return FileType.HTML
        if _MAIL_HEADER.match(head):
            return FileType.EML
    advice = _SAVE_AS.get(extension, f"upload one of {', '.join(EXTENSIONS)}")
    raise UnsupportedFileType(f"{extension or 'A file without an extension'} cannot be read: {advice}.")
