"""PDF, Word, HTML and CSV through `parse`, as a job reads them: in a process of their own."""

import io
import zipfile
from collections.abc import Callable

import pytest

from knowledge.errors import (
    DamagedFile,
    EncryptedFile,
    ExpandsTooMuch,
    NoText,
    UnreadableDocument,
    UnsupportedFileType,
)
from knowledge.loading.document import BlockKind
from tests.knowledge.loading.conftest import Read
from tests.knowledge.loading.outline import headings


def pdf(pages: list[list[tuple[int, str]]], password: str | None = None) -> bytes:
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    stream = io.BytesIO()
    canvas = Canvas(stream, encrypt=StandardEncryption(password) if password else None)
    for page in pages:
        y = 800
        for size, line in page:
            canvas.setFont("Helvetica" if line.isascii() else "STSong-Light", size)
            canvas.drawString(50, y, line)
            y -= size + 6
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def docx(build: Callable[..., None]) -> bytes:
    from docx import Document

    document = Document()
    build(document)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def test_a_pdf_gives_its_pages_headings_and_joined_lines(read: Read) -> None:
    document = read(
        "manual.pdf",
        pdf(
            [
                [
                    (20, "Maintenance"),
                    (11, "The transformer is inspected every spring by two"),
                    (11, "engineers of the plant."),
                ],
                [(16, "检修周期"), (11, "变压器每年检修一次，检修之前必须停电，并且由"), (11, "专人看守。")],
            ]
        ),
    )
    assert headings(document) == [(1, "Maintenance"), (2, "检修周期")]
    assert "every spring by two engineers of the plant." in document.text
    assert "并且由专人看守。" in document.text
    first, second = document.pages
    assert (first.number, second.number) == (1, 2)
    assert "engineers" in document.text[first.start : first.end]
    assert "专人看守" in document.text[second.start : second.end]


def test_a_pdf_that_cannot_be_read_says_why(read: Read) -> None:
    whole = pdf([[(11, "text")]])
    for content, error, word in (
        (pdf([[(11, "secret")]], password="open"), EncryptedFile, "password"),
        (b"%PDF-1.7\n" + b"garbage " * 100, DamagedFile, "damaged"),
        (pdf([[]]), NoText, "scan"),
    ):
        with pytest.raises(error, match=word):
            read("x.pdf", content)
    assert whole.startswith(b"%PDF")


def test_a_word_document_gives_headings_lists_and_tables_in_order(read: Read) -> None:
    def build(document: object) -> None:
        document.add_heading("Travel policy", 1)  # type: ignore[attr-defined]
        document.add_paragraph("Ask before you go.")  # type: ignore[attr-defined]
        document.add_paragraph("by train", style="List Bullet")  # type: ignore[attr-defined]
        document.add_paragraph("by bus", style="List Bullet")  # type: ignore[attr-defined]
        document.add_heading("住宿标准", 2)  # type: ignore[attr-defined]
        table = document.add_table(rows=2, cols=2)  # type: ignore[attr-defined]
        for cell, text in zip(
            (c for row in table.rows for c in row.cells), ("城市", "上限", "北京", "500"), strict=True
        ):
            cell.text = text

    document = read("policy.docx", docx(build))
    assert (
        document.text
        == "Travel policy\n\nAsk before you go.\n\n- by train\n- by bus\n\n住宿标准\n\n城市 | 上限\n北京 | 500"
    )
    assert headings(document) == [(1, "Travel policy"), (2, "住宿标准")]
    assert document.blocks[-1].kind is BlockKind.TABLE


def test_a_word_document_that_is_none_or_too_large_is_refused(read: Read) -> None:
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(docx(lambda document: None))) as sound,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
    ):
        for name in sound.namelist():
            archive.writestr(name, b"0" * (300 << 20) if name == "word/document.xml" else sound.read(name))
    with pytest.raises(ExpandsTooMuch, match="unpacks"):
        read("bomb.docx", stream.getvalue())
    empty = io.BytesIO()
    with zipfile.ZipFile(empty, "w") as archive:
        archive.writestr("readme.txt", b"x")
    with pytest.raises(DamagedFile):
        read("other.docx", empty.getvalue())
    with pytest.raises(DamagedFile):
        read("broken.docx", b"PK\x03\x04 and nothing more")
    with pytest.raises(NoText):
        read("blank.docx", docx(lambda document: None))


HTML = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>Tariffs</title><style>p {}</style></head><body>
<nav><a href="/">Home</a></nav><h1>Tariffs</h1><p>Night <b>power</b> is
cheaper.</p><script>alert("no")</script><ul><li>Peak: 9 to 12</li><li><p>Valley: 23 to 7</p></li></ul>
<h2>Prices</h2><table><tr><th>Tariff</th><th>Price</th></tr><tr><td>Home</td><td>0.56</td></tr></table>
<pre>a
  b</pre><footer>Imprint</footer></body></html>"""


def test_a_web_page_gives_its_main_text_and_no_script(read: Read) -> None:
    document = read("tariffs.html", HTML.encode())
    assert document.text == (
        "Tariffs\n\nNight power is cheaper.\n\n- Peak: 9 to 12\n- Valley: 23 to 7\n\nPrices\n\n"
        "Tariff | Price\nHome | 0.56\n\na\n  b"
    )
    assert headings(document) == [(1, "Tariffs"), (2, "Prices")]


def test_a_web_page_in_a_legacy_encoding_is_read_with_and_without_its_declaration(read: Read) -> None:
    body = "<p>电费可以在网上缴纳，也可以到营业厅办理。</p>"
    for head in ('<meta charset="gb2312">', ""):
        assert "营业厅办理" in read("x.html", f"<html><head>{head}</head>{body}</html>".encode("gb18030")).text


def test_a_page_of_script_alone_holds_no_text_and_deep_nesting_is_no_problem(read: Read) -> None:
    with pytest.raises(NoText):
        read("x.html", b"<html><body><script>render()</script></body></html>")
    assert "deep" in read("x.html", b"<div>" * 1500 + b"deep" + b"</div>" * 1500).text


def test_a_csv_is_one_table(read: Read) -> None:
    document = read("x.csv", "名称,容量\n一号站,300\n".encode("gb18030"))
    assert document.text == "名称,容量\n一号站,300"
    assert [block.kind for block in document.blocks] == [BlockKind.TABLE]


def test_a_file_named_as_another_type_is_noticed(read: Read) -> None:
    assert read("really_a_pdf.txt", pdf([[(11, "plain words")]])).text == "plain words"
    for filename, content in (
        ("x.txt", b"PK\x03\x04"),
        ("x.md", b"\x89PNG\r\n"),
        ("x.xlsx", b"no workbook"),
        ("x", b"a"),
    ):
        with pytest.raises(UnsupportedFileType):
            read(filename, content)


def test_every_refusal_is_a_sentence(read: Read) -> None:
    for filename, content in (
        ("x.pdf", b"%PDF-"),
        ("x.docx", b"PK\x03\x04"),
        ("x.html", b"<p></p>"),
        ("x.txt", b" \n"),
    ):
        with pytest.raises(UnreadableDocument) as caught:
            read(filename, content)
        assert str(caught.value).endswith(".")
