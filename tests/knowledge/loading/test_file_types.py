import pytest

from knowledge.errors import EmptyFile, UnsupportedFileType
from knowledge.loading.file_types import EXTENSIONS, FileType, file_type
from knowledge.loading.loaders import loader_for

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PK = b"PK\x03\x04"


@pytest.mark.parametrize(
    ("filename", "head", "kind"),
    [
        ("A.TXT", b"text", FileType.TXT),
        ("a.tsv", b"a\tb", FileType.TSV),
        ("a.jsonl", b"{}", FileType.JSON),
        ("a.docx", PK, FileType.DOCX),
        ("encrypted.docx", OLE, FileType.DOCX),
        ("encrypted.xlsx", OLE, FileType.SHEET),
        ("old.xls", OLE, FileType.SHEET),
        ("a.pdf", b"\x00junk before %PDF-1.4", FileType.PDF),
        ("really_a_pdf.docx", b"%PDF-1.7", FileType.PDF),
        ("no_extension", b"%PDF-1.7", FileType.PDF),
        ("no_extension", b"\x89PNG\r\n\x1a\n", FileType.IMAGE),
        ("a.jpeg", b"\xff\xd8\xff\xe0", FileType.IMAGE),
        ("a.gif", b"GIF89a", FileType.IMAGE),
        ("named_wrongly.png", b"GIF89a", FileType.IMAGE),
        ("notes.rst", b"Title\n=====", FileType.TXT),
        ("feed.rss", b"<rss>", FileType.XML),
        ("template.dotm", PK, FileType.DOCX),
        ("rows.xls", "姓名\t年龄".encode("utf-16"), FileType.TSV),
        ("a.webp", b"RIFF\x00\x00\x00\x00WEBPVP8 ", FileType.IMAGE),
        ("really_docx.doc", PK, FileType.DOCX),
        ("web.doc", b"\xef\xbb\xbf  <HTML><body>", FileType.HTML),
        ("web.xls", b"<!DOCTYPE html><table>", FileType.HTML),
        ("a.mht", b"MIME-Version: 1.0", FileType.EML),
        ("empty.zip", b"PK\x05\x06", FileType.ZIP),
    ],
)
def test_the_content_decides_before_the_name(filename: str, head: bytes, kind: FileType) -> None:
    assert file_type(filename, head) is kind


@pytest.mark.parametrize(
    ("filename", "head", "advice"),
    [
        ("a.doc", OLE, r"save it as \.docx"),
        ("a.ppt", OLE, r"save it as \.pptx"),
        ("a.rtf", b"{\\rtf1", r"save it as \.docx"),
        ("a.msg", OLE, r"save it as \.eml"),
        ("a.tar.gz", b"\x1f\x8b", "unpack it"),
        ("a.rar", b"Rar!", "unpack it"),
        ("a.exe", b"MZ\x90", "upload one of"),
        ("a", b"words", "without an extension"),
        ("a.txt", PK, "binary data"),
        ("a.md", b"\x89PNG\r\n", "binary data"),
        ("a.csv", b"\x1f\x8b", "binary data"),
        ("a.png", b"words", "not a picture"),
        ("a.docx", b"words", "not a Word document"),
        ("a.xlsx", b"words", "not a workbook"),
        ("a.zip", b"Rar!", "not a zip archive"),
        ("a.epub", OLE, "not an EPUB"),
        ("a.pdf", b"words", "not a PDF"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_next_step(filename: str, head: bytes, advice: str) -> None:
    with pytest.raises(UnsupportedFileType, match=advice):
        file_type(filename, head)


def test_an_empty_file_is_told_from_a_wrong_one() -> None:
    with pytest.raises(EmptyFile, match="0 bytes"):
        file_type("a.csv", b"")


def test_every_extension_has_a_loader() -> None:
    assert set(EXTENSIONS.values()) == set(FileType)
    for kind in FileType:
        assert callable(loader_for(kind).load)
